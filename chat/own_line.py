"""A line to PostgreSQL that belongs to one event loop: statements told beforehand, asked together, answered at once.

psycopg opens the line and knows its errors. What is asked goes straight to libpq, and the line is watched all the time:
psycopg's own pipeline, made for any statement, costs several times more for each trip.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
from psycopg import pq
from psycopg.errors import error_from_result

Question = tuple[str, Sequence[bytes]]


class OwnLine:
    """One connection with prepared statements. One trip at a time, each a transaction of its own."""

    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._connection = connection
        self._pgconn = connection.pgconn
        self._loop = asyncio.get_running_loop()
        self._socket = self._pgconn.socket
        self._answer: asyncio.Future[None] | None = None
        self._results: list[pq.abc.PGresult] = []
        self._is_flushing = False
        self.is_broken = False
        self._pgconn.enter_pipeline_mode()
        self._loop.add_reader(self._socket, self._read)

    @classmethod
    async def open(cls, statements: Mapping[str, str], **params: Any) -> OwnLine:
        """Return a line that knows `statements` (name: words with $1, $2 …). Raises psycopg.Error, OSError."""
        line = cls(await psycopg.AsyncConnection.connect(**params, autocommit=True))

        def prepare() -> None:
            for name, words in statements.items():
                line._pgconn.send_prepare(name.encode(), words.encode())

        try:
            await line._trip(prepare)
        except BaseException:
            await line.aclose()
            raise
        return line

    async def ask(self, *questions: Question) -> list[pq.abc.PGresult]:
        """Ask statements by name, with their parameters as text, in one transaction; return what each gave.

        Each statement sees what was committed before it began. Raises psycopg.Error with nothing written; where that
        is OperationalError, or `is_broken`, the line is of no more use.
        """

        def send() -> None:
            for name, params in questions:
                self._pgconn.send_query_prepared(name.encode(), params)

        return await self._trip(send)

    async def aclose(self) -> None:
        """Give the connection back."""
        self._lose(psycopg.OperationalError("the line was closed"))
        await self._connection.close()

    # --- one trip -----------------------------------------------------------------------------------
    async def _trip(self, send: Callable[[], None]) -> list[pq.abc.PGresult]:
        if self.is_broken or self._answer is not None:
            raise psycopg.OperationalError("the line is broken, or on its way")
        self._results = []
        self._answer = answer = self._loop.create_future()
        try:
            send()
            self._pgconn.pipeline_sync()
            self._flush()
            await answer
        except BaseException as problem:
            # Whoever leaves midway, or could not ask, leaves answers behind that would be taken for those of the next.
            if not isinstance(problem, psycopg.Error) or self._answer is not None:
                self._lose(psycopg.OperationalError("the line was left"))
            raise
        for result in self._results:
            if result.status == pq.ExecStatus.FATAL_ERROR:
                raise error_from_result(result)
        return self._results

    def _flush(self) -> None:
        try:
            is_left = bool(self._pgconn.flush())
        except psycopg.Error as problem:
            self._lose(problem)
            return
        if is_left and not self._is_flushing:
            self._loop.add_writer(self._socket, self._flush)
        elif self._is_flushing and not is_left:
            self._loop.remove_writer(self._socket)
        self._is_flushing = is_left

    def _read(self) -> None:
        try:
            self._pgconn.consume_input()
            if self._is_flushing:
                self._flush()
            is_between = False
            while self._answer is not None and not self._pgconn.is_busy():
                result = self._pgconn.get_result()
                if result is not None and result.status == pq.ExecStatus.PIPELINE_SYNC:
                    answer, self._answer = self._answer, None
                    if not answer.done():
                        answer.set_result(None)
                elif result is not None:
                    self._results.append(result)
                elif is_between:
                    # Two ends in a row: there is nothing more to come.
                    raise psycopg.OperationalError("the line ended")
                is_between = result is None
        except psycopg.Error as problem:
            self._lose(problem)

    def _lose(self, problem: psycopg.Error) -> None:
        answer, self._answer = self._answer, None
        if not self.is_broken:
            self.is_broken = True
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
        if answer is not None and not answer.done():
            answer.set_exception(problem)
