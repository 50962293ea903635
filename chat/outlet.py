"""What one socket may hold undelivered: a bounded queue before the server, and a look at the server's own buffer."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from chat import daphne

MOST_BYTES = 256 * 1024
TOO_SLOW = 4408
_LOOK_AGAIN_S = 0.02
_PATIENCE_S = 20.0
_PIECE_CHARACTERS = 16 * 1024
ABORT_S = 5.0


class Outlet:
    """Sends text frames to one socket, in order. A reader who falls too far behind is let go; it may come back."""

    __slots__ = "_bytes _closer _drainer _has_looked _protocol _queue _send _write closed_with".split()

    def __init__(self, send: Any) -> None:
        self._send = send
        # Made when something has to wait, which is seldom.
        self._queue: deque[str] | None = None
        self._bytes = 0
        self._drainer: asyncio.Task[None] | None = None
        self._protocol = daphne.protocol_of(send)
        daphne.fail_aloud(self._protocol)
        self._write: Callable[[bytes], int] | None = None
        self._has_looked = False
        self.closed_with: int | None = None

    @property
    def undelivered(self) -> int:
        """How many bytes wait here and, where the server lets us look, in its buffer."""
        return self._bytes + daphne.buffered(self._protocol)

    def push(self, text: str) -> None:
        """Send a frame, or queue it; never blocks. Over the bound, the reader is too slow: the socket closes (4408)."""
        self.push_all((text,))

    def push_all(self, texts: tuple[str, ...], own: str | None = None) -> None:
        """Send some frames together, as `push` does. The same tuple for many sockets is framed once; `own` is behind it
        for this socket alone.
        """
        if self.closed_with is not None:
            return
        if self._drainer is None:
            if not self._has_looked:
                # Only an accepted connection can be looked at, and whoever is pushed to has been accepted.
                self._has_looked = True
                self._write = daphne.writer_of(self._protocol, MOST_BYTES)
            if self._write is not None:
                frames = daphne.framed(texts)
                held = self._write(frames if own is None else frames + daphne.frame(own))
                if held >= 0:
                    return
                if held == daphne.OVERFULL:
                    self.close_soon(TOO_SLOW)
                    return
        for text in texts if own is None else (*texts, own):
            self._enqueue(text)

    def _enqueue(self, text: str) -> None:
        if self.closed_with is not None:
            return
        if self._queue is None:
            self._queue = deque()
        self._queue.append(text)
        # What is not ASCII counts for at least two; the bound is for memory, an estimate does.
        self._bytes += len(text) if text.isascii() else 2 * len(text)
        if self.undelivered > MOST_BYTES:
            self.close_soon(TOO_SLOW)
        elif self._drainer is None:
            self._drainer = asyncio.get_running_loop().create_task(self._drain())

    async def _drain(self) -> None:
        try:
            while self._queue:
                text = self._queue[0]
                await self._send({"type": "websocket.send", "text": text})
                if self._queue:
                    self._queue.popleft()
                    self._bytes -= len(text) if text.isascii() else 2 * len(text)
        except Exception:
            # The peer is gone; the disconnect is on its way.
            self._bytes = 0
            self._queue = None
        finally:
            self._drainer = None
            if not self._queue:
                self._queue = None

    async def push_patiently(self, *texts: str) -> None:
        """Send the frames of a long answer as there is room for them; a reader who takes nothing for long is let go."""
        for number, piece in enumerate(_pieces(texts)):
            if number:
                # Lets the frames of others pass between two pieces of a long answer.
                await asyncio.sleep(0)
            waited = 0.0
            while self.closed_with is None and self.undelivered > MOST_BYTES // 2:
                if waited > _PATIENCE_S:
                    self.close_soon(TOO_SLOW)
                    return
                await asyncio.sleep(_LOOK_AGAIN_S)
                waited += _LOOK_AGAIN_S
            self.push_all(piece)

    def close_soon(self, code: int) -> None:
        """Close the socket with `code`; what waits is sent first, or dropped if the reader is too slow."""
        if self.closed_with is not None:
            return
        self.closed_with = code
        if code == TOO_SLOW:
            if self._queue is not None:
                self._queue.clear()
            self._bytes = 0
            if self._drainer is not None:
                self._drainer.cancel()
        self._closer = asyncio.get_running_loop().create_task(self._close(code))

    async def _close(self, code: int) -> None:
        if self._drainer is not None:
            await asyncio.wait([self._drainer], timeout=ABORT_S)
        try:
            await asyncio.wait_for(self.say_close(code), ABORT_S)
        except Exception:
            self.abort()

    async def say_close(self, code: int) -> None:
        """Send the close frame. Daphne's own way refuses the codes below 3000 that a server may use, such as 1012."""
        if not daphne.send_close(self._protocol, code):
            await self._send({"type": "websocket.close", "code": code})

    def abort(self) -> None:
        """Cut the line, where the server lets us."""
        daphne.abort(self._protocol)


def _pieces(texts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Cut frames into pieces that go out in one write each."""
    begin = characters = 0
    for place, text in enumerate(texts):
        characters += len(text)
        if characters >= _PIECE_CHARACTERS:
            yield texts[begin : place + 1]
            begin, characters = place + 1, 0
    if begin < len(texts):
        yield texts[begin:]
