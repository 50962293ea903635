"""The one door to the channel layer: what this process committed, whom to judge again, how many stand where.

One channel a process, all of them in one group; one message a tick for all rooms together. Whatever is lost here the
table heals (`chat.process`), so that nothing waits for Redis and nothing is retried. Processes say every few seconds
that they are there; while none does, only wakes are sent.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import deque
from typing import Any, Protocol
from uuid import UUID, uuid4

from channels.layers import InMemoryChannelLayer, get_channel_layer

from chat.presence import Count
from chat.wire import News
from members import seal

logger = logging.getLogger(__name__)

GROUP = "entraide.processes"
MESSAGE_CHARACTERS = 128 * 1024
# Beyond this much waiting, only numbers travel and the others read the table.
BACKLOG_CHARACTERS = 1024 * 1024
CALL_S = 3.0
KEEP_S = 5.0
FORGET_S = 16.0
_MOST_WAKES = 1_000
_MOST_TYPING = 200


def is_ending() -> bool:
    """Whether the running task was cancelled, even if something below it kept that to itself."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


class Listener(Protocol):
    """Who hears what the other processes say."""

    def heard_events(self, news: list[News]) -> None:
        """Events that another process committed."""

    def heard_wakes(self, member_ids: list[UUID]) -> None:
        """Members whose rights or sessions changed."""

    def heard_counts(self, process: str, counts: dict[int, Count]) -> None:
        """Who stands in the rooms of another process."""

    def heard_typing(self, writing: list[tuple[int, dict[str, Any]]]) -> None:
        """Who is writing, and in which room."""

    def bus_changed(self, is_up: bool) -> None:
        """The way between the processes broke, or is whole again."""


