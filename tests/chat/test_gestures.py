"""Gestures: once each, for the words of others, and nowhere a number."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async

from chat import gestures, services
from chat.models import Gesture, Room, RoomEvent
from members.refusals import Refusal
from tests.chat.sockets import Socket, standing_in

pytestmark = [pytest.mark.django_db(transaction=True)]


def say(person: Any, room: Room, body: str = "Bonsoir.") -> RoomEvent:
    return services.send_message(person.actor, room=room, nonce=uuid4(), body=body).event


async def make(socket: Socket, seq: int, gesture: str = "courage", on: bool = True, nonce: str = "") -> dict[str, Any]:
    nonce = nonce or str(uuid4())
    await socket.say(type="gesture", nonce=nonce, target_seq=seq, gesture=gesture, on=on)
    return await socket.until("ack", lambda frame: frame["nonce"] == nonce)


@pytest.mark.asyncio
async def test_a_gesture_reaches_everybody_once_and_can_be_taken_back(room: Room, lucie: Any, marc: Any) -> None:
    seq = (await sync_to_async(say)(lucie, room)).seq
    async with standing_in(room, lucie) as hers, standing_in(room, marc) as his:
        ack = await make(his, seq)
        event = await hers.until("event", lambda frame: frame["kind"] == "gesture")
        assert (event["seq"], event["target_seq"], event["gesture"], event["on"]) == (ack["seq"], seq, "courage", True)
        assert "seq" not in await make(his, seq)
        assert "seq" in await make(his, seq, "thanks")
        gone = await make(his, seq, on=False)
        event = await hers.until("event", lambda frame: frame["kind"] == "gesture" and not frame["on"])
        assert (event["seq"], event["gesture"]) == (gone["seq"], "courage")
        assert "seq" not in await make(his, seq, on=False)
    assert [kind async for kind in Gesture.objects.values_list("kind", flat=True)] == ["thanks"]
    assert await RoomEvent.objects.acount() == 4


@pytest.mark.asyncio
async def test_the_same_nonce_gives_the_same_ack_even_after_it_was_taken_back(
    room: Room, lucie: Any, marc: Any
) -> None:
    seq = (await sync_to_async(say)(lucie, room)).seq
    async with standing_in(room, marc) as his:
        nonce = str(uuid4())
        ack = await make(his, seq, nonce=nonce)
        await make(his, seq, on=False)
        assert await make(his, seq, nonce=nonce) == ack
    assert not await Gesture.objects.aexists()


def test_one_makes_gestures_to_others_words_that_stand(room: Room, lucie: Any, marc: Any, guest: Any) -> None:
    event = say(lucie, room)

    def code_of(person: Any, seq: int) -> str:
        with pytest.raises(Refusal) as refused:
            gestures.make_gesture(person.actor, room=room, target_seq=seq, gesture="here", is_on=True, nonce=uuid4())
        return refused.value.code

    assert code_of(lucie, event.seq) == "not_allowed"
    assert code_of(guest, event.seq) == "not_member"
    assert code_of(marc, 77) == "not_found"
    RoomEvent.objects.update(state="removed")
    assert code_of(marc, event.seq) == "not_found"
    RoomEvent.objects.update(state="shown")
    Room.objects.update(state="held")
    room.refresh_from_db()
    assert code_of(marc, event.seq) == "held"


def test_a_row_leads_to_nobody_and_two_people_have_two(room: Room, lucie: Any, marc: Any, anouk: Any) -> None:
    event = say(lucie, room)
    for person in (marc, anouk):
        gestures.make_gesture(person.actor, room=room, target_seq=event.seq, gesture="same", is_on=True, nonce=uuid4())
    assert len({bytes(row.key) for row in Gesture.objects.all()}) == 2
    assert {field.name for field in Gesture._meta.concrete_fields} == {"id", "event", "kind", "key"}
    made = gestures.made_to(marc.actor, [event])[event.pk]
    assert (made.kinds, made.mine) == ({"same"}, {"same"})
    assert gestures.made_to(lucie.actor, [event])[event.pk].mine == set()
    page = lucie.client.get(f"/fr/rooms/{room.slug}/").content.decode()
    assert "j’ai vécu cela" in page
    assert 'data-made="same "' in page
    assert "Marc des bois" not in page
