"""An open connection forgets its handshake, and is otherwise what it was."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from chat import daphne
from chat.daphne_memory import forget_handshake
from tests.chat.test_ready_frames import line, masked, read

__all__ = ["line"]
pytestmark = pytest.mark.only_on("sqlite")


class Factory:
    """What all connections of one server have in common."""

    isServer, maxFramePayloadSize, openHandshakeTimeout = True, 65536, 5  # noqa: N815
    server_class = SimpleNamespace()


def just_open(protocol: Any) -> Any:
    """Give a connection what Daphne, autobahn and Twisted leave behind when its handshake is over."""
    protocol.factory = Factory()
    protocol.maxFramePayloadSize, protocol.openHandshakeTimeout = 65536, 5
    protocol.wasClean, protocol.closedByMe, protocol.autoPingTimeoutCall = False, False, None
    protocol.data, protocol.current_frame, protocol.inside_message = b"", None, False
    protocol.clean_headers = headers = [(b"cookie", b"sessionid=secret")]
    protocol.http_headers, protocol.http_request_data = {"cookie": "sessionid=secret"}, b"GET / HTTP/1.1"
    protocol.request = SimpleNamespace(headers=protocol.http_headers, params={}, path="/ws/rooms/table/")
    protocol.application_queue = asyncio.Queue()
    protocol.transport.producer = SimpleNamespace(requests=[object()])
    return headers


def test_of_the_handshake_nothing_stays(line: Any) -> None:
    protocol, end = line
    headers = just_open(protocol)
    before = {name: getattr(protocol, name) for name in vars(protocol)}
    forget_handshake(protocol)
    assert (headers, protocol.transport.producer.requests, protocol.request.headers) == ([], [], {})
    assert b"secret" not in repr(vars(protocol)).encode()
    # All else says what it said, though less of it is kept by each connection.
    gone = {"_transport_details", "http_headers", "http_request_data"}
    kept = {name: value for name, value in before.items() if name not in gone}
    assert {name: getattr(protocol, name) for name in kept} == kept
    assert len(vars(protocol)) < len(before) - 6
    # A change of one is no change of another.
    other = type(protocol)()
    protocol.wasClean = True
    assert other.wasClean is False
    heard: list[bytes] = []
    protocol.onMessage = lambda payload, _is_binary: heard.append(payload)
    daphne.hear_plainly(protocol, lambda payload: False)
    protocol.dataReceived(masked("Bonsoir"))
    write = daphne.writer_of(protocol, 1000)
    assert write is not None
    frames = daphne.framed(("Bonsoir.",))
    assert (write(frames), read(end, len(frames)), heard) == (0, frames, [b"Bonsoir"])


async def through(queue: asyncio.Queue[int]) -> list[int]:
    taken: list[int] = []

    async def take() -> None:
        taken.append(await queue.get())
        taken.append(await queue.get())

    task = asyncio.create_task(take())
    await asyncio.sleep(0)
    queue.put_nowait(1)
    await asyncio.sleep(0)
    queue.put_nowait(2)
    await asyncio.wait_for(task, 30)
    return taken


@pytest.mark.asyncio
async def test_its_queue_still_gives_what_is_put_in(line: Any) -> None:
    protocol, _end = line
    just_open(protocol)
    forget_handshake(protocol)
    assert await through(protocol.application_queue) == [1, 2]


def test_a_connection_of_another_make_is_left_alone(line: Any, monkeypatch: Any) -> None:
    protocol, _end = line
    headers = just_open(protocol)
    kind, kept = type(protocol), dict(vars(protocol))
    with monkeypatch.context() as other:
        other.setattr(daphne, "is_known", lambda: False)
        forget_handshake(protocol)
    del protocol.request
    forget_handshake(protocol)
    forget_handshake(None)
    assert (type(protocol), len(headers)) == (kind, 1)
    assert vars(protocol) == {name: value for name, value in kept.items() if name != "request"}
