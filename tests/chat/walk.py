"""A random walk through two processes: people speak, change and take back while everything around them breaks.

Each step draws what it needs beforehand, whatever it finds: what threads and sockets do is not the same twice, and
what is drawn must be.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar
from uuid import UUID, uuid4

from asgiref.sync import sync_to_async
from django.db import DatabaseError, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from chat import taking_down
from chat.models import EventKind, MessageState, Room, RoomEvent
from members.nonces import nonce_key
from tests import factories
from tests.chat.two_processes import NAMES, TwoProcesses
from tests.chat.walkers import PATIENCE_S, Client, FaultError, Frame, Log

T = TypeVar("T")

WALKERS = st.integers(0, 4)
SPEAKERS = st.integers(0, 3)
PLACES = st.sampled_from(NAMES)
SOON = st.sampled_from([0.0, 0.0, 0.005, 0.03])
PICK = st.integers(0, 999)
MOODS = st.sampled_from(["whole", "losing", "broken", "doubling", "late"])
# Under a mask: what is said so goes another way than most, and its number is drawn by chance.
MASKED = st.sampled_from([False, False, True])
CHANGES = st.sampled_from(["edit", "edit", "delete", "gesture"])


class Town:
    """What outlives one walk: the loop, the people, the two processes, and the faults that were found."""

    def __init__(self, monkeypatch: Any, people: list[Any], patience_s: float) -> None:
        self.loop = asyncio.new_event_loop()
        self.both = TwoProcesses(monkeypatch)
        self.people = people
        self.patience_s = patience_s
        self.faults: list[FaultError] = []


def picked(found: list[T], which: int) -> T | None:
    """Return one of those there are, None when there is none."""
    return found[which % len(found)] if found else None


class Walk(RuleBasedStateMachine):
    """One walk, in a room of its own. Subclasses name the town."""

    town: Town

    def __init__(self) -> None:
        super().__init__()
        self.room = factories.make_room(f"salle-{uuid4().hex[:12]}")
        self.words = 0
        self.is_broken = False
        # Lucie and Marc with two windows each, and a visitor.
        people = [*self.town.people, *self.town.people, None]
        self.clients = [
            Client(self.town.both, person, self.room.slug, f"client {number}") for number, person in enumerate(people)
        ]
        self.paper = Log("the long poll")

    # --- the steps ----------------------------------------------------------------------------------
    @initialize(places=st.tuples(PLACES, PLACES, PLACES, PLACES, PLACES))
    def begin(self, places: tuple[str, ...]) -> None:
        async def come() -> None:
            await self.town.both.begin()
            for client, place in zip(self.clients, places, strict=True):
                client.connect(self.town.both.all[place])

        self._run(come())

    @rule(who=SPEAKERS, lines=st.integers(1, 3), mask=MASKED, soon=SOON)
    def say(self, who: int, lines: int, mask: bool, soon: float) -> None:
        for _line in range(lines):
            self.clients[who].say(type="send", body=self._word(), mask=mask)
        self.breathe(soon)

    @rule(who=SPEAKERS, mask=MASKED, soon=SOON)
    def say_and_cut(self, who: int, mask: bool, soon: float) -> None:
        self.clients[who].say(type="send", body=self._word(), mask=mask)
        self.breathe(soon)
        self.clients[who].leave()

    @rule(masked=st.integers(0, 4), soon=SOON)
    def all_speak(self, masked: int, soon: float) -> None:
        for number, client in enumerate(self.clients[:4]):
            client.say(type="send", body=self._word(), mask=number == masked)
        self.breathe(soon)

    @rule(who=WALKERS, place=PLACES, soon=SOON)
    def come_back(self, who: int, place: str, soon: float) -> None:
        async def come() -> None:
            self.clients[who].connect(self.town.both.all[place])
            await asyncio.sleep(soon)

        self._run(come())

    @rule(who=WALKERS, soon=SOON)
    def cut(self, who: int, soon: float) -> None:
        self.clients[who].leave()
        self.breathe(soon)

    @rule(place=PLACES)
    def kill(self, place: str) -> None:
        async def die() -> None:
            await self.town.both.all[place].kill()
            self.town.both.all[place].begin()

        self._run(die())

    @rule(place=PLACES, mood=MOODS)
    def the_way_changes(self, place: str, mood: str) -> None:
        self.town.both.all[place].way.mood = mood

    @rule()
    def the_database_fails_once(self) -> None:
        self.town.both.fails_next.set()

    @rule(who=SPEAKERS, place=PLACES, which=PICK, is_new=st.booleans())
    def say_by_form(self, who: int, place: str, which: int, is_new: bool) -> None:
        """A new message, or one said before, through the plain form."""
        client = self.clients[who]
        frame = picked([frame for frame in client.said.values() if frame["type"] == "send"], which)
        if frame is None or is_new:
            frame = {"type": "send", "nonce": str(uuid4()), "body": self._word()}
        client.expect(frame)

        def post() -> None:
            try:
                voice = "mask" if frame.get("mask") else "name"
                answer = client.person.client.post(f"/en/rooms/{self.room.slug}/", {**frame, "voice": voice})
            except DatabaseError:
                return
            assert answer.status_code in {200, 303}, answer.status_code

        self._at(place, post)

    @rule(who=SPEAKERS, place=PLACES, which=PICK)
    def frame_by_http(self, who: int, place: str, which: int) -> None:
        """Anything said before, once more as a frame over HTTP."""
        client = self.clients[who]
        frame = picked(list(client.said.values()), which)
        if frame is None:
            return
        client.expect(frame)
        address = f"/en/rooms/{self.room.slug}/frames/"

        def post() -> list[Frame]:
            answer = client.person.client.post(address, json.dumps(frame), content_type="application/json")
            return list(answer.json()["frames"])

        for told in self._at(place, post):
            client.take(told)

    @rule(who=SPEAKERS, which=PICK, kind=CHANGES, soon=SOON)
    def change(self, who: int, which: int, kind: str, soon: float) -> None:
        """Change, take back, or make a gesture to, something heard."""
        client = self.clients[who]
        seq = picked([seq for seq, _id, what in client.log.shown if what == "message"], which)
        if seq is None:
            return
        more: Frame = {}
        if kind == "edit":
            more = {"body": self._word()}
        elif kind == "gesture":
            more = {"gesture": "here", "on": which % 3 > 0}
        client.say(type=kind, target_seq=seq, **more)
        self.breathe(soon)

    @rule(place=PLACES, which=PICK, is_removal=st.booleans())
    def decide(self, place: str, which: int, is_removal: bool) -> None:
        """A decision takes words down, or puts them back."""
        heard = {seq for client in self.clients for seq, _id, kind in client.log.shown if kind == "message"}
        seq = picked(sorted(heard), which)
        if seq is None:
            return

        def act() -> None:
            try:
                with transaction.atomic():
                    if is_removal:
                        taking_down.remove_message(self.room, seq, reason="hostile")
                    else:
                        taking_down.restore_message(self.room, seq)
            except DatabaseError:
                return

        self._at(place, act)

    @rule(who=WALKERS, which=PICK)
    def ask_again(self, who: int, which: int) -> None:
        client = self.clients[who]
        client.since(which % (client.log.last + 1))

    @rule(place=PLACES)
    def poll(self, place: str) -> None:
        self._at(place, lambda: self._poll(self.paper))

    @rule(soon=st.sampled_from([0.0, 0.02, 0.1]))
    def breathe(self, soon: float) -> None:
        self._run(asyncio.sleep(soon))

    # --- what helps them ------------------------------------------------------------------------------
    def _word(self) -> str:
        self.words += 1
        return f"mot{self.words}fin"

    def _poll(self, paper: Log) -> bool:
        address = f"/en/rooms/{self.room.slug}/events/?after={paper.last}"
        told = self.town.people[0].client.get(address).json()
        for frame in told["events"]:
            paper.take(frame)
        return bool(told["truncated"])

    def _at(self, place: str, work: Callable[[], T]) -> T:
        async def there() -> T:
            self.town.both.enter(place)
            return await sync_to_async(work)()

        return self._run(there())

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return self.town.loop.run_until_complete(work)
        except BaseException as problem:
            self._note(problem)
            raise

    def _note(self, problem: BaseException) -> None:
        self.is_broken = True
        if isinstance(problem, FaultError):
            self.town.faults.append(problem)

    # --- the end: everybody comes back, and the logs are laid side by side --------------------------------
    def teardown(self) -> None:
        try:
            if not self.is_broken:
                self.town.loop.run_until_complete(self._settle())
                self._compare()
        except FaultError as fault:
            self._note(fault)
            raise
        finally:
            self.town.loop.run_until_complete(self._end())

    async def _end(self) -> None:
        for client in self.clients:
            client.leave()
        await self.town.both.end()

    async def _settle(self) -> None:
        self.town.both.fails_next.clear()
        for number, client in enumerate(self.clients):
            if not client.is_there:
                client.connect(self.town.both.all[NAMES[number % 2]])
        for client in self.clients:
            client.again()
            await client.until(lambda client=client: not client.waiting, self.town.patience_s, "answers")
        await self._end_hard()
        head = -1
        while head != (head := await sync_to_async(self._head)()):
            for client in self.clients:
                has_heard = lambda client=client, head=head: client.log.last >= head  # noqa: E731
                await client.until(has_heard, self.town.patience_s, f"event {head}")

    async def _end_hard(self) -> None:
        """End each walk with what a broken house cannot do, whatever chance brought before."""
        speaker = self.clients[0]
        speaker.connect(self.town.both.all["first"])
        self.clients[4].connect(self.town.both.all["second"])
        await self.clients[4].until(lambda: bool(self.clients[4].you), self.town.patience_s, "hello")
        # A word whose first writing is undone, said until it stands; and once more after its answer.
        self.town.both.fails_next.set()
        nonce = await self._said(speaker)
        self.town.both.fails_next.clear()
        speaker.expect(speaker.said[nonce])
        await self._answered(speaker)
        for mood in ("losing", "whole", "losing"):
            for one in self.town.both.all.values():
                one.way.mood = mood
            await self._said(speaker)
            # What the speaker's process had to carry, it has tried to.
            await asyncio.sleep(0.05)
        # Nothing came after the last one: only a look at the table can show that it was lost on the way.
        for one in self.town.both.all.values():
            one.way.mood = "whole"

    async def _said(self, speaker: Client) -> str:
        nonce = speaker.say(type="send", body=self._word())
        await self._answered(speaker)
        return nonce

    async def _answered(self, speaker: Client) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while speaker.waiting and speaker.fault is None:
                speaker.again()
                await asyncio.sleep(0.05)

    def _head(self) -> int:
        return Room.objects.values_list("last_seq", flat=True).get(pk=self.room.pk)

    def _compare(self) -> None:
        events = list(RoomEvent.objects.filter(room=self.room).order_by("seq"))
        table = [(event.seq, event.pk, event.kind) for event in events]
        if [seq for seq, _id, _kind in table] != list(range(1, self._head() + 1)):
            raise FaultError(f"the log has a gap: {table}")
        fresh = Log("a fresh reader")
        for paper in (self.paper, fresh):
            while self._poll(paper):
                pass
        for log in [*(client.log for client in self.clients), self.paper, fresh]:
            if log.shown != table:
                raise FaultError(f"{log.who} was shown {log.shown}, the table says {table}")
        self._compare_nonces(events)
        self._compare_words(events, fresh)

    def _compare_nonces(self, events: list[RoomEvent]) -> None:
        """Every nonce that was acknowledged is one event, and every refused one none; nobody else said anything."""
        known = {bytes(event.nonce_key): event for event in events if event.nonce_key}
        for client in self.clients[:4]:
            actor = client.person.actor
            for nonce, ack in client.acks.items():
                event = known.pop(nonce_key(actor, UUID(nonce)), None)
                if event is None and ack["seq"] not in {None, *(one.seq for one in events)}:
                    raise FaultError(f"{client.who} was acknowledged what is not in the log: {ack}")
                if event is not None and (ack["seq"], ack["id"]) != (event.seq, event.pk):
                    raise FaultError(f"{client.who} was told {ack} of event {event.seq}")
            for nonce in client.refused:
                if nonce_key(actor, UUID(nonce)) in known:
                    raise FaultError(f"{client.who} was refused what stands in the log")
        if known:
            raise FaultError(f"nobody said {[event.seq for event in known.values()]}")
        bodies = [event.body for event in events if event.kind == EventKind.MESSAGE and event.body]
        if len(bodies) != len(set(bodies)):
            raise FaultError("the same words stand in the log twice")

    def _compare_words(self, events: list[RoomEvent], fresh: Log) -> None:
        """Everybody reads the words of now, and none that were taken down."""
        messages = [event for event in events if event.kind == EventKind.MESSAGE]
        present = {event.seq: event.html for event in messages if event.state != MessageState.REMOVED}
        for log in [*(client.log for client in self.clients), fresh]:
            if log.words != present:
                raise FaultError(f"{log.who} reads {log.words}, the table says {present}")
