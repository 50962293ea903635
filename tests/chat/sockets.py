"""Sockets for tests: the whole application behind one, from the Origin gate inwards."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from channels.testing import WebsocketCommunicator
from django.utils import translation

from chat.consumers import SLOWER
from chat.models import Room
from config.asgi import application

ORIGIN = "http://testserver"
# Generous on purpose: a busy machine is slow, and no test is about time.
PATIENCE_S = 30.0


class Socket:
    """One client. Frames are kept in order; `until` waits for the first that fits and has not been taken."""

    def __init__(self, path: str, cookie: str = "", origin: str | None = ORIGIN) -> None:
        headers = [(b"host", b"testserver")]
        if origin is not None:
            headers.append((b"origin", origin.encode()))
        if cookie:
            headers.append((b"cookie", cookie.encode()))
        self.communicator = WebsocketCommunicator(application, path, headers=headers)
        self.frames: list[dict[str, Any]] = []
        self.closed_with: int | None = None

    async def open(self) -> bool:
        accepted, self.closed_with = await self.communicator.connect(timeout=PATIENCE_S)
        return accepted

    async def say(self, **frame: Any) -> None:
        await self.communicator.send_to(text_data=json.dumps(frame, ensure_ascii=False))

    async def say_raw(self, text: str | None = None, data: bytes | None = None) -> None:
        # Past the communicator's own check, which takes an empty text for none.
        message = {"type": "websocket.receive"} | ({"text": text} if text is not None else {"bytes": data})
        await self.communicator.send_input(message)

    async def next(self, patience_s: float = PATIENCE_S) -> dict[str, Any]:
        """The next frame, or a close as {"close": code}."""
        message = await self.communicator.receive_output(timeout=patience_s)
        if message["type"] == "websocket.close":
            self.closed_with = message["code"]
            return {"close": message["code"]}
        frame: dict[str, Any] = json.loads(message["text"])
        self.frames.append(frame)
        return frame

    async def until(self, kind: str, fits: Callable[[dict[str, Any]], bool] = lambda frame: True) -> dict[str, Any]:
        """Read on until a frame of `kind` that fits."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                frame = await self.next()
                if "close" in frame:
                    raise AssertionError(f"closed with {frame['close']} while waiting for {kind}: {self.frames[-3:]}")
                if frame["type"] == kind and fits(frame):
                    return frame

    async def until_closed(self) -> int:
        async with asyncio.timeout(PATIENCE_S):
            while self.closed_with is None:
                await self.next()
        return self.closed_with

    async def send(self, body: str, nonce: str = "", **more: Any) -> dict[str, Any]:
        """Say something and return the ack."""
        nonce = nonce or str(uuid4())
        await self.say(type="send", nonce=nonce, body=body, **more)
        return await self.until("ack", lambda frame: frame["nonce"] == nonce)

    async def refused(self, **frame: Any) -> dict[str, Any]:
        """Say something and return the error; a calm line of the house about the bus is no answer to it."""
        await self.say(**frame)
        return await self.until("error", lambda said: said["detail"] not in calm_lines())

    async def rest(self, quiet_s: float = 0.3) -> list[dict[str, Any]]:
        """Read until nothing comes for a while."""
        found = []
        with contextlib.suppress(TimeoutError):
            while True:
                # Waiting in vain for output cancels the application, so look before waiting.
                async with asyncio.timeout(quiet_s):
                    while self.communicator.output_queue.empty():
                        await asyncio.sleep(0.01)
                found.append(await self.next())
        return found

    def events(self) -> list[dict[str, Any]]:
        return [frame for frame in self.frames if frame["type"] == "event"]

    async def close(self) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await self.communicator.disconnect(timeout=PATIENCE_S)


def calm_lines() -> set[str]:
    """What sockets say when the way between processes broke, in both languages."""
    found = set()
    for language in ("fr", "en"):
        with translation.override(language):
            found.add(str(SLOWER))
    return found


def path_of(room: Room, **query: Any) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/ws/rooms/{room.slug}/" + (f"?{asked}" if asked else "")


@asynccontextmanager
async def standing_in(room: Room, person: Any = None, **query: Any) -> AsyncIterator[Socket]:
    """A socket in `room`, past its replay."""
    socket = Socket(path_of(room, **query), person.session_cookie() if person else "")
    try:
        assert await socket.open()
        await socket.until("presence")
        yield socket
    finally:
        await socket.close()
