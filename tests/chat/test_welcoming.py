"""A first message in a room that nobody answers reaches those who chose to welcome, and no word of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from chat.models import Room, RoomEvent, RoomState
from chat.services import send_message
from members import hiding, quiet
from members.inbox import items_for
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db
WORDS = "Bonsoir, je suis nouvelle ici zzsecretzz."


@pytest.fixture
def room() -> Room:
    return factories.make_room("veillee", name="La veillée")


def say(person: Person, room: Room, minutes: float, words: str = WORDS) -> RoomEvent:
    """A message sent so many minutes ago."""
    event = send_message(person.actor, room=room, nonce=uuid4(), body=words).event
    RoomEvent.objects.filter(pk=event.pk).update(at=timezone.now() - timedelta(minutes=minutes))
    return event


def welcomes(person: Person, **more: Any) -> None:
    quiet.change(person.actor, welcomes=True, **more)


def waiting(person: Person) -> list[str]:
    return [str(item.title) for item in items_for(person.actor) if item.kind == "wait"]


@pytest.mark.parametrize("minutes, is_told", [(29, False), (31, True), (11 * 60, True), (13 * 60, False)])
def test_first_words_wait_for_half_an_hour(
    minutes: int, is_told: bool, lucie: Person, sam: Person, anouk: Person, room: Room
) -> None:
    welcomes(anouk)
    say(lucie, room, minutes)
    assert waiting(anouk) == (["La veillée"] if is_told else [])
    # Whoever did not choose it, and whoever waits themselves, is told nothing.
    welcomes(lucie)
    assert waiting(lucie) == waiting(sam) == []


def test_nothing_of_what_was_said_is_told(lucie: Person, anouk: Person, room: Room) -> None:
    welcomes(anouk)
    say(lucie, room, 40)
    [item] = [one for one in items_for(anouk.actor) if one.kind == "wait"]
    assert "zzsecretzz" not in f"{item.title}{item.line}{item.url}"
    assert lucie.name.name not in f"{item.title}{item.line}{item.url}"
    assert anouk.client.get(item.url).status_code == 200


def test_an_answer_ends_the_waiting_and_one_s_own_second_word_does_not(
    lucie: Person, marc: Person, anouk: Person, room: Room
) -> None:
    welcomes(anouk)
    say(lucie, room, 40)
    say(lucie, room, 1, "Il y a quelqu’un ?")
    assert waiting(anouk) == ["La veillée"]
    say(marc, room, 0, "Oui, je suis là.")
    assert waiting(anouk) == []
    # Marc spoke last, and it was an answer; Lucie's next word is not her first.
    say(lucie, room, 35, "Merci.")
    assert waiting(anouk) == []


def test_who_is_hidden_taken_down_or_elsewhere_is_not_told_of(lucie: Person, anouk: Person, room: Room) -> None:
    welcomes(anouk)
    event = say(lucie, room, 40)
    Room.objects.filter(pk=room.pk).update(state=RoomState.HELD)
    assert waiting(anouk) == []
    Room.objects.filter(pk=room.pk).update(state=RoomState.OPEN, language="en")
    assert waiting(anouk) == []
    Room.objects.filter(pk=room.pk).update(language="fr")
    assert waiting(anouk) == ["La veillée"]
    hiding.hide(anouk.actor, lucie.name.pk)
    assert waiting(anouk) == []
    hiding.show(anouk.actor, lucie.name.pk)
    RoomEvent.objects.filter(pk=event.pk).update(state="removed")
    assert waiting(anouk) == []


def test_quiet_hours_are_quiet_for_this_too(lucie: Person, anouk: Person, room: Room) -> None:
    say(lucie, room, 40)
    welcomes(anouk, break_until=timezone.localdate() + timedelta(days=3))
    assert "La veillée" not in anouk.client.get("/fr/inbox/").text
    assert quiet.quiet_of(anouk.actor).is_silent(timezone.now())
