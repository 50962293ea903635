"""A message taken in the moment it comes in: no turn of the socket's task, no queue, one write for ack and event.

Only what is plain in every way goes here (see `chat.plain_sends`), from a socket that waits for nothing else. Whatever
is not taken, or turns out not to be plain, goes the usual way of all frames.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from chat import frames, wire
from chat.changes import Known
from chat.models import RoomEvent
from chat.services import Outcome


class Speaker(Protocol):
    """The socket of whoever speaks."""

    def say_ack(self, text: str) -> None:
        """Send an `ack`, together with the event that is about to be delivered; at the latest when `said` is called."""

    def said(self) -> None:
        """Learn that the message is over."""

    async def take_again(self, text: str) -> None:
        """Take the frame the usual way; it was counted already."""

    async def tell(self, answers: Awaitable[list[dict[str, Any]]]) -> None:
        """Send some frames as soon as they are there."""


class Spoken:
    """A message on its way, and what becomes of it."""

    __slots__ = ("_data", "_known", "_over", "_speaker", "_task", "_text", "is_over")

    def __init__(self, speaker: Speaker, known: Known, text: str, data: dict[str, Any]) -> None:
        self._speaker, self._known, self._text, self._data = speaker, known, text, data
        self._task: asyncio.Task[None] | None = None
        self._over: asyncio.Event | None = None
        self.is_over = False

    async def over(self) -> None:
        """Wait until the message is over: what the same person asked later comes later."""
        if not self.is_over:
            self._over = self._over or asyncio.Event()
            await self._over.wait()

    # --- what becomes of it -------------------------------------------------------------------------
    def done(self) -> bool:
        """Whether it was answered."""
        return self.is_over or self._task is not None

    def comes(self, event: RoomEvent) -> None:
        """Learn that the message was committed, just before everybody hears of it."""
        self._speaker.say_ack(wire.encoded(frames.ack(str(self._data["nonce"]), event)))

    def set_result(self, outcome: Outcome) -> None:
        """Learn that everybody has heard it. Whoever may need somebody hears more in a moment."""
        if frames.is_heavy(outcome) and self._known.room is not None:
            more = frames.more_than_ack(self._known.actor, self._known.room, outcome)
            self._later(lambda: self._speaker.tell(more))
        else:
            self._end()

    def set_exception(self, _problem: BaseException) -> None:
        """Learn that it was not written here."""
        self._later(lambda: self._speaker.take_again(self._text))

    def _later(self, work: Callable[[], Awaitable[None]]) -> None:
        async def do() -> None:
            try:
                await work()
            finally:
                self._end()

        self._task = asyncio.get_running_loop().create_task(do())

    def _end(self) -> None:
        self.is_over = True
        if self._over is not None:
            self._over.set()
        self._speaker.said()


def heard_at_once(speaker: Speaker, known: Known, payload: bytes) -> Spoken | None:
    """Take the frame in `payload` if it is a plain message; None where it is anything else. Never raises a refusal."""
    if not payload.startswith(b"{"):
        return None
    text = payload.decode()
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if data.get("type") != "send" or known.room is None:
        return None
    spoken = Spoken(speaker, known, text, data)
    return spoken if frames.send_at_once(known, known.room, data, spoken) else None
