"""The card “how to answer someone” in a room: laid by a person who has read, seen by all at once, put away by each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from chat import answering, wire
from chat.models import EventKind, Room, RoomEvent
from record.models import Entry
from tests import factories
from tests.cast import Person
from tests.moderation.makers import call, entrust, make_message

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]
ROOM, CARD = "/fr/rooms/table/", "Comment répondre à quelqu’un qui va mal"


@pytest.fixture
def room(db: None) -> Room:
    cache.clear()
    return factories.make_room("table", name="La table")


def sees_card(person: Person) -> bool:
    page = str(person.client.get(ROOM).content.decode())
    return CARD in page and 'data-until=""' not in page and "data-away hidden" not in page


def test_words_of_danger_and_a_worry_lay_nothing_and_a_person_of_the_team_does(
    room: Room, lucie: Person, marc: Person, ines: Person, guest: Person
) -> None:
    message = make_message(room, lucie.name, "Je veux mourir.")
    case = call(marc, "message", str(message.pk), reason="worry").case
    assert not sees_card(marc)
    address = f"/fr/moderation/cases/{case.pk}/shelter/"
    assert marc.client.post(address, {"on": "yes"}).status_code == 404
    for _twice in range(2):
        assert ines.client.post(address, {"on": "yes"}).status_code == 303
    # Beside the box: whoever has none has no card. Whoever wrote meets what everybody meets.
    assert [sees_card(one) for one in (marc, lucie, guest)] == [True, True, False]
    event = RoomEvent.objects.get(kind=EventKind.ROOM)
    room.refresh_from_db()
    until = wire.instant(room.answering_until)
    # A script tells one card from the next by this word.
    assert f'data-until="{until}"' in marc.client.get(ROOM).content.decode()
    assert (event.author, event.params) == (None, {"answering_until": until})
    assert wire.room_object(room)["answering_until"] == until
    assert Entry.objects.filter(kind="room.card_laid").count() == 1
    ines.client.post(address, {"on": "no"})
    assert not sees_card(marc)
    assert RoomEvent.objects.filter(kind=EventKind.ROOM).order_by("seq").last().params == {"answering_until": None}


def test_whoever_welcomes_people_lays_it_too_and_nobody_else(room: Room, anouk: Person, lucie: Person) -> None:
    address = "/fr/moderation/rooms/table/card/"
    assert lucie.client.post(address, {"on": "yes"}).status_code == 404
    entrust(anouk, "facilitator", room.scope)
    assert anouk.client.post(address, {"on": "yes"}).status_code == 303
    assert sees_card(lucie)
    assert "L’enlever" in anouk.client.get("/fr/moderation/rooms/table/").content.decode()


def test_each_puts_it_away_for_themselves_and_another_one_comes_again(
    room: Room, ines: Person, lucie: Person, marc: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering.lay_card(ines.actor, room=room, is_on=True)
    away = lucie.client.post(f"{ROOM}card-away/")
    assert (away.status_code, away["Location"]) == (303, f"{ROOM}#latest")
    assert (sees_card(lucie), sees_card(marc)) == (False, True)
    answering.lay_card(ines.actor, room=room, is_on=False)
    answering.lay_card(ines.actor, room=room, is_on=True, now=timezone.now() + timedelta(minutes=1))
    assert sees_card(lucie)

    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(cache, "get", broken)
    monkeypatch.setattr(cache, "set", broken)
    assert lucie.client.post(f"{ROOM}card-away/").status_code == 303
    assert sees_card(lucie)


def test_it_goes_by_itself(room: Room, ines: Person, lucie: Person) -> None:
    long_ago = timezone.now() - answering.LASTS
    answering.lay_card(ines.actor, room=room, is_on=True, now=long_ago)
    room.refresh_from_db()
    assert room.answering_until is not None
    assert not sees_card(lucie)
    assert "answering_until" not in wire.room_object(room)
