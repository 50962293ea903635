"""The promise of the protocol on real processes: every acknowledged message at every client once, in one order."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.live.clients import Client, DeafClient, sign_in
from tests.live.conftest import PrivateRedis
from tests.servers import House

pytestmark = pytest.mark.asyncio

ROLES = ("member", "second_member", "facilitator", "administrator")


@asynccontextmanager
async def people(house: House, room: str) -> AsyncIterator[tuple[list[Client], list[Client]]]:
    """Four who speak, two at each Daphne, and four visitors who only listen."""
    here, there = house.addresses
    everybody: list[Client] = []
    try:
        for number, role in enumerate(ROLES):
            words = house.sign_ins[role]
            address = (here, there)[number % 2]
            cookie = await asyncio.to_thread(sign_in, address, words["login"], words["password"])
            other = (there, here)[number % 2]
            everybody.append(Client([address, other], room, cookie))
        everybody += [Client([(here, there)[turn % 2], (there, here)[turn % 2]], room) for turn in range(4)]
        for client in everybody:
            await client.open()
        yield everybody[:4], everybody
    finally:
        for client in everybody:
            await client.close()


async def talk(speaker: Client, name: str, lines: int, pause_s: float = 0.03) -> None:
    for number in range(lines):
        await speaker.say(f"{name} dit {number}.")
        await asyncio.sleep(pause_s)


async def all_heard(everybody: list[Client], patience_s: float = 60) -> None:
    """Wait until everybody has every acknowledged message, then compare."""
    acked = {ack["seq"]: nonce for client in everybody for nonce, ack in client.acks.items()}
    for client in everybody:
        await client.until(lambda client=client: client.last >= max(acked), patience_s)
    for client in everybody:
        # What came by the plain form has no ack here: it may have reached some before others.
        await client.until(lambda client=client: client.last >= max(one.last for one in everybody), patience_s)
    orders = [[(seq, event["id"]) for seq, event in sorted(client.events.items())] for client in everybody]
    assert all(order == orders[0] for order in orders)
    heard = [seq for seq, _id in orders[0]]
    assert heard == list(range(1, len(heard) + 1))
    assert set(acked) <= set(heard)
    for client in everybody:
        assert client.faults == []
        for nonce, ack in client.acks.items():
            assert client.events[ack["seq"]]["id"] == ack["id"], nonce
    bodies = [event["html"] for event in everybody[0].events.values() if "dit" in event.get("html", "")]
    assert len(bodies) == len(set(bodies)) >= len(acked)


async def test_speakers_at_two_daphnes_share_one_log(house: House) -> None:
    async with people(house, "salle-0") as (speakers, everybody):
        await asyncio.gather(*(talk(one, f"Voix {number}", 30) for number, one in enumerate(speakers)))
        await all_heard(everybody)
        assert all(client.connections == 1 for client in everybody)


async def test_a_message_reaches_the_other_daphne_quickly(house: House) -> None:
    async with people(house, "salle-1") as (speakers, everybody):
        loop, far = asyncio.get_running_loop(), everybody[5]
        delays = []
        for number in range(20):
            began = loop.time()
            ack = await speakers[0].say(f"Numéro {number} dit.")
            await far.until(lambda seq=ack["seq"]: far.last >= seq)
            delays.append(loop.time() - began)
        # Were they only found in the table, each would take the two seconds of the next look at it.
        assert sorted(delays)[5] < 1.5, delays


async def test_with_redis_gone_for_a_while_nothing_is_lost_and_everybody_is_told_once(
    house: House, redis: PrivateRedis
) -> None:
    async with people(house, "salle-2") as (speakers, everybody):
        talks = [asyncio.create_task(talk(one, f"Voix {n}", 60, 0.15)) for n, one in enumerate(speakers)]
        await asyncio.sleep(2)
        redis.kill()
        # With nothing but the table between them, the two houses go on hearing each other.
        before = max(client.last for client in everybody)
        for client in everybody:
            await client.until(lambda client=client: client.last >= before + 20 and bool(client.errors))
        await asyncio.to_thread(redis.begin)
        await asyncio.gather(*talks)
        await all_heard(everybody)
        for client in everybody:
            assert client.connections == 1, client.closes
            calm = [error for error in client.errors if error["code"] == "unavailable"]
            assert len(calm) == 1, client.errors
            assert "nonce" not in calm[0]
            assert calm[0]["detail"].endswith("nothing is lost.")
        # The way is whole again: the next message is quick.
        await asyncio.sleep(6)
        loop, far = asyncio.get_running_loop(), everybody[5]
        delays = []
        for number in range(10):
            began = loop.time()
            ack = await speakers[0].say(f"Ensuite dit {number}.")
            await far.until(lambda seq=ack["seq"]: far.last >= seq)
            delays.append(loop.time() - began)
        assert sorted(delays)[3] < 1.5, delays


async def test_a_sign_out_at_one_daphne_closes_the_socket_at_the_other(house: House) -> None:
    here, there = house.addresses
    words = house.sign_ins["member"]
    cookie = await asyncio.to_thread(sign_in, here, words["login"], words["password"])
    client = Client([there], "salle-0", cookie)
    try:
        await client.open()
        await asyncio.sleep(0.5)
        await asyncio.to_thread(sign_out, here, cookie)
        await client.until(lambda: 4401 in client.closes)
    finally:
        await client.close()


async def test_a_reader_who_takes_nothing_is_cut_off_and_nobody_waits_for_them(house: House) -> None:
    async with people(house, "salle-4") as (speakers, everybody):
        deaf = await asyncio.to_thread(DeafClient, house.addresses[0], "salle-4")
        try:

            async def fill(name: str, speaker: Client) -> None:
                # Quotation marks grow on their way through JSON.
                for number in range(220):
                    await speaker.say(f"{name} {number} " + '"' * 3900)

            await asyncio.gather(*(fill(f"Voix {number}", one) for number, one in enumerate(speakers)))
            # A close frame would wait behind all that was never read: the line is cut.
            await asyncio.to_thread(deaf.wait_for_the_cut)
        finally:
            deaf.close()
        for client in everybody:
            assert client.faults == []


async def test_a_killed_daphne_loses_nothing_that_was_acknowledged(house: House) -> None:
    async with people(house, "salle-3") as (speakers, everybody):
        talks = [asyncio.create_task(talk(one, f"Voix {n}", 40, 0.05)) for n, one in enumerate(speakers)]
        await asyncio.sleep(1.5)
        house.daphnes[1].kill()
        await asyncio.to_thread(house.begin_daphne, 1)
        await asyncio.gather(*talks)
        await all_heard(everybody)
        assert any(client.connections > 1 for client in everybody)


async def test_an_ending_daphne_says_1012(house: House) -> None:
    client = Client([house.addresses[0]], "salle-0")
    try:
        await client.open()
        house.daphnes[0].send_signal(signal.SIGTERM)
        await client.until(lambda: bool(client.closes))
        assert client.closes[0] == 1012
        await asyncio.to_thread(house.daphnes[0].wait)
        await asyncio.to_thread(house.begin_daphne, 0)
    finally:
        await client.close()


def sign_out(address: str, cookie: str) -> None:
    import http.client
    import re
    from urllib.parse import urlencode, urlsplit

    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("GET", "/en/accounts/logout/", headers={"Cookie": cookie})
    page: Any = connection.getresponse().read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, "Origin": address}
    connection.request("POST", "/en/accounts/logout/", urlencode({"csrfmiddlewaretoken": token[1]}), headers)
    assert connection.getresponse().status in {302, 303}
    connection.close()
