"""Judgements that wait together are made together: sockets that come at once, or speak at once, share one trip.

A lone one waits for nobody; whoever comes while a trip is under way goes with the next. Nothing is remembered here:
each judgement is read from the database after it was asked for. Whoever was judged before is only compared with the
table, which costs a hundredth, and judged again where something has changed.
"""

from __future__ import annotations

import asyncio
import weakref
from collections import deque

from chat import changes, welcome
from chat.database import in_database

MOST_TOGETHER = 64
# With one trip reading and one being put to use, the database is never waited for twice.
_TRIPS = 2

Asked = tuple[str | None, str, str]
Waiting = tuple[Asked, "welcome.Look | None", "asyncio.Future[welcome.Look]"]


class Bench:
    """Those who wait to be judged, of one event loop."""

    def __init__(self) -> None:
        self._waiting: deque[Waiting] = deque()
        self._trips: set[asyncio.Task[None]] = set()

    async def judged(
        self, session_key: str | None, slug: str, language: str, known: welcome.Look | None = None
    ) -> welcome.Look:
        """Return what `welcome.look` says: `known` itself, an earlier answer, where it still holds.

        Raises what `welcome.look` raises.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[welcome.Look] = loop.create_future()
        self._waiting.append(((session_key, slug, language), known, answer))
        if len(self._trips) < _TRIPS:
            trip = loop.create_task(self._go())
            self._trips.add(trip)
            trip.add_done_callback(self._trips.discard)
        return await answer

    async def _go(self) -> None:
        while self._waiting:
            some = [self._waiting.popleft() for _number in range(min(MOST_TOGETHER, len(self._waiting)))]
            try:
                looks = await in_database(_looks, [(asked, known) for asked, known, _answer in some])
            except BaseException as problem:
                for _asked, _known, answer in some:
                    if not answer.done():
                        answer.set_exception(problem if isinstance(problem, Exception) else ConnectionError())
                if not isinstance(problem, Exception):
                    raise
                continue
            for (_asked, _known, answer), look in zip(some, looks, strict=True):
                if not answer.done():
                    answer.set_result(look)


def _looks(asked: list[tuple[Asked, welcome.Look | None]]) -> list[welcome.Look]:
    """Return a look for each: the known one where it still holds."""
    known = [look for _who, look in asked if look is not None and look.seen is not None]
    holding = {id(look) for look, holds in zip(known, changes.still_hold(known), strict=True) if holds}
    fresh = [who for who, look in asked if id(look) not in holding]
    looks = iter(welcome.look_at_all(fresh) if fresh else ())
    return [look if look is not None and id(look) in holding else next(looks) for _who, look in asked]


_benches: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Bench] = weakref.WeakKeyDictionary()


def here() -> Bench:
    """Return the bench of the running event loop, made on first call."""
    return _benches.setdefault(asyncio.get_running_loop(), Bench())
