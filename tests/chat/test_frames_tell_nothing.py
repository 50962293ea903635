"""Whoever holds the masks of an evening, everybody else is sent the same frames, from the first to the last."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async

from chat import process, wire
from chat.models import Room
from members import masks
from members.models import Member
from tests import factories
from tests.cast import Person
from tests.chat.sockets import PATIENCE_S, Socket, calm_lines, standing_in
from tests.moderation.makers import entrust

pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True), pytest.mark.only_on("sqlite")]
READERS = ("guest", "anouk", "ines", "odile")


class Evening:
    """A room of its own, everybody in it at a socket, and what the readers are sent."""

    def __init__(self, people: dict[str, Any], room: Room, stack: AsyncExitStack) -> None:
        self.people, self.room, self.stack = people, room, stack
        self.sockets: dict[str, Socket] = {}
        self.seen: dict[str, list[Any]] = {who: [] for who in READERS}
        self._names: dict[str, dict[Any, str]] = {who: {} for who in READERS}
        self.writers: set[str] = set()
        self._read = dict.fromkeys(READERS, 0)

    async def begin(self) -> None:
        for who in (*READERS, "lucie", "marc"):
            person = self.people[who] if who != "guest" else None
            self.sockets[who] = await self.stack.enter_async_context(standing_in(self.room, person))
        # A mask asks for five members, and all of them have to be counted.
        async with asyncio.timeout(PATIENCE_S):
            while process.here().standing(self.room.pk).people < len(self.sockets) - 1:
                await asyncio.sleep(0.01)
        await self.after()

    async def act(self, who: str, **frame: Any) -> dict[str, Any]:
        """Let somebody send a frame; return the answer, once every reader has heard what came of it."""
        nonce = str(uuid4())
        socket = self.sockets[who]
        answer: dict[str, Any] = {}
        if frame["type"] in {"typing", "read"}:
            await socket.say(**frame)
        else:
            await socket.say(nonce=nonce, **frame)
            answer = await socket.until("ack", lambda told: told.get("nonce") == nonce)
        if "seq" in answer:
            await asyncio.gather(*(self._heard(self.sockets[reader], answer["seq"]) for reader in READERS))
        await self.after()
        return answer

    async def _heard(self, socket: Socket, seq: int) -> None:
        if not any(event["seq"] == seq for event in socket.events()):
            await socket.until("event", lambda frame: frame["seq"] == seq)

    async def after(self) -> None:
        """Put down what each reader was sent since, as it reads without what chance and the clock gave."""
        await asyncio.gather(*(self.sockets[who].rest() for who in self.sockets))
        for who in READERS:
            frames = self.sockets[who].frames
            told = [self._plain(who, one) for one in frames[self._read[who] :]]
            self._read[who] = len(frames)
            # How often presence is told, and that a line is slow, hangs on the clock; who is there at the end does not.
            self.seen[who] += [
                one for one in told if one["type"] != "presence" and one.get("detail") not in calm_lines()
            ]

    async def present(self, who: str) -> list[str]:
        """Those of the writers whom a reader sees there: by now, or once the house has said so."""
        socket = self.sockets[who]
        async with asyncio.timeout(PATIENCE_S):
            while True:
                told = [frame for frame in socket.frames if frame["type"] == "presence"]
                found = {author["name"] for author in told[-1]["authors"]} & self.writers
                if found == self.writers:
                    return sorted(found)
                await socket.rest()

    def _plain(self, who: str, value: Any) -> Any:
        names = self._names[who]
        if isinstance(value, list):
            return [self._plain(who, one) for one in value]
        if not isinstance(value, dict):
            return value
        found = {key: self._plain(who, one) for key, one in value.items() if key not in {"now", "nonce"}}
        if value.get("slug"):
            found["slug"] = found["name"] = ""
        if value.get("mask") is True:
            mask = names.setdefault(value["id"], f"mask {len(names)}")
            return {"name": mask, "badge": value["badge"], "mask": True}
        if "at" in value:
            # Under a mask: the beginning of a quarter.
            found["at"] = (value.get("author") or {}).get("mask") and value["at"][14:] in _QUARTERS
            found["id"] = value["id"] > 2**50
        return found


_QUARTERS = {f"{minute:02}:00.000Z" for minute in (0, 15, 30, 45)}


async def evening(people: dict[str, Any], one: str, two: str) -> dict[str, list[Any]]:
    """The same words, gestures and decisions, the masks being held by `one` and `two`."""
    async with AsyncExitStack() as stack:
        room = await sync_to_async(factories.make_room)(f"soir-{one}")
        await sync_to_async(entrust)(people["anouk"], "facilitator", room.scope)
        told = Evening(people, room, stack)
        await told.begin()
        openly = await told.act("anouk", type="send", body="Bonsoir à vous.")
        await told.act("lucie", type="send", body="Me voilà.")
        first = await told.act(one, type="send", body="Sans mon nom.", mask=True)
        second = await told.act(two, type="send", body="Moi non plus.", mask=True, reply_to=first["seq"])
        await told.act(one, type="typing", mask=True)
        await told.act(one, type="gesture", target_seq=openly["seq"], gesture="here", on=True, mask=True)
        await told.act(two, type="edit", target_seq=second["seq"], body="Moi non plus, ce soir.")
        await told.act(one, type="read", seq=second["seq"], mask=True)
        await told.act("marc", type="send", body="Je vous lis.")
        await told.act(two, type="delete", target_seq=second["seq"])
        await told.act("ines", type="remove", target_seq=first["seq"], reason="personal_data")
        await told.act("ines", type="restore", target_seq=first["seq"], reason="")
        told.writers = await sync_to_async(lambda: {people[who].name.name for who in ("lucie", "marc")})()
        return {who: [*told.seen[who], await told.present(who)] for who in READERS}


@pytest.fixture
def people(lucie: Person, marc: Person, anouk: Person, ines: Person, odile: Person) -> dict[str, Person]:
    Member.objects.filter(pk__in=[one.member.pk for one in (lucie, marc) if one.member]).update(shows_presence=True)
    return {"lucie": lucie, "marc": marc, "anouk": anouk, "ines": ines, "odile": odile}


async def test_everybody_else_is_sent_the_same_frames_whoever_holds_the_masks(people: dict[str, Any]) -> None:
    here, there = await evening(people, "lucie", "marc"), await evening(people, "marc", "lucie")
    for who in READERS:
        assert len([one for one in here[who] if "event" in str(one)]) >= 8, who
        assert "mask 0" in str(here[who])
        assert here[who] == there[who], who


async def test_frames_that_tell_are_found_out(people: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """One word beside the mask, by who holds it, is enough."""
    holders: dict[Any, Any] = {}
    wear, author_object = masks.wear, wire.author_object

    def noted(actor: Any, **where: Any) -> Any:
        worn = wear(actor, **where)
        holders[worn.pseudonym_id] = actor.member_id
        return worn

    def telling(author: Any, badge: str) -> dict[str, Any]:
        who = holders.get(getattr(author, "pseudonym_id", None) or getattr(author, "pk", None))
        return author_object(author, "resource" if who == people["lucie"].member.pk else badge)

    monkeypatch.setattr(masks, "wear", noted)
    monkeypatch.setattr(wire, "author_object", telling)
    here, there = await evening(people, "lucie", "marc"), await evening(people, "marc", "lucie")
    assert all(here[who] != there[who] for who in READERS)
