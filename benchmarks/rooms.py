"""`make bench-rooms`: what rooms carry, against a picows server and the Channels tutorial, in the same run.

Each server in turn is pinned to core 0; the generator, PostgreSQL and Redis have the other. Loopback, private servers,
bounded, ends by itself. Raw results go to `results/rooms.json`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Coroutine, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvloop

from benchmarks import processes
from benchmarks.rooms_load import Crowd
from benchmarks.rooms_table import tables
from tests import servers

RESULTS = Path(__file__).parent / "results" / "rooms.json"
MEMBERS, ROOMS = 2000, 4000
SPEAKERS = 8
# No shape takes half as long on a machine of two cores.
MOST_S = 300.0


class Yard:
    """The servers to be measured: each is started for one phase, on the same PostgreSQL and Redis."""

    def __init__(self, stack: ExitStack) -> None:
        self.folder = stack.enter_context(tempfile.TemporaryDirectory())
        self.postgres = stack.enter_context(servers.postgres(waits_for_disk=True))
        self.redis = stack.enter_context(servers.redis())
        self.house_url = stack.enter_context(servers.database(self.postgres))
        self.tutorial_url = stack.enter_context(servers.database(self.postgres))
        self.house = {
            "DATA_DIR": self.folder,
            "HOST": "127.0.0.1",
            "SITE_URL": "http://127.0.0.1:8000",
            "DATABASE_URL": self.house_url,
            "REDIS_URL": self.redis,
        }
        self.tutorial = {"DATABASE_URL": self.tutorial_url, "REDIS_URL": self.redis}
        run("manage.py", "migrate", "-v0", environment=self.house)
        run("manage.py", "compiletranslations", environment=self.house)
        told = run("-m", "benchmarks.rooms_people", str(MEMBERS), str(ROOMS), environment=self.house)
        found = json.loads(told)
        self.cookies = [f"{found['name']}={value}" for value in found["cookies"]]
        run("-m", "benchmarks.peers.tutorial", environment=self.tutorial)
        self._room = iter(range(ROOMS))

    def rooms(self, count: int) -> list[str]:
        """Return rooms that nobody has spoken in yet."""
        return [f"mesure-{next(self._room)}" for _number in range(count)]

    @contextlib.contextmanager
    def server(self, name: str) -> Iterator[tuple[int, Crowd]]:
        """Run the server `name` on core 0; give its pid and a crowd that may enter it."""
        if name == "picows":
            with _picows() as (pid, port):
                yield pid, Crowd(f"http://127.0.0.1:{port}", False)
        elif name.startswith("tutorial"):
            environment = {**self.tutorial, "LAYER": name.partition(" ")[2]}
            with processes.daphne("benchmarks.peers.tutorial:application", environment) as (pid, port):
                yield pid, Crowd(f"http://127.0.0.1:{port}", False)
        else:
            environment = {**self.house, "FRAMES": "plain" if name == "ours, plain send" else ""}
            with processes.daphne("benchmarks.rooms_app:application", environment) as (pid, port):
                yield pid, Crowd(f"http://127.0.0.1:{port}", True)


def run(*words: str, environment: dict[str, str]) -> str:
    """Run a part of ours with these variables; return what it printed."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=processes.ROOT,
        env={**os.environ, **environment},
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    )
    return done.stdout


@contextlib.contextmanager
def _picows() -> Iterator[tuple[int, int]]:
    port = servers.free_port()
    log = Path(tempfile.gettempdir()) / f"entraide-picows-{port}.log"
    command = [sys.executable, "-m", "benchmarks.peers.broadcast", str(port)]
    with servers.process(command, log) as server:
        os.sched_setaffinity(server.pid, {0})
        servers.until(lambda: servers.listens(port), server, log)
        yield server.pid, port
    log.unlink(missing_ok=True)


# --- shapes ------------------------------------------------------------------------------------------
async def one_room(yard: Yard, name: str, seconds: float, listeners: int) -> dict[str, Any]:
    """One room of many listeners: closed loop with 8 under way, then 5 a second in the open loop."""
    with yard.server(name) as (pid, crowd):
        [room] = yard.rooms(1)
        await crowd.join_all([(room, cookie) for cookie in yard.cookies[:SPEAKERS]])
        speakers = list(crowd.people)
        await crowd.join_all([(room, "") for _number in range(listeners - SPEAKERS)])
        # Few are said: one that comes late is a 99th percentile by itself.
        slow = await crowd.open_loop(speakers, 5, max(6.0, 4 * seconds))
        with cpu(pid, crowd) as spent:
            fast = await crowd.closed_loop(speakers, SPEAKERS, seconds)
        await crowd.quiet()
        crowd.count_faults(fast)
        await crowd.leave()
    return {
        "deliveries_a_second": fast.deliveries / fast.seconds,
        "cpu_us_a_delivery": 1e6 * spent[0],
        "p50_ms_at_5": slow.percentile_ms(0.5),
        "p99_ms_at_5": slow.percentile_ms(0.99),
        **fast.faults,
    }


