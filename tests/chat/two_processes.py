"""Two processes of a house in one event loop, and a way between them that loses, doubles, delays and breaks.

Whatever asks for "this process" (its hub, its writer, its end of the bus) is told which of the two it belongs to by
the context it runs in, so that each serves its own sockets and hears of the other through the channel layer alone.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import psycopg
from channels.layers import get_channel_layer
from django.db import OperationalError

from chat import bus, frames, group_commit, hub, plain_sends, process, writer

_here: ContextVar[str] = ContextVar("which process this is", default="")
NAMES = ("first", "second")


class Way:
    """A channel layer as one process sees it. `mood` says what happens to what it sends."""

    def __init__(self, layer: Any) -> None:
        self.layer = layer
        self.mood = "whole"
        self._held: list[tuple[str, Any]] = []
        self._channels: list[str] = []

    async def new_channel(self) -> str:
        channel = str(await self.layer.new_channel())
        self._channels.append(channel)
        return channel

    async def forget(self) -> None:
        """Take a killed process out of the group, as time does."""
        channels, self._channels = self._channels, []
        for channel in channels:
            await self.layer.group_discard(bus.GROUP, channel)

    async def receive(self, channel: str) -> Any:
        return await self.layer.receive(channel)

    async def group_add(self, group: str, channel: str) -> None:
        if self.mood == "broken":
            raise ConnectionError
        await self.layer.group_add(group, channel)

    async def group_send(self, group: str, message: Any) -> None:
        if self.mood == "broken":
            raise ConnectionError
        if self.mood == "losing":
            return
        if self.mood == "late":
            self._held.append((group, message))
            return
        # What was held comes after what is newer, the youngest first.
        held, self._held = self._held[::-1], []
        for one in [(group, message), *held]:
            for _turn in range(2 if self.mood == "doubling" else 1):
                await self.layer.group_send(*one)


class Writer(group_commit.GroupCommit):
    """The writer of one process: what its thread commits is told to that process's hub."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def _work(self) -> None:
        _here.set(self._name)
        super()._work()


class OneProcess:
    """One of the two."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.way = Way(get_channel_layer())
        self.writer = Writer(name)
        self.process: process.Process | None = None
        self.lines: set[Any] = set()

    def begin(self) -> None:
        """Begin anew, knowing nothing. Needs the running loop."""
        _here.set(self.name)
        self.process = process.Process(asyncio.get_running_loop())

    async def kill(self) -> None:
        """End everything at once: no farewell reaches anybody, and what is committed later is told to nobody."""
        found, self.process = self.process, None
        tasks = [*(found._tasks if found else ()), *(line.cut() for line in tuple(self.lines))]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.way.forget()


class TwoProcesses:
    """Both, put in the place of the one that every event loop has. `monkeypatch` takes it all back."""

    def __init__(self, monkeypatch: Any) -> None:
        self.all = {name: OneProcess(name) for name in NAMES}
        self.fails_next = threading.Event()
        one = self._here
        monkeypatch.setattr(bus, "get_channel_layer", lambda: self.all[_here.get()].way)
        monkeypatch.setattr(bus, "KEEP_S", 0.1)
        monkeypatch.setattr(process, "HEAL_S", 0.05)
        monkeypatch.setattr(process, "HEAL_ALONE_S", 0.05)
        monkeypatch.setattr(hub, "here", lambda: hub.Hub(asyncio.get_running_loop()))
        monkeypatch.setattr(hub, "living", lambda: [found.hub for found in one()])
        monkeypatch.setattr(process, "here", self._alive)
        monkeypatch.setattr(process, "_living", one)
        monkeypatch.setattr(frames, "sends", _Sends(self))
        for name in ("append", "append_all"):
            monkeypatch.setattr(writer, name, self._sometimes_failing(getattr(writer, name)))
        monkeypatch.setattr(writer, "append_plain", self._sometimes_cut(writer.append_plain))
        monkeypatch.setattr(plain_sends, "PAUSE_S", 0.0)

    def _here(self) -> list[process.Process]:
        found = self.all[_here.get()].process
        return [found] if found is not None else []

    def _alive(self) -> process.Process:
        found = self._here()
        if not found:
            # The process was killed: nothing of it runs on.
            raise asyncio.CancelledError
        return found[0]

    def _sometimes_cut(self, write: Callable[..., Any]) -> Callable[..., Any]:
        async def wrapped(*args: Any, **kwargs: Any) -> Any:
            written = await write(*args, **kwargs)
            if self.fails_next.is_set():
                self.fails_next.clear()
                raise psycopg.OperationalError("the line was cut after the commit, before anybody heard of it")
            return written

        return wrapped

    def _sometimes_failing(self, write: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            written = write(*args, **kwargs)
            if self.fails_next.is_set():
                self.fails_next.clear()
                raise OperationalError("the database went away after it had written, before it committed")
            return written

        return wrapped

    def enter(self, name: str) -> None:
        """Let what runs from here on in this context belong to the process `name`."""
        _here.set(name)

    async def begin(self) -> None:
        for one in self.all.values():
            one.begin()
        # Both ends are in the group before anybody speaks.
        await asyncio.sleep(0.02)

    async def end(self) -> None:
        for one in self.all.values():
            await one.kill()


class _Sends:
    """The writer of whichever process is asked."""

    def __init__(self, both: TwoProcesses) -> None:
        self._both = both

    def say(self, asked: Any) -> Any:
        return self._both.all[_here.get()].writer.say(asked)

    def say_as_known(self, asked: Any, known: Any) -> Any:
        return self._both.all[_here.get()].writer.say_as_known(asked, known)
