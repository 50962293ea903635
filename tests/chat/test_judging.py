"""Many judged in one trip are judged as each would be alone, and never from memory alone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from django.utils import timezone

from chat import changes, judging, welcome
from chat.models import Room
from members import standings
from members.actor import Sanction
from members.models import Role, Session
from tests.cast import person

pytestmark = [pytest.mark.django_db(transaction=True)]


def key_of(one: Any) -> str:
    return str(one.session_cookie().partition("=")[2])


def test_judged_together_is_judged_alone(
    room: Room, members_room: Room, lucie: Any, marc: Any, anouk: Any, odile: Any, sam: Any
) -> None:
    keys = [None, "nobodys-cookie", *(key_of(one) for one in (lucie, marc, anouk, odile, sam))]
    asked = [(key, slug, "fr") for key in keys for slug in (room.slug, members_room.slug, "nulle-part")]
    together = welcome.look_at_all(asked)
    alone = [welcome.look(*one) for one in asked]
    for one, other in zip(together, alone, strict=True):
        assert (one.actor, one.room, one.close, one.you) == (other.actor, other.room, other.close, other.you)
    assert {look.close for look in together} >= {None, 4401, 4403, 4404}
    assert together[6].actor.name == lucie.actor.name


def test_twenty_take_as_many_queries_as_one(room: Room, django_assert_max_num_queries: Any) -> None:
    people = [person(f"Voix {number}") for number in range(20)]
    asked = [(key_of(one), room.slug, "fr") for one in people]
    with django_assert_max_num_queries(13):
        looks = welcome.look_at_all(asked)
    assert len({look.actor.member_id for look in looks}) == 20


@pytest.mark.asyncio
async def test_who_comes_while_others_are_judged_is_judged_from_a_later_reading(
    room: Room, lucie: Any, monkeypatch: Any
) -> None:
    readings: list[int] = []
    original = welcome.look_at_all

    def reading(asked: Any) -> Any:
        readings.append(len(asked))
        return original(asked)

    monkeypatch.setattr(welcome, "look_at_all", reading)
    key = await sync_to_async(lambda: key_of(lucie))()
    bench = judging.Bench()
    looks = await asyncio.gather(*(bench.judged(key, room.slug, "fr") for _number in range(50)))
    assert all(look.you["can_send"] for look in looks)
    assert sum(readings) == 50
    assert len(readings) <= 3
    await Room.objects.filter(pk=room.pk).aupdate(state="held")
    assert (await bench.judged(key, room.slug, "fr")).you["why_not"] == "held"


@pytest.mark.asyncio
async def test_a_trip_that_fails_fails_for_those_on_it_alone(room: Room, monkeypatch: Any) -> None:
    from django.db import OperationalError

    def broken(asked: Any) -> Any:
        raise OperationalError

    bench = judging.Bench()
    with monkeypatch.context() as patch:
        patch.setattr(welcome, "look_at_all", broken)
        with pytest.raises(OperationalError):
            await bench.judged(None, room.slug, "fr")
    assert (await bench.judged(None, room.slug, "fr")).close is None


def test_a_look_holds_until_its_person_or_its_room_changes(room: Room, lucie: Any, marc: Any) -> None:
    asked = [(key_of(one), room.slug, "fr") for one in (lucie, marc)] + [(None, room.slug, "fr")]
    looks = welcome.look_at_all(asked)
    can_tell = connection.vendor == "postgresql"
    assert changes.still_hold(looks) == [can_tell, can_tell, False]
    Role.objects.create(member=marc.member, kind="facilitator", scope=room.scope)
    assert changes.still_hold(looks) == [can_tell, False, False]
    Room.objects.filter(pk=room.pk).update(slow_mode_s=30)
    assert changes.still_hold(looks) == [False, False, False]


@pytest.mark.only_on("postgresql")
def test_of_many_who_are_known_only_those_come_back_who_changed(room: Room, lucie: Any, marc: Any, anouk: Any) -> None:
    looks = welcome.look_at_all([(key_of(one), room.slug, "fr") for one in (lucie, marc, anouk)])
    stranger = welcome.look(None, room.slug, "fr")
    assert changes.who_changed(looks) == []
    assert changes.who_changed([stranger, looks[0]]) == [stranger]
    Role.objects.create(member=marc.member, kind="facilitator", scope=room.scope)
    assert changes.who_changed(looks) == [looks[1]]
    Session.objects.all().delete()
    assert changes.who_changed(looks) == looks


def test_a_look_that_time_alone_changes_is_never_kept(room: Room, lucie: Any) -> None:
    until = timezone.now() + timedelta(hours=1)
    standings.impose(lucie.member.pk, Sanction("muted", room.scope, until))
    [look] = welcome.look_at_all([(key_of(lucie), room.slug, "fr")])
    assert look.you["why_not"] == "muted"
    assert look.seen is None
    assert changes.still_hold([look]) == [False]


@pytest.mark.asyncio
async def test_who_is_known_is_judged_again_only_when_something_changed(
    room: Room, lucie: Any, marc: Any, monkeypatch: Any
) -> None:
    judged: list[int] = []
    original = welcome.look_at_all

    def judging_anew(asked: Any) -> Any:
        judged.append(len(asked))
        return original(asked)

    monkeypatch.setattr(welcome, "look_at_all", judging_anew)
    keys = await sync_to_async(lambda: [key_of(one) for one in (lucie, marc)])()
    bench = judging.Bench()
    known = [await bench.judged(key, room.slug, "fr") for key in keys]
    await Role.objects.acreate(member=marc.member, kind="facilitator", scope=room.scope)
    judged.clear()
    again = await asyncio.gather(
        *(bench.judged(key, room.slug, "fr", look) for key, look in zip(keys, known, strict=True))
    )
    assert [look.you["role"] for look in again] == ["member", "facilitator"]
    assert again[1] is not known[1]
    if connection.vendor == "postgresql":
        assert again[0] is known[0]
        assert judged == [1]
