"""`python -m benchmarks --queue`: what the moderators' list costs with 100 open cases, and with 100,000.

A private PostgreSQL (or SQLite, with `--sqlite`). The page is asked for in this process, as a moderator on duty, in
five ways, each of which fills a page from the start, in turns: a little of each way, then the same again. Told are the
medians of those turns: CPU time of page and database together (what else the machine does does not count), time on the
clock (where it does count), the number of queries, and how many times the short list's CPU time the long one takes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from benchmarks import processes

FEW = 100
# So few that even the short list fills a page with each of them.
PLACES = 2


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--queue", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--asked", type=int, default=20, help="how often each way is asked for in one round")
    parser.add_argument("--sqlite", action="store_true", help="the embedded default instead of PostgreSQL")
    options = parser.parse_args()
    with processes.house_here(sqlite=options.sqlite, pages=True):
        tell(measure(options), "SQLite" if options.sqlite else "PostgreSQL", options)


def measure(options: argparse.Namespace) -> dict[str, dict[str, float]]:
    """Return, for each way to look, the times with few and with many cases, and the queries."""
    client, subject, themes, rooms = people_and_places()
    found: dict[str, dict[str, float]] = {}
    made = 0
    for size, name in ((FEW, "few"), (options.cases, "many")):
        began = time.perf_counter()
        make_cases(made, size, subject, themes, rooms)
        made = size
        print(f"{size} open cases, made in {time.perf_counter() - began:.0f} s", flush=True)
        chosen = ways(client, themes, rooms)
        for way, address in chosen.items():
            seen_before = found.setdefault(way, {}).get("queries", 0)
            found[way]["queries"] = max(queries_of(client, address), seen_before)
        turns: dict[str, list[Spent]] = {way: [] for way in chosen}
        for _round in range(options.rounds):
            for way, address in chosen.items():
                turns[way].append(ask(client, address, options.asked))
        for way, seen in turns.items():
            found[way][f"{name}_app_ms"] = 1000 * statistics.median(one.app for one in seen)
            found[way][f"{name}_database_ms"] = 1000 * statistics.median(one.database for one in seen)
            found[way][f"{name}_ms"] = 1000 * statistics.median(one.app + one.database for one in seen)
            found[way][f"{name}_wall_ms"] = 1000 * statistics.median(one.wall for one in seen)
    for result in found.values():
        result["times"] = result["many_ms"] / result["few_ms"]
    return found


class Spent(NamedTuple):
    """Seconds of CPU of this process and of the database, and on the clock."""

    app: float
    database: float
    wall: float


def people_and_places() -> tuple[Any, Any, list[Any], list[Any]]:
    """Make a moderator on duty, signed in, somebody whom the cases are about, and where they stand."""
    from django.test import Client

    from chat.models import Room
    from groups.models import Theme
    from members import names, recognition
    from members.models import Holding, Member, Pseudonym, Role
    from moderation import watch

    subject, name = (
        Pseudonym.objects.create(name=words, skeleton=names.skeleton(words)) for words in ("Lucie du port", "Inès")
    )
    member = Member.objects.create_user(f"bench-{uuid4().hex[:8]}", uuid4().hex)
    Holding.objects.create(member=member, pseudonym=name)
    Role.objects.create(member=member, kind="moderator")
    watch.come(recognition.recognise(member))
    words = {"description_fr": "d", "description_en": "d"}
    themes = [
        Theme.objects.create(slug=f"bench-{one}", name_fr=f"T{one}", name_en=f"T{one}", **words)
        for one in range(PLACES)
    ]
    rooms = [
        Room.objects.create(slug=f"bench-{one}", name=f"S{one}", language="fr", theme=themes[one])
        for one in range(PLACES)
    ]
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(member)
    return client, subject, themes, rooms


def make_cases(made: int, size: int, subject: Any, themes: list[Any], rooms: list[Any]) -> None:
    """Open cases up to `size`, with a flag each, and let the database take stock."""
    from django.db import connection

    from moderation.models import Case, Flag

    start = datetime.now(UTC) - timedelta(days=30)
    for batch in range(made, size, 5_000):
        numbers = range(batch, min(batch + 5_000, size))
        cases = Case.objects.bulk_create(
            Case(
                target_kind="message" if one % 2 else "post",
                target_id=str(one),
                lane="care" if one % 4 == 0 else "rule",
                urgency=0 if one % 4 == 0 else 1 + one % 3,
                subject=subject,
                theme=themes[one // 2 % PLACES],
                room=rooms[one // 2 % PLACES] if one % 2 else None,
                language="en" if one % 5 == 0 else "fr",
                words="Des mots comme on en écrit, quelques lignes. " * 5,
                opened_at=start + timedelta(seconds=20 * one),
            )
            for one in numbers
        )
        flags = (
            Flag(case=case, by_key=uuid4().bytes, language="fr", reason="worry" if case.lane == "care" else "hostile")
            for case in cases
        )
        Flag.objects.bulk_create(flags)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def ways(client: Any, themes: list[Any], rooms: list[Any]) -> dict[str, str]:
    """Return the ways to look that are measured, by name: the list, narrowed, and the second page."""
    first = client.get("/fr/moderation/").content.decode()
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    return {
        "the list": "/fr/moderation/",
        "its next page": older,
        "one kind": "/fr/moderation/?kind=care",
        "one theme": f"/fr/moderation/?theme={themes[1].pk}",
        "one room": f"/fr/moderation/?room={rooms[1].pk}",
    }


def queries_of(client: Any, address: str) -> int:
    """Return how many queries one answer takes, after some that nobody counts."""
    from django.db import connection

    seen = []

    def count(execute: Any, sql: Any, *more: Any) -> Any:
        seen.append(sql)
        return execute(sql, *more)

    for _warm_up in range(5):
        client.get(address)
    with connection.execute_wrapper(count):
        client.get(address)
    return len(seen)


def ask(client: Any, address: str, number: int) -> Spent:
    """Ask for `address` again and again. Return what one answer cost."""
    before = spent()
    for _one in range(number):
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
    return Spent(*((now - then) / number for now, then in zip(spent(), before, strict=True)))


def spent() -> Spent:
    """Return the time so far, in seconds: CPU of this process and of the database's, and the clock."""
    url = os.environ["DATABASE_URL"]
    database = 0.0
    if url:
        first = processes.postmaster(url)
        database = processes.cpu_seconds(first, *processes.children(first))
    return Spent(time.process_time(), database, time.perf_counter())


def tell(results: dict[str, dict[str, float]], engine: str, options: argparse.Namespace) -> None:
    """Print the times as a table and keep them in a file."""
    print(f"\n{engine}, Python {platform.python_version()}")
    print(
        f"way | CPU ms, application + database, with {FEW} | with {options.cases} | times | ms on the clock | queries"
    )
    for way, found in results.items():
        few, many = (f"{found[f'{one}_app_ms']:.1f} + {found[f'{one}_database_ms']:.1f}" for one in ("few", "many"))
        clock = f"{found['few_wall_ms']:.1f}, {found['many_wall_ms']:.1f}"
        print(f"{way} | {few} | {many} | {found['times']:.2f} | {clock} | {found['queries']:.0f}")
    kept = {
        "engine": engine,
        "cases": options.cases,
        "rounds": options.rounds,
        "asked": options.asked,
        "results": results,
    }
    path = Path(__file__).parent / "results" / f"queue-{engine.lower()}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(kept, indent=1) + "\n")
    print(f"raw results: benchmarks/results/{path.name}")
