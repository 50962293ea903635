"""What one web process does for its open rooms besides handing out events: heal, judge again, count, hear the bus.

Whatever the bus loses is found here within seconds: the heads of all open rooms are compared with the table in one
query, and the rights of every member's socket are looked at again by turns.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine
from typing import Any, Protocol
from uuid import UUID

from django.db import Error as DatabaseError
from django.utils.translation import gettext_lazy as _

from chat import changes, daphne, wire
from chat import hub as hubs
from chat.bus import Bus, is_ending
from chat.changes import Known
from chat.database import in_database
from chat.models import EventKind, Room
from chat.policies import is_at_home
from chat.presence import MOST_SEEN, NOBODY, Count, Presence
from chat.wire import News
from members.actor import Actor
from members.refusals import Refusal

logger = logging.getLogger(__name__)

HEAL_S = 2.0
# With the way between the processes broken, the table is all there is.
HEAL_ALONE_S = 0.5
JUDGE_S = 4.0
JUDGE_EVERY_S = 2.0
COMPARED_TOGETHER = 500
SECOND_LOOK_S = 0.3
JUDGED_A_SECOND = 40
PRESENCE_S = 1.0
COUNTS_S, COUNTS_ALONE_S = 5.0, 15.0
TYPING_TOGETHER_S = 0.2
SAY_AGAIN_S = 30.0

FULL = _(
    "All places in this room are taken just now. You can read along, and write as soon as somebody leaves; "
    "your words are kept."
)


class Door(Protocol):
    """An open socket of a room."""

    member_id: UUID | None
    person: object
    judged_at: float
    compared: object
    seen_author: dict[str, Any] | None
    is_sent_away: bool

    @property
    def look(self) -> Known:
        """How they were judged."""

    def deliver(self, batch: hubs.Batch) -> None:
        """Take the next events."""

    def push(self, text: str) -> None:
        """Take a frame that is no event."""

    def look_again(self) -> None:
        """Forget what is known of the person's rights and judge afresh, soon."""

    async def farewell(self) -> None:
        """Say that the server ends."""

    def say_slower(self) -> None:
        """Say once, calmly, that the way between the processes is broken."""


