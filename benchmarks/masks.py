"""`python -m benchmarks --masks`: what a mask costs, against the same thing under one's name.

A private PostgreSQL (or SQLite, with `--sqlite`), in this process. Answers under a mask and under the name are written
in turns, in as many threads as there are answers, so that each mask is made anew, and then again in threads where
everybody has theirs. An actor is made with what stands about a member and without; the place of one's own words is
asked for by somebody with 1,000 masks. Told are medians of the time on the clock, and the queries.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from unittest import mock
from uuid import uuid4

from benchmarks import processes

MASKS = 1_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--masks", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--sqlite", action="store_true", help="the embedded default instead of PostgreSQL")
    options = parser.parse_args()
    with processes.house_here(sqlite=options.sqlite):
        from django.conf import settings

        settings.RATE_LIMITS = False
        measure(options.rounds)


def measure(rounds: int) -> None:
    """Measure all of it and print it."""
    from forum import services
    from members import rights, standings, under_masks
    from tests import factories

    member = factories.make_member("Lucie du port")
    actor, theme = factories.actor_of(member), factories.make_theme()
    threads = [factories.make_thread(theme) for _ in range(MASKS)]

    def write(thread: Any, *, is_masked: bool) -> None:
        thread.refresh_from_db()
        services.reply(actor, thread=thread, body="Des mots comme les autres.", nonce=uuid4(), is_masked=is_masked)

    for is_new, said in ((True, "the first answer, the mask made"), (False, "another answer under the same mask")):
        # Whoever writes under their name writes for the first time in a thread as well.
        own, masked = [], []
        for number in range(rounds):
            first, second = (threads[2 * number], threads[2 * number + 1]) if is_new else (threads[0], threads[1])
            own.append(_time(partial(write, first, is_masked=False)))
            masked.append(_time(partial(write, second, is_masked=True)))
        tell(said, own, masked)
    for thread in threads[2 * rounds :]:
        write(thread, is_masked=True)

    def without() -> None:
        with mock.patch.object(standings, "tokens_of", return_value=[]):
            rights.of_many([member.pk])

    pairs = [(_time(without), _time(lambda: rights.of_many([member.pk]))) for _ in range(rounds)]
    tell("an actor, without and with what stands about them", *map(list, zip(*pairs, strict=True)))
    print(f"  queries: {_queries(lambda: rights.of_many([member.pk]))} for all of it")
    held = len(under_masks.page_of(actor)[0])
    page = statistics.median(_time(lambda: under_masks.page_of(actor)) for _ in range(20))
    asked = _queries(lambda: under_masks.page_of(actor))
    print(f"one's own words, {MASKS - rounds} masks, {held} lines: {page:.1f} ms, {asked} queries")


def tell(said: str, plain: list[float], masked: list[float]) -> None:
    """Print two medians, how many times the first the second is, and by how much it is more."""
    one, other = statistics.median(plain), statistics.median(masked)
    print(f"{said}: {one:.2f} and {other:.2f} ms, {other / one:.2f} times, {other - one:+.2f} ms")


def _time(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1_000


def _queries(act: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)
