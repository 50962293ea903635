"""A line to Redis of an event loop's own, for one thing: a script that answers with whole numbers.

Asked with every batch of messages; redis-py, made for any command, takes three times as long over each.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable
from typing import Any

import redis.asyncio
import redis.asyncio.retry
from redis.asyncio.connection import UnixDomainSocketConnection, parse_url
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

PATIENCE_S = 1.0
_END = b"\r\n"


class TokenLine:
    """One connection and one script. Asks one after the other; belongs to one event loop."""

    def __init__(self, server: str, script: str) -> None:
        self._place: dict[str, Any] = dict(parse_url(server))
        self._script = script.encode()
        self._sha = hashlib.sha1(self._script, usedforsecurity=False).hexdigest()
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._alone = asyncio.Lock()

    async def numbers(self, keys: Iterable[str], args: Iterable[Any]) -> list[int]:
        """Return what the script says. Raises OSError, TimeoutError, RedisError."""
        names = list(keys)
        asked = [str(len(names)), *names, *map(str, args)]
        async with self._alone, asyncio.timeout(PATIENCE_S):
            was_open = self._streams is not None
            try:
                return await self._asked(asked)
            except (OSError, EOFError):
                if not was_open:
                    raise
                # It may be from before a restart of Redis.
                await self.aclose()
                return await self._asked(asked)
            except BaseException:
                # An answer that comes later would be taken for that of the next question.
                await self.aclose()
                raise

    async def aclose(self) -> None:
        """Close the connection; the next question opens another."""
        streams, self._streams = self._streams, None
        if streams is not None:
            streams[1].close()

    async def _asked(self, asked: list[str]) -> list[int]:
        if self._streams is None:
            await self._open()
        told = await self._say("EVALSHA", self._sha, *asked)
        if told.startswith(b"-NOSCRIPT"):
            told = await self._say("EVAL", self._script, *asked)
        if not told.startswith(b"*"):
            raise RedisError(told[:80].decode("latin-1"))
        return [int(line[1:]) for line in told.split(_END)[1:-1]]

    async def _open(self) -> None:
        place = self._place
        if "path" in place:
            self._streams = await asyncio.open_unix_connection(place["path"])
        else:
            self._streams = await asyncio.open_connection(place.get("host", "localhost"), place.get("port", 6379))
        words = [str(place[name]) for name in ("username", "password") if place.get(name)]
        for command in ([("AUTH", *words)] if words else []) + [("SELECT", str(place.get("db") or 0))]:
            told = await self._say(*command)
            if told != b"+OK\r\n":
                raise RedisError(told[:80].decode("latin-1"))

    async def _say(self, *words: str | bytes) -> bytes:
        """Send a command; return its whole answer: one line, or a list of numbers."""
        assert self._streams is not None
        reader, writer = self._streams
        parts = [word.encode() if isinstance(word, str) else word for word in words]
        writer.write(b"*%d\r\n" % len(parts) + b"".join([b"$%d\r\n%s\r\n" % (len(part), part) for part in parts]))
        told = b""
        while not _is_whole(told):
            more = await reader.read(65536)
            if not more:
                raise ConnectionResetError("Redis closed the line")
            told += more
        return told


def _is_whole(told: bytes) -> bool:
    first, end, _rest = told.partition(_END)
    return bool(end) and told.endswith(_END) and told.count(_END) == 1 + (int(first[1:]) if first[:1] == b"*" else 0)


class WholeClient:
    """The same by redis-py's own client, which reaches every Redis."""

    def __init__(self, server: str, script: str, **options: Any) -> None:
        self._client = redis.asyncio.Redis.from_url(server, **options)
        self._script = self._client.register_script(script)

    async def numbers(self, keys: Iterable[str], args: Iterable[Any]) -> list[int]:
        """Return what the script says. Raises OSError, RedisError."""
        told: list[int] = await self._script(keys=list(keys), args=list(args))
        return told

    async def aclose(self) -> None:
        """Close its connections."""
        await self._client.aclose()


def line_to(server: str, script: str, **options: Any) -> TokenLine | WholeClient:
    """Return the quickest line to `server`; with TLS, or with `options` of its own, that is the whole client."""
    if not options and dict(parse_url(server)).get("connection_class") in {None, UnixDomainSocketConnection}:
        return TokenLine(server, script)
    options = {"socket_connect_timeout": PATIENCE_S, "socket_timeout": PATIENCE_S, **options}
    return WholeClient(server, script, retry=redis.asyncio.retry.Retry(NoBackoff(), 1), **options)