class Process:
    """The rooms of one event loop, with everything that keeps them true."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.hub = hubs.here()
        self.bus = Bus(self)
        self.hub.relay = self.bus
        self.doors: set[Door] = set()
        self.rooms: dict[int, set[Door]] = defaultdict(set)
        self._rights: dict[int, tuple[Any, ...]] = {}
        self._healed_at = 0.0
        self.presence = Presence()
        self._told: dict[int, tuple[Any, ...]] = {}
        self._writing: dict[int, dict[str, dict[str, Any]]] = {}
        self._said_slower_at = -SAY_AGAIN_S
        self._counts_sent: tuple[float, dict[int, Count]] = (0.0, {})
        works = [*self.bus.tasks(), self._forever(self._heal, self._heal_s), self._forever(self._count, _presence_s)]
        works.append(self._forever(self._judge, _judge_s))
        self._tasks = [loop.create_task(work) for work in works]
        daphne.before_the_end(self.farewell)
        daphne.quieten()
        daphne.widen()
        if daphne.is_serving():
            # What is loaded by now stays: a collection that went through all of it would hold up every room (100 ms).
            gc.collect()
            gc.freeze()
            gc.set_threshold(10_000, 20, 20)
            # A thread that makes a page gives way to the rooms sooner than after Python's 5 ms.
            sys.setswitchinterval(0.001)

    # --- doors ------------------------------------------------------------------------------------
    def open(self, room_id: int, door: Door) -> hubs.Line:
        """Put a socket into its room."""
        self.doors.add(door)
        self.rooms[room_id].add(door)
        self.presence.moved.add(room_id)
        return self.hub.join(room_id, door)

    def close(self, room_id: int, door: Door) -> None:
        """Take a socket out of its room."""
        self.hub.leave(room_id, door)
        self.doors.discard(door)
        self.rooms[room_id].discard(door)
        self.presence.moved.add(room_id)
        self.presence.leave(room_id, door.member_id, self.rooms[room_id])
        if door.is_sent_away:
            wait = self.presence.linger(room_id, door)
            self.loop.call_later(wait + 0.1, lambda: self.presence.moved.add(room_id))
        if not self.rooms[room_id]:
            for known in (self.rooms, self._rights, self._told):
                known.pop(room_id, None)

    def standing(self, room_id: int) -> Count:
        """Return who stands in a room, in all processes."""
        return self.presence.everywhere(room_id, self.presence.count(room_id, self.rooms.get(room_id, ())))

    def presence_frame(self, room_id: int) -> str:
        """Return the `presence` frame of a room, encoded."""
        count = self.standing(room_id)
        return wire.encoded({"type": "presence", "count": count.people, "authors": count.authors})

    def show_typing(self, room_id: int, author: dict[str, Any]) -> None:
        """Show that somebody is writing, here and in the other processes, at most once in three seconds each."""
        if self.presence.may_show_typing(room_id, str(author["id"])):
            self.heard_typing([(room_id, author)])
            self.bus.carry_typing(room_id, author)

    # --- what the bus says ------------------------------------------------------------------------
    def heard_events(self, news: list[News]) -> None:
        """Hand out what another process committed."""
        self.hub.accept(news)

    def heard_wakes(self, member_ids: list[UUID]) -> None:
        """Judge these members' sockets again, now."""
        wanted = set(member_ids)
        self._look_again(wanted)
        # Django tells of a sign-out a moment before the session's row is gone.
        self.loop.call_later(SECOND_LOOK_S, self._look_again, wanted)

    def _look_again(self, member_ids: set[UUID]) -> None:
        for door in [door for door in self.doors if door.member_id in member_ids]:
            door.look_again()

    def heard_counts(self, process: str, counts: dict[int, Count]) -> None:
        """Keep who stands in the rooms of another process."""
        self.presence.heard(process, counts)

    def heard_typing(self, writing: list[tuple[int, dict[str, Any]]]) -> None:
        """Gather who is writing for a moment, and tell each room in one frame."""
        for room_id, author in writing:
            if room_id in self.rooms:
                if not self._writing:
                    self.loop.call_later(TYPING_TOGETHER_S, self._tell_typing)
                self._writing.setdefault(room_id, {})[str(author["id"])] = author

    def _tell_typing(self) -> None:
        writing, self._writing = self._writing, {}
        for room_id, authors in writing.items():
            text = wire.encoded({"type": "typing", "authors": list(authors.values())[:MOST_SEEN]})
            for door in tuple(self.rooms.get(room_id, ())):
                door.push(text)

    def bus_changed(self, is_up: bool) -> None:
        """Tell everybody calmly that the way broke; once it is whole, look at the table for what it lost."""
        if is_up:
            self.loop.create_task(self._heal_calmly())
            return
        if time.monotonic() - self._said_slower_at < SAY_AGAIN_S:
            # A way that mends and breaks again while Redis begins anew is one trouble, not two.
            return
        self._said_slower_at = time.monotonic()
        for door in tuple(self.doors):
            door.say_slower()

    def wake(self, member_id: UUID) -> None:
        """Judge a member's sockets again, here and in every other process. Thread-safe."""

        def now() -> None:
            self.heard_wakes([member_id])
            self.bus.carry_wake(member_id)

        try:
            self.loop.call_soon_threadsafe(now)
        except RuntimeError:
            return

    async def farewell(self) -> None:
        """Say to everybody that this server ends; they come back with `after`."""
        await asyncio.gather(*(door.farewell() for door in tuple(self.doors)), return_exceptions=True)

    # --- what comes back by itself ----------------------------------------------------------------
    async def _forever(self, work: Callable[[], Coroutine[Any, Any, None]], every_s: Callable[[], float]) -> None:
        while not is_ending():
            await asyncio.sleep(every_s())
            try:
                await work()
            except DatabaseError as problem:
                logger.warning("%s waits for the database: %s", work.__qualname__, type(problem).__name__)
            except Exception:
                logger.exception("%s failed", work.__qualname__)

    def _heal_s(self) -> float:
        return HEAL_S if self.bus.is_up else HEAL_ALONE_S

    async def _heal(self) -> None:
        """Compare open rooms with the table, in one query; where a room's rights changed, judge its people again."""
        if not self.hub.lines:
            return
        began = time.monotonic()
        for room_id, last_seq, rights in await in_database(_heads, list(self.hub.lines)):
            self.hub.heard_of(room_id, last_seq)
            known = self._rights.get(room_id)
            if room_id in self.rooms:
                self._rights[room_id] = rights
            if known is not None and known != rights:
                for door in tuple(self.rooms.get(room_id, ())):
                    door.look_again()
        self._healed_at = began

    async def _heal_calmly(self) -> None:
        try:
            await self._heal()
        except DatabaseError:
            return

    async def _judge(self) -> None:
        """Look at the members' sockets again by turns, each after some seconds.

        They are compared with the table in one query; judged again is who changed, and a few at a time who cannot be
        compared.
        """
        late = time.monotonic() - JUDGE_S
        due = [door for door in self.doors if door.judged_at < late and door.member_id is not None]
        for begin in range(0, len(due), COMPARED_TOGETHER):
            some = [(door, door.look) for door in due[begin : begin + COMPARED_TOGETHER]]
            some = [(door, look) for door, look in some if look.row is not None]
            if not some:
                continue
            began = time.monotonic()
            changed = {id(look) for look in await in_database(changes.who_changed, [look for _door, look in some])}
            for door, look in some:
                if door.look is not look:
                    continue
                if id(look) in changed or (door.compared is not look and self._has_other_rights(look.room)):
                    door.look_again()
                else:
                    # From now on the look at all rooms tells when this one changes.
                    door.compared = look if look.room is not None and look.room.pk in self._rights else None
                    # The person is who they were now, the room what it was when it was looked at.
                    door.judged_at = max(door.judged_at, min(began, self._healed_at))
        unknown = sorted((door for door in due if door.look.seen is None), key=lambda door: door.judged_at)
        for door in unknown[: max(1, round(JUDGED_A_SECOND * JUDGE_EVERY_S))]:
            door.look_again()

    def _has_other_rights(self, room: Room | None) -> bool:
        """Whether a room is not what it was when somebody was judged, as far as was seen at the last look at it."""
        known = self._rights.get(room.pk) if room is not None else None
        return room is None or (known is not None and known != changes.rights_in(room))

    async def _count(self) -> None:
        """Tell each room, at most once a second, how many stand in it; and the other processes how many stand here.

        Only rooms where somebody came or went are counted, and all of them every few seconds.
        """
        sent_at, sent = self._counts_sent
        now = time.monotonic()
        is_whole = now - sent_at > (COUNTS_S if self.bus.is_heard else COUNTS_ALONE_S)
        if is_whole:
            for room_id in self.presence.rooms_with_places():
                self.presence.free_places(room_id, self.rooms.get(room_id, ()))
        self.presence.forget_the_silent()
        # Copied: threads that give places may still be at the old set.
        moved = tuple(self.rooms.keys() | sent.keys() if is_whole else self.presence.moved)
        self.presence.moved = set()
        counts = sent.copy() if moved else sent
        for room_id in moved:
            doors = self.rooms.get(room_id)
            if doors or self.presence.is_shown_on(room_id):
                counts[room_id] = self.presence.count(room_id, doors or ())
            else:
                counts.pop(room_id, None)
        if is_whole or counts != sent:
            self._counts_sent = (now if is_whole else sent_at, counts)
            self.bus.carry_counts(counts)
        for room_id in moved:
            doors = self.rooms.get(room_id)
            if not doors:
                continue
            count = self.presence.everywhere(room_id, counts.get(room_id, NOBODY))
            seen = (count.people, *(face["id"] for face in count.authors))
            if self._told.get(room_id) != seen:
                self._told[room_id] = seen
                text = self.presence_frame(room_id)
                for door in tuple(doors):
                    door.push(text)