async def small_rooms(yard: Yard, name: str, seconds: float, in_flight: int) -> dict[str, Any]:
    """200 rooms of 5, everybody speaks in turn; 32 under way, then 200 a second in the open loop."""
    with yard.server(name) as (pid, crowd):
        places = [(room, cookie) for room in yard.rooms(200) for cookie in ("",) * 5]
        await crowd.join_all([(room, yard.cookies[turn]) for turn, (room, _none) in enumerate(places)])
        # Neighbours in the order of speaking stand in different rooms.
        speakers = [person for seat in range(5) for person in crowd.people[seat::5]]
        slow = await crowd.open_loop(speakers, 200, max(3.0, seconds))
        with cpu(pid, crowd) as spent:
            fast = await crowd.closed_loop(speakers, in_flight, seconds)
        await crowd.quiet()
        crowd.count_faults(fast)
        errors = dict(crowd.errors)
        await crowd.leave()
    return {
        "deliveries_a_second": fast.deliveries / fast.seconds,
        "messages_a_second": fast.said / fast.seconds,
        "cpu_us_a_delivery": 1e6 * spent[0],
        "p50_ms_at_200": slow.percentile_ms(0.5),
        "p99_ms_at_200": slow.percentile_ms(0.99),
        "errors": errors,
        **fast.faults,
    }


async def overload(yard: Yard, name: str, rate: float, seconds: float) -> dict[str, Any]:
    """More than 200 rooms of 5 can carry; then how soon all is heard, and how quick the house is right afterwards."""
    with yard.server(name) as (pid, crowd):
        places = [room for room in yard.rooms(200) for _seat in range(5)]
        await crowd.join_all([(room, yard.cookies[turn]) for turn, room in enumerate(places)])
        speakers = [person for seat in range(5) for person in crowd.people[seat::5]]
        calm = await crowd.open_loop(speakers, 100, 2)
        before = processes.memory_mib(pid)
        began = time.perf_counter()
        # What stands still for longer than this is not late but lost.
        over = asyncio.create_task(crowd.open_loop(speakers, rate, seconds, patience_s=20))
        peak = before
        while not over.done():
            peak = max(peak, await asyncio.to_thread(processes.memory_mib, pid))
            await asyncio.sleep(0.5)
        figures = await over
        all_heard = time.perf_counter() - began - figures.seconds
        behind = max(figures.delays, default=0.0)
        after = await crowd.open_loop(speakers, 100, 2)
        crowd.count_faults(after)
        await crowd.leave()
    return {
        "messages_a_second": rate,
        "seconds": seconds,
        "longest_delay_s": behind,
        "all_heard_after_s": all_heard,
        "p99_ms_before": calm.percentile_ms(0.99),
        "p99_ms_after": after.percentile_ms(0.99),
        "memory_mib_before": before,
        "memory_mib_peak": peak,
        "errors": dict(crowd.errors),
        **after.faults,
    }


