"""Changing one's own words and taking them back: a quarter of an hour, once a nonce, and the first words are kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction
from django.utils import timezone

from chat import own_words, services, taking_down
from chat.models import EarlierWords, Room, RoomEvent
from members.refusals import Refusal
from moderation import targets
from moderation.models import Case
from tests.chat.sockets import standing_in

pytestmark = [pytest.mark.django_db(transaction=True)]


def say(person: Any, room: Room, body: str = "Premiers mots.", **more: Any) -> RoomEvent:
    return services.send_message(person.actor, room=room, nonce=uuid4(), body=body, **more).event


def edit(person: Any, room: Room, seq: int, body: str, **more: Any) -> services.Published:
    return own_words.edit_message(person.actor, room=room, target_seq=seq, nonce=uuid4(), body=body, **more)


def code_of(work: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Refusal) as refused:
        work(*args, **more)
    return refused.value.code


@pytest.mark.asyncio
async def test_everybody_sees_the_change_and_replay_shows_present_words(room: Room, lucie: Any, marc: Any) -> None:
    async with standing_in(room, lucie) as hers, standing_in(room, marc) as his:
        ack = await hers.send("Je vais *mal*.", content_note="hôpital")
        nonce = str(uuid4())
        edit = {"type": "edit", "nonce": nonce, "target_seq": ack["seq"], "body": "Je vais **mieux**."}
        await hers.say(**edit)
        changed = await hers.until("ack", lambda frame: frame["nonce"] == nonce)
        assert changed["seq"] == ack["seq"] + 1
        event = await his.until("event", lambda frame: frame["kind"] == "edited")
        assert (event["target_seq"], event["state"], event["seq"]) == (ack["seq"], "edited", changed["seq"])
        assert event["html"] == "<p>Je vais <strong>mieux</strong>.</p>\n"
        assert event["content_note"] == "hôpital"
        await hers.say(**edit)
        assert await hers.until("ack", lambda frame: frame["nonce"] == nonce) == changed
    async with standing_in(room, marc, after=0) as later:
        first, second = later.events()
        assert (first["state"], first["html"]) == ("edited", event["html"])
        assert second["kind"] == "edited"
    assert await RoomEvent.objects.acount() == 2
    assert [words.body async for words in EarlierWords.objects.all()] == ["Je vais *mal*."]


@pytest.mark.asyncio
async def test_what_is_taken_back_leaves_its_place_without_words(room: Room, lucie: Any, marc: Any) -> None:
    async with standing_in(room, lucie) as hers, standing_in(room, marc) as his:
        ack = await hers.send("Trop vite dit.")
        frame = {"type": "delete", "nonce": str(uuid4()), "target_seq": ack["seq"]}
        await hers.say(**frame)
        gone = await his.until("event", lambda frame: frame["kind"] == "removed")
        assert (gone["target_seq"], gone["state"], gone["code"]) == (ack["seq"], "removed", "author")
        await hers.until("ack", lambda answer: answer["nonce"] == frame["nonce"])
        refused = await hers.refused(type="delete", nonce=str(uuid4()), target_seq=ack["seq"])
        assert refused["code"] == "not_found"
        await hers.say(**frame)
        again = await hers.until("ack", lambda answer: answer["nonce"] == frame["nonce"])
        assert again["seq"] == gone["seq"]
    async with standing_in(room, marc, after=0) as later:
        assert "Trop vite" not in str(later.frames)
        assert (later.events()[0]["state"], later.events()[0]["code"]) == ("removed", "author")
    assert (await EarlierWords.objects.aget()).body == "Trop vite dit."


@pytest.mark.asyncio
async def test_words_of_danger_that_come_with_a_change_bring_the_panel(room: Room, lucie: Any) -> None:
    async with standing_in(room, lucie) as hers:
        ack = await hers.send("Bonsoir.")
        frame = {"type": "edit", "nonce": str(uuid4()), "target_seq": ack["seq"], "body": "J’ai envie de mourir."}
        await hers.say(**frame)
        assert (await hers.until("support"))["panel"]["lines"]
        await hers.say(**frame)
        assert (await hers.until("support"))["panel"]["lines"]
    case = await Case.objects.aget()
    assert (case.lane, case.words) == ("care", "J’ai envie de mourir.")


def test_others_words_and_old_words_stay(room: Room, lucie: Any, marc: Any, guest: Any) -> None:
    seq = say(lucie, room).seq
    assert code_of(edit, marc, room, seq, "Autre chose.") == "not_allowed"
    assert code_of(edit, guest, room, seq, "Autre chose.") == "not_member"
    assert code_of(edit, lucie, room, 99, "Autre chose.") == "not_found"
    assert code_of(own_words.delete_message, marc.actor, room=room, target_seq=seq, nonce=uuid4()) == "not_allowed"
    almost = timezone.now() - timedelta(minutes=14, seconds=50)
    RoomEvent.objects.filter(seq=seq).update(at=almost)
    edit(lucie, room, seq, "À temps.")
    RoomEvent.objects.filter(seq=seq).update(at=almost - timedelta(seconds=11))
    assert code_of(edit, lucie, room, seq, "Trop tard.") == "too_old"
    assert code_of(own_words.delete_message, lucie.actor, room=room, target_seq=seq, nonce=uuid4()) == "too_old"
    assert RoomEvent.objects.get(seq=seq).body == "À temps."


def test_a_change_needs_words_and_an_open_room_and_a_removal_only_a_room(room: Room, lucie: Any) -> None:
    seq = say(lucie, room).seq
    assert code_of(edit, lucie, room, seq, " \n ") == "empty"
    assert code_of(edit, lucie, room, seq, "a" * 4_001) == "too_long"
    assert code_of(edit, lucie, room, seq, "Venez au 12 rue des Lilas", is_confirmed=False) == "confirm"
    assert code_of(edit, lucie, room, seq, "Voir https://exemple.org") == "not_allowed"
    Room.objects.update(state="held")
    held = Room.objects.get()
    assert code_of(edit, lucie, held, seq, "Pendant la pause.") == "held"
    own_words.delete_message(lucie.actor, room=held, target_seq=seq, nonce=uuid4())
    assert RoomEvent.objects.get(seq=seq).state == "removed"


def test_the_same_words_write_nothing(room: Room, lucie: Any) -> None:
    seq = say(lucie, room, "Pareil.").seq
    assert not edit(lucie, room, seq, "Pareil. ").is_new
    assert (RoomEvent.objects.count(), EarlierWords.objects.count()) == (1, 0)


def test_nobody_puts_up_again_what_its_author_took_back(room: Room, lucie: Any, ines: Any) -> None:
    event = say(lucie, room)
    own_words.delete_message(lucie.actor, room=room, target_seq=event.seq, nonce=uuid4())
    with transaction.atomic():
        assert taking_down.restore_message(room, event.seq) is None
    target = targets.find(ines.actor, "message", str(event.pk))
    assert target is not None
    assert target.state == targets.State.TAKEN_BACK


def test_a_case_keeps_the_words_that_were_called_about(room: Room, lucie: Any, marc: Any) -> None:
    event = say(lucie, room, "Vous êtes tous nuls.")
    flag = sync_raise_flag(marc, event)
    own_words.delete_message(lucie.actor, room=room, target_seq=event.seq, nonce=uuid4())
    assert Case.objects.get().words == "Vous êtes tous nuls."
    assert flag.case_id == Case.objects.get().pk


def sync_raise_flag(person: Any, event: RoomEvent) -> Any:
    from moderation.services import raise_flag

    return raise_flag(person.actor, kind="message", target_id=str(event.pk), reason="hostile", note="")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "frame, field",
    [
        ({"type": "edit"}, "nonce"),
        ({"type": "edit", "nonce": str(uuid4()), "target_seq": "1", "body": "a"}, "target_seq"),
        ({"type": "edit", "nonce": str(uuid4()), "target_seq": 1}, "body"),
        ({"type": "delete", "nonce": str(uuid4()), "target_seq": True}, "target_seq"),
        ({"type": "gesture", "nonce": str(uuid4()), "target_seq": 1, "gesture": "here"}, "on"),
        ({"type": "gesture", "nonce": str(uuid4()), "target_seq": 1, "gesture": "hug", "on": True}, "gesture"),
        ({"type": "agree", "nonce": str(uuid4()), "version": 0}, "version"),
        ({"type": "read", "seq": -1}, "seq"),
        ({"type": "send", "nonce": str(uuid4()), "body": "a", "content_note": 3}, "content_note"),
    ],
)
async def test_a_field_of_a_wrong_kind_is_named(room: Room, lucie: Any, frame: dict[str, Any], field: str) -> None:
    await sync_to_async(say)(lucie, room)
    async with standing_in(room, lucie) as hers:
        refused = await hers.refused(**frame)
        assert (refused["code"], refused["field"]) == ("bad_field", field)