def _judge_s() -> float:
    return JUDGE_EVERY_S


def _presence_s() -> float:
    return PRESENCE_S


def _heads(room_ids: list[int]) -> list[tuple[int, int, tuple[Any, ...]]]:
    rows = Room.objects.filter(pk__in=room_ids).values_list("pk", "last_seq", *changes.RIGHTS)
    return [(pk, last_seq, tuple(rights)) for pk, last_seq, *rights in rows]


CHANGES_RIGHTS = frozenset({EventKind.ROOM})
"""Events after which everybody in the room is told anew what they may do."""

_processes: dict[asyncio.AbstractEventLoop, Process] = {}
_lock = threading.Lock()


def here() -> Process:
    """Return what this process does in the running event loop, begun on first call."""
    loop = asyncio.get_running_loop()
    with _lock:
        for old in [one for one in _processes if one.is_closed()]:
            del _processes[old]
        if loop not in _processes:
            _processes[loop] = Process(loop)
        return _processes[loop]


def _living() -> list[Process]:
    with _lock:
        return [process for loop, process in _processes.items() if not loop.is_closed()]


def wake(*, member_id: UUID, **_news: Any) -> None:
    """Receive news of a member's rights or sessions: judge their open sockets again, everywhere."""
    for process in _living():
        process.wake(member_id)


def full() -> Refusal:
    """Return what somebody reads for whom there is no place just now."""
    return Refusal("full", FULL)


def has_place(actor: Actor, room: Room) -> bool:
    """Whether there is a place in the room for `actor`, who takes it. Whoever holds the room always has one.

    May be called in any thread.
    """
    if actor.member_id is None or is_at_home(actor, room):
        return True
    return all(process.presence.take_place(room.pk, actor.member_id, room.capacity) for process in _living())


def members_in(room_id: int) -> set[str]:
    """Return tokens of the members in a room, in all processes: all of them, or enough for masks.

    May be called in any thread.
    """
    found: set[str] = set()
    for process in _living():
        found |= process.presence.members(room_id, process.rooms.get(room_id, ()))
    return found


def tell_typing(room_id: int, author: dict[str, Any]) -> None:
    """Show in a room that somebody is writing. May be called in any thread."""
    for process in _living():
        with contextlib.suppress(RuntimeError):
            process.loop.call_soon_threadsafe(process.show_typing, room_id, author)