async def returning(yard: Yard, name: str, people: int) -> dict[str, Any]:
    """2,000 signed-in members come back at once into 400 rooms, each with 20 missed messages, while messages flow."""
    with yard.server(name) as (pid, crowd):
        rooms = yard.rooms(people // 5)
        # Somebody speaks before, so that there is something to catch up.
        first = Crowd(crowd.origin, crowd.is_ours)
        await first.join_all([(room, yard.cookies[turn]) for turn, room in enumerate(rooms)])
        for _line in range(20):
            for person in first.people:
                person.say()
            await first.quiet()
        idle_before = processes.memory_mib(pid)
        flow = asyncio.create_task(first.open_loop(first.people, 20, 3))
        began, spent_before = time.perf_counter(), processes.cpu_seconds(pid)
        places = [(rooms[turn % len(rooms)], yard.cookies[turn % len(yard.cookies)]) for turn in range(people)]
        await crowd.join_all(places, together=people, after=0)
        whole, spent = time.perf_counter() - began, processes.cpu_seconds(pid) - spent_before
        flowing = await flow
        missed = sum(person.heard < 20 for person in crowd.people)
        kib = 1024 * (processes.memory_mib(pid) - idle_before) / people
        await asyncio.sleep(3)
        quiet_before = processes.cpu_seconds(pid)
        await asyncio.sleep(10)
        quiet = (processes.cpu_seconds(pid) - quiet_before) / 10
        await crowd.leave()
        await first.leave()
    return {
        "people": people,
        "all_back_s": whole,
        "joins_a_second": people / whole,
        "cpu_ms_a_join": 1000 * spent / people,
        "p99_ms_of_messages_meanwhile": flowing.percentile_ms(0.99),
        "without_all_they_missed": missed,
        "kib_a_connection": kib,
        "idle_cpu_percent": 100 * quiet,
    }


@contextlib.contextmanager
def cpu(pid: int, crowd: Crowd) -> Iterator[list[float]]:
    """Give a list that holds, at the end, the CPU seconds that a process spent on each delivery meanwhile."""
    before, heard = processes.cpu_seconds(pid), crowd.deliveries
    spent: list[float] = [0.0]
    yield spent
    spent[0] = (processes.cpu_seconds(pid) - before) / max(1, crowd.deliveries - heard)


# --- the whole ----------------------------------------------------------------------------------------
def median(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the median of each figure; faults are added up."""
    summed = {"lost", "doubled", "reordered", "refused"}
    merged: dict[str, Any] = {}
    rounds = [one for one in rounds if "failed" not in one] or rounds[:1]
    for key, value in rounds[0].items():
        values = [one[key] for one in rounds]
        if isinstance(value, dict | str):
            merged[key] = values
        else:
            merged[key] = sum(values) if key in summed else statistics.median(values)
    return merged


async def measure(yard: Yard, options: argparse.Namespace) -> dict[str, Any]:
    """Run the chosen shapes; return all figures. One that fails, or does not end, is noted, and the others go on."""
    results: dict[str, Any] = {}

    async def keep(shape: str, name: str, measuring: Coroutine[Any, Any, dict[str, Any]]) -> None:
        try:
            async with asyncio.timeout(MOST_S):
                figures = await measuring
        except Exception as problem:
            figures = {"failed": type(problem).__name__}
        results.setdefault(shape, {}).setdefault(name, []).append(figures)
        told = {key: round(value, 1) if isinstance(value, float) else value for key, value in figures.items()}
        print(f"{shape} | {name} | {told}", flush=True)

    for _round in range(options.rounds):
        if "one" in options.shapes:
            for name in ["picows", "ours", "ours, plain send", *options.tutorials]:
                await keep("one room of 500", name, one_room(yard, name, options.seconds, options.listeners))
        if "small" in options.shapes:
            for name in ["picows", "ours", *options.tutorials]:
                await keep("200 rooms of 5", name, small_rooms(yard, name, options.seconds, 32))
    if "return" in options.shapes:
        await keep("2,000 return at once", "ours", returning(yard, "ours", 2000))
    if "overload" in options.shapes:
        known = median(results.get("200 rooms of 5", {}).get("ours", [{}])).get("messages_a_second")
        carried = known or options.overload_rate
        await keep("twice the load", "ours", overload(yard, "ours", 2 * carried, options.overload_seconds))
        await keep("four times the load", "ours", overload(yard, "ours", 4 * carried, options.overload_seconds / 3))
    return {
        shape: {name: {"median": median(rounds), "rounds": rounds} for name, rounds in found.items()}
        for shape, found in results.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each closed loop; 1 for a quick look")
    parser.add_argument("--listeners", type=int, default=500)
    parser.add_argument("--overload-seconds", type=float, default=30.0)
    parser.add_argument("--overload-rate", type=float, default=1000.0, help="messages/s, if not measured before")
    parser.add_argument("--shapes", nargs="+", default=["one", "small", "return", "overload"])
    parser.add_argument(
        "--tutorials", nargs="*", default=["tutorial pubsub"], help="'tutorial core', 'tutorial memory'"
    )
    parser.add_argument("--keep", action="store_true", help="write results/rooms.json")
    options = parser.parse_args()
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with ExitStack() as stack:
        yard = Yard(stack)
        results = uvloop.run(measure(yard, options))
    kept = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "options": {name: value for name, value in vars(options).items() if name != "keep"},
        "results": results,
    }
    print(f"\n{tables(results)}\n", flush=True)
    if options.keep:
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n")
        print(f"raw results: benchmarks/results/{RESULTS.name}")


if __name__ == "__main__":
    main()
