"""One message and its forms without a script: change, take back, gesture, agreement, how far one has read."""

from __future__ import annotations

import gzip
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from chat import marks, services
from chat.models import Gesture, Room, RoomEvent
from chat.transcript import PAGE

STATIC = Path(__file__).resolve().parents[2] / "static"

pytestmark = [pytest.mark.django_db(transaction=True)]


def say(person: Any, room: Room, body: str = "Bonsoir.", **more: Any) -> RoomEvent:
    return services.send_message(person.actor, room=room, nonce=uuid4(), body=body, **more).event


def test_one_changes_ones_words_and_takes_them_back_by_forms(room: Room, lucie: Any, marc: Any) -> None:
    seq = say(lucie, room, "Trop vite.").seq
    here = f"/fr/rooms/table/messages/{seq}/"
    page = lucie.client.get(here).content.decode()
    assert "Reprendre vos mots" in page
    assert "Trop vite." in page
    assert "Reprendre vos mots" not in marc.client.get(here).content.decode()
    empty = lucie.client.post(f"{here}edit/", {"body": " ", "nonce": uuid4()})
    assert empty.status_code == 422
    done = lucie.client.post(f"{here}edit/", {"body": "Mieux dit.", "nonce": uuid4()})
    assert (done.status_code, done["Location"]) == (303, f"/fr/rooms/table/#m{seq}")
    room_page = marc.client.get("/fr/rooms/table/").content.decode()
    assert "Mieux dit." in room_page
    assert "Repris" in room_page
    assert marc.client.post(f"{here}edit/", {"body": "Pas à moi.", "nonce": uuid4()}).status_code == 403
    assert lucie.client.post(f"{here}delete/", {"nonce": uuid4()}).status_code == 303
    room_page = marc.client.get("/fr/rooms/table/").content.decode()
    assert "l’a retiré" in room_page
    assert "Mieux dit." not in room_page
    assert "Mieux dit." not in marc.client.get(here).content.decode()
    assert "Mieux dit." not in lucie.client.get(here).content.decode()


def test_a_change_that_comes_too_late_keeps_the_new_words(room: Room, lucie: Any) -> None:
    event = say(lucie, room)
    RoomEvent.objects.update(at=timezone.now() - timedelta(minutes=16))
    late = lucie.client.post(f"/fr/rooms/table/messages/{event.seq}/edit/", {"body": "Tard.", "nonce": uuid4()})
    assert late.status_code == 409
    assert "quinze minutes" in late.content.decode()


def test_words_of_danger_in_a_change_show_the_panel(room: Room, lucie: Any) -> None:
    event = say(lucie, room)
    answer = lucie.client.post(
        f"/fr/rooms/table/messages/{event.seq}/edit/", {"body": "J’ai envie de mourir.", "nonce": uuid4()}
    )
    assert answer.status_code == 200
    assert 'class="care' in answer.content.decode()


def test_a_gesture_is_a_button_that_can_be_pressed_twice(room: Room, lucie: Any, marc: Any) -> None:
    event = say(lucie, room)
    here = f"/fr/rooms/table/messages/{event.seq}/"
    made = marc.client.post(f"{here}gesture/", {"gesture": "thanks", "on": "on", "nonce": uuid4()})
    assert made.status_code == 303
    assert Gesture.objects.get().kind == "thanks"
    assert 'aria-pressed="true"' in marc.client.get(here).content.decode()
    assert marc.client.post(f"{here}gesture/", {"gesture": "thanks", "nonce": uuid4()}).status_code == 303
    assert not Gesture.objects.exists()
    assert lucie.client.post(f"{here}gesture/", {"gesture": "thanks", "on": "on", "nonce": uuid4()}).status_code == 403


def test_a_guest_is_asked_to_come_in_and_strange_messages_are_not_there(room: Room, guest: Any, lucie: Any) -> None:
    say(lucie, room)
    assert guest.client.get("/fr/rooms/table/messages/1/").status_code == 302
    assert lucie.client.get("/fr/rooms/table/messages/2/").status_code == 404
    assert lucie.client.get("/fr/rooms/table/messages/99999999999999999999/").status_code == 404


def test_the_page_marks_what_is_new_and_leads_back_to_where_one_stopped(room: Room, lucie: Any, marc: Any) -> None:
    for number in range(PAGE + 5):
        say(marc, room, f"Message numéro {number + 1}.")
    page = lucie.client.get("/fr/rooms/table/").content.decode()
    assert 'id="new"' not in page
    assert lucie.client.post("/fr/rooms/table/read/", {"number": 2}).status_code == 303
    assert marks.read_seq(lucie.actor, room) == 2
    page = lucie.client.get("/fr/rooms/table/").content.decode()
    assert 'href="?after=2"' in page
    back = lucie.client.get("/fr/rooms/table/?after=2").content.decode()
    assert back.index('id="new"') < back.index("Message numéro 3.")
    assert "Message numéro 2." not in back
    assert f'href="?after={PAGE + 2}"' in back
    assert 'href="?before=3"' in back
    onward = lucie.client.get(f"/fr/rooms/table/?after={PAGE + 2}").content.decode()
    assert f"Message numéro {PAGE + 5}." in onward
    assert lucie.client.get("/fr/rooms/table/?after=1&before=9").status_code == 404


def test_a_busy_room_with_all_that_belongs_to_it_weighs_less_than_60_kb(room: Room, lucie: Any, marc: Any) -> None:
    for number in range(PAGE):
        say((lucie, marc)[number % 2], room, f"Message {number} : " + "des mots de tous les jours, un soir. " * 4)
    page = lucie.client.get("/fr/rooms/table/").content
    wanted = [*STATIC.glob("js/room*.js"), STATIC / "js/exit.js", STATIC / "icons/icons.svg"]
    wanted += [STATIC / "css/look.css", STATIC / "css/room.css"]
    weight = sum(len(gzip.compress(part, 6)) for part in (page, *(path.read_bytes() for path in wanted)))
    assert weight < 60_000, weight
