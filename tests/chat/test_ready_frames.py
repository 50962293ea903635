"""Ready frames beneath Daphne's `send`: the same bytes as its own way, and back to that way whenever in doubt."""

from __future__ import annotations

import asyncio
import socket
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from autobahn.websocket.protocol import WebSocketProtocol as Autobahn
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import tcp

from chat import daphne
from chat.outlet import MOST_BYTES, Outlet

TEXTS = ["", "x", "é" * 62, "y" * 125, "z" * 126, "ç" * 32767, "a" * 65535, "b" * 65536, "😀 «\u00a0oui\u00a0»"]


class Reactor:
    """As much of a reactor as a transport asks for."""

    def __getattr__(self, name: str) -> Any:
        return lambda *words: None


@pytest.fixture
def line() -> Any:
    """A real connection of Daphne's kind, open, and the other end of it."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.settimeout(20)
    protocol = WebSocketProtocol()
    factory = SimpleNamespace(isServer=True, server_class=SimpleNamespace())
    protocol.factory = factory
    protocol.transport = tcp.Server(ours, protocol, ("", 0), SimpleNamespace(_realPortNumber=0), 0, Reactor())
    protocol.state = Autobahn.STATE_OPEN
    protocol._perMessageCompress = protocol.trackedTimings = None
    protocol.maskServerFrames = protocol.logFrames = protocol.logOctets = False
    protocol.autoFragmentSize = protocol.maxMessagePayloadSize = 0
    protocol.send_queue, protocol.triggered, protocol.peer = [], False, "tcp4:127.0.0.1:1"
    protocol.trafficStats = SimpleNamespace(
        outgoingWebSocketMessages=0,
        outgoingOctetsAppLevel=0,
        outgoingOctetsWebSocketLevel=0,
        outgoingWebSocketFrames=0,
        outgoingOctetsWireLevel=0,
    )
    protocol.client_addr = None
    yield protocol, theirs
    theirs.close()
    ours.close()


def read(end: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        found += end.recv(65536)
    return found


def test_the_installed_versions_are_those_that_were_proved() -> None:
    assert daphne.is_known()


@pytest.mark.parametrize("text", TEXTS, ids=len)
def test_a_ready_frame_is_byte_equal_to_daphnes_own(line: Any, text: str) -> None:
    protocol, _end = line
    protocol.serverSend(text)
    theirs = b"".join(protocol.transport._tempDataBuffer)
    assert daphne.framed((text,)) == theirs


def test_frames_that_go_together_are_the_frames_one_after_the_other() -> None:
    assert daphne.framed(tuple(TEXTS)) == b"".join(daphne.framed((text,)) for text in TEXTS)


def test_what_is_written_arrives_as_it_is(line: Any) -> None:
    protocol, end = line
    write = daphne.writer_of(protocol, MOST_BYTES)
    assert write is not None
    frames = daphne.framed(("Bonsoir.", "Oui ?"))
    assert write(frames) == 0
    assert read(end, len(frames)) == frames


def test_what_the_line_does_not_take_waits_in_order_and_is_bounded(line: Any) -> None:
    protocol, end = line
    write = daphne.writer_of(protocol, MOST_BYTES)
    assert write is not None
    sent, number, held = b"", 0, 0
    while held >= 0:
        frames = daphne.framed((f"{number} " + "x" * 9000,))
        held = write(frames)
        if held >= 0:
            sent += frames
        number += 1
        assert number < 1000
    assert held == daphne.OVERFULL
    waiting = daphne.buffered(protocol)
    assert MOST_BYTES - 10_000 < waiting <= MOST_BYTES
    taken = read(end, len(sent) - waiting)
    while daphne.buffered(protocol):
        assert protocol.transport.doWrite() is None
        taken += end.recv(1 << 20)
    taken += read(end, len(sent) - len(taken))
    assert taken == sent


@pytest.mark.parametrize(
    "name, value",
    [
        ("_perMessageCompress", object()),
        ("maskServerFrames", True),
        ("autoFragmentSize", 100),
        ("logFrames", True),
        ("logOctets", True),
    ],
)
def test_a_line_of_another_kind_takes_the_plain_way(line: Any, name: str, value: Any) -> None:
    protocol, _end = line
    setattr(protocol, name, value)
    assert daphne.writer_of(protocol, MOST_BYTES) is None


def test_tls_another_server_and_an_unknown_version_take_the_plain_way(line: Any, monkeypatch: Any) -> None:
    protocol, _end = line
    assert daphne.writer_of(None, MOST_BYTES) is None
    assert daphne.writer_of(SimpleNamespace(transport=SimpleNamespace()), MOST_BYTES) is None
    protocol.transport.TLS = True
    assert daphne.writer_of(protocol, MOST_BYTES) is None
    protocol.transport.TLS = False
    assert daphne.writer_of(protocol, MOST_BYTES) is not None
    monkeypatch.setattr(daphne, "is_known", lambda: False)
    assert daphne.writer_of(protocol, MOST_BYTES) is None


def test_nothing_is_written_to_a_line_that_closes(line: Any) -> None:
    protocol, _end = line
    write = daphne.writer_of(protocol, MOST_BYTES)
    assert write is not None
    protocol.state = Autobahn.STATE_CLOSING
    assert write(b"x") == daphne.NOT_NOW
    protocol.state = Autobahn.STATE_OPEN
    protocol.send_queue.append((b"x", True))
    assert write(b"x") == daphne.NOT_NOW


@pytest.mark.asyncio
async def test_an_outlet_sends_ready_frames_and_lets_a_reader_go_who_takes_nothing(line: Any) -> None:
    protocol, end = line
    asked: list[dict[str, Any]] = []

    async def send(protocol: Any, message: dict[str, Any]) -> None:
        asked.append(message)

    out = Outlet(partial(send, protocol))
    out.push("Bonsoir.")
    assert end.recv(100) == b"\x81\x08Bonsoir."
    for _number in range(2000):
        out.push("x" * 4096)
        if out.closed_with is not None:
            break
    assert out.closed_with == 4408
    assert out.undelivered <= MOST_BYTES
    await asyncio.sleep(0.05)
    assert asked == [{"type": "websocket.close", "code": 4408}]


# --- frames that come in ------------------------------------------------------------------------------
def masked(text: str, mask: bytes = b"\x01\xa2\x03\xff", head: int = 0x81) -> bytes:
    """A client's frame (RFC 6455, section 5.2), masked byte by byte."""
    payload = text.encode()
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return bytes([head]) + length + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))


