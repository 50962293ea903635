"""Those who come in at once are shown what each would have been shown alone."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from chat import openings, services, taking_down, wire
from chat.models import Room
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def say(person: Any, room: Room, body: str) -> None:
    services.send_message(person.actor, room=room, nonce=uuid4(), body=body)


def test_read_together_is_read_alone(
    room: Room, lucie: Any, marc: Any, monkeypatch: Any, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(wire, "REPLAY", 4)
    other, silent = factories.make_room("voisine"), factories.make_room("muette")
    for number in range(7):
        say((lucie, marc)[number % 2], room, f"Ici {number}.")
    for number in range(3):
        say(marc, other, f"Là {number}.")
    with transaction.atomic():
        taking_down.remove_message(other, 2, reason="hostile")
        taking_down.restore_message(other, 2)
    asked = [(one.pk, after) for one in (room, other, silent) for after in (0, 2, 5, 10**12)]
    with django_assert_max_num_queries(3):
        together = openings.openings(asked)
    for (room_id, after), opening in zip(asked, together, strict=True):
        assert opening is not None
        alone = wire.news_of(wire.earlier(room_id, None, after, 4))
        assert opening.texts == tuple(news.text for news in alone)
        assert opening.seqs == tuple(news.seq for news in alone)
        assert opening.room == Room.objects.get(pk=room_id)
        assert opening.room.last_seq == Room.objects.get(pk=room_id).last_seq
    assert [len(opening.seqs) for opening in together if opening][:8] == [4, 4, 2, 0, 4, 3, 0, 0]


def test_the_same_place_in_the_same_room_shares_one_text(room: Room, lucie: Any) -> None:
    say(lucie, room, "Bonsoir.")
    one, other = openings.openings([(room.pk, 0), (room.pk, 0)])
    assert one is not None
    assert other is not None
    assert one.texts is other.texts


def test_a_room_that_is_gone_has_no_opening(room: Room) -> None:
    found = openings.openings([(room.pk, 0), (10**9, 0)])
    assert [opening is None for opening in found] == [False, True]


@pytest.mark.asyncio
async def test_an_opening_is_shown_again_only_while_its_room_stands_still(
    room: Room, lucie: Any, monkeypatch: Any
) -> None:
    asked: list[Any] = []
    original = openings.openings

    def reading(places: Any) -> Any:
        asked.extend(places)
        return original(places)

    monkeypatch.setattr(openings, "openings", reading)
    reader = openings.Reader()
    await sync_to_async(say)(lucie, room, "Bonsoir.")
    first = await reader.opening(room.pk, 0, None)
    assert first is not None
    assert first.seqs == (1,)
    assert await reader.opening(room.pk, 0, 1) is first
    assert len(asked) == 1
    # Another place, a line that is new, a line that is further, and time each ask the table.
    assert (await reader.opening(room.pk, 1, 1)) != first
    assert (await reader.opening(room.pk, 0, None)) is not first
    await sync_to_async(say)(lucie, room, "Encore.")
    later = await reader.opening(room.pk, 0, 2)
    assert later is not None
    assert later.seqs == (1, 2)
    monkeypatch.setattr(openings, "KEPT_S", -1.0)
    assert (await reader.opening(room.pk, 0, 2)) is not later
    assert len(asked) == 5
