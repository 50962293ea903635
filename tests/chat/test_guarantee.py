"""Every acknowledged message at every client once, in one order, whatever is cut, killed, lost or tried again.

A random walk: people speak, change and take back, in two processes that share nothing but the table and a bad way.
Broken builds of the house go the same walk below, and every one of them is found out.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import SyncToAsync
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from chat import company, group_commit, hub, plain_sends, process, services, wire, writer
from chat.models import EventKind, Room, RoomEvent
from tests.chat.walk import Town, Walk
from tests.chat.walkers import PATIENCE_S, FaultError

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(monkeypatch: Any, lucie: Any, marc: Any, settings: Any) -> Iterator[Town]:
    # Two people with two windows each are all who walk here: too few to hide among, and that is not what is asked.
    monkeypatch.setattr(company, "COMPANY", 1)
    found = Town(monkeypatch, [lucie, marc], PATIENCE_S)
    yield found
    found.loop.run_until_complete(end_tasks())
    found.loop.close()
    SyncToAsync.single_thread_executor.submit(connections.close_all).result(60)


async def end_tasks() -> None:
    """End what still reads the table for rooms that nobody stands in."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def walks(town: Town, number: int) -> None:
    """Go the same walks at every run; with WALKS in the environment so many others. Raises FaultError."""
    asked = int(os.environ.get("WALKS", "0"))
    how = settings(
        max_examples=asked or number,
        stateful_step_count=30,
        derandomize=not asked,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(type("WalkHere", (Walk,), {"town": town}), settings=how)


def test_nothing_is_lost_doubled_or_reordered_on_any_walk(town: Town) -> None:
    walks(town, 20)
    # They went both ways.
    said = RoomEvent.objects.filter(kind=EventKind.MESSAGE)
    assert said.exclude(author__scope="").exists() and said.filter(author__scope="").exists()


# --- broken builds ------------------------------------------------------------------------------------
def forgets_nonces(monkeypatch: Any) -> None:
    """What is said twice is two messages."""
    monkeypatch.setattr(services, "nonce_key", lambda actor, nonce: uuid4().bytes + uuid4().bytes)


def tells_before_the_commit(monkeypatch: Any) -> None:
    """Everybody hears of an event while it may still be undone."""
    goes_the_longer_way(monkeypatch)

    class Hasty:
        atomic = staticmethod(transaction.atomic)

        @staticmethod
        def on_commit(work: Callable[[], None], **_kwargs: Any) -> None:
            work()

    monkeypatch.setattr(writer, "transaction", Hasty)


def never_looks_at_the_table(monkeypatch: Any) -> None:
    """What the bus lost stays lost."""

    async def nothing(self: Any) -> None:
        return

    monkeypatch.setattr(process.Process, "_heal", nothing)


def goes_the_longer_way(monkeypatch: Any) -> None:
    monkeypatch.setattr(plain_sends.PlainSends, "take", lambda *asked: False)


def skips_a_number_where_it_writes_plainly(monkeypatch: Any) -> None:
    """Now and then a number is given to nobody, by the way that most messages go on PostgreSQL."""
    skipping = writer._WRITE_PLAIN.replace("room.last_seq +", "room.last_seq + (room.last_seq = 2)::integer +")
    monkeypatch.setattr(writer, "_WRITE_PLAIN", skipping)
    monkeypatch.setattr(writer, "plain_statements", writer.plain_statements.__wrapped__)
    if connection.vendor != "postgresql":
        skips_a_number(monkeypatch)


def skips_a_number(monkeypatch: Any) -> None:
    """Now and then a number is given to nobody."""
    goes_the_longer_way(monkeypatch)
    numbered = writer.append_all

    def append_all(events: list[RoomEvent]) -> None:
        for event in events:
            event.room.last_seq += 1 if event.room.last_seq == 2 else 0
        numbered(events)

    monkeypatch.setattr(writer, "append_all", append_all)


def speaks_removed_words(monkeypatch: Any) -> None:
    """A replay takes no notice of what was taken down."""
    told = wire._event_object

    def object_of(event: RoomEvent, targets: Any) -> dict[str, Any]:
        frame = told(event, targets)
        return {**frame, "html": event.html} if event.kind == EventKind.MESSAGE else frame

    monkeypatch.setattr(wire, "_event_object", object_of)


def hands_out_in_the_order_of_arrival(monkeypatch: Any) -> None:
    """What the bus brings is delivered as it comes."""

    def accept(self: hub.Hub, told: Any) -> None:
        for news in told:
            line = self.lines.get(news.room_id)
            if line is not None and line.seq is not None and news.text is not None:
                line.seq = max(line.seq, news.seq)
                for member in tuple(line.members):
                    member.seen = news.seq - 1  # type: ignore[attr-defined]
                    member.deliver(hub.Batch([news]))

    monkeypatch.setattr(hub.Hub, "accept", accept)


def acknowledges_before_it_is_written(monkeypatch: Any) -> None:
    """A writer that promises first and fails then."""
    goes_the_longer_way(monkeypatch)
    commit = group_commit.commit

    def hasty(jobs: list[Any]) -> None:
        for draft, future in jobs:
            room = Room.objects.get(pk=draft.room_id)
            event = services.event_of(draft, room)
            event.room, event.seq = room, room.last_seq + 1
            future.set_result(services.Published(event, draft.assessment))
        commit([(draft, Future()) for draft, _future in jobs])

    monkeypatch.setattr(group_commit, "commit", hasty)


BROKEN = [
    forgets_nonces,
    tells_before_the_commit,
    never_looks_at_the_table,
    skips_a_number,
    skips_a_number_where_it_writes_plainly,
    speaks_removed_words,
    hands_out_in_the_order_of_arrival,
    acknowledges_before_it_is_written,
]


@pytest.mark.parametrize("break_it", BROKEN, ids=[one.__name__ for one in BROKEN])
def test_a_broken_build_is_found_out(break_it: Callable[[Any], None], town: Town, monkeypatch: Any) -> None:
    # Waiting for what will never come need not be patient.
    town.patience_s = 2.0
    break_it(monkeypatch)
    # The walk is told once more to show it; threads may let it end well then, or end otherwise.
    with pytest.raises((FaultError, Flaky)):
        walks(town, 60)
    assert town.faults
