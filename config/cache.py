"""A cache in Redis that stays calm when Redis is lost."""

from __future__ import annotations

import asyncio
import logging
import math
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from config.token_line import TokenLine, WholeClient, line_to

log = logging.getLogger("entraide.cache")

# Takes a token from each bucket, kept as the moment at which it will be full; says how long to wait instead, in
# microseconds, where it is empty. One step for Redis: nobody comes between. What is kept is moved by a number of the
# bucket's own that Redis does not keep, and all buckets of a kind end at one hour: neither tells when it was used.
TAKE = """
local burst, every, now, ends = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local waits = {}
for place, key in ipairs(KEYS) do
    local shift = tonumber(ARGV[4 + place])
    local full = math.max((tonumber(redis.call('GET', key) or '0') or 0) - shift, now)
    local wait = full + every - now - burst * every
    if wait > 0.000001 then
        waits[place] = math.ceil(wait * 1000000)
    else
        full = full + every
        redis.call('SET', key, string.format('%.6f', full + shift))
        redis.call('EXPIREAT', key, ends)
        waits[place] = 0
    end
end
return waits
"""

# Buckets end at these hours alone.
ENDS_EVERY_S = 6 * 3600

# How long a lost Redis is left alone before it is asked again.
PAUSE_S = 5.0

Answer = TypeVar("Answer")

_clients: dict[str, Any] = {}
_takers: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, TokenLine | WholeClient] = weakref.WeakKeyDictionary()
_clients_lock = threading.Lock()


