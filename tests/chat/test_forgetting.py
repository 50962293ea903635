"""A room forgets from the front what it need not keep; who reads meanwhile misses nothing that is left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from chat import forgetting, gestures, own_words, process, services, tasks, voices
from chat.models import EarlierWords, Gesture, Room, RoomEvent
from members import making, masks
from members.models import Mask, Pseudonym
from moderation.models import Case
from moderation.services import raise_flag
from record import jobs

pytestmark = [pytest.mark.django_db(transaction=True)]


def say(person: Any, room: Room, body: str = "Bonsoir.", *, hours_ago: float = 0) -> RoomEvent:
    event = services.send_message(person.actor, room=room, nonce=uuid4(), body=body).event
    RoomEvent.objects.filter(pk=event.pk).update(at=timezone.now() - timedelta(hours=hours_ago))
    return event


def keep(room: Room, hours: int) -> None:
    Room.objects.filter(pk=room.pk).update(keep_hours=hours)


def test_what_is_older_goes_from_the_front_and_the_log_begins_later(room: Room, lucie: Any) -> None:
    for hours in (30, 25, 23, 26, 0):
        say(lucie, room, hours_ago=hours)
    assert forgetting.forget_old_words() == 0
    keep(room, 24)
    assert forgetting.forget_old_words(pause_s=0) == 2
    room.refresh_from_db()
    assert (room.first_seq, room.last_seq) == (3, 5)
    # The fourth is old too, but stands behind a younger one.
    assert list(RoomEvent.objects.order_by("seq").values_list("seq", flat=True)) == [3, 4, 5]
    assert forgetting.forget_old_words(pause_s=0) == 0
    assert say(lucie, room).seq == 6


def test_a_room_that_was_silent_for_long_is_empty_and_goes_on_counting(room: Room, lucie: Any) -> None:
    for _count in range(25):
        say(lucie, room, hours_ago=24 * 31)
    keep(room, 24 * 30)
    assert forgetting.forget_old_words(pause_s=0) == 25
    room.refresh_from_db()
    assert (room.first_seq, room.last_seq) == (26, 25)
    answer = lucie.client.get("/fr/rooms/table/events/?after=0").json()
    assert (answer["events"], answer["first_seq"], answer["truncated"]) == ([], 26, False)
    assert lucie.client.get("/fr/rooms/table/").status_code == 200
    assert say(lucie, room).seq == 26


def test_everything_that_hangs_on_a_message_goes_with_it_but_not_the_case(room: Room, lucie: Any, marc: Any) -> None:
    event = say(lucie, room, "Vous êtes tous nuls.")
    raise_flag(marc.actor, kind="message", target_id=str(event.pk), reason="hostile", note="")
    gestures.make_gesture(marc.actor, room=room, target_seq=1, gesture="here", is_on=True, nonce=uuid4())
    own_words.edit_message(lucie.actor, room=room, target_seq=1, nonce=uuid4(), body="Pardon.")
    RoomEvent.objects.update(at=timezone.now() - timedelta(hours=25))
    keep(room, 24)
    tasks.forget_old_words()
    assert not RoomEvent.objects.exists()
    assert not Gesture.objects.exists()
    assert not EarlierWords.objects.exists()
    assert Case.objects.get().words == "Vous êtes tous nuls."


def test_the_worker_knows_the_job_and_the_page_says_how_long_words_stay(room: Room, lucie: Any) -> None:
    assert "chat.tasks.forget_old_words" in {job.name for job in jobs.jobs()}
    assert "tant que le salon existe" in lucie.client.get("/fr/rooms/table/").content.decode()
    keep(room, 24)
    assert "Les mots restent ici un jour" in lucie.client.get("/fr/rooms/table/").content.decode()


def test_an_answer_to_what_was_forgotten_still_stands(room: Room, lucie: Any, marc: Any) -> None:
    say(lucie, room, "Une question.", hours_ago=25)
    services.send_message(marc.actor, room=room, nonce=uuid4(), body="Une réponse.", reply_to=1)
    keep(room, 24)
    forgetting.forget_old_words(pause_s=0)
    page = lucie.client.get("/fr/rooms/table/").content.decode()
    assert "Une réponse." in page
    assert "Une question." not in page


def test_a_mask_goes_with_the_last_that_leads_to_it(room: Room, lucie: Any, marc: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(process, "members_in", lambda room_id: set("abcd"))

    def masked(person: Any, hours_ago: float) -> RoomEvent:
        asked = {"room": room, "nonce": uuid4(), "body": "Sous un masque.", "is_masked": True}
        event = services.send_message(person.actor, **asked).event  # type: ignore[union-attr]
        RoomEvent.objects.filter(pk=event.pk).update(at=timezone.now() - timedelta(hours=hours_ago))
        return event

    keep(room, 24)
    first, called = masked(lucie, 30), masked(marc, 29)
    raise_flag(lucie.actor, kind="message", target_id=str(called.pk), reason="hostile", note="")
    masked(lucie, 1)
    assert forgetting.forget_old_words(pause_s=0) == 2
    assert set(Mask.objects.values_list("pk", flat=True)) == {first.author_id, called.author_id}
    RoomEvent.objects.update(at=timezone.now() - timedelta(hours=30))
    assert forgetting.forget_old_words(pause_s=0) == 1
    # A case still bears the name of the other.
    assert set(Mask.objects.values_list("pk", flat=True)) == {called.author_id}
    assert not Pseudonym.objects.filter(pk=first.author_id).exists()
    assert voices.mask_in(lucie.actor, room) is None
    again = masked(lucie, 0)
    assert again.author_id not in {first.author_id, called.author_id}
    assert masks.all_of(lucie.actor) == [voices.mask_in(lucie.actor, room)]


def test_a_mask_stays_where_a_hole_would_hide_a_later_one(room: Room, lucie: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(making, "BLOCK", 2)
    for number in range(5):
        masks.wear(lucie.actor, scope=f"room:{number}" if number < 3 else f"thread:{number}", language="fr")
    # Nobody has said a word under any of them; those of rooms may go, where probing still finds the rest.
    known = {mask.scope for mask in masks.all_of(lucie.actor)}
    masks.let_go(places="room:")
    assert {mask.scope for mask in masks.all_of(lucie.actor)} == known
    Mask.objects.filter(pseudonym__scope="thread:4").delete()
    masks.let_go(places="room:")
    assert {mask.scope for mask in masks.all_of(lucie.actor)} == {"room:0", "room:1", "thread:3"}
    Mask.objects.filter(pseudonym__scope="thread:3").delete()
    masks.let_go(places="room:")
    assert masks.all_of(lucie.actor) == []
