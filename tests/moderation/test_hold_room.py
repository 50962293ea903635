"""Holding a room by plain forms: everybody sees what is done, and why; the record keeps it; others cannot do it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from chat.models import EventKind, MessageState, Room, RoomEvent
from members.policies import speaking_refusal
from members.refusals import Refusal
from moderation import appeals, at_once
from moderation.models import Case
from record import services as record
from record.models import Entry
from tests import factories
from tests.moderation.makers import call, entrust, make_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(db: None) -> Room:
    return factories.make_room("table", name="La table", topic="Ce soir")


@pytest.fixture
def host(anouk: Any, room: Room) -> Any:
    entrust(anouk, "facilitator", room.scope)
    return anouk


PAGE = "/fr/moderation/rooms/table/"
AS_IT_IS = {"state": "open", "topic": "Ce soir", "slow_mode_s": "0", "reason": ""}


def steered(person: Any, **changed: str) -> Any:
    return person.client.post(PAGE, AS_IT_IS | {"nonce": str(uuid4())} | changed)


def text_of(person: Any, address: str) -> str:
    return str(person.client.get(address).content.decode().replace("\xa0", " "))


def test_whoever_welcomes_people_finds_the_way_from_the_room(room, host, lucie, ines, guest) -> None:
    for person in (host, ines):
        assert PAGE in text_of(person, "/fr/rooms/table/")
        assert person.client.get(PAGE).status_code == 200
    for person in (lucie, guest):
        assert PAGE not in text_of(person, "/fr/rooms/table/")


def test_it_is_not_there_for_others(room, host, lucie, odile, guest) -> None:
    elsewhere = factories.make_room("voisine")
    assert host.client.get(f"/fr/moderation/rooms/{elsewhere.slug}/").status_code == 404
    for way in ("", "notice/", "end-pause/"):
        answers = [one.client.post(PAGE + way, AS_IT_IS).status_code for one in (lucie, odile)]
        assert answers == [404, 404]
    assert guest.client.post(PAGE, AS_IT_IS).status_code in {302, 403}
    assert not RoomEvent.objects.exists()


def test_a_paused_room_says_why_to_everybody_until_it_opens_again(room, host, lucie, guest) -> None:
    answer = steered(host, state="held", reason="On laisse retomber un moment.")
    assert (answer.status_code, answer["Location"]) == (303, "/fr/rooms/table/#latest")
    for person in (lucie, guest):
        assert "On laisse retomber un moment." in text_of(person, "/fr/rooms/table/")
    event = RoomEvent.objects.get()
    assert (event.kind, event.params) == (
        EventKind.ROOM,
        {"state": "held", "reason": "On laisse retomber un moment."},
    )
    told = record.read(Entry.objects.get(kind="room.changed"))
    assert (told["by"], told["reason"]) == (str(host.name.pk), "On laisse retomber un moment.")
    steered(host, state="closed", reason="À demain.")
    steered(host, state="open", reason="Nous voilà.")
    assert "On laisse retomber" not in text_of(lucie, "/fr/rooms/table/")
    room.refresh_from_db()
    assert (room.state, room.why) == ("open", "")


def test_topic_and_pace_change_and_what_was_not_touched_stays(room, host) -> None:
    steered(host, topic="Les nuits", slow_mode_s="20", reason="Un autre sujet.")
    event = RoomEvent.objects.get()
    assert event.params == {"topic": "Les nuits", "slow_mode_s": 20, "reason": "Un autre sujet."}


def test_the_same_form_sent_twice_changes_once(room, host) -> None:
    nonce = str(uuid4())
    for _time in range(2):
        assert steered(host, nonce=nonce, state="held", reason="Une pause.").status_code == 303
    assert RoomEvent.objects.count() == 1


@pytest.mark.parametrize(
    "changed, sentence",
    [
        ({"state": "held"}, "Dites pourquoi en quelques mots"),
        ({"state": "held", "reason": "x" * 301}, "Dites pourquoi en moins de mots"),
        ({"state": "wild", "reason": "Ma raison."}, ""),
        ({"topic": "x" * 201, "reason": "Ma raison."}, "trop longs pour leur place"),
        ({"slow_mode_s": "9999", "reason": "Ma raison."}, "une pause d’une heure au plus"),
        ({"slow_mode_s": "", "reason": "Ma raison."}, "une pause d’une heure au plus"),
        ({"reason": "Ma raison."}, "ce qui doit changer"),
    ],
)
def test_what_is_missing_is_said_and_the_words_are_kept(room, host, changed, sentence) -> None:
    answer = steered(host, **changed)
    shown = answer.content.decode().replace("\xa0", " ")
    assert answer.status_code == 422
    assert sentence in shown
    if changed.get("reason") == "Ma raison.":
        assert "Ma raison." in shown
    assert not RoomEvent.objects.exists()
    assert not Entry.objects.exists()


def test_a_word_for_everybody_stands_in_the_conversation_once(room, host, guest) -> None:
    sent = {"body": "On se retrouve demain.", "nonce": str(uuid4())}
    for _time in range(2):
        assert host.client.post(PAGE + "notice/", sent).status_code == 303
    assert "On se retrouve demain." in text_of(guest, "/fr/rooms/table/")
    assert RoomEvent.objects.count() == 1
    empty = host.client.post(PAGE + "notice/", {"body": " ", "nonce": str(uuid4())})
    assert empty.status_code == 422
    long = host.client.post(PAGE + "notice/", {"body": "x" * 501, "nonce": str(uuid4())})
    assert "x" * 501 in long.content.decode()


def test_a_pause_of_somebody_is_seen_and_ended_there(room, host, lucie, marc) -> None:
    make_message(room, lucie.name, "Moi, moi, moi.")
    at_once.mute(host.actor, room=room, author_id=lucie.name.pk, minutes=30, rule="other", nonce=uuid4())
    page = text_of(host, PAGE)
    assert "Lucie du port" in page
    assert speaking_refusal(lucie.actor, scope=room.scope) is not None
    sent = {"author": str(lucie.name.pk), "nonce": str(uuid4())}
    assert host.client.post(PAGE + "end-pause/", sent).status_code == 303
    assert speaking_refusal(lucie.actor, scope=room.scope) is None
    assert "Lucie du port" not in text_of(host, PAGE)
    assert host.client.post(PAGE + "end-pause/", {"author": "x"}).status_code == 422


def test_a_message_called_about_reaches_this_rooms_host_and_the_team_and_no_other_host(
    room, host, lucie, marc, ines
) -> None:
    other = factories.make_member("Qui accueille ailleurs")
    elsewhere = type(host)(other, type(host.client)())
    elsewhere.client.force_login(other)
    entrust(elsewhere, "facilitator", factories.make_room("voisine").scope)
    case = call(marc, "message", str(make_message(room, lucie.name).pk)).case
    address = f"/fr/moderation/cases/{case.pk}/"
    assert [one.client.get(address).status_code for one in (host, ines, elsewhere, lucie)] == [200, 200, 404, 404]
    for person, is_seen in ((host, True), (ines, True), (elsewhere, False)):
        assert (address in text_of(person, "/fr/moderation/")) is is_seen


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["remove", "mute"])
def test_what_was_decided_inside_the_room_is_looked_at_again_by_the_team_of_the_house(
    kind, room, host, lucie, ines
) -> None:
    message = make_message(room, lucie.name, "Moi, moi, moi.")
    nonce = uuid4()
    if kind == "remove":
        made = at_once.decide_at_once(
            host.actor, kind="message", target_id=str(message.pk), act="hide", rule="hostile", nonce=nonce
        )
    else:
        found = at_once.mute(host.actor, room=room, author_id=lucie.name.pk, minutes=30, rule="hostile", nonce=nonce)
        assert found is not None
        made = found
    assert made.letter is not None
    assert record.verify().ok
    words = "Je répondais à une question."
    answer = lucie.client.post(f"/fr/inbox/{made.letter.pk}/appeal/", {"words": words})
    assert answer.status_code == 303, answer.content.decode()
    asked = Case.objects.get(lane="appeal")
    with pytest.raises(Refusal) as refused:
        appeals.answer(host.actor, asked, is_granted=False, explanation="Non.")
    assert refused.value.code == "not_allowed"
    appeals.answer(ines.actor, asked, is_granted=True, explanation="C’était une réponse.")
    message.refresh_from_db()
    assert message.state == MessageState.SHOWN
    assert speaking_refusal(lucie.actor, scope=room.scope) is None