class Bus:
    """This process's end of the channel layer. Lives in one event loop."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.layer: Any = get_channel_layer()
        self.name = uuid4().hex[:16]
        self.is_up = True
        self._events: deque[News] = deque()
        self._characters = 0
        self._wakes: deque[UUID] = deque(maxlen=_MOST_WAKES)
        self._counts: dict[int, Count] | None = None
        self._typing: deque[tuple[int, dict[str, Any]]] = deque(maxlen=_MOST_TYPING)
        self._something = asyncio.Event()
        # When each of the other processes was heard of, what to tell one that is new, and whether to say that we are.
        self._others: dict[str, float] = {}
        self._latest: dict[int, Count] | None = None
        self._is_to_greet = False

    @property
    def is_alone(self) -> bool:
        """Whether there is no other process to talk to: the layer is this process's own memory."""
        return self.layer is None or isinstance(self.layer, InMemoryChannelLayer)

    @property
    def is_heard(self) -> bool:
        """Whether another process was heard of lately: without one, events and people need not travel."""
        return bool(self._others)

    def tasks(self) -> list[Any]:
        """Return what has to run for the bus, as coroutines."""
        return [] if self.is_alone else [self._send_forever(), self._receive_forever(), self._keep_forever()]

    # --- out --------------------------------------------------------------------------------------
    def carry(self, news: list[News]) -> None:
        """Take committed events for the other processes."""
        if self.is_alone or not self.is_up or not self.is_heard:
            return
        for one in news:
            if self._characters > BACKLOG_CHARACTERS:
                one = one._replace(text=None)
            self._events.append(one)
            self._characters += len(one.text or "")
        self._something.set()

    def carry_wake(self, member_id: UUID) -> None:
        """Take a member whom every process should judge again."""
        if not self.is_alone:
            self._wakes.append(member_id)
            self._something.set()

    def carry_counts(self, counts: dict[int, Count]) -> None:
        """Take who stands in which room of this process."""
        if self.is_alone:
            return
        self._latest = counts
        if self.is_heard:
            self._counts = counts
            self._something.set()

    def carry_typing(self, room_id: int, author: dict[str, Any]) -> None:
        """Take somebody who is writing; it may be lost."""
        if not self.is_alone and self.is_up and self.is_heard:
            self._typing.append((room_id, author))
            self._something.set()

    def _gathered(self) -> dict[str, Any] | None:
        """Return the next message, None when nothing waits."""
        events, characters = [], 0
        while self._events and characters < MESSAGE_CHARACTERS:
            one = self._events.popleft()
            characters += len(one.text or "")
            events.append(list(one))
        self._characters -= characters
        # Sealed: beside what a mask said, a member's own id would say whose mask it is.
        wakes = [seal.close("wake", member_id.bytes, bound_to=GROUP.encode()).hex() for member_id in self._wakes]
        writing = [list(one) for one in self._typing]
        self._typing.clear()
        if not (events or wakes or writing or self._counts is not None or self._is_to_greet):
            return None
        self._is_to_greet = False
        message: dict[str, Any] = {"type": "news", "by": self.name, "events": events, "wakes": wakes}
        if writing:
            message["typing"] = writing
        if self._counts is not None:
            message["counts"] = [[room, *count] for room, count in self._counts.items()]
        return message

    async def _send_forever(self) -> None:
        while not is_ending():
            await self._something.wait()
            self._something.clear()
            while (message := self._gathered()) is not None:
                try:
                    async with asyncio.timeout(CALL_S):
                        await self.layer.group_send(GROUP, message)
                except Exception as problem:
                    self._broke(problem)
                    break
                self._counts = None
                for _sent in message["wakes"]:
                    self._wakes.popleft()
                self._mended()

    # --- in ---------------------------------------------------------------------------------------
    async def _receive_forever(self) -> None:
        while not is_ending():
            try:
                channel = await self.layer.new_channel()
                self._channel = channel
                async with asyncio.timeout(CALL_S):
                    await self.layer.group_add(GROUP, channel)
                self._mended()
                self._greet()
                while not is_ending():
                    self._opened(await self.layer.receive(channel))
            except Exception as problem:
                if is_ending():
                    return
                self._broke(problem)
                await asyncio.sleep(random.uniform(0.3, 1.0))

    async def _keep_forever(self) -> None:
        """Stay in the group, which a restarted Redis has forgotten, and notice a way that broke without a sound."""
        while not is_ending():
            await asyncio.sleep(KEEP_S)
            channel = getattr(self, "_channel", None)
            if channel is None:
                continue
            try:
                async with asyncio.timeout(CALL_S):
                    await self.layer.group_add(GROUP, channel)
            except Exception as problem:
                self._broke(problem)
            else:
                self._mended()
                self._greet()
            late = time.monotonic() - FORGET_S
            self._others = {name: heard_at for name, heard_at in self._others.items() if heard_at > late}

    def _greet(self) -> None:
        """Say that this process is there."""
        self._is_to_greet = True
        self._something.set()

    def _heard(self, name: str) -> None:
        if name not in self._others:
            # Whoever is new hears at once that we are there, and who stands here.
            self._counts = self._latest
            self._greet()
        self._others[name] = time.monotonic()

    def _opened(self, message: dict[str, Any]) -> None:
        if message.get("by") == self.name:
            return
        try:
            events = [News(*one) for one in message["events"]]
            wakes = [
                UUID(bytes=seal.open_box("wake", bytes.fromhex(word), bound_to=GROUP.encode()))
                for word in message["wakes"]
            ]
            counts = {int(room): Count(*count) for room, *count in message.get("counts", ())}
            writing = [(int(room), dict(author)) for room, author in message.get("typing", ())]
        except (KeyError, TypeError, ValueError, seal.Unreadable):
            # Another version of the house speaks otherwise while it is being replaced.
            logger.warning("a message of another process could not be read")
            return
        self._heard(str(message["by"]))
        if events:
            self.listener.heard_events(events)
        if wakes:
            self.listener.heard_wakes(wakes)
        if "counts" in message:
            self.listener.heard_counts(str(message["by"]), counts)
        if writing:
            self.listener.heard_typing(writing)

    # --- how it stands ----------------------------------------------------------------------------
    def _broke(self, problem: Exception) -> None:
        self._events.clear()
        self._characters = 0
        if self.is_up:
            self.is_up = False
            logger.warning("the way between the processes broke (%s); rooms go on", type(problem).__name__)
            self.listener.bus_changed(False)

    def _mended(self) -> None:
        if not self.is_up:
            self.is_up = True
            logger.warning("the way between the processes is whole again")
            self.listener.bus_changed(True)
            if self._wakes:
                self._something.set()
