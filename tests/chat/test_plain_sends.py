"""What is written from within the event loop is what the longer way would have written, or goes the longer way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction

from chat import changes, group_commit, plain_sends, services, taking_down, welcome
from chat.models import Room, RoomEvent
from chat.services import Asked, Published
from chat.welcome import Look
from members import limits, standings
from members.actor import Sanction
from members.models import Role, Session
from tests.chat.sockets import standing_in
from tests.chat.test_judging import key_of

pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True), pytest.mark.only_on("postgresql")]

sends = group_commit.sends


@pytest.fixture
def longer(monkeypatch: Any) -> list[Asked]:
    """What went the longer way."""
    went: list[Asked] = []
    original = group_commit.GroupCommit._say_in_thread

    def say(self: Any, asked: Asked, future: Any) -> None:
        went.append(asked)
        original(self, asked, future)

    monkeypatch.setattr(group_commit.GroupCommit, "_say_in_thread", say)
    return went


async def look_at(person: Any, room: Room) -> Look:
    return await sync_to_async(lambda: welcome.look(key_of(person), room.slug, "fr"))()


def said(look: Look, body: str = "Bonsoir.", **more: Any) -> Asked:
    assert look.room is not None
    return Asked(look.actor, look.room, more.pop("nonce", None) or uuid4(), body, **more)


async def rows() -> list[dict[str, Any]]:
    return [row async for row in RoomEvent.objects.order_by("room_id", "seq").values()]


async def test_a_message_written_here_is_the_row_that_the_longer_way_writes(
    room: Room, lucie: Any, marc: Any, longer: list[Asked]
) -> None:
    body = 'Un « soir » d’été \\ 😀 "…" \u2028 *bien*\n\nà demain'
    looks = [await look_at(one, room) for one in (lucie, marc)]
    await sends.say(said(looks[0]))
    here = await asyncio.gather(*(sends.say(said(look, body, reply_to=1, content_note="Une “note”")) for look in looks))
    assert [one.event.seq for one in here if isinstance(one, Published)] == [2, 3]
    assert longer == []
    asked = [said(look, body, reply_to=1, content_note="Une “note”") for look in looks]
    drafts = await sync_to_async(services.prepare_messages)(asked)
    for draft in drafts:
        assert isinstance(draft, services.Draft)
        await asyncio.wrap_future(sends.submit(draft))
    found = await rows()
    varying = {"id", "seq", "at", "nonce_key"}
    kept = [{name: value for name, value in row.items() if name not in varying} for row in found]
    assert kept[1] == kept[3]
    assert kept[2] == kept[4]
    assert kept[1]["body"] == services.cleaned(body)
    assert [row["seq"] for row in found] == [1, 2, 3, 4, 5]
    assert {len(bytes(row["nonce_key"])) for row in found} == {32}
    assert await Room.objects.values_list("last_seq", flat=True).aget(pk=room.pk) == 5


def is_held(room: Room, *_who: Any) -> None:
    Room.objects.filter(pk=room.pk).update(state="held")


def has_slow_mode(room: Room, *_who: Any) -> None:
    Room.objects.filter(pk=room.pk).update(slow_mode_s=60)


def has_an_agreement(room: Room, *_who: Any) -> None:
    Room.objects.filter(pk=room.pk).update(agreement_version=1)


def is_read_first(room: Room, *_who: Any) -> None:
    Room.objects.filter(pk=room.pk).update(approval="everybody")


def is_read_first_by_its_theme(room: Room, *_who: Any) -> None:
    type(room.theme).objects.filter(pk=room.theme_id).update(approval="first")


def is_hidden(room: Room, *_who: Any) -> None:
    type(room.theme).objects.filter(pk=room.theme_id).update(is_shown=False)


def is_muted(room: Room, person: Any) -> None:
    standings.impose(person.member.pk, Sanction("muted", room.scope, None))


def got_a_role(room: Room, person: Any) -> None:
    Role.objects.create(member=person.member, kind="facilitator", scope=room.scope)


def is_signed_out(room: Room, person: Any) -> None:
    Session.objects.all().delete()


CHANGES = [
    is_held,
    has_slow_mode,
    has_an_agreement,
    is_read_first,
    is_read_first_by_its_theme,
    is_hidden,
    is_muted,
    got_a_role,
    is_signed_out,
]


@pytest.mark.parametrize("change", CHANGES, ids=[one.__name__ for one in CHANGES])
async def test_who_was_judged_before_something_changed_is_judged_again(
    room: Room, lucie: Any, change: Callable[..., None]
) -> None:
    look = await look_at(lucie, room)
    assert await sends.say_as_known(said(look), look) is not None
    await sync_to_async(change)(room, lucie)
    assert await sends.say_as_known(said(look), look) is None
    assert len(await rows()) == 1
    assert await Room.objects.values_list("last_seq", flat=True).aget(pk=room.pk) == 1


async def test_what_is_not_written_here_takes_no_number_from_its_neighbours(
    room: Room, lucie: Any, marc: Any, longer: list[Asked]
) -> None:
    first, second = [await look_at(one, room) for one in (lucie, marc)]
    nonce = uuid4()
    await asyncio.gather(sends.say(said(first, nonce=nonce)), sends.say(said(second, "Celui-ci partira.")))
    await sync_to_async(transaction.atomic(taking_down.remove_message))(room, 2, reason="hostile")
    longer.clear()
    told = await asyncio.gather(
        sends.say(said(first)),
        sends.say(said(first, nonce=nonce)),
        sends.say(said(second, reply_to=2)),
        sends.say(said(second, "Voir https://example.org")),
        sends.say(said(second, reply_to=1)),
        return_exceptions=True,
    )
    assert [getattr(one, "code", None) for one in told] == [None, None, "not_found", None, None]
    assert [one.is_new for one in told if isinstance(one, Published)] == [True, False, True, True]
    assert len(longer) == 3
    found = await rows()
    assert [row["seq"] for row in found] == list(range(1, len(found) + 1)) == [1, 2, 3, 4, 5, 6]


async def test_what_is_said_under_a_mask_goes_the_longer_way(room: Room, lucie: Any, longer: list[Asked]) -> None:
    look = await look_at(lucie, room)
    assert not plain_sends.is_plain(said(look, is_masked=True))
    assert plain_sends.is_plain(said(look))
    assert await sends.say_as_known(said(look, is_masked=True), look) is None
    assert await rows() == []


async def test_the_same_nonce_twice_at_once_is_one_message(room: Room, lucie: Any) -> None:
    look, nonce = await look_at(lucie, room), uuid4()
    told = await asyncio.gather(*(sends.say(said(look, nonce=nonce)) for _number in range(5)))
    assert sorted(one.is_new for one in told if isinstance(one, Published)) == [False] * 4 + [True]
    assert len(await rows()) == 1


@pytest.mark.parametrize("lost", ["database", "limits"])
async def test_what_is_lost_here_costs_no_message(
    room: Room, lucie: Any, longer: list[Asked], monkeypatch: Any, lost: str
) -> None:
    async def gone(*_asked: Any) -> Any:
        if lost == "database":
            raise OSError("gone")

    monkeypatch.setattr(
        *((plain_sends, "_connected") if lost == "database" else (plain_sends.limits, "spend_each_here")), gone
    )
    look = await look_at(lucie, room)
    told = [await sends.say(said(look)) for _number in range(2)]
    assert [one.event.seq for one in told if isinstance(one, Published)] == [1, 2]
    assert len(longer) == 2


async def test_a_line_that_breaks_costs_no_message(room: Room, lucie: Any, longer: list[Asked]) -> None:
    look = await look_at(lucie, room)
    await sends.say(said(look))

    def cut() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND query LIKE '%%WITH asked AS%%' AND pid <> pg_backend_pid()"
            )

    await sync_to_async(cut)()
    told = await asyncio.gather(*(sends.say(said(look)) for _number in range(3)))
    assert sorted(one.event.seq for one in told if isinstance(one, Published)) == [2, 3, 4]
    # Whether the line was seen to be cut before or after it was asked is chance.
    assert len(longer) in {0, 3}


async def test_who_has_not_spoken_for_long_is_not_judged_before_they_do(
    room: Room, lucie: Any, monkeypatch: Any
) -> None:
    asked: list[Any] = []
    original = changes.still_hold

    def still_hold(looks: Any) -> Any:
        asked.append(looks)
        return original(looks)

    async with standing_in(room, lucie) as socket:
        monkeypatch.setattr("chat.consumers.KEPT_S", -1.0)
        monkeypatch.setattr("chat.process.JUDGE_S", 1e9)
        monkeypatch.setattr(changes, "still_hold", still_hold)
        ack = await socket.send("Bonsoir.")
        assert (ack["seq"], asked) == (1, [])
        await sync_to_async(is_muted)(room, lucie)
        error = await socket.refused(type="send", nonce=str(uuid4()), body="Et encore.")
        assert error["code"] == "muted"
    assert len(await rows()) == 1


@pytest.mark.only_on("redis")
async def test_the_limits_are_counted_in_one_place_whichever_way_is_gone(lucie: Any, settings: Any) -> None:
    settings.RATE_LIMITS = True
    burst, actor = limits.RATES["thread"][0].burst, await sync_to_async(lambda: lucie.actor)()
    here = await limits.spend_each_here([actor] * (burst - 1), "thread")
    assert here == [None] * (burst - 1)
    there = await sync_to_async(limits.spend_each)([actor] * 2, "thread")
    assert [one is None for one in there] == [True, False]
    refused = await limits.spend_each_here([actor], "thread")
    assert refused is not None
    assert refused[0] is not None
    await limits.let_go()
