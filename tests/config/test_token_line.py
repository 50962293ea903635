"""The event loop's own line to Redis says what redis-py's client says, and survives what that survives."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import redis.asyncio
from django.conf import settings
from redis.exceptions import RedisError

from config.token_line import TokenLine, WholeClient, line_to

pytestmark = [pytest.mark.asyncio, pytest.mark.only_on("redis")]

# Says back its numbers, in the order of the keys; and the number of the database.
ECHO = "local told = {} for place, key in ipairs(KEYS) do told[place] = tonumber(ARGV[place]) + #key end return told"


async def test_both_lines_say_the_same() -> None:
    quick, whole = line_to(settings.REDIS_URL, ECHO), line_to(settings.REDIS_URL, ECHO, health_check_interval=0)
    assert (type(quick), type(whole)) == (TokenLine, WholeClient)
    for keys, args in ([], []), (["é", "b" * 5000], [1, -3]), ([str(one) for one in range(9_000)], range(9_000)):
        assert await quick.numbers(keys, args) == await whole.numbers(keys, args)
    await quick.aclose()
    await whole.aclose()


async def test_what_is_asked_at_once_is_answered_one_by_one_also_after_a_restart() -> None:
    line = TokenLine(settings.REDIS_URL, ECHO)
    client = redis.asyncio.Redis.from_url(settings.REDIS_URL)
    assert await asyncio.gather(*(line.numbers(["a"], [one]) for one in range(5))) == [[one + 1] for one in range(5)]
    await client.script_flush()
    assert await line.numbers(["a"], [1]) == [2]
    # All but the one who asks: as after a restart, the line is found dead and opened anew.
    await client.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    assert await line.numbers(["a"], [1]) == [2]
    await line.aclose()
    await client.aclose()


async def test_a_refusal_or_a_dead_end_is_an_error_and_the_next_question_is_answered(unused_tcp_port: int) -> None:
    line = TokenLine(settings.REDIS_URL, "if KEYS[1] == 'no' then return redis.error_reply('no') end return {7}")
    with pytest.raises(RedisError):
        await line.numbers(["no"], [])
    assert await line.numbers(["yes"], []) == [7]
    await line.aclose()
    with pytest.raises(ConnectionRefusedError):
        await TokenLine(f"redis://127.0.0.1:{unused_tcp_port}", ECHO).numbers(["a"], [1])
    wrong: Any = settings.REDIS_URL.replace("://", "://nobody:wrong@", 1)
    with pytest.raises(RedisError):
        await TokenLine(wrong, ECHO).numbers(["a"], [1])


async def test_tls_is_left_to_the_whole_client() -> None:
    line = line_to("rediss://127.0.0.1:6380/0", ECHO)
    assert isinstance(line, WholeClient)
    await line.aclose()