class CalmRedisCache(RedisCache):
    """Django's Redis cache; while Redis cannot be reached, this process's own memory serves instead.

    Never raises because of Redis, and never lets a limit go uncounted: counters go on in memory (each process its own)
    until Redis is back. What stood in memory is not carried over: nothing here is kept that the database does not know.
    """

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        options = {
            # A machine that swallows packets must not hold up a page.
            "socket_connect_timeout": 1,
            "socket_timeout": 1,
            # Once more at once: the connection in the pool may be from before a restart of Redis.
            "retry": Retry(NoBackoff(), 1),
            **params.get("OPTIONS", {}),
        }
        super().__init__(server, {**params, "OPTIONS": options})
        self._memory = LocMemCache(f"calm:{server}", {key: value for key, value in params.items() if key != "OPTIONS"})
        self._lost_until = 0.0
        self._server = server if isinstance(server, str) else server[0]
        self._own_options = params.get("OPTIONS", {})
        self._place = repr((server, params.get("OPTIONS")))

    def _make_client(self) -> Any:
        return self._class(self._servers, **self._options)  # type: ignore[attr-defined]

    @cached_property
    def _cache(self) -> Any:
        """Return the client for Redis; every thread and context has a cache of its own, and all share its connections.

        Otherwise each socket's work, which runs in a context of its own, would connect anew.
        """
        with _clients_lock:
            if self._place not in _clients:
                _clients[self._place] = self._make_client()
            return _clients[self._place]

    def _calmly(self, ask: Callable[[], Answer], instead: Callable[[], Answer]) -> Answer:
        """Return `ask()`, or `instead()` while Redis is lost."""
        if self._lost_until and time.monotonic() < self._lost_until:
            return instead()
        try:
            answer = ask()
        except (RedisError, OSError) as lost:
            if not self._lost_until:
                log.warning("Redis cannot be reached (%s); this process remembers for itself.", type(lost).__name__)
            self._lost_until = time.monotonic() + PAUSE_S
            return instead()
        if self._lost_until:
            log.warning("Redis is back.")
            self._lost_until = 0.0
        return answer

    def take_tokens(self, buckets: Sequence[tuple[str, float]], burst: int, every_s: float) -> list[float] | None:
        """Take a token from each bucket, given as key and shift, in one trip; return for each 0, or the seconds until
        there is one.

        The same bucket twice takes two. None while Redis is lost: the caller counts by other means.
        """

        def ask() -> list[float]:
            return [wait / 1_000_000 for wait in self._taker(**self._asked(buckets, burst, every_s))]

        return self._calmly(ask, lambda: None)

    def _asked(self, buckets: Sequence[tuple[str, float]], burst: int, every_s: float) -> dict[str, Any]:
        names = [f"{self.make_key(key)}:bucket" for key, _shift in buckets]
        now = time.time()
        # The next full step after the longest that any of them can take to fill, whatever was taken.
        ends = math.ceil((now + burst * every_s) / ENDS_EVERY_S + 1) * ENDS_EVERY_S
        return {
            "keys": names,
            "args": (burst, every_s, f"{now:.6f}", ends, *(f"{shift:.6f}" for _key, shift in buckets)),
        }

    async def take_tokens_here(
        self, buckets: Sequence[tuple[str, float]], burst: int, every_s: float
    ) -> list[float] | None:
        """Do as `take_tokens` from within an event loop, on a connection of its own. None while Redis is lost."""
        if self._lost_until and time.monotonic() < self._lost_until:
            return None
        loop = asyncio.get_running_loop()
        if loop not in _takers:
            _takers[loop] = line_to(self._server, TAKE, **self._own_options)
        asked = self._asked(buckets, burst, every_s)
        try:
            waits = await _takers[loop].numbers(asked["keys"], asked["args"])
        except (RedisError, OSError, TimeoutError) as lost:
            log.warning(
                "Redis cannot be reached (%s); what an event loop counts is counted elsewhere.", type(lost).__name__
            )
            return None
        return [wait / 1_000_000 for wait in waits]

    async def aclose(self, **kwargs: Any) -> None:
        """Close what belongs to the running event loop."""
        taker = _takers.pop(asyncio.get_running_loop(), None)
        if taker is not None:
            await taker.aclose()

    @property
    def _taker(self) -> Any:
        """Return the script, kept with the client that all threads share."""
        client = self._cache
        if not hasattr(client, "taker"):
            client.taker = client.get_client(write=True).register_script(TAKE)
        return client.taker

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Set `key` unless it exists. Returns whether it was set."""
        return self._calmly(
            lambda: bool(super(CalmRedisCache, self).add(key, value, timeout, version)),
            lambda: self._memory.add(key, value, timeout, version),
        )

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return the value of `key`, or `default`."""
        return self._calmly(
            lambda: super(CalmRedisCache, self).get(key, default, version),
            lambda: self._memory.get(key, default, version),
        )

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Set `key`."""
        self._calmly(
            lambda: super(CalmRedisCache, self).set(key, value, timeout, version),
            lambda: self._memory.set(key, value, timeout, version),
        )

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Give `key` a new time-out. Returns whether it exists."""
        return self._calmly(
            lambda: bool(super(CalmRedisCache, self).touch(key, timeout, version)),
            lambda: self._memory.touch(key, timeout, version),
        )

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget `key`. Returns whether it existed."""
        # Also from memory: a later loss of Redis must not bring back what was deleted meanwhile.
        self._memory.delete(key, version)
        return self._calmly(lambda: bool(super(CalmRedisCache, self).delete(key, version)), lambda: False)

    def has_key(self, key: str, version: int | None = None) -> bool:
        """Tell whether `key` exists."""
        return self._calmly(
            lambda: bool(super(CalmRedisCache, self).has_key(key, version)),
            lambda: self._memory.has_key(key, version),
        )

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add `delta` to the number in `key` and return it.

        Raises ValueError when the key does not exist; but while Redis is lost, counting begins afresh instead, since
        the key may exist there.
        """

        def in_memory() -> int:
            self._memory.add(key, 0, version=version)
            return int(self._memory.incr(key, delta, version))

        return self._calmly(lambda: int(super(CalmRedisCache, self).incr(key, delta, version)), in_memory)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        """Return those of `keys` that exist, with their values."""
        asked = list(keys)
        return self._calmly(
            lambda: super(CalmRedisCache, self).get_many(asked, version),
            lambda: self._memory.get_many(asked, version),
        )

    def set_many(self, data: dict[Any, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[Any]:
        """Set many at once. Returns those that could not be set: none."""
        return self._calmly(
            lambda: super(CalmRedisCache, self).set_many(data, timeout, version),
            lambda: self._memory.set_many(data, timeout, version),
        )

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        """Forget many at once."""
        asked = list(keys)
        self._memory.delete_many(asked, version)
        self._calmly(lambda: super(CalmRedisCache, self).delete_many(asked, version), lambda: None)

    def clear(self) -> None:
        """Forget everything."""
        self._memory.clear()
        self._calmly(lambda: super(CalmRedisCache, self).clear(), lambda: None)
