"""Judgements that wait together are made together: sockets that come at once, or speak at once, share one trip.

A lone one waits for nobody; whoever comes while a trip is under way goes with the next. Nothing is remembered here:
each judgement is read from the database after it was asked for. Whoever was judged before is only compared with the
table, which costs a part of one query, and judged again where something has changed.
"""

from __future__ import annotations

import asyncio
import weakref

from chat import changes, welcome
from chat.database import Together

Asked = tuple[str | None, str, str]


class Bench:
    """Those who wait to be judged, of one event loop."""

    def __init__(self) -> None:
        self._together: Together[tuple[Asked, welcome.Look | None], welcome.Look] = Together(_looks)

    async def judged(
        self, session_key: str | None, slug: str, language: str, known: welcome.Look | None = None
    ) -> welcome.Look:
        """Return what `welcome.look` says: `known` itself, an earlier answer, where it still holds.

        Raises what `welcome.look` raises.
        """
        return await self._together.ask(((session_key, slug, language), known))


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
