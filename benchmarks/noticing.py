"""`python -m benchmarks --noticing`: can somebody notice by the clock who wrote under a mask?

Two members with the same history in the open; one of them writes under a mask just before each look. A second account
opens, in turns and in an order drawn by chance, what it can see of either: the page of the name, the page of the mask
(whoever holds it), the thread. Times on the clock are kept one by one, and told are medians and the two-sided rank test
of Mann and Whitney: a p that stays above .01 is no difference that this many looks could find.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import statistics
import time
from pathlib import Path
from uuid import uuid4

from benchmarks import processes

RAW = Path(__file__).parent / "results" / "noticing.json"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--noticing", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--looks", type=int, default=300)
    parser.add_argument("--sqlite", action="store_true", help="the embedded default instead of PostgreSQL")
    options = parser.parse_args()
    with processes.house_here(sqlite=options.sqlite, pages=True):
        from django.conf import settings

        settings.RATE_LIMITS = False
        engine = "sqlite" if options.sqlite else "postgresql"
        found = {page: looks(page, options.looks) for page in ("name", "mask", "thread")}
    kept = json.loads(RAW.read_text()) if RAW.exists() else {}
    RAW.write_text(json.dumps({**kept, engine: found}) + "\n")
    for page, (silent, masked) in found.items():
        one, other = statistics.median(silent), statistics.median(masked)
        print(f"{engine}, {page}: {one:.2f} and {other:.2f} ms, p = {rank_test(silent, masked):.2f}")


def looks(page: str, number: int) -> tuple[list[float], list[float]]:
    """Return the times in ms of looks at what belongs to the silent one, and to the one who writes under a mask."""
    from django.test import Client

    from forum import services
    from tests import factories

    theme, reader = factories.make_theme(), factories.make_member()
    times: tuple[list[float], list[float]] = ([], [])
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(reader)
    addresses, actors = [], []
    elsewhere = factories.make_thread(theme)
    for _one in range(2):
        member = factories.make_member()
        actor, thread = factories.actor_of(member), factories.make_thread(theme)
        actors.append(actor)
        said = [
            services.reply(actor, thread=thread, body="Des mots comme les autres.", nonce=uuid4(), is_masked=is_masked)
            for is_masked in (False, True)
        ]
        open_name, mask = (one.post.author_id for one in said if isinstance(one, services.Published))
        addresses.append(
            {"name": f"/fr/names/{open_name}/", "mask": f"/fr/names/{mask}/", "thread": f"/fr/threads/{thread.pk}/x/"}
        )
    chance = random.Random(1)
    for turn in range(number + 10):
        elsewhere.refresh_from_db()
        services.reply(actors[1], thread=elsewhere, body="Des mots.", nonce=uuid4(), is_masked=True)
        for whose in chance.sample((0, 1), 2):
            began = time.perf_counter()
            client.get(addresses[whose][page], follow=True)
            spent = (time.perf_counter() - began) * 1_000
            if turn >= 10:
                times[whose].append(spent)
    return times


def rank_test(one: list[float], other: list[float]) -> float:
    """Return the two-sided p of Mann and Whitney's test, by the normal approximation."""
    order = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(place for place, (_value, whose) in enumerate(order, 1) if whose == 0)
    first, second = len(one), len(other)
    expected = first * (first + second + 1) / 2
    spread = math.sqrt(first * second * (first + second + 1) / 12)
    return math.erfc(abs(ranks - expected) / spread / math.sqrt(2))
