"""Guests' pages, kept ready in this process and used only while nothing that they show has changed.

Before a kept page is used, its stamp is read from the shared database (`config.page_stamps`); a page is kept under the
stamp that was read before it was made, so that a write in between leaves a stamp that fits no more. Nothing of a guest
is looked at but the address: who sends any cookie gets a page of their own.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.http import parse_etags

from config.page_stamps import Stamp, Stamps, place_of

Scope = dict[str, Any]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Any, Send], Awaitable[None]]
# Nothing else of a request changes a guest's page; the host and the scheme are refused or led on by Django itself.
_TOLD = (b"host", b"x-forwarded-proto", b"accept-encoding")
_CONDITIONS = frozenset({b"if-none-match", b"if-modified-since", b"if-match", b"if-unmodified-since", b"range"})
_KEPT_ON_304 = frozenset(
    {b"cache-control", b"content-location", b"date", b"etag", b"expires", b"last-modified", b"vary"}
)
_OWN = frozenset({b"etag", b"content-length"})
# What a page weighs besides its bytes: key, stamp, headers of its own, the places that hold them.
_FRAME = 4000
# So many different headers are kept once for all pages; most pages have the same ones, but for two or three.
_MOST_HEADERS = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """A whole answer, and the stamp under which it holds."""

    stamp: Stamp
    headers: list[tuple[bytes, bytes]]
    body: bytes
    tag: str

    @property
    def weight(self) -> int:
        return len(self.body) + _FRAME


class PageCache:
    """Stands before the pages of one event loop. Holds at most `settings.PAGE_CACHE_MIB`, least asked for out first."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.pages: OrderedDict[tuple[Any, ...], Page] = OrderedDict()
        self.weight = 0
        self.used = 0
        self._stamps = Stamps()
        self._making: dict[tuple[Any, ...], asyncio.Future[Page | None]] = {}
        self._headers: dict[tuple[bytes, bytes], tuple[bytes, bytes]] = {}

    async def answer(self, scope: Scope, receive: Any, send: Send) -> None:
        """Answer a request: with a kept page if it is exact, else with a fresh one."""
        headers = dict(scope["headers"])
        query = scope["query_string"].decode("latin-1")
        place = place_of(scope["path"], query) if _is_asked_by_a_guest(scope, headers) else None
        stamp = await self._stamps.read(place) if place is not None else None
        if place is None or stamp is None:
            await self.application(scope, receive, send)
            return
        key = (scope["path"], query, *(headers.get(name) for name in _TOLD))
        page = self.pages.get(key)
        if page is not None and page.stamp == stamp:
            self.used += 1
            self.pages.move_to_end(key)
            await _send_page(page, headers, send)
            return
        await self._make(key, stamp, scope, receive, send, headers)

    def close(self) -> None:
        """Let the thread that reads stamps go. For tests and for the end of a loop."""
        self._stamps.close()

    async def _make(
        self, key: tuple[Any, ...], stamp: Stamp, scope: Scope, receive: Any, send: Send, headers: dict[bytes, bytes]
    ) -> None:
        """Have the page made, keep it, and answer with it; whoever asks for the same meanwhile waits for it."""
        making = self._making.get((key, stamp))
        if making is not None:
            page = await making
            if page is not None:
                await _send_page(page, headers, send)
            else:
                await self.application(scope, receive, send)
            return
        making = self._making[key, stamp] = asyncio.get_running_loop().create_future()
        page = None
        told: list[Mapping[str, Any]] = []
        bare = {**scope, "headers": [one for one in scope["headers"] if one[0] not in _CONDITIONS]}

        async def hold(message: Mapping[str, Any]) -> None:
            told.append(message)

        try:
            await self.application(bare, receive, hold)
            page = _page_of(stamp, told)
        finally:
            del self._making[key, stamp]
            making.set_result(page)
        if page is not None:
            self._keep(key, page)
            await _send_page(page, headers, send)
            return
        for message in told:
            await send(message)

    def _keep(self, key: tuple[Any, ...], page: Page) -> None:
        most = settings.PAGE_CACHE_MIB * 1024 * 1024
        if page.weight > most // 8:
            return
        if len(self._headers) < _MOST_HEADERS:
            page.headers[:] = [
                one if one[0].lower() in _OWN else self._headers.setdefault(one, one) for one in page.headers
            ]
        old = self.pages.pop(key, None)
        self.weight += page.weight - (old.weight if old else 0)
        self.pages[key] = page
        while self.weight > most:
            self.weight -= self.pages.popitem(last=False)[1].weight


def _is_asked_by_a_guest(scope: Scope, headers: dict[bytes, bytes]) -> bool:
    return scope["method"] == "GET" and b"cookie" not in headers and b"authorization" not in headers


def _page_of(stamp: Stamp, told: list[Mapping[str, Any]]) -> Page | None:
    """Return the answer as a page to keep; None for whatever is not a whole page that caches may hold."""
    if len(told) != 2 or told[0].get("status") != 200 or told[1].get("more_body"):
        return None
    headers = [(bytes(name), bytes(value)) for name, value in told[0]["headers"]]
    named = {name.lower(): value for name, value in headers}
    if named.get(b"cache-control") != b"public, no-cache" or b"set-cookie" in named or b"etag" not in named:
        return None
    if b"cookie" in named.get(b"vary", b"").lower():
        return None
    return Page(stamp, headers, bytes(told[1]["body"]), named[b"etag"].decode("latin-1"))


async def _send_page(page: Page, headers: dict[bytes, bytes], send: Send) -> None:
    asked = headers.get(b"if-none-match")
    if asked is not None and _is_same(page.tag, asked.decode("latin-1")):
        kept = [one for one in page.headers if one[0].lower() in _KEPT_ON_304]
        await send({"type": "http.response.start", "status": 304, "headers": kept})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": page.headers})
    await send({"type": "http.response.body", "body": page.body})


def _is_same(tag: str, asked: str) -> bool:
    """Compare tags as conditional requests for reading do: weakly."""
    tags = parse_etags(asked)
    return tags == ["*"] or tag.removeprefix("W/") in {one.removeprefix("W/") for one in tags}
