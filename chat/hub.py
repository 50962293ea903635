"""The fan-out of one process: which sockets stand in which room, and every event handed to them once, in order.

A hub lives in one event loop. `tell` may be called from any thread, after the commit; everything else belongs to the
loop. A line of the hub follows its room by `seq`: handed more than last + 1, it reads the table for what lies between.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Iterable
from typing import Protocol

from django.db import DatabaseError

from chat import wire
from chat.database import in_database
from chat.models import RoomEvent
from chat.wire import News

logger = logging.getLogger(__name__)

# Two threads may commit 6 before 5's hook has run: a gap this young usually closes by itself.
GRACE_S = 0.02
_CHUNK = 500
# Events that wait together go out together, up to this much text in one piece.
_TOGETHER_CHARACTERS = 32 * 1024


class Batch:
    """Events of one room that follow one another, ready to be handed to each of its sockets in one piece."""

    __slots__ = ("first", "kinds", "last", "news", "texts")

    def __init__(self, news: list[News]) -> None:
        self.news = news
        self.texts = tuple([one.text or "" for one in news])
        self.kinds = {one.kind for one in news}
        self.first, self.last = news[0].seq, news[-1].seq

    def beyond(self, seq: int) -> tuple[str, ...]:
        """Return the texts of the events after `seq`; mostly all of them, as the very same tuple."""
        return self.texts if self.first > seq else tuple([one.text or "" for one in self.news if one.seq > seq])


class Member(Protocol):
    """Whoever stands in a room: a socket, or a long poll."""

    def deliver(self, batch: Batch) -> None:
        """Take the next events; must neither block nor raise."""


class Line:
    """One open room as this process knows it. `seq` is the last event handed out, None before the first reading."""

    __slots__ = ("catching", "members", "pending", "room_id", "seq")

    def __init__(self, room_id: int) -> None:
        self.room_id = room_id
        self.seq: int | None = None
        self.members: set[Member] = set()
        self.pending: dict[int, News] = {}
        self.catching: asyncio.Task[None] | None = None


class Hub:
    """All open rooms of one event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.lines: dict[int, Line] = {}
        # What this process committed, for the bus to carry on; the bus sets `relay`.
        self.relay: Relay | None = None
        self._told: deque[News] = deque()
        self._is_scheduled = False
        self._lock = threading.Lock()

    # --- members ----------------------------------------------------------------------------------
    def join(self, room_id: int, member: Member) -> Line:
        """Put a member into a room. They join first and read the table then, so that nothing falls between."""
        line = self.lines.get(room_id)
        if line is None:
            line = self.lines[room_id] = Line(room_id)
        line.members.add(member)
        return line

    def leave(self, room_id: int, member: Member) -> None:
        """Take a member out of a room; the last one closes the line."""
        line = self.lines.get(room_id)
        if line is None:
            return
        line.members.discard(member)
        if not line.members:
            del self.lines[room_id]

    def settle(self, line: Line, head: int) -> None:
        """Begin a fresh line at `head`, the last event that its first member has read from the table."""
        if line.seq is None:
            line.seq = head
            self._drain(line)

    # --- news -------------------------------------------------------------------------------------
    def take(self, news: Iterable[News]) -> None:
        """Take committed news from a thread of this process. Thread-safe."""
        with self._lock:
            self._told.extend(news)
            if self._is_scheduled:
                return
            self._is_scheduled = True
        try:
            self.loop.call_soon_threadsafe(self._take_told)
        except RuntimeError:
            # The loop was closed between two looks: nobody listens here any more.
            forget(self)

    def _take_told(self) -> None:
        with self._lock:
            told = list(self._told)
            self._told.clear()
            self._is_scheduled = False
        self.hear(told)

    def hear(self, told: list[News]) -> None:
        """Take committed news in this hub's own loop: our own people first, then the other processes."""
        self.accept(told)
        if self.relay is not None:
            self.relay.carry(told)

    def accept(self, told: Iterable[News]) -> None:
        """Hand news to the rooms that are open here, each room in its own order; what was handed out is dropped."""
        touched: dict[int, Line] = {}
        for news in told:
            line = self.lines.get(news.room_id)
            if line is None or (line.seq is not None and news.seq <= line.seq):
                continue
            known = line.pending.get(news.seq)
            if known is None or known.text is None:
                line.pending[news.seq] = news
            touched[line.room_id] = line
        for line in touched.values():
            self._drain(line)

    def heard_of(self, room_id: int, last_seq: int) -> None:
        """Learn that the table of a room stands at `last_seq`; read it if that is further than we are."""
        line = self.lines.get(room_id)
        if line is not None and line.seq is not None and last_seq > line.seq:
            self._catch_up(line)

    def _drain(self, line: Line) -> None:
        if line.seq is None:
            return
        self._hand_out(line)
        if not line.pending or line.catching is not None:
            return
        if line.seq + 1 in line.pending:
            # Only its number travelled.
            self._catch_up(line)
        else:
            self.loop.call_later(GRACE_S, self._close_gap, line)

    def _hand_out(self, line: Line) -> None:
        """Deliver what follows the line without a gap, and forget what it has passed."""
        assert line.seq is not None
        while ready := self._ready(line):
            batch = Batch(ready)
            for member in tuple(line.members):
                member.deliver(batch)
        for seq in [seq for seq in line.pending if seq <= line.seq]:
            del line.pending[seq]

    def _ready(self, line: Line) -> list[News]:
        """Take what follows the line without a gap, as much as goes out in one piece."""
        assert line.seq is not None
        ready: list[News] = []
        characters = 0
        while characters < _TOGETHER_CHARACTERS:
            news = line.pending.get(line.seq + 1)
            if news is None or news.text is None:
                break
            line.seq = news.seq
            del line.pending[news.seq]
            ready.append(news)
            characters += len(news.text)
        return ready

    def _close_gap(self, line: Line) -> None:
        if line.pending and self.lines.get(line.room_id) is line:
            self._catch_up(line)

    def _catch_up(self, line: Line) -> None:
        if line.catching is None:
            line.catching = self.loop.create_task(self._read(line))

    async def _read(self, line: Line) -> None:
        """Hand out what the table holds beyond the line, until there is no more."""
        try:
            while self.lines.get(line.room_id) is line and line.seq is not None:
                found = await in_database(read_after, line.room_id, line.seq)
                line.pending |= {news.seq: news for news in found}
                self._hand_out(line)
                if len(found) < _CHUNK:
                    break
        except DatabaseError as problem:
            # The next look at the table tries again.
            logger.warning("room %s could not be read: %s", line.room_id, type(problem).__name__)
        finally:
            line.catching = None
        if line.pending:
            # Committed after our look at the table.
            self.loop.call_later(10 * GRACE_S, self._close_gap, line)


