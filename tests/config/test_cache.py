"""A lost Redis never raises, never lets a limit go uncounted, and is taken up again when it is back."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis.exceptions import ConnectionError as RedisLost

from config import cache as config_cache
from config.cache import CalmRedisCache
from tests import servers


def cache_at(port: int) -> CalmRedisCache:
    return CalmRedisCache(f"redis://127.0.0.1:{port}/0", {"KEY_PREFIX": f"test{time.monotonic_ns()}"})


@pytest.fixture
def lost() -> CalmRedisCache:
    """A cache whose Redis is not there."""
    return cache_at(servers.free_port())


def test_everything_goes_on_in_memory_while_redis_is_lost(lost: CalmRedisCache):
    assert lost.get("a", "nothing") == "nothing"
    lost.set("a", 1)
    assert lost.get("a") == 1
    assert lost.add("a", 2) is False
    assert lost.add("b", 2) is True
    assert lost.has_key("b")
    assert "b" in lost
    assert lost.touch("b", 10) is True
    assert lost.touch("c", 10) is False
    assert lost.set_many({"d": 4, "e": 5}) == []
    assert lost.get_many(["a", "d", "x"]) == {"a": 1, "d": 4}
    assert lost.get_or_set("f", lambda: 6) == 6
    lost.delete_many(["d"])
    lost.delete("a")
    assert lost.get_many(["a", "d", "e"]) == {"e": 5}
    lost.clear()
    assert lost.get("e") is None


def test_a_counter_goes_on_counting_while_redis_is_lost(lost: CalmRedisCache):
    lost.add("tries", 0)
    assert [lost.incr("tries") for _ in range(3)] == [1, 2, 3]
    assert lost.decr("tries") == 2


def test_a_counter_whose_beginning_is_in_the_lost_redis_begins_afresh_instead_of_failing(lost: CalmRedisCache):
    assert lost.incr("begun-elsewhere") == 1
    assert lost.incr("begun-elsewhere") == 2


def test_counting_in_memory_misses_nobody_when_many_count_at_once(lost: CalmRedisCache):
    threads = [threading.Thread(target=lambda: [lost.incr("tries") for _ in range(50)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lost.get("tries") == 400


def test_a_lost_redis_is_left_alone_for_a_while(lost: CalmRedisCache, monkeypatch: pytest.MonkeyPatch):
    asked = []

    def refuse(*_: object, **__: object) -> None:
        asked.append(1)
        raise RedisLost

    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.get", refuse)
    for _ in range(5):
        lost.get("a")
    assert len(asked) == 1
    lost._lost_until = time.monotonic() - 1
    lost.get("a")
    assert len(asked) == 2


def test_a_redis_that_swallows_everything_does_not_hold_up_a_page():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        cache = CalmRedisCache(
            f"redis://127.0.0.1:{silent.getsockname()[1]}/0",
            {"OPTIONS": {"socket_timeout": 0.1, "socket_connect_timeout": 0.1}},
        )
        cache.set("a", 1)
        assert cache.get("a") == 1


def test_a_page_waits_no_longer_than_a_second_for_redis():
    options = cache_at(1)._options
    assert options["socket_timeout"] <= 1
    assert options["socket_connect_timeout"] <= 1


@pytest.mark.asyncio
async def test_asynchronous_callers_are_calm_too(lost: CalmRedisCache):
    await lost.aset("a", 1)
    assert await lost.aget("a") == 1


@pytest.fixture
def switch(tmp_path: Path) -> Iterator[tuple[int, Callable[[], None], Callable[[], None]]]:
    """A real Redis that can be taken away and brought back."""
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed")
    port = servers.free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    running = []

    def on() -> None:
        context = servers.process(command, tmp_path / "log")
        running.append(context)
        servers.until(lambda: servers.listens(port), context.__enter__(), tmp_path / "log")

    def off() -> None:
        running.pop().__exit__(None, None, None)

    yield port, on, off
    if running:
        off()


def test_redis_is_taken_up_again_when_it_is_back(switch, monkeypatch: pytest.MonkeyPatch):
    port, on, off = switch
    monkeypatch.setattr(config_cache, "PAUSE_S", 0.0)
    cache = cache_at(port)
    on()
    cache.set("shared", "there")
    assert cache.get("shared") == "there"
    with pytest.raises(ValueError, match="not found"):
        cache.incr("never-begun")
    off()
    assert cache.get("shared") is None
    assert cache.incr("tries") == 1
    on()
    cache.set("shared", "again")
    neighbour = CalmRedisCache(f"redis://127.0.0.1:{port}/0", {"KEY_PREFIX": cache.key_prefix})
    assert neighbour.get("shared") == "again"


def test_what_was_deleted_does_not_come_back_with_the_next_loss(switch, monkeypatch: pytest.MonkeyPatch):
    port, on, off = switch
    monkeypatch.setattr(config_cache, "PAUSE_S", 0.0)
    cache = cache_at(port)
    cache.set("secret", "words")
    on()
    cache.delete("secret")
    off()
    assert cache.get("secret") is None


K, L = ("k", 4_000_000_000), ("l", 7)


def test_a_bucket_in_redis_is_counted_in_one_step(monkeypatch: pytest.MonkeyPatch):
    with servers.redis() as url:
        bucket = CalmRedisCache(url, {"KEY_PREFIX": "test"})
        now = 1_800_000_000.0
        monkeypatch.setattr(config_cache.time, "time", lambda: now)
        assert bucket.take_tokens([K, L, K], 3, 2.0) == [0, 0, 0]
        assert bucket.take_tokens([K, K, L], 3, 2.0) == [0, pytest.approx(2.0), 0]
        now += 2.0
        assert bucket.take_tokens([K, K], 3, 2.0) == [0, pytest.approx(2.0)]
        now += 3600
        taken: list[list[float] | None] = []
        threads = [threading.Thread(target=lambda: taken.append(bucket.take_tokens([K], 3, 2.0))) for _try in range(9)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert taken.count([0.0]) == 3


def test_a_bucket_is_counted_elsewhere_while_redis_is_lost(lost: CalmRedisCache):
    assert lost.take_tokens([K], 3, 2.0) is None
