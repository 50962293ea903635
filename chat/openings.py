"""What whoever comes into a room is shown first: the room, and what was said since they were there.

Those who come at once, as after a restart, are read for together; those with the same place in the same room share one
reading, and its text.
"""

from __future__ import annotations

import asyncio
import time
import weakref
from collections import defaultdict
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Q

from chat import wire
from chat.database import Together
from chat.models import Room, RoomEvent


class Opening(NamedTuple):
    """A room as it is now, and its newest events after a place, at most `wire.REPLAY`, as frames. Shared: read only."""

    room: Room
    seqs: tuple[int, ...]
    texts: tuple[str, ...]


Place = tuple[int, int]
# As long as its room stands still, an opening read for one is shown to the next: a whole house comes back at once.
KEPT_S = 2.0
_MOST_KEPT = 2_000
# Each may hold hundreds of events.
MOST_ROOMS = 16


def openings(asked: list[Place]) -> list[Opening | None]:
    """Return the opening for each (room, after), None where the room is gone. Two queries for all of them, or three."""
    rooms = Room.objects.in_bulk({room_id for room_id, _after in asked})
    # Only the front of a log is ever forgotten: the newest so many are those with the last so many numbers.
    begins = {(pk, after): max(after, rooms[pk].last_seq - wire.REPLAY) for pk, after in asked if pk in rooms}
    lowest = {pk: min(begin for (other, _after), begin in begins.items() if other == pk) for pk in rooms}
    wanted = [Q(room_id=pk, seq__gt=begin) for pk, begin in lowest.items() if begin < rooms[pk].last_seq]
    events: dict[int, list[RoomEvent]] = defaultdict(list)
    found = RoomEvent.objects.filter(reduce(or_, wanted)).select_related("author") if wanted else ()
    for event in found:
        events[event.room_id].append(event)
    said = {pk: wire.news_of(sorted(some, key=lambda event: event.seq)) for pk, some in events.items()}
    made: dict[Place, Opening] = {}
    for (pk, after), begin in begins.items():
        room, news = rooms[pk], [one for one in said.get(pk, ()) if one.seq > begin][-wire.REPLAY :]
        if news:
            room.last_seq = max(room.last_seq, news[-1].seq)
        made[pk, after] = Opening(room, tuple(one.seq for one in news), tuple(one.text or "" for one in news))
    return [made.get(place) for place in asked]


def _read(asked: list[Place]) -> list[Opening | None]:
    return openings(asked)


class Reader:
    """Reads openings for everybody in one event loop."""

    def __init__(self) -> None:
        self._together: Together[Place, Opening | None] = Together(_read, MOST_ROOMS)
        self._kept: dict[Place, tuple[float, Opening]] = {}

    async def opening(self, room_id: int, after: int, line_seq: int | None) -> Opening | None:
        """Return the opening for somebody who has joined the room's line, which stands at `line_seq` (None: unknown).

        None when the room is gone.
        """
        began = time.monotonic()
        read_at, kept = self._kept.get((room_id, after), (0.0, None))
        if kept is not None and read_at > began - KEPT_S and kept.room.last_seq == line_seq:
            # Who stands in the room already knows as much, and hears of the next event when they do.
            return kept
        opening = await self._together.ask((room_id, after))
        if opening is not None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[room_id, after] = (began, opening)
            asyncio.get_running_loop().call_later(KEPT_S, self._forget, (room_id, after), opening)
        return opening

    def _forget(self, place: Place, opening: Opening) -> None:
        if place in self._kept and self._kept[place][1] is opening:
            del self._kept[place]


_readers: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Reader] = weakref.WeakKeyDictionary()


def here() -> Reader:
    """Return the reader of the running event loop, made on first call."""
    loop = asyncio.get_running_loop()
    if loop not in _readers:
        _readers[loop] = Reader()
    return _readers[loop]
