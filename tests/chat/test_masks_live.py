"""Masks on open sockets: what others see of somebody's own name stays as it was, and enough have to be there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from chat import presence, process
from chat.models import Room, RoomEvent, RoomMarks
from members import services as members
from members.models import Mask, Member, Pseudonym
from tests.chat.sockets import Socket, standing_in
from tests.chat.two_processes import TwoProcesses
from tests.chat.walkers import PATIENCE_S, Client

pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True)]


@asynccontextmanager
async def all_in(room: Room, *people: Any) -> AsyncIterator[list[Socket]]:
    """Everybody at a socket of their own, and everybody counted."""
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(standing_in(room, person)) for person in people]
        here = process.here()
        async with asyncio.timeout(PATIENCE_S):
            while here.standing(room.pk).people < len(people):
                await asyncio.sleep(0.01)
        yield sockets


async def told(socket: Socket, seq: int) -> dict[str, Any]:
    """The event `seq`, which may have come before the ack."""
    found = next((event for event in socket.events() if event["seq"] == seq), None)
    return found or await socket.until("event", lambda frame: frame["seq"] == seq)


async def heard(socket: Socket) -> dict[str, Any]:
    """The `you` with a mask, which may have come before the ack."""
    found = [frame for frame in socket.frames if frame["type"] == "you" and frame["mask"]]
    return found[0] if found else await socket.until("you", lambda frame: frame["mask"] is not None)


@pytest.fixture
def five(lucie: Any, marc: Any, anouk: Any, ines: Any, ivy: Any) -> list[Any]:
    return [lucie, marc, anouk, ines, ivy]


async def test_five_members_make_company_and_a_visitor_or_a_second_window_does_not(room: Room, five: list[Any]) -> None:
    lucie, *others = five
    async with all_in(room, lucie, *others[:3]) as (hers, *_rest), standing_in(room), standing_in(room, lucie):
        refused = await hers.refused(type="send", nonce=str(uuid4()), body="Sous un masque.", mask=True)
        assert refused["code"] == "too_few_present"
        assert not await RoomEvent.objects.aexists()
        async with standing_in(room, others[3]):
            ack = await hers.send("Sous un masque.", mask=True)
            event = await told(hers, ack["seq"])
            assert event["author"]["mask"] is True
            assert event["author"]["badge"] is None


async def test_every_window_of_ones_own_knows_the_mask_and_nobody_elses(room: Room, five: list[Any]) -> None:
    lucie = five[0]
    async with all_in(room, *five) as (hers, his, *_rest), standing_in(room, lucie) as other_window:
        assert hers.frames[0]["you"]["mask"] is None
        ack = await hers.send("Sous un masque.", mask=True)
        said = [await told(one, ack["seq"]) for one in (hers, his, other_window)]
        assert said[0] == said[1] == said[2]
        assert ack["at"] == said[0]["at"]
        for one in (hers, other_window):
            assert (await heard(one))["mask"] == said[0]["author"]
        async with standing_in(room, lucie) as later:
            assert later.frames[0]["you"]["mask"] == said[0]["author"]
        assert not [frame for frame in await his.rest() if frame["type"] == "you"]
        # Her own words under the mask are hers to change and to take back, from any window.
        for frame in ({"type": "edit", "body": "Autrement."}, {"type": "delete"}):
            nonce = str(uuid4())
            await other_window.say(nonce=nonce, target_seq=ack["seq"], **frame)
            done = await other_window.until("ack", lambda told, nonce=nonce: told["nonce"] == nonce)
            assert (await told(his, done["seq"]))["author"] == said[0]["author"]


async def test_nothing_that_others_see_of_the_open_name_moves_with_the_mask(room: Room, five: list[Any]) -> None:
    lucie = five[0]
    name = str(await sync_to_async(lambda: lucie.name.pk)())
    await Member.objects.filter(pk=lucie.member.pk).aupdate(shows_presence=True)
    async with all_in(room, *five) as (hers, his, *_rest):
        await his.send("Bonsoir.")
        await told(hers, 1)
        await hers.say(type="read", seq=1)
        seen = await his.until("presence", lambda frame: frame["count"] == 5 and bool(frame["authors"]))
        assert [author["name"] for author in seen["authors"]] == ["Lucie du port"]
        await his.rest()
        marks = [row async for row in RoomMarks.objects.values_list("token", "sealed")]
        await hers.say(type="typing", mask=True)
        ack = await hers.send("Sous un masque.", mask=True)
        await hers.say(type="read", seq=ack["seq"], mask=True)
        nonce = str(uuid4())
        await hers.say(type="gesture", nonce=nonce, target_seq=1, gesture="here", on=True, mask=True)
        await hers.until("ack", lambda frame: frame["nonce"] == nonce)
        came = await his.rest(1.5)
        assert {frame["type"] for frame in came} == {"event"}
        assert {frame["author"]["mask"] for frame in came} == {True}
        assert len({frame["author"]["id"] for frame in came}) == 1
        assert [row async for row in RoomMarks.objects.values_list("token", "sealed")] == marks
        assert all(name not in str(frame) for frame in came)


async def test_somebody_sent_away_for_what_a_mask_said_hears_nothing_more_and_leaves_without_a_sign(
    room: Room, five: list[Any], monkeypatch: Any
) -> None:
    lucie = five[0]
    await Member.objects.filter(pk=lucie.member.pk).aupdate(shows_presence=True)
    drawn: list[float] = []
    really = presence.Presence.linger

    def linger(self: presence.Presence, *args: Any) -> float:
        drawn.append(really(self, *args))
        return drawn[-1]

    monkeypatch.setattr(presence.Presence, "linger", linger)
    async with all_in(room, *five) as (hers, his, *_rest):
        ack = await hers.send("Sous un masque.", mask=True)
        await his.until("presence", lambda frame: frame["count"] == 5 and bool(frame["authors"]))
        mask = await Pseudonym.objects.aget(room_events__seq=ack["seq"])
        await his.rest()

        def decide() -> None:
            assert members.suspend(mask, until=timezone.now() + timedelta(hours=1)) is not None

        await sync_to_async(decide)()
        assert await hers.until_closed() == 4403
        await hers.close()
        assert not [frame for frame in await his.rest(1.5) if frame["type"] == "presence"]
        here = process.here()
        assert here.standing(room.pk).people == 5
        assert [face["name"] for face in here.standing(room.pk).authors] == ["Lucie du port"]
        # She is no company any more, and her place is free.
        assert len(process.members_in(room.pk)) == 4
        [wait] = drawn
        assert 60 <= wait <= 600
        # Once the time drawn has passed, she is gone for everybody.
        lingering = here.presence._lingering[room.pk]
        lingering.update({person: (0.0, face) for person, (_until, face) in lingering.items()})
        assert here.standing(room.pk).people == 4


async def test_whoever_leaves_by_themselves_is_gone_at_once(room: Room, lucie: Any, marc: Any) -> None:
    async with all_in(room, lucie, marc) as (hers, his):
        await his.until("presence", lambda frame: frame["count"] == 2)
        await hers.close()
        await his.until("presence", lambda frame: frame["count"] == 1)


async def test_members_of_two_processes_are_company_together_each_counted_once(
    room: Room, five: list[Any], monkeypatch: Any
) -> None:
    lucie = five[0]
    both = TwoProcesses(monkeypatch)
    monkeypatch.setattr("chat.process.PRESENCE_S", 0.05)
    clients = [Client(both, person, room.slug, f"client {number}") for number, person in enumerate([*five[:4], lucie])]
    try:
        await both.begin()
        for number, client in enumerate(clients):
            client.connect(both.all["first" if number < 2 else "second"])
        for client in clients:
            await client.until(lambda client=client: bool(client.you), PATIENCE_S, "hello")
        first = both.all["first"].process
        assert first is not None
        await clients[0].until(lambda: first.standing(room.pk).people == 5, PATIENCE_S, "everybody")
        # Lucie stands in both: five sockets, four members.
        nonce = clients[0].say(type="send", body="À quatre.", mask=True)
        await clients[0].until(lambda: nonce in clients[0].refused, PATIENCE_S, "a refusal")
        assert clients[0].refused[nonce] == "too_few_present"
        fifth = Client(both, five[4], room.slug, "the fifth")
        fifth.connect(both.all["second"])
        await clients[0].until(lambda: first.standing(room.pk).people == 6, PATIENCE_S, "the fifth")
        nonce = clients[0].say(type="send", body="À cinq.", mask=True)
        await clients[0].until(lambda: nonce in clients[0].acks, PATIENCE_S, "an ack")
        # Her window in the other process learns of the mask by news alone.
        await clients[4].until(lambda: clients[4].you.get("mask") is not None, PATIENCE_S, "her mask")
        assert await Mask.objects.acount() == 1
        fifth.leave()
    finally:
        for client in clients:
            client.leave()
        await both.end()
