"""Database work of sockets: in a few threads of their own, so that one slow query delays neither loop nor pages."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from django.db import close_old_connections, connection, transaction

# With the writer's one thread and the pages this stays within a pool of six connections.
THREADS = 3

P = ParamSpec("P")
R = TypeVar("R")

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
