"""The people of the benchmark: sockets on picows and uvloop that say something, hear everything and count every fault.

Each message carries a number. What the first reader of a room hears is the room's order; every other reader must hear
the same, number by number: one that is missing is lost, one twice doubled, one elsewhere reordered.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

PADDING = "x" * 148
MARK = b"#"


@dataclass
class Figures:
    """What was heard in one phase."""

    deliveries: int = 0
    said: int = 0
    seconds: float = 0.0
    delays: list[float] = field(default_factory=list)
    faults: dict[str, int] = field(default_factory=lambda: {"lost": 0, "doubled": 0, "reordered": 0, "refused": 0})

    def percentile_ms(self, share: float) -> float:
        """Return a percentile of the delays in ms."""
        ordered = sorted(self.delays)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class Room:
    """One room: its readers, and the order of what was heard in it."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.order: list[int] = []


class Crowd:
    """Everybody in every room, and what they have heard."""

    def __init__(self, origin: str, is_ours: bool) -> None:
        self.origin, self.is_ours = origin, is_ours
        self.rooms: dict[str, Room] = {}
        self.people: list[Person] = []
        self.sent_at: dict[int, float] = {}
        self.numbers = iter(range(10_000_000, 99_999_999))
        self.deliveries = 0
        self.said = 0
        self.refused = 0
        self.delays: list[float] | None = None
        self.on_own: Callable[[Person], None] | None = None
        self.errors: dict[str, int] = {}

    async def join(self, room: str, cookie: str = "", after: int = 10**15) -> Person:
        """Bring somebody into a room; return once they stand in it."""
        headers = {"Origin": self.origin}
        if cookie:
            headers["Cookie"] = cookie
        place = self.rooms.setdefault(room, Room())
        url = f"ws{self.origin[4:]}/ws/rooms/{room}/" + (f"?after={after}" if self.is_ours else "")
        _transport, person = await ws_connect(
            lambda: Person(self, place), url, extra_headers=headers, websocket_handshake_timeout=60
        )
        assert isinstance(person, Person)
        place.people.append(person)
        self.people.append(person)
        if self.is_ours:
            await asyncio.wait_for(person.stands, 60)
        return person

    async def join_all(self, places: Iterable[tuple[str, str]], together: int = 32, after: int = 10**15) -> None:
        """Bring (room, cookie) after (room, cookie) in, some at once."""
        gate = asyncio.Semaphore(together)

        async def one(room: str, cookie: str) -> None:
            async with gate:
                await self.join(room, cookie, after)

        await asyncio.gather(*(one(room, cookie) for room, cookie in places))

    async def closed_loop(self, speakers: list[Person], in_flight: int, seconds: float) -> Figures:
        """Have so many messages under way at any moment; who hears their own says the next, or lets another."""
        turn = iter(range(10**9))
        is_on = True

        def again(_person: Person) -> None:
            if is_on:
                speakers[next(turn) % len(speakers)].say()

        self.on_own = again
        for _number in range(in_flight):
            again(speakers[0])
        await asyncio.sleep(min(1.0, seconds / 2))
        before, said, began = self.deliveries, self.said, time.perf_counter()
        await asyncio.sleep(seconds)
        figures = Figures(self.deliveries - before, self.said - said, time.perf_counter() - began)
        is_on = False
        return figures

    async def open_loop(self, speakers: list[Person], rate: float, seconds: float, patience_s: float = 4.0) -> Figures:
        """Say so many a second, whatever comes back; every delivery is timed, until nothing comes for `patience_s`."""
        self.on_own = None
        delays: list[float] = []
        self.delays = delays
        loop = asyncio.get_running_loop()
        before, said = self.deliveries, self.said
        began = loop.time()
        for number in range(int(rate * seconds)):
            pause = began + number / rate - loop.time()
            if pause > 0:
                await asyncio.sleep(pause)
            speakers[number % len(speakers)].say()
        whole = loop.time() - began
        await self.quiet(patience_s)
        self.delays = None
        return Figures(self.deliveries - before, self.said - said, whole, delays)

    async def quiet(self, patience_s: float = 4.0) -> float:
        """Wait until nothing has come for a while; return how long ago the last came."""
        seen, since, began = -1, time.perf_counter(), time.perf_counter()
        while time.perf_counter() - since < patience_s:
            await asyncio.sleep(0.05)
            if self.deliveries != seen:
                seen, since = self.deliveries, time.perf_counter()
            elif self.is_complete():
                break
        return since - began

    def is_complete(self) -> bool:
        """Whether everybody has heard all that was said in their room."""
        heard = sum(len(room.order) for room in self.rooms.values())
        return heard >= self.said - self.refused and all(
            person.heard >= len(room.order) for room in self.rooms.values() for person in room.people
        )

    def count_faults(self, figures: Figures) -> None:
        """Write into `figures` what was lost, doubled or reordered until now."""
        for room in self.rooms.values():
            for person in room.people:
                if person.broken is None:
                    figures.faults["lost"] += len(room.order) - person.heard
                    continue
                # The order broke somewhere: look which way.
                seen = person.broken
                figures.faults["doubled"] += len(seen) - len(set(seen))
                figures.faults["lost"] += len(set(room.order) - set(seen))
                figures.faults["reordered"] += 1
        heard = sum(len(room.order) for room in self.rooms.values())
        figures.faults["lost"] += max(0, self.said - self.refused - heard)
        figures.faults["refused"] = self.refused

    async def leave(self) -> None:
        """Take everybody out."""
        for person in self.people:
            person.transport.disconnect(graceful=False)
        await asyncio.sleep(0.5)


class Person(WSListener):
    """One socket."""

    def __init__(self, crowd: Crowd, room: Room) -> None:
        super().__init__()
        self.crowd, self.room = crowd, room
        self.heard = 0
        self.own: set[int] = set()
        self.broken: list[int] | None = None
        self.stands: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if self.crowd.is_ours and not self.stands.done():
            self.stands.set_exception(ConnectionError("closed while joining"))

    def say(self) -> None:
        """Say the next number."""
        crowd = self.crowd
        number = next(crowd.numbers)
        self.own.add(number)
        crowd.said += 1
        crowd.sent_at[number] = time.perf_counter()
        body = f"#{number} {PADDING}"
        self.transport.send(WSMsgType.TEXT, f'{{"type":"send","nonce":"{uuid4()}","body":"{body}"}}'.encode())

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            return
        payload = frame.get_payload_as_bytes()
        place = payload.find(MARK)
        if place < 0:
            self._other(payload)
            return
        number = int(payload[place + 1 : place + 9])
        crowd, order = self.crowd, self.room.order
        crowd.deliveries += 1
        if self.heard == len(order):
            order.append(number)
        elif self.broken is not None or order[self.heard] != number:
            if self.broken is None:
                self.broken = order[: self.heard]
            self.broken.append(number)
        self.heard += 1
        if crowd.delays is not None:
            crowd.delays.append(time.perf_counter() - crowd.sent_at[number])
        if number in self.own:
            self.own.discard(number)
            if crowd.on_own is not None:
                crowd.on_own(self)

    def _other(self, payload: bytes) -> None:
        if payload.startswith(b'{"type":"presence"'):
            if not self.stands.done():
                self.stands.set_result(None)
        elif payload.startswith(b'{"type":"error"'):
            told: dict[str, Any] = json.loads(payload)
            self.crowd.errors[told["code"]] = self.crowd.errors.get(told["code"], 0) + 1
            if "nonce" in told:
                self.crowd.refused += 1
                if self.crowd.on_own is not None:
                    self.crowd.on_own(self)
