"""Database work of sockets: in a few threads of their own, so that one slow query delays neither loop nor pages."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

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
