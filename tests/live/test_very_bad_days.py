"""Everything that can be taken away is taken away while people talk, and nothing that was acknowledged is lost."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from channels_redis.core import RedisChannelLayer

from chat.bus import GROUP
from tests.live.clients import Browser, Client, sign_in
from tests.live.conftest import PrivateRedis
from tests.live.test_two_daphnes import all_heard, people, talk
from tests.servers import House, Postgres

pytestmark = pytest.mark.asyncio

Disaster = Callable[[], Awaitable[None]]


async def test_with_the_database_gone_for_a_while_words_wait_and_none_is_lost(house: House, postgres: Postgres) -> None:
    async with people(house, "salle-5") as (speakers, everybody):
        talks = [asyncio.create_task(talk(one, f"Voix {n}", 40, 0.05)) for n, one in enumerate(speakers)]
        await speakers[0].until(lambda: len(speakers[0].acks) >= 5)
        postgres.fall()
        # Whoever speaks now is told, with their nonce, and keeps the words.
        for one in speakers:
            await one.until(lambda one=one: any(error["code"] == "unavailable" for error in one.errors))
        # Help is there for a member too.
        helping = Browser(house.addresses, "salle-5", speakers[0].cookie)
        status, page = await asyncio.to_thread(helping.ask, "GET", "/fr/help/?country=FR")
        assert (status, "tel:" in page) == (200, True)
        await asyncio.to_thread(postgres.begin)
        await asyncio.gather(*talks)
        await all_heard(everybody)
        assert all(client.connections == 1 for client in everybody), [client.closes for client in everybody]


async def test_what_does_not_fit_on_the_bus_is_found_in_the_table(house: House, redis: PrivateRedis) -> None:
    async with people(house, "salle-6") as (speakers, everybody):
        layer = RedisChannelLayer(hosts=[redis.url], capacity=1000)
        house.daphnes[1].send_signal(signal.SIGSTOP)
        try:
            # As much of another house's news as its mailbox holds.
            for _number in range(1000):
                await layer.group_send(GROUP, {"type": "news", "by": "nobody", "events": [], "wakes": []})
            for number in range(20):
                await speakers[0].say(f"Voix 0 dit {number}.")
            assert await fullest(layer) >= 1000
        finally:
            house.daphnes[1].send_signal(signal.SIGCONT)
            await layer.close_pools()
        await all_heard(everybody)
        await speakers[1].say("Voix 1 dit bonsoir.")
        await all_heard(everybody)


async def fullest(layer: RedisChannelLayer) -> int:
    """How many messages wait in the fullest mailbox."""
    connection = layer.connection(0)
    return max([await connection.zcard(name) async for name in connection.scan_iter("asgispecific.*")], default=0)


class Neighbourhood:
    """People at both houses by every way in, and what befalls them."""

    def __init__(self, house: House, redis: PrivateRedis, postgres: Postgres, everybody: list[Client]) -> None:
        self.house, self.redis, self.postgres, self.everybody = house, redis, postgres, everybody
        self.chance = random.Random(4)
        self.is_over = False

    async def cut(self) -> None:
        for client in self.chance.sample(self.everybody, 3):
            client.cut()

    async def daphne(self, number: int) -> None:
        self.house.daphnes[number].kill()
        await asyncio.sleep(self.chance.random())
        await asyncio.to_thread(self.house.begin_daphne, number)

    async def lose_redis(self) -> None:
        self.redis.kill()
        await asyncio.sleep(self.chance.random())
        await asyncio.to_thread(self.redis.begin)

    async def lose_postgres(self) -> None:
        self.postgres.fall()
        await asyncio.sleep(self.chance.random())
        await asyncio.to_thread(self.postgres.begin)

    async def sleep_deeply(self) -> None:
        """One house is held still for a moment, with all its sockets."""
        server = self.house.daphnes[self.chance.randrange(2)]
        server.send_signal(signal.SIGSTOP)
        await asyncio.sleep(self.chance.random())
        server.send_signal(signal.SIGCONT)

    async def bad_day(self) -> None:
        disasters: list[Disaster] = [self.lose_redis, self.lose_postgres, self.sleep_deeply, *[self.cut] * 6]
        disasters += [lambda: self.daphne(0), lambda: self.daphne(1)]
        self.chance.shuffle(disasters)
        for disaster in disasters:
            await disaster()
            await asyncio.sleep(self.chance.random())
        self.is_over = True

    async def speak(self, speaker: Client, name: str) -> None:
        """Go on talking until the day is over."""
        number = 0
        while not self.is_over:
            await speaker.say(f"{name} dit {number}.")
            await asyncio.sleep(0.1 * self.chance.random())
            number += 1

    async def write_letters(self, browser: Browser) -> int:
        """Say things through the plain form, each until the house has taken it; return how many."""
        number = 0
        while not self.is_over:
            nonce = str(uuid4())
            while not await asyncio.to_thread(browser.say, f"Papier dit {number}.", nonce):
                await asyncio.sleep(0.2)
            number += 1
        return number

    async def read_by_polling(self, browser: Browser, log: list[dict[str, Any]]) -> None:
        while not self.is_over:
            after = log[-1]["seq"] if log else 0
            log += await asyncio.to_thread(browser.events, after, 2)
            await asyncio.sleep(0.05)


async def test_on_a_very_bad_day_everybody_reads_the_same_in_the_same_order(
    house: House, redis: PrivateRedis, postgres: Postgres
) -> None:
    room = "salle-7"
    words = house.sign_ins["moderator"]
    cookie = await asyncio.to_thread(sign_in, house.url, words["login"], words["password"])
    polled: list[dict[str, Any]] = []
    async with people(house, room) as (speakers, everybody):
        here = Neighbourhood(house, redis, postgres, everybody)
        paper, reader = Browser(house.addresses, room, cookie), Browser(house.addresses[::-1], room)
        works = [here.speak(one, f"Voix {number}") for number, one in enumerate(speakers)]
        day = asyncio.gather(here.bad_day(), here.write_letters(paper), here.read_by_polling(reader, polled), *works)
        _none, letters, *_nones = await day
        await all_heard(everybody)
        written = [event for event in everybody[0].events.values() if "Papier dit" in event.get("html", "")]
        assert len(written) == letters > 0
        while events := await asyncio.to_thread(reader.events, polled[-1]["seq"] if polled else 0, 0):
            polled += events
        heard = [(seq, event["id"]) for seq, event in sorted(everybody[0].events.items())]
        assert [(event["seq"], event["id"]) for event in polled] == heard
        assert sum(client.connections for client in everybody) > len(everybody)
