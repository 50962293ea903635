"""What Daphne does not offer through ASGI: ready frames, its buffer, the codes of a server that ends, the end itself.

Everything here looks before it touches and does nothing behind another server; nothing else in the house knows Daphne.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable
from functools import cache
from importlib import metadata
from typing import Any

FAREWELL_S = 0.2
# The versions whose insides this module was proved against; behind others the plain way is taken.
KNOWN = {"daphne": "4.2.", "twisted": "26.", "autobahn": "26."}
OVERFULL = -1
NOT_NOW = -2


def protocol_of(send: Any) -> Any:
    """Return the connection behind Daphne's `send` (a partial of it), None behind any other server's."""
    arguments = getattr(send, "args", ())
    return arguments[0] if arguments and hasattr(arguments[0], "transport") else None


def buffered(protocol: Any) -> int:
    """Return how many bytes Twisted holds for a connection; 0 where that cannot be seen."""
    transport = getattr(protocol, "transport", None)
    try:
        return len(transport.dataBuffer) - transport.offset + transport._tempDataLen  # type: ignore[union-attr]
    except (AttributeError, TypeError):
        return 0


# --- ready frames -----------------------------------------------------------------------------------
_last: tuple[tuple[str, ...], bytes] = ((), b"")


def framed(texts: tuple[str, ...]) -> bytes:
    """Return the text frames of `texts` as one piece. For the same tuple again (every socket of a room), at once."""
    global _last  # noqa: PLW0603 - one slot: sockets are served room by room
    known, frames = _last
    if texts is not known:
        frames = b"".join([frame(text) for text in texts])
        _last = (texts, frames)
    return frames


def frame(text: str) -> bytes:
    """Return one whole, unmasked text frame (RFC 6455, section 5.2)."""
    payload = text.encode("utf-8", "replace")
    size = len(payload)
    if size < 126:
        return b"\x81" + size.to_bytes(1, "big") + payload
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


@cache
def is_known() -> bool:
    """Whether the installed versions are those that this module was proved against."""
    try:
        return all(metadata.version(name).startswith(known) for name, known in KNOWN.items())
    except metadata.PackageNotFoundError:
        return False


def writer_of(protocol: Any, most_bytes: int) -> Callable[[bytes], int] | None:
    """Return a function that writes ready frames beneath Daphne's `send`; None where that is not known to be safe.

    The function returns how many bytes the server holds afterwards, OVERFULL when that would be more than
    `most_bytes` (nothing is written then), NOT_NOW when the connection is not open (nothing is written either).
    None: another server, TLS in the process, an unknown version, a compressed or a masked line.
    """
    transport: Any = getattr(protocol, "transport", None)
    tcp = sys.modules.get("twisted.internet.tcp")
    if tcp is None or type(transport) is not tcp.Server or not is_known():
        return None
    try:
        plain = not (
            transport.TLS
            or protocol._perMessageCompress is not None
            or protocol.maskServerFrames
            or protocol.autoFragmentSize
            or protocol.logFrames
            or protocol.logOctets
        )
        is_open = protocol.STATE_OPEN
        # Looked at now, so that a name which is missing is missed here and not in the midst of a message.
        _all_there = (
            protocol.state,
            protocol.send_queue,
            transport.connected,
            transport.disconnecting,
            transport.socket,
        )
        _buffers = (transport.dataBuffer, transport.offset, transport._tempDataLen, transport.write)
    except AttributeError:
        return None
    if not plain:
        return None

    def write(frames: bytes) -> int:
        if protocol.state != is_open or transport.disconnecting or not transport.connected or protocol.send_queue:
            return NOT_NOW
        if transport.dataBuffer or transport._tempDataLen:
            held = len(transport.dataBuffer) - transport.offset + transport._tempDataLen + len(frames)
            if held > most_bytes:
                return OVERFULL
            transport.write(frames)
            return int(held)
        try:
            sent = transport.socket.send(frames)
        except OSError:
            # Full, or gone: the reactor finds out which.
            sent = 0
        if sent == len(frames):
            return 0
        transport.write(frames[sent:])
        return len(frames) - int(sent)

    return write


def bounded(receive: Callable[[], Awaitable[Any]], protocol: Any, most: int) -> Callable[[], Awaitable[Any]]:
    """Return a `receive` behind which at most about `most` messages wait: then the line is not read for a while.

    Daphne's own queue takes whatever comes, however long an answer takes. Elsewhere `receive` is returned as it is.
    """
    queue, transport = getattr(receive, "__self__", None), getattr(protocol, "transport", None)
    if not isinstance(queue, asyncio.Queue) or not hasattr(transport, "pauseProducing"):
        return receive
    put, is_paused = queue.put_nowait, False

    def put_nowait(message: Any) -> None:
        nonlocal is_paused
        put(message)
        if not is_paused and queue.qsize() >= most:
            is_paused = True
            transport.pauseProducing()  # type: ignore[union-attr]

    async def take() -> Any:
        nonlocal is_paused
        message = await receive()
        if is_paused and queue.qsize() <= most // 2:
            is_paused = False
            transport.resumeProducing()  # type: ignore[union-attr]
        return message

    queue.put_nowait = put_nowait  # type: ignore[assignment, method-assign]
    return take


def hear_plainly(protocol: Any, at_once: Callable[[bytes], bool]) -> None:
    """Have whole text frames read in one step, where Daphne and autobahn take some forty; all others go their way.

    What comes while nothing waits is shown to `at_once` first, which may take it for good. `hear_usually` ends it.
    Left as it is: another server, an unknown version, a line on which that way may not be taken.
    """
    if writer_of(protocol, 0) is None:
        return
    try:
        usual = protocol.dataReceived
        # Looked at now, so that a name which is missing is missed here.
        _all_there = (protocol.data, protocol.current_frame, protocol.inside_message, protocol.autoPingTimeoutCall)
        most = min(protocol.maxFramePayloadSize or 65536, protocol.maxMessagePayloadSize or 65536, 65535)
        is_open, heard, is_empty = protocol.STATE_OPEN, protocol.onMessage, protocol.application_queue.empty
    except AttributeError:
        return

    def data_received(data: bytes) -> None:
        is_between = protocol.state == is_open and not protocol.data and protocol.current_frame is None
        if is_between and not protocol.inside_message and protocol.autoPingTimeoutCall is None:
            payload = text_in(data, most)
            if payload is not None:
                if not (is_empty() and at_once(payload)):
                    heard(payload, False)
                return
        usual(data)

    protocol.dataReceived = data_received


def hear_usually(protocol: Any) -> None:
    """End what `hear_plainly` began: a connection that is over holds nothing any more."""
    getattr(protocol, "__dict__", {}).pop("dataReceived", None)


def text_in(data: bytes, most: int = 65535) -> bytes | None:
    """Return the words of one whole, masked text frame of at most `most` bytes; None for anything else or more."""
    if len(data) < 6 or data[0] != 0x81 or not data[1] & 0x80:
        return None
    size, begin = data[1] & 0x7F, 6
    if size == 126:
        size, begin = int.from_bytes(data[2:4], "big"), 8
        if size < 126:
            return None
    if size == 127 or size > most or len(data) != begin + size:
        return None
    mask = data[begin - 4 : begin] * (size // 4 + 1)
    bare = int.from_bytes(data[begin:], "little") ^ int.from_bytes(mask[:size], "little")
    payload = bare.to_bytes(size, "little")
    try:
        payload.decode()
    except UnicodeDecodeError:
        return None
    return payload


def quieten() -> None:
    """Spare autobahn the formatting of debug lines that nobody reads: it colours and prints them before it looks."""
    if not is_known():
        return

    def as_it_is(value: Any, *_more: Any, **_named: Any) -> Any:
        return value

    for module in ("autobahn.websocket.protocol", "autobahn.twisted.websocket"):
        found = sys.modules.get(module)
        for name in ("hltype", "hlval", "pformat"):
            if found is not None and hasattr(found, name):
                setattr(found, name, as_it_is)


def widen(waiting: int = 2048) -> None:
    """Let so many connections wait to be taken, where fifty may: a whole house comes back at once after a restart.

    Those beyond are dropped without a word, and try again only after seconds.
    """
    tcp, reactor = sys.modules.get("twisted.internet.tcp"), sys.modules.get("twisted.internet.reactor")
    if tcp is None or reactor is None:
        return
    for port in reactor.getReaders():
        if isinstance(port, tcp.Port):
            with contextlib.suppress(OSError, AttributeError):
                port.socket.listen(waiting)


def send_close(protocol: Any, code: int) -> bool:
    """Send a close frame with a code below 3000, which Daphne's own way refuses; return whether that was possible."""
    frame = getattr(protocol, "sendCloseFrame", None)
    if code >= 3000 or frame is None:
        return False
    frame(code=code, isReply=False)
    return True


def fail_aloud(protocol: Any) -> None:
    """Have a client that breaks the rules of the line told why (1007, 1009), where it would be cut without a word."""
    if hasattr(protocol, "failByDrop"):
        protocol.failByDrop = False


def abort(protocol: Any) -> None:
    """Cut a connection."""
    cut = getattr(getattr(protocol, "transport", None), "abortConnection", None)
    if cut is not None:
        cut()


def is_serving() -> bool:
    """Whether this process is a Daphne that runs."""
    reactor = sys.modules.get("twisted.internet.reactor")
    return "daphne.server" in sys.modules and bool(getattr(reactor, "running", False))


def before_the_end(farewell: Callable[[], Awaitable[None]]) -> None:
    """Have `farewell` awaited, and a moment more for its frames to leave, before Daphne drops its connections."""
    reactor = sys.modules.get("twisted.internet.reactor")
    if reactor is None or not getattr(reactor, "running", False):
        return
    from twisted.internet import defer

    async def say() -> None:
        await farewell()
        await asyncio.sleep(FAREWELL_S)

    def begin() -> Any:
        return defer.Deferred.fromFuture(asyncio.ensure_future(say()))

    reactor.addSystemEventTrigger("before", "shutdown", begin)