class Relay(Protocol):
    """Carries what was committed here to the other processes."""

    def carry(self, news: list[News]) -> None:
        """Take news to be sent; must neither block nor raise."""


def read_after(room_id: int, after: int) -> list[News]:
    """Return what the table holds of a room after `after`, the first so many of it."""
    return wire.news_of(wire.later(room_id, after, _CHUNK))


# --- the hubs of this process, one an event loop ---------------------------------------------------
_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}
_hubs_lock = threading.Lock()


def here() -> Hub:
    """Return the hub of the running event loop, made on first call."""
    loop = asyncio.get_running_loop()
    with _hubs_lock:
        for old in [one for one in _hubs if one.is_closed()]:
            del _hubs[old]
        if loop not in _hubs:
            _hubs[loop] = Hub(loop)
        return _hubs[loop]


def living() -> list[Hub]:
    """Return every hub of this process whose loop is alive."""
    with _hubs_lock:
        return [hub for loop, hub in _hubs.items() if not loop.is_closed()]


def forget(hub: Hub) -> None:
    """Let go of a hub whose loop is closed."""
    with _hubs_lock:
        if _hubs.get(hub.loop) is hub:
            del _hubs[hub.loop]


def tell(event: RoomEvent) -> None:
    """Tell every open room of an event that was just committed. May be called in any thread, with or without a loop.

    Without a loop (a command, the worker) nothing is sent: the web processes find the row in the table.
    """
    tell_all([event])


def tell_all(events: list[RoomEvent]) -> None:
    """Tell every open room of messages (of any rooms) that were just committed together; else as `tell`."""
    hubs = living()
    if not hubs:
        return
    news = wire.news_of(events)
    for hub in hubs:
        hub.take(news)


def tell_here(events: list[RoomEvent]) -> None:
    """Tell as `tell_all` does, from within an event loop: those who stand in it hear at once."""
    here = asyncio.get_running_loop()
    hubs = living() if events else []
    if not hubs:
        return
    news = wire.news_of(events)
    for hub in hubs:
        if hub.loop is here:
            hub.hear(news)
        else:
            hub.take(news)
