"""What one socket may hold undelivered is bounded, whoever does not read."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from chat import daphne, outlet
from chat.outlet import MOST_BYTES, Outlet

pytestmark = pytest.mark.asyncio


class Peer:
    """A reader that can stop reading."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.reads = asyncio.Event()
        self.reads.set()

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "websocket.send":
            await self.reads.wait()
        self.taken.append(message)


async def test_frames_arrive_in_order() -> None:
    peer = Peer()
    out = Outlet(peer.send)
    for number in range(50):
        out.push(str(number))
    await asyncio.sleep(0.05)
    assert [message["text"] for message in peer.taken] == [str(number) for number in range(50)]
    assert out.undelivered == 0


async def test_a_reader_who_takes_nothing_is_let_go_with_4408() -> None:
    peer = Peer()
    peer.reads.clear()
    out = Outlet(peer.send)
    frame = "x" * 1024
    pushed = 0
    while out.closed_with is None:
        out.push(frame)
        pushed += 1
        assert pushed < 2 * MOST_BYTES // 1024
    await asyncio.sleep(0.05)
    assert out.closed_with == 4408
    assert peer.taken[-1] == {"type": "websocket.close", "code": 4408}
    assert out.undelivered == 0
    out.push(frame)
    assert out.undelivered == 0


async def test_what_waits_is_sent_before_an_ordinary_close() -> None:
    peer = Peer()
    out = Outlet(peer.send)
    out.push("last words")
    out.close_soon(4403)
    await asyncio.sleep(0.05)
    assert [message.get("text", message.get("code")) for message in peer.taken] == ["last words", 4403]


async def test_the_servers_own_buffer_counts() -> None:
    class Protocol:
        transport = SimpleNamespace(dataBuffer=b"x" * (MOST_BYTES + 1), offset=0, _tempDataLen=0)

    async def send(protocol: Any, message: dict[str, Any]) -> None:
        sent.append(message)

    from functools import partial

    sent: list[dict[str, Any]] = []
    out = Outlet(partial(send, Protocol()))
    out.push("one more")
    await asyncio.sleep(0.05)
    assert out.closed_with == 4408


async def test_a_long_answer_waits_for_its_reader(monkeypatch: Any) -> None:
    peer = Peer()
    peer.reads.clear()
    out = Outlet(peer.send)
    frame = "x" * 8192

    async def answer() -> None:
        for _number in range(100):
            await out.push_patiently(frame)

    task = asyncio.create_task(answer())
    await asyncio.sleep(0.1)
    assert not task.done()
    assert out.undelivered <= MOST_BYTES
    peer.reads.set()
    await asyncio.wait_for(task, 60)
    await asyncio.sleep(0.05)
    assert len(peer.taken) == 100
    assert out.closed_with is None
    peer.reads.clear()
    monkeypatch.setattr(outlet, "_PATIENCE_S", 0.1)
    await asyncio.wait_for(answer(), 60)
    assert out.closed_with == 4408


async def test_a_close_that_is_not_taken_becomes_an_abort(monkeypatch: Any) -> None:
    cut: list[bool] = []

    class Protocol:
        transport = SimpleNamespace(dataBuffer=b"", offset=0, _tempDataLen=0, abortConnection=lambda: cut.append(True))

    async def send(protocol: Any, message: dict[str, Any]) -> None:
        await asyncio.sleep(60)

    from functools import partial

    monkeypatch.setattr(outlet, "ABORT_S", 0.05)
    out = Outlet(partial(send, Protocol()))
    out.close_soon(4401)
    await asyncio.sleep(0.2)
    assert cut == [True]


async def test_behind_another_server_nothing_is_touched() -> None:
    async def send(message: dict[str, Any]) -> None:
        return

    assert daphne.protocol_of(send) is None
    assert daphne.buffered(None) == 0
    assert not daphne.send_close(None, 1012)
    daphne.abort(None)