@pytest.mark.parametrize("text", [one for one in TEXTS if len(one.encode()) < 65536], ids=len)
def test_a_whole_text_frame_is_read_in_one_step(text: str) -> None:
    assert daphne.text_in(masked(text)) == text.encode()


def test_anything_else_is_left_to_daphnes_own_way() -> None:
    whole = masked("Bonsoir")
    bad_words = whole[:6] + bytes(byte ^ whole[2 + at % 4] for at, byte in enumerate(b"\xff\xfe\xfd\xfc\xfb\xfa\xf9"))
    strange = [
        b"",
        whole[:1],
        whole[:-1],
        whole + b"\x81",
        whole + whole,
        masked("Bonsoir", head=0x01),
        masked("Bonsoir", head=0xC1),
        masked("Bonsoir", head=0x82),
        masked("Bonsoir", head=0x89),
        masked("Bonsoir", head=0x88),
        b"\x81\x07Bonsoir",
        bytes([0x81, 0xFE, 0, 7]) + whole[2:],
        b"\x81\xff" + (7).to_bytes(8, "big") + whole[2:],
        bad_words,
    ]
    assert [daphne.text_in(one) for one in strange] == [None] * len(strange)
    assert daphne.text_in(masked("x" * 101), most=100) is None


def test_what_is_heard_plainly_is_heard_as_daphne_hears_it(line: Any) -> None:
    protocol, _end = line
    heard: list[Any] = []
    passed: list[bytes] = []
    protocol.onMessage = lambda payload, is_binary: heard.append((payload, is_binary))
    protocol.dataReceived = passed.append
    protocol.data, protocol.current_frame, protocol.inside_message = b"", None, False
    protocol.autoPingTimeoutCall, protocol.maxFramePayloadSize = None, 65536
    at_once: list[bytes] = []
    protocol.application_queue = asyncio.Queue()
    daphne.hear_plainly(protocol, lambda payload: at_once.append(payload) or payload == b"Vite")
    protocol.dataReceived(masked("Bonsoir"))
    protocol.dataReceived(masked("Vite"))
    assert (heard, passed) == ([(b"Bonsoir", False)], [])
    assert at_once == [b"Bonsoir", b"Vite"]
    # Behind something that waits, whatever comes waits too.
    protocol.application_queue.put_nowait({})
    protocol.dataReceived(masked("Vite"))
    assert (heard.pop(), len(at_once)) == ((b"Vite", False), 2)
    for name, value in (
        ("data", b"\x81"),
        ("current_frame", object()),
        ("inside_message", True),
        # A ping is on its way: autobahn takes any word for its answer.
        ("autoPingTimeoutCall", object()),
        ("state", Autobahn.STATE_CLOSING),
    ):
        usual = getattr(protocol, name)
        setattr(protocol, name, value)
        protocol.dataReceived(masked("Bonsoir"))
        setattr(protocol, name, usual)
    assert len(heard) == 1
    assert passed == [masked("Bonsoir")] * 5
    daphne.hear_usually(protocol)
    assert "dataReceived" not in vars(protocol)
