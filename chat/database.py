"""Database work of sockets: in a few threads of their own, so that one slow query delays neither loop nor pages.

Those who ask for the same kind of thing while others are on their way go together.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Generic, ParamSpec, TypeVar

from django.db import close_old_connections, connection, transaction

# With the writer's one thread and the pages this stays within a pool of six connections.
THREADS = 3

MOST_TOGETHER = 64
# With one trip reading and one being put to use, the database is never waited for twice.
TRIPS = 2

P = ParamSpec("P")
R = TypeVar("R")
Question = TypeVar("Question")
Answer = TypeVar("Answer")

_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="room")


async def in_database(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run `work` in one of the sockets' threads and return its answer. Its connection is given back afterwards."""
    context = contextvars.copy_context()

    def run() -> R:
        close_old_connections()
        try:
            return context.run(work, *args, **kwargs)
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(_pool, run)


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is read as of one moment, where the database keeps moments apart (PostgreSQL)."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


class Together(Generic[Question, Answer]):
    """Questions that wait together are asked together. A lone one waits for nobody; belongs to one event loop.

    `work` answers many, in order; each question is read from the database after it was asked.
    """

    def __init__(self, work: Callable[[list[Question]], list[Answer]], most: int = MOST_TOGETHER) -> None:
        self._work = work
        self._most = most
        self._waiting: deque[tuple[Question, asyncio.Future[Answer]]] = deque()
        self._trips: set[asyncio.Task[None]] = set()

    async def ask(self, question: Question) -> Answer:
        """Return the answer. Raises what `work` raises, for all who were on the same trip."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((question, answer))
        if len(self._trips) < TRIPS:
            trip = loop.create_task(self._go())
            self._trips.add(trip)
            trip.add_done_callback(self._trips.discard)
        return await answer

    async def _go(self) -> None:
        while self._waiting:
            some = [self._waiting.popleft() for _number in range(min(self._most, len(self._waiting)))]
            try:
                found = await in_database(self._work, [question for question, _answer in some])
            except BaseException as problem:
                for _question, answer in some:
                    if not answer.done():
                        answer.set_exception(problem if isinstance(problem, Exception) else ConnectionError())
                if not isinstance(problem, Exception):
                    raise
                continue
            for (_question, answer), told in zip(some, found, strict=True):
                if not answer.done():
                    answer.set_result(told)
