"""A guest's browser before the kept pages of one web process."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from config.handling import PagesHandler
from config.page_cache import PageCache


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Process:
    """One web process: its pages, kept and made anew. Use as a context."""

    runner: asyncio.Runner = field(default_factory=asyncio.Runner)
    cache: PageCache = field(init=False)

    def __enter__(self) -> Process:
        async def begin() -> PageCache:
            return PageCache(PagesHandler())

        self.runner.__enter__()
        self.cache = self.runner.run(begin())
        return self

    def __exit__(self, *_: Any) -> None:
        async def end() -> None:
            # What Django runs for this loop has a thread and a connection of its own: both end with it.
            await asyncio.get_running_loop().shutdown_default_executor()

        self.cache.close()
        self.runner.run(end())
        self.runner.__exit__(None, None, None)

    def get(self, address: str, **headers: str) -> Answer:
        """Ask as a guest does; kept pages may be used."""
        return self.runner.run(ask(self.cache.answer, address, headers))

    def fresh(self, address: str, **headers: str) -> Answer:
        """Ask for the page as it is made without any keeping."""
        return self.runner.run(ask(self.cache.application, address, headers))

    def is_kept(self, address: str, **headers: str) -> bool:
        """Whether asking now is answered by a kept page."""
        before = self.cache.used
        self.get(address, **headers)
        return self.cache.used > before


async def ask(application: Any, address: str, headers: dict[str, str]) -> Answer:
    path, _, query = address.partition("?")
    told: list[Any] = []
    asked = asyncio.Event()
    named = {"host": "testserver", **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": "http",
        "method": "GET",
        "path": unquote(path),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
    }

    async def receive() -> dict[str, Any]:
        if asked.is_set():
            await asyncio.Event().wait()
        asked.set()
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        told.append(message)

    await application(scope, receive, send)
    start, *bodies = told
    return Answer(
        start["status"],
        {name.decode().lower(): value.decode() for name, value in start["headers"]},
        b"".join(bytes(one.get("body", b"")) for one in bodies),
    )


def words(answer: Answer) -> str:
    return re.sub(r"\s+", " ", answer.body.decode())
