"""What a socket sends faster than it is heard waits on its own side of the line."""

from __future__ import annotations

import asyncio

import pytest

from chat import daphne

pytestmark = pytest.mark.asyncio


class Transport:
    """A line that notes whether it is read."""

    def __init__(self) -> None:
        self.is_read = True
        self.turns = 0

    def pauseProducing(self) -> None:  # noqa: N802 - Twisted's name
        self.is_read = False
        self.turns += 1

    def resumeProducing(self) -> None:  # noqa: N802 - Twisted's name
        self.is_read = True


class Protocol:
    def __init__(self) -> None:
        self.transport = Transport()


async def test_a_line_is_not_read_while_too_much_waits_and_nothing_is_lost() -> None:
    queue: asyncio.Queue[int] = asyncio.Queue()
    protocol = Protocol()
    receive = daphne.bounded(queue.get, protocol, 8)
    heard: list[int] = []
    for number in range(7):
        queue.put_nowait(number)
    assert protocol.transport.is_read
    for number in range(7, 10):
        # What the server had read already still comes.
        queue.put_nowait(number)
    paused = [protocol.transport.is_read]
    while not paused[-1]:
        heard.append(await receive())
        paused.append(protocol.transport.is_read)
    assert heard == [0, 1, 2, 3, 4, 5]
    queue.put_nowait(10)
    heard += [await receive() for _number in range(5)]
    assert heard == list(range(11))
    assert protocol.transport.turns == 1


async def test_who_waits_for_a_message_gets_it_at_once() -> None:
    queue: asyncio.Queue[str] = asyncio.Queue()
    receive = daphne.bounded(queue.get, Protocol(), 8)
    waiting = asyncio.ensure_future(receive())
    await asyncio.sleep(0)
    queue.put_nowait("bonsoir")
    assert await asyncio.wait_for(waiting, 30) == "bonsoir"


async def test_behind_another_server_nothing_is_touched() -> None:
    queue: asyncio.Queue[str] = asyncio.Queue()
    receive = queue.get
    assert daphne.bounded(receive, None, 8) is receive

    async def other() -> str:
        return "bonsoir"

    assert daphne.bounded(other, Protocol(), 8) is other
