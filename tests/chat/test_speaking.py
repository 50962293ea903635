"""A message that is taken in the moment it comes in is answered as any other, or goes the way of any other."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async

from chat import process
from chat.models import Room, RoomEvent
from tests.chat.sockets import PATIENCE_S, Socket, standing_in
from tests.chat.test_plain_sends import is_muted

pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True), pytest.mark.only_on("redis")]


async def door_of(person: Any) -> Any:
    """The open socket of somebody, as soon as it waits for what they say."""
    member_id = (await sync_to_async(lambda: person.actor)()).member_id
    async with asyncio.timeout(PATIENCE_S):
        while True:
            for door in process.here().doors:
                if door.member_id == member_id and door._is_waiting and door._is_live:  # type: ignore[attr-defined]
                    return door
            await asyncio.sleep(0.01)


def words(body: Any = "Bonsoir.", **more: Any) -> tuple[str, bytes]:
    nonce = str(uuid4())
    return nonce, json.dumps({"type": "send", "nonce": nonce, "body": body, **more}).encode()


async def until_ack(socket: Socket, nonce: str) -> dict[str, Any]:
    return await socket.until("ack", lambda frame: frame["nonce"] == nonce)


async def test_what_is_taken_at_once_is_committed_told_and_acknowledged(room: Room, lucie: Any, marc: Any) -> None:
    async with standing_in(room, lucie) as mine, standing_in(room, marc) as theirs:
        door = await door_of(lucie)
        nonce, frame = words()
        assert door._hear(frame)
        ack = await until_ack(mine, nonce)
        assert await RoomEvent.objects.filter(pk=ack["id"], seq=ack["seq"]).aexists()
        # One's own words come with their ack, once, and to everybody else.
        assert [event["id"] for event in mine.events()] == [ack["id"]]
        assert (await theirs.until("event"))["id"] == ack["id"]
        assert not door._spoken
        # The same nonce again is no second message, whichever way it goes.
        assert door._hear(frame)
        assert (await until_ack(mine, nonce))["id"] == ack["id"]
    assert await RoomEvent.objects.acount() == 1


async def test_one_message_at_a_time_is_taken_at_once_and_all_keep_their_order(room: Room, lucie: Any) -> None:
    async with standing_in(room, lucie) as socket:
        door = await door_of(lucie)
        (first, frame), (_second, other) = words("Un."), words("Deux.")
        assert (door._hear(frame), door._hear(other)) == (True, False)
        await socket.say_raw(other.decode())
        assert (await until_ack(socket, first))["seq"] == 1
        await socket.until("ack")
        assert [event["html"].strip() for event in socket.events()] == ["<p>Un.</p>", "<p>Deux.</p>"]


async def test_a_right_that_is_gone_is_noticed_by_what_is_taken_at_once(room: Room, lucie: Any) -> None:
    async with standing_in(room, lucie) as socket:
        door = await door_of(lucie)
        await sync_to_async(is_muted)(room, lucie)
        nonce, frame = words()
        if door._hear(frame):
            error = await socket.until("error", lambda said: said.get("nonce") == nonce)
            assert error["code"] == "muted"
    assert not await RoomEvent.objects.aexists()


async def test_whatever_is_not_a_plain_message_is_left_to_the_usual_way(room: Room, lucie: Any) -> None:
    async with standing_in(room, lucie):
        door = await door_of(lucie)
        full_at = door._tokens._full_at
        strange = [
            b"",
            b"[]",
            b"{",
            b'{"type":"since","after":0}',
            b"\xc3\xa9",
            b'{"type":["send"]}',
            b"{}" + b" " * 20_000,
        ]
        strange += [words(body)[1] for body in (7, "", "   ", "x" * 5_000, "https://exemple.fr")]
        strange += [words(**more)[1] for more in ({"mask": True}, {"reply_to": "un"}, {"confirmed": "oui"})]
        strange += [b'{"type":"send","nonce":"un","body":"Bonsoir."}', words("Je m’appelle Adèle Marchand.")[1]]
        assert [door._hear(frame) for frame in strange] == [False] * len(strange)
        # What is left to it has cost nothing yet.
        assert door._tokens._full_at <= full_at or not full_at
    assert not await RoomEvent.objects.aexists()
