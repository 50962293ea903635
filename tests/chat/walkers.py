"""Clients as the protocol's page describes them, which count every fault of the house as they see it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from config.asgi import application
from tests.chat.two_processes import OneProcess, TwoProcesses

PATIENCE_S = 30.0
Frame = dict[str, Any]


class FaultError(AssertionError):
    """The house broke its promise."""


class Log:
    """What one reader has been shown, event by event."""

    def __init__(self, who: str) -> None:
        self.who = who
        self.shown: list[tuple[int, int, str]] = []
        self.removed: set[int] = set()
        self.words: dict[int, str] = {}

    @property
    def last(self) -> int:
        return self.shown[-1][0] if self.shown else 0

    def take(self, frame: Frame) -> None:
        """Show the next event. Raises FaultError when it is not the next, or speaks what was taken away."""
        seq, kind = frame["seq"], frame["kind"]
        if seq != self.last + 1:
            raise FaultError(f"{self.who} was told {seq} after {self.last}")
        self.shown.append((seq, frame["id"], kind))
        target = frame.get("target_seq", seq)
        if kind == "removed":
            self.removed.add(target)
            self.words.pop(target, None)
        elif kind == "restored":
            self.removed.discard(target)
        if kind in {"message", "edited", "restored"}:
            if target in self.removed and "html" in frame:
                raise FaultError(f"{self.who} was told removed words again, at {seq}")
            if "html" in frame:
                self.words[target] = frame["html"]
        if kind == "message" and frame["state"] == "removed" and "html" in frame:
            raise FaultError(f"{self.who} was told removed words, at {seq}")


class Line:
    """One socket, straight into the application; `cut` ends it without a word, as a broken cable does."""

    def __init__(self, both: TwoProcesses, at: OneProcess, path: str, query: Frame, cookie: str, take: Any) -> None:
        headers = [(b"host", b"testserver"), (b"origin", b"http://testserver")]
        if cookie:
            headers.append((b"cookie", cookie.encode()))
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": urlencode(query).encode(),
            "headers": headers,
            "subprotocols": [],
        }
        self.at, self._take = at, take
        self.is_open = True
        self.closed_with: int | None = None
        self._inbox: asyncio.Queue[Frame] = asyncio.Queue()
        self._inbox.put_nowait({"type": "websocket.connect"})

        async def serve() -> None:
            both.enter(at.name)
            await application(scope, self._inbox.get, self._sent)

        self.task = asyncio.get_running_loop().create_task(serve())
        at.lines.add(self)
        self.task.add_done_callback(lambda _task: at.lines.discard(self))

    async def _sent(self, message: Frame) -> None:
        if not self.is_open:
            return
        if message["type"] == "websocket.send":
            self._take(json.loads(message["text"]))
        elif message["type"] == "websocket.close":
            self.closed_with = message.get("code", 1000)
            self.cut()
            self._take({"type": "close"})

    def say(self, frame: Frame) -> None:
        if self.is_open:
            self._inbox.put_nowait({"type": "websocket.receive", "text": json.dumps(frame)})

    def cut(self) -> asyncio.Task[None]:
        if self.is_open:
            self.is_open = False
            self._inbox.put_nowait({"type": "websocket.disconnect", "code": 1006})
        return self.task


class Client:
    """One person's socket client, with an outbox, as the protocol's page says a client is written."""

    def __init__(self, both: TwoProcesses, person: Any, slug: str, who: str) -> None:
        self.both, self.person, self.slug, self.who = both, person, slug, who
        self.log = Log(who)
        self.line: Line | None = None
        self.said: dict[str, Frame] = {}
        self.waiting: dict[str, Frame] = {}
        self.acks: dict[str, Frame] = {}
        self.refused: dict[str, str] = {}
        self.you: Frame = {}
        self.replays = 0
        self.fault: FaultError | None = None
        self.news = asyncio.Event()

    @property
    def is_there(self) -> bool:
        return self.line is not None and self.line.is_open

    def connect(self, at: OneProcess) -> None:
        """Come (back) with `after`, and send again what was not acknowledged."""
        self.leave()
        self.replays = 0
        cookie = self.person.session_cookie() if self.person else ""
        query = {"after": self.log.last, "lang": "en"}
        self.line = Line(self.both, at, f"/ws/rooms/{self.slug}/", query, cookie, self.take)

    def leave(self) -> None:
        if self.line is not None:
            self.line.cut()

    def say(self, **frame: Any) -> str:
        """Put a frame into the outbox, and on its way if there is one; return its nonce."""
        nonce = str(uuid4())
        self.expect({"nonce": nonce, **frame})
        self._send(self.waiting[nonce])
        return nonce

    def expect(self, frame: Frame) -> None:
        """Keep a frame until it is answered, once more if it was answered before."""
        self.said[frame["nonce"]] = self.waiting[frame["nonce"]] = frame

    def again(self) -> None:
        """Say once more what is not answered yet: the first try may have failed, or be under way still."""
        for frame in list(self.waiting.values()):
            self._send(frame)

    def since(self, after: int) -> None:
        """Ask for a part of the log once more."""
        if self.is_there:
            self.replays += 1
            self._send({"type": "since", "after": after})

    def _send(self, frame: Frame) -> None:
        if self.line is not None:
            self.line.say(frame)

    def take(self, frame: Frame) -> None:
        """Take one frame, and keep the first fault."""
        try:
            self._hear(frame)
        except FaultError as fault:
            self.fault = self.fault or fault
        self.news.set()

    def _hear(self, frame: Frame) -> None:
        kind, nonce = frame["type"], frame.get("nonce")
        if kind in {"hello", "you"}:
            self.you = frame.get("you", frame)
        if kind == "hello":
            for waiting in list(self.waiting.values()):
                self._send(waiting)
        elif kind == "event":
            if frame["seq"] <= self.log.last and self.replays:
                # Asked for; a client drops what it has shown.
                return
            self.log.take(frame)
        elif kind == "ack" and nonce:
            told = {name: frame.get(name) for name in ("seq", "id")}
            if self.acks.setdefault(nonce, told) != told or nonce in self.refused:
                raise FaultError(f"{self.who} was given two answers to {nonce}")
            self.waiting.pop(nonce, None)
        elif kind == "error" and nonce and frame["code"] != "unavailable":
            if nonce in self.acks:
                raise FaultError(f"{self.who} was refused what was acknowledged: {frame}")
            self.refused[nonce] = frame["code"]
            self.waiting.pop(nonce, None)

    async def until(self, holds: Callable[[], bool], patience_s: float, what: str) -> None:
        """Wait for something that this client sees. Raises FaultError when it does not come."""
        try:
            async with asyncio.timeout(patience_s):
                while not holds() and self.fault is None:
                    self.news.clear()
                    await self.news.wait()
        except TimeoutError:
            raise FaultError(f"{self.who} waited in vain: {what}") from None
        if self.fault is not None:
            raise self.fault
