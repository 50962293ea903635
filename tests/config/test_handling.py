"""A page is answered in one thread, which takes the next page when it is done."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from config.handling import Crew, PagesHandler

pytestmark = pytest.mark.only_on("sqlite")

seen: list[tuple[str, int]] = []
waits, goes_on, ended = threading.Event(), threading.Event(), threading.Event()


class FallenError(BaseException):
    """What no middleware catches."""


def note(what: str) -> None:
    seen.append((what, threading.get_ident()))


def plain(request: HttpRequest) -> HttpResponse:
    note("view")
    return HttpResponse("là")


def in_pieces(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse([b"un ", b"deux"])


def broken(request: HttpRequest) -> HttpResponse:
    raise FallenError


def slow(request: HttpRequest) -> HttpResponse:
    waits.set()
    assert goes_on.wait(30)
    return HttpResponse("enfin")


urlpatterns = [path("plain", plain), path("pieces", in_pieces), path("broken", broken), path("slow", slow)]


def begins(**_: Any) -> None:
    note("begins")


def ends(**_: Any) -> None:
    note("ends")
    ended.set()


@pytest.fixture(autouse=True)
def _told() -> Iterator[None]:
    seen.clear()
    for one in (waits, goes_on, ended):
        one.clear()
    request_started.connect(begins)
    request_finished.connect(ends)
    with override_settings(ROOT_URLCONF="tests.config.test_handling", MIDDLEWARE=[], ALLOWED_HOSTS=["*"]):
        yield
    request_started.disconnect(begins)
    request_finished.disconnect(ends)


async def get(handler: PagesHandler, address: str, *, leaves: asyncio.Event | None = None) -> tuple[Any, bytes]:
    asked = [{"type": "http.request", "body": b"", "more_body": False}]
    told: list[Any] = []

    async def receive() -> Any:
        if asked:
            return asked.pop()
        assert leaves is not None
        await leaves.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        told.append(message)

    scope = {"type": "http", "method": "GET", "path": address, "query_string": b"", "headers": []}
    await handler(scope, receive, send)
    return (told[0]["status"] if told else None), b"".join(one.get("body", b"") for one in told)


def test_a_page_has_one_thread_from_its_beginning_to_its_end() -> None:
    handler = PagesHandler()
    for _page in range(2):
        assert asyncio.run(get(handler, "/plain")) == (200, "là".encode())
    assert [what for what, _thread in seen] == ["begins", "view", "ends"] * 2
    # The second page has the thread of the first.
    assert len({thread for _what, thread in seen}) == 1


def test_an_answer_in_pieces_comes_whole() -> None:
    assert asyncio.run(get(PagesHandler(), "/pieces")) == (200, b"un deux")


def test_a_page_that_falls_ends_too() -> None:
    handler = PagesHandler()
    with pytest.raises(FallenError):
        asyncio.run(get(handler, "/broken"))
    assert [what for what, _thread in seen] == ["begins", "ends"]
    assert asyncio.run(get(handler, "/plain"))[0] == 200


def test_nobody_waits_for_a_slow_page_of_somebody_else() -> None:
    async def both() -> list[Any]:
        handler = PagesHandler()
        first = asyncio.ensure_future(get(handler, "/slow", leaves=asyncio.Event()))
        await asyncio.to_thread(waits.wait, 30)
        quick = await get(handler, "/plain")
        goes_on.set()
        return [quick, await first]

    assert asyncio.run(both()) == [(200, "là".encode()), (200, b"enfin")]


def test_whoever_goes_away_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.handling._LONG_S", 0)

    async def leave() -> Any:
        leaves = asyncio.Event()
        page = asyncio.ensure_future(get(PagesHandler(), "/slow", leaves=leaves))
        await asyncio.to_thread(waits.wait, 30)
        leaves.set()
        return await page

    assert asyncio.run(leave())[0] is None
    # The view itself is not torn apart; what it answers is told to nobody.
    goes_on.set()
    assert ended.wait(30)
    assert [what for what, _thread in seen] == ["begins", "ends"]


def test_only_some_threads_are_kept() -> None:
    crew, together = Crew(kept=1), threading.Barrier(3)
    first = [crew.submit(lambda: (together.wait(30), threading.get_ident())[1]) for _one in range(3)]
    assert len({one.result(30) for one in first}) == 3
    assert len(crew._idle) <= 1
