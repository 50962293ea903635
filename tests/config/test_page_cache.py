"""A kept page is used only while it is exact: the same as one made at that moment, for whoever asks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from asgiref.sync import SyncToAsync
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from config.page_stamps import Place, place_of
from forum import services
from forum.models import Audience, Thread
from moderation import watch
from tests import factories
from tests.cast import Person
from tests.config.page_readers import Process
from tests.config.page_walk import ACTS, Walk, address

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_connection_left() -> Iterator[None]:
    """Close what the threads of pages hold: the test database could not be dropped otherwise."""
    yield
    SyncToAsync.single_thread_executor.submit(connections.close_all).result(30)


@pytest.fixture
def process() -> Iterator[Process]:
    with Process() as found:
        yield found


@pytest.fixture
def other() -> Iterator[Process]:
    with Process() as found:
        yield found


def test_a_page_is_made_once_while_nothing_changes(process: Process) -> None:
    thread = factories.make_thread()
    for place in ("/fr/", address(thread), f"/fr/themes/{thread.theme.slug}/", "/fr/themes/", "/fr/unanswered/"):
        assert not process.is_kept(place)
        assert process.is_kept(place)
        assert process.get(place).body == process.fresh(place).body


def test_a_write_by_another_process_is_seen_at_once(process: Process, other: Process, lucie: Person) -> None:
    thread = factories.make_thread()
    for one in (process, other):
        one.get(address(thread))
        assert one.is_kept(address(thread))
    services.reply(lucie.actor, thread=thread, body="Une lumière au bout.", nonce=uuid4())
    for one in (process, other):
        assert "Une lumière au bout." in one.get(address(thread)).body.decode()
        assert one.is_kept(address(thread))


def test_a_write_that_is_taken_back_leaves_the_page(process: Process, lucie: Person) -> None:
    from django.db import transaction

    thread = factories.make_thread()
    process.get(address(thread))
    with pytest.raises(RuntimeError), transaction.atomic():
        services.reply(lucie.actor, thread=thread, body="Jamais dit.", nonce=uuid4())
        raise RuntimeError
    assert process.is_kept(address(thread))
    assert "Jamais dit." not in process.get(address(thread)).body.decode()


def test_a_page_made_while_somebody_writes_is_not_kept_for_later(process: Process, lucie: Person) -> None:
    """The stamp is read first: what is written between stamp and page leaves a stamp that fits no more."""
    thread = factories.make_thread()
    make = process.cache.application

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        process.cache.application = make
        await make(scope, receive, send)
        await asyncio.to_thread(_reply_in_a_thread)

    def _reply_in_a_thread() -> None:
        from django.db import connection

        services.reply(lucie.actor, thread=Thread.objects.get(pk=thread.pk), body="Entre-temps.", nonce=uuid4())
        connection.close()

    process.cache.application = slow
    assert "Entre-temps." not in process.get(address(thread)).body.decode()
    assert "Entre-temps." in process.get(address(thread)).body.decode()


def test_a_conditional_request_is_answered_without_the_page(process: Process) -> None:
    thread = factories.make_thread()
    for gzip in ("gzip", "identity"):
        first = process.get(address(thread), accept_encoding=gzip)
        assert first.status == 200
        again = process.get(address(thread), accept_encoding=gzip, if_none_match=first.headers["etag"])
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["cache-control"] == "public, no-cache"
        others = process.get(address(thread), accept_encoding=gzip, if_none_match='"autre", W/"encore"')
        assert others.status == 200


def test_a_conditional_request_fills_the_shelf_too(process: Process) -> None:
    thread = factories.make_thread()
    tag = process.fresh(address(thread)).headers["etag"]
    assert process.get(address(thread), if_none_match=tag).status == 304
    assert process.is_kept(address(thread))


def test_nobody_gets_a_page_made_for_another(process: Process, lucie: Person) -> None:
    members = factories.make_thread(audience=Audience.MEMBERS, body="Entre nous.")
    thread = factories.make_thread()
    assert process.get(address(members)).status == 404
    mine = process.get(address(members), cookie=lucie.session_cookie())
    assert "Entre nous." in mine.body.decode()
    assert mine.headers["cache-control"] == "no-store"
    assert process.get(address(members)).status == 404
    process.get(address(thread), cookie=lucie.session_cookie())
    assert not process.is_kept(address(thread), cookie=lucie.session_cookie())
    assert not process.is_kept(address(thread))
    assert "Lucie" not in process.get(address(thread)).body.decode()
    # A cookie of any kind asks for a page of its own.
    assert not process.is_kept(address(thread), cookie="theme=dark")


def test_encodings_and_hosts_are_kept_apart(process: Process) -> None:
    thread = factories.make_thread()
    plain, packed = process.get(address(thread)), process.get(address(thread), accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert process.get(address(thread)).body == plain.body
    assert process.get(address(thread), host="elsewhere.example").status == 400


def test_only_whole_pages_are_kept(process: Process) -> None:
    thread = factories.make_thread()
    for strange in (
        f"/fr/threads/{thread.pk}/another-slug/",
        f"/fr/threads/{thread.pk}/{thread.slug}/?page=99",
        f"/fr/threads/{thread.pk + 9999}/nulle-part/",
        "/fr/themes/?theme=nulle-part",
        "/fr/themes/nulle-part/",
        "/fr/search/?q=lampe",
        "/fr/help/",
        "/fr/accounts/login/",
        f"/fr/threads/{thread.pk}/{thread.slug}/?quote=1",
    ):
        process.get(strange)
        assert not process.is_kept(strange), strange


def test_the_shelf_has_an_end(process: Process, settings: Settings) -> None:
    settings.PAGE_CACHE_MIB = 1
    thread = factories.make_thread(body="mot " * 4000)
    for number in range(80):
        process.get(address(thread), accept_encoding=f"identity;q=0.{number}")
    assert process.cache.weight == sum(page.weight for page in process.cache.pages.values())
    assert process.cache.weight <= 1024 * 1024
    assert 10 < len(process.cache.pages) < 80


def test_headers_that_pages_have_in_common_are_kept_once(process: Process) -> None:
    one, other = factories.make_thread(), factories.make_thread()
    for thread in (one, other):
        process.get(address(thread))
    first, second = ({id(header) for header in page.headers} for page in process.cache.pages.values())
    assert len(first - second) <= 3


def test_the_day_turns_the_page(process: Process) -> None:
    thread = factories.make_thread()
    process.get(address(thread))
    with time_machine.travel(timezone.now() + timedelta(days=400), tick=False):
        assert process.get(address(thread)).body == process.fresh(address(thread)).body


def test_a_watch_that_begins_rests_and_ends_is_said_at_once(process: Process, ines: Person) -> None:
    now = timezone.now()
    seen = []
    for act in (None, watch.come, watch.rest, watch.wake, watch.go):
        if act is not None:
            act(ines.actor)
        assert process.get("/fr/").body == process.fresh("/fr/").body
        seen.append(process.get("/fr/").body)
    assert seen[0] == seen[2] == seen[4] != seen[1] == seen[3]
    watch.come(ines.actor)
    process.get("/fr/")
    with time_machine.travel(now + watch.WATCH + timedelta(minutes=1), tick=False):
        assert process.get("/fr/").body == process.fresh("/fr/").body == seen[0]


def test_many_who_ask_at_once_get_one_page(process: Process) -> None:
    from tests.config.page_readers import ask

    thread = factories.make_thread()
    made = []
    make = process.cache.application

    async def counted(scope: Any, receive: Any, send: Any) -> None:
        made.append(scope["path"])
        await make(scope, receive, send)

    process.cache.application = counted

    async def crowd() -> list[Any]:
        return await asyncio.gather(*(ask(process.cache.answer, address(thread), {}) for _ in range(20)))

    answers = process.runner.run(crowd())
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert len(made) == 1


@pytest.mark.parametrize(
    "path, query, place",
    [
        ("/fr/", "", Place("home", "")),
        ("/en/threads/12/la-nuit/", "page=3", Place("thread", 12)),
        ("/fr/themes/deuil/", "end", Place("theme", "deuil")),
        ("/fr/themes/deuil/feed/", "", Place("theme", "deuil")),
        ("/fr/unanswered/", "before=3", Place("house", "")),
        ("/fr/", "utm=1", None),
        ("/fr/threads/12/la-nuit/", "quote=3", None),
        ("/fr/threads/0/x/", "", None),
        ("/fr/themes/deuil/new/", "", None),
        ("/fr/me/", "", None),
        ("/", "", None),
    ],
)
def test_which_pages_are_kept(path: str, query: str, place: Place | None) -> None:
    assert place_of(path, query) == place


def test_after_every_act_a_kept_page_is_the_page(
    process: Process,
    lucie: Person,
    marc: Person,
    ines: Person,
    odile: Person,
    settings: Settings,
) -> None:
    settings.RATE_LIMITS = False
    walk = Walk(lucie, marc, ines, odile)
    used = 0
    from members.refusals import Refusal

    for act in ACTS:
        pages = list(walk.addresses())
        for page in pages:
            process.get(page)
            used += process.is_kept(page)
        for _try in range(30):
            try:
                act(walk)
            except Refusal as refusal:
                why = refusal
            else:
                break
        else:
            pytest.fail(f"{act.__name__} was refused each time: {why.detail}")
        for page in {*pages, *walk.addresses()}:
            kept, fresh = process.get(page), process.fresh(page)
            assert (kept.status, kept.body) == (fresh.status, fresh.body), f"{act.__name__}: {page}"
    assert used > 200
