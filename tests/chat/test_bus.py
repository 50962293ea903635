"""Between processes: carried in one message, dropped calmly while the way is broken, whole again by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from asgiref.sync import sync_to_async

from chat import bus as buses
from chat import hub as hubs
from chat import process, services
from chat.bus import Bus
from chat.models import Room
from chat.presence import Count
from chat.wire import News
from tests.chat.sockets import standing_in

pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True)]


class Layer:
    """A channel layer that can be broken at will."""

    def __init__(self) -> None:
        self.is_down = False
        self.sent: list[dict[str, Any]] = []
        self.members: dict[str, asyncio.Queue[dict[str, Any]]] = {}

    async def new_channel(self) -> str:
        return f"specific!{uuid4().hex}"

    async def group_add(self, group: str, channel: str) -> None:
        if self.is_down:
            raise ConnectionError
        self.members.setdefault(channel, asyncio.Queue())

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        if self.is_down:
            raise ConnectionError
        self.sent.append(message)
        for queue in self.members.values():
            queue.put_nowait(message)

    async def receive(self, channel: str) -> dict[str, Any]:
        return await self.members[channel].get()


class Listener:
    def __init__(self) -> None:
        self.events: list[News] = []
        self.wakes: list[UUID] = []
        self.counts: list[dict[int, Count]] = []
        self.writing: list[Any] = []
        self.changes: list[bool] = []

    def heard_events(self, news: list[News]) -> None:
        self.events += news

    def heard_wakes(self, member_ids: list[UUID]) -> None:
        self.wakes += member_ids

    def heard_counts(self, process: str, counts: dict[int, Count]) -> None:
        self.counts.append(counts)

    def heard_typing(self, writing: list[tuple[int, dict[str, Any]]]) -> None:
        self.writing += writing

    def bus_changed(self, is_up: bool) -> None:
        self.changes.append(is_up)


async def until(holds: Any) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def running(*many: Bus) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(work) for one in many for work in one.tasks()]
    await asyncio.sleep(0.2)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
def layer(monkeypatch: Any) -> Layer:
    found = Layer()
    monkeypatch.setattr(buses, "get_channel_layer", lambda: found)
    monkeypatch.setattr(buses, "KEEP_S", 0.1)
    return found


async def test_one_message_carries_all_rooms_of_a_tick(layer: Layer) -> None:
    ours, theirs = Listener(), Listener()
    here, there = Bus(ours), Bus(theirs)
    async with running(here, there):
        here.carry([News(1, 1, "message", "un"), News(2, 7, "message", "deux")])
        here.carry([News(1, 2, "message", "trois")])
        member = uuid4()
        here.carry_wake(member)
        here.carry_counts({1: Count(3, 2, [])})
        await until(lambda: theirs.counts)
        assert len([one for one in layer.sent if one["events"] or one["wakes"] or "counts" in one]) == 1
        assert theirs.events == [
            News(1, 1, "message", "un"),
            News(2, 7, "message", "deux"),
            News(1, 2, "message", "trois"),
        ]
        assert theirs.wakes == [member]
        # What lies in Redis for a moment, beside what masks say, names no member.
        assert not any(form in str(layer.sent) for form in (member.hex, str(member), member.bytes.hex(" ")))
        assert theirs.counts == [{1: Count(3, 2, [])}]
        assert ours.events == []


async def test_what_nobody_else_would_hear_is_not_sent(layer: Layer, monkeypatch: Any) -> None:
    monkeypatch.setattr(buses, "FORGET_S", 0.5)
    ours, theirs = Listener(), Listener()
    here, there = Bus(ours), Bus(theirs)
    async with running(here):
        here.carry([News(1, 1, "message", "pour personne")])
        here.carry_counts({1: Count(3, 2, [])})
        member = uuid4()
        here.carry_wake(member)
        await until(lambda: any(one["wakes"] for one in layer.sent))
        assert not [one for one in layer.sent if one["events"] or "counts" in one]
        async with running(there):
            # Whoever is new hears at once who stands here.
            await until(lambda: theirs.counts)
            assert theirs.counts[0] == {1: Count(3, 2, [])}
            here.carry([News(1, 2, "message", "pour vous")])
            await until(lambda: theirs.events)
            assert [news.seq for news in theirs.events] == [2]
        await until(lambda: not here.is_heard)


async def test_a_broken_way_is_told_once_and_mends_by_itself(layer: Layer) -> None:
    ours, theirs = Listener(), Listener()
    here, there = Bus(ours), Bus(theirs)
    async with running(here, there):
        layer.is_down = True
        for seq in range(1, 6):
            here.carry([News(1, seq, "message", "perdu")])
            await asyncio.sleep(0.02)
        member = uuid4()
        here.carry_wake(member)
        await until(lambda: ours.changes)
        assert ours.changes == [False]
        layer.is_down = False
        await until(lambda: ours.changes == [False, True])
        # The table heals the events; whom to judge again is not lost.
        await until(lambda: theirs.wakes == [member])
        here.carry([News(1, 6, "message", "dit")])
        await until(lambda: theirs.events)
        assert [news.seq for news in theirs.events] == [6]


async def test_a_long_backlog_travels_as_numbers(layer: Layer, monkeypatch: Any) -> None:
    monkeypatch.setattr(buses, "BACKLOG_CHARACTERS", 100)
    monkeypatch.setattr(buses, "MESSAGE_CHARACTERS", 50)
    ours, theirs = Listener(), Listener()
    here, there = Bus(ours), Bus(theirs)
    async with running(here, there):
        here.carry([News(1, seq, "message", "x" * 40) for seq in range(1, 7)])
        await until(lambda: len(theirs.events) == 6)
        assert [news.text is None for news in theirs.events] == [False, False, False, True, True, True]
        assert len(layer.sent) > 1


async def test_a_message_of_another_version_harms_nobody(layer: Layer) -> None:
    theirs = Listener()
    async with running(Bus(theirs)):
        for strange in (
            {"by": "x"},
            {"by": "x", "events": [[1]], "wakes": []},
            {"by": "x", "events": [], "wakes": ["?"]},
        ):
            await layer.group_send("any", strange)
        await layer.group_send("any", {"by": "x", "events": [[1, 1, "message", "dit"]], "wakes": []})
        await until(lambda: theirs.events)
        assert theirs.events == [News(1, 1, "message", "dit")]


async def test_what_the_bus_lost_is_found_in_the_table(room: Room, lucie: Any, marc: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(process, "HEAL_S", 0.1)
    async with standing_in(room, marc) as his:
        # Committed by another process, and no bus tells of it.
        monkeypatch.setattr(hubs, "tell", lambda event: None)
        for number in range(3):
            await sync_to_async(
                lambda number=number: services.send_message(
                    lucie.actor, room=room, nonce=uuid4(), body=f"Ligne {number}."
                )
            )()
        while len(his.events()) < 3:
            await his.until("event")
        assert [event["seq"] for event in his.events()] == [1, 2, 3]


async def test_news_out_of_turn_wait_for_what_lies_between(room: Room, lucie: Any, marc: Any, monkeypatch: Any) -> None:
    """The bus brings 3 first, then 1 again: everybody reads 1, 2, 3, once."""
    told: list[Any] = []
    async with standing_in(room, marc) as his:
        monkeypatch.setattr(hubs, "tell", told.append)
        for number in range(3):
            await sync_to_async(
                lambda number=number: services.send_message(
                    lucie.actor, room=room, nonce=uuid4(), body=f"Ligne {number}."
                )
            )()
        from chat import wire

        news = await sync_to_async(wire.news_of)(told)
        here = process.here()
        here.heard_events([news[2]])
        here.heard_events([news[0], news[0]])
        here.heard_events([news[1]._replace(text=None)])
        while len(his.events()) < 3:
            await his.until("event")
        await his.rest()
        assert [event["seq"] for event in his.events()] == [1, 2, 3]


async def test_people_of_other_processes_are_counted_while_they_are_heard_of(room: Room, lucie: Any) -> None:
    async with standing_in(room, lucie) as hers:
        process.here().heard_counts("another", {room.pk: Count(4, 0, [])})
        await hers.until("presence", lambda frame: frame["count"] == 5)
        process.here().heard_counts("another", {})
        await hers.until("presence", lambda frame: frame["count"] == 1)


async def test_a_broken_way_is_said_calmly_once_and_without_a_nonce(room: Room, lucie: Any) -> None:
    async with standing_in(room, lucie, lang="en") as hers:
        here = process.here()
        here.bus_changed(False)
        here.bus_changed(True)
        here.bus_changed(False)
        error = await hers.until("error")
        assert error["code"] == "unavailable"
        assert "nonce" not in error
        assert error["detail"].endswith("nothing is lost.")
        await hers.send("Les mots passent.")
        assert not [frame for frame in await hers.rest() if frame["type"] == "error"]


@pytest.mark.only_on("redis")
async def test_two_ends_of_a_real_redis_hear_each_other() -> None:
    ours, theirs = Listener(), Listener()
    here, there = Bus(ours), Bus(theirs)
    async with running(here, there):
        await asyncio.sleep(0.3)
        for seq in range(1, 301):
            here.carry([News(1, seq, "message", "mot" * 20)])
            if seq % 50 == 0:
                await asyncio.sleep(0)
        await until(lambda: len(theirs.events) == 300)
        assert [news.seq for news in theirs.events] == list(range(1, 301))
        assert ours.changes == theirs.changes == []
