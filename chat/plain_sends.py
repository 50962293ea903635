"""Plain messages, committed from within the event loop: no thread, one trip to Redis and one to PostgreSQL a batch.

Plain is nearly every message: under no mask, no link, nothing that the team should hear of, nobody who reads first, no
slow mode and no agreement in the room. What is not plain, is refused, or cannot be written here goes the longer way of
`chat.group_commit`, which judges it anew; its nonce makes both ways give one message. Behind SQLite, or without Redis,
everything goes that way.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from contextlib import aclosing
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from django.db import connection

from chat import hub, services, writer
from chat.bus import is_ending
from chat.changes import Known
from chat.services import Asked, Draft, Outcome, Published
from chat.signals import published
from groups.models import Approval
from groups.policies import approval_asked
from members import limits
from members.news import concerns_anybody
from members.refusals import Refusal

if TYPE_CHECKING:
    from chat.own_line import OwnLine

logger = logging.getLogger(__name__)

MOST_TOGETHER = 64
# A database or a Redis that could not be reached is left to the longer way for so long.
PAUSE_S = 5.0
CONNECT_S = 2
# Everything is looked up by its key. A plan made while the tables were small would go through them whole for ever.
LOOKS_UP = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit")

Otherwise = Callable[[Asked, asyncio.Future[Outcome]], None]


class Answer(Protocol):
    """Where the outcome of a message goes that was judged a while ago: a future, or what is told sooner."""

    def done(self) -> bool:
        """Whether it was answered, or is no longer waited for."""

    def set_result(self, outcome: Outcome, /) -> None:
        """Give the message, of which everybody has heard."""

    def set_exception(self, problem: BaseException, /) -> None:
        """Give what went wrong."""


class UnsureError(Exception):
    """Whoever speaks has to be judged first."""


class Waiting(NamedTuple):
    """A message on its way, and who waits for it."""

    asked: Asked
    draft: Draft
    answer: Answer
    seen: tuple[str, str, int] | None


def is_plain(asked: Asked) -> bool:
    """Whether what is asked can be judged without a question to the database. Asks none itself."""
    room = asked.room
    known = room._state.fields_cache
    theme = known.get("theme")
    if theme is None or room.slow_mode_s or room.agreement_version or asked.is_masked or asked.actor.is_mask:
        return False
    if theme.parent_id is not None and "parent" not in theme._state.fields_cache:
        return False
    # What is asked of masks alone does not concern a name: masks have gone the longer way already.
    return bool(asked.actor.grants) or approval_asked(theme, here=room.approval) <= {Approval.MASKS}


class PlainSends:
    """The plain messages of one event loop. `otherwise` takes those that go the longer way."""

    def __init__(self, otherwise: Otherwise) -> None:
        self._otherwise = otherwise
        self._uncounted: deque[Waiting] = deque()
        self._counted: deque[Waiting] = deque()
        self._to_count, self._to_write = asyncio.Event(), asyncio.Event()
        self._lost_until = 0.0
        self._tasks: list[asyncio.Task[None]] = []

    def take(self, asked: Asked, answer: Answer, known: Known | None = None) -> bool:
        """Take a message, if it is plain, and answer once it is committed. False: it goes another way.

        With `known`, an earlier judgement of who speaks, the message is written where that holds in the moment of the
        commit; the answer is UnsureError where it does not, and wherever else the message would go the longer way.
        """
        if not _is_possible() or time.monotonic() < self._lost_until or not is_plain(asked):
            return False
        try:
            # Whether somebody who names a page has spoken before is in the table.
            draft = services.checked(asked, spoke=lambda actor: False)
        except Refusal:
            return False
        seen = known.row if known is not None else None
        if known is not None and seen is None:
            return False
        self._uncounted.append(Waiting(asked, draft, answer, seen))
        self._to_count.set()
        self.make_ready()
        return True

    def make_ready(self) -> None:
        """Open the line that messages are written on, so that the first of them does not wait for it."""
        if not self._tasks and _is_possible():
            self._tasks = [asyncio.create_task(work) for work in (self._count_forever(), self._write_forever())]

    def _give_up(self, waiting: list[Waiting]) -> None:
        for one in waiting:
            if one.answer.done():
                continue
            if one.seen is None:
                self._otherwise(one.asked, cast("asyncio.Future[Outcome]", one.answer))
            else:
                one.answer.set_exception(UnsureError())

    def _lost(self, problem: str) -> None:
        logger.warning("plain messages go the longer way for a while: %s", problem)
        self._lost_until = time.monotonic() + PAUSE_S

    # --- the limits ---------------------------------------------------------------------------------
    async def _count_forever(self) -> None:
        try:
            await limits.take_up()
            while not is_ending():
                await self._to_count.wait()
                self._to_count.clear()
                while some := _taken(self._uncounted):
                    await self._count(some)
        finally:
            await limits.let_go()

    async def _count(self, some: list[Waiting]) -> None:
        """Take a token for each; who has one is looked at further, the others go the longer way."""
        try:
            refusals = await limits.spend_each_here([one.draft.actor for one in some], "message")
            if refusals is None:
                self._lost("the limits cannot be counted here")
                self._give_up(some)
                return
            for one, refusal in zip(some, refusals, strict=True):
                if refusal is None:
                    services.finish(one.draft)
                    self._counted.append(one)
                else:
                    self._give_up([one])
            self._to_write.set()
        except Exception:
            # One message must not end the way of all: what it stumbled over is met again, by its sender alone.
            logger.exception("plain messages could not be counted")
            self._give_up([one for one in some if one not in self._counted])

    # --- the log ------------------------------------------------------------------------------------
    async def _write_forever(self) -> None:
        while not is_ending():
            try:
                async with aclosing(await _connected()) as line:
                    # A line that broke while nobody spoke is opened anew before anything is lost on it.
                    while not (is_ending() or line.is_broken):
                        self._to_write.clear()
                        while some := _taken(self._counted):
                            await self._write(line, some)
                        await self._to_write.wait()
            except Exception as problem:
                self._lost(type(problem).__name__)
                left, self._counted = list(self._counted), deque()
                self._give_up(left)
                self._to_write.clear()
                await self._to_write.wait()

    async def _write(self, line: OwnLine, some: list[Waiting]) -> None:
        """Write a batch in one transaction; answer whoever was written, and send the others the longer way."""
        import psycopg

        plain: dict[bytes, writer.Plain] = {}
        for one in some:
            event = services.event_of(one.draft, one.asked.room)
            news = {"actor": one.draft.actor, "event": event, "assessment": one.draft.assessment}
            if one.draft.key not in plain and not concerns_anybody(published, **news):
                plain[one.draft.key] = writer.Plain(event, bool(one.draft.actor.grants), one.seen)
        try:
            written = await writer.append_plain(line, plain) if plain else {}
        except psycopg.Error as problem:
            self._give_up(some)
            if line.is_broken or isinstance(problem, psycopg.OperationalError):
                raise
            logger.info("a batch was not written as a whole: %s", type(problem).__name__)
            return
        except BaseException:
            self._give_up(some)
            raise
        for one in some:
            comes = getattr(one.answer, "comes", None)
            if comes is not None and one.draft.key in written:
                comes(written[one.draft.key])
        hub.tell_here(list(written.values()))
        for one in some:
            if one.draft.key not in written:
                self._give_up([one])
                continue
            event = written.pop(one.draft.key)
            if not one.answer.done():
                one.answer.set_result(Published(event, one.draft.assessment))


@cache
def _is_possible() -> bool:
    return connection.vendor == "postgresql"


def _taken(waiting: deque[Waiting]) -> list[Waiting]:
    """Take the next batch of those who still wait."""
    taken: list[Waiting] = []
    while waiting and len(taken) < MOST_TOGETHER:
        one = waiting.popleft()
        if not one.answer.done():
            taken.append(one)
    return taken


async def _connected() -> OwnLine:
    # Here alone, and psycopg in `_write`: a house on SQLite never loads them (6 MiB).
    from chat.own_line import OwnLine

    params = connection.get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold"):
        params.pop(name, None)
    # Told at the beginning: a pooler that would share this line with others refuses it, and nobody else is slowed down.
    params["options"] = " ".join([params.get("options", ""), *(f"-c {setting}=off" for setting in LOOKS_UP)]).strip()
    return await OwnLine.open(writer.plain_statements(), **{"connect_timeout": CONNECT_S, **params})
