"""`make bench`: what a guest's pages cost, in CPU per request, against a bare Django view in the same run.

A private PostgreSQL (or SQLite, with `--sqlite`) is filled with 2,000 threads and 40,000 posts of 50 to 400 words, one
thread of 2,000 among them. The server is pinned to core 0, the load to core 1, four connections, gzip on. Each page is
made anew for every request, right after a round of the yardstick; then kept pages, and questions whether they have
changed, take turns with the yardstick in short rounds. Told are medians; every round goes to `results/`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import processes
from benchmarks.asking import CONNECTIONS, load, tag_of, unpacked
from benchmarks.community import Community, Size, filled
from benchmarks.measuring import Result, Server, median, written

# These are kept ready where nothing changed; the others are made anew for everybody.
KEPT = ("home", "theme", "thread", "long thread, first page")
RESULTS = Path(__file__).parent / "results"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=240, help="of each page in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pairs", type=int, default=9, help="how often a kept page and the bare view take turns")
    parser.add_argument("--posts", type=int, default=40_000)
    parser.add_argument("--sqlite", action="store_true", help="the embedded default instead of PostgreSQL")
    parser.add_argument("--quick", action="store_true", help="few rounds; nothing is written down")
    options = parser.parse_args()
    if options.quick:
        options.requests, options.rounds, options.pairs = 80, 3, 3
    # The load and PostgreSQL share the other core.
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with ExitStack() as stack:
        community = stack.enter_context(filled(Size.of(options.posts), sqlite=options.sqlite))
        anew, kept = (
            Server(*stack.enter_context(house(community, PAGE_CACHE_MIB=mib)), community.database)
            for mib in ("0", "16")
        )
        bare = stack.enter_context(yardstick(community, anew))
        results: dict[str, list[Result]] = {"bare view": []}
        for number in range(options.rounds):
            for page, path in community.addresses.items():
                beside = bare.measure("bare view", "/", options.requests)
                result = anew.measure(page, path, options.requests).against(beside)
                results["bare view"].append(beside.against(beside))
                results.setdefault(page, []).append(result)
            print(f"round {number + 1} of {options.rounds}", flush=True)
        for page in KEPT:
            path = community.addresses[page]
            tag = tag_of(kept.port, path)
            for _pair in range(options.pairs):
                beside = bare.measure("bare view", "/", options.requests * 2)
                for name, condition in ((f"{page}, kept", ""), (f"{page}, unchanged (304)", tag)):
                    result = kept.measure(name, path, options.requests * 2, tag=condition).against(beside)
                    results.setdefault(name, []).append(result)
        resident = processes.memory_mib(anew.pid)
    tell(results, resident, community)
    if not options.quick:
        keep(results, resident, community, options)


def house(community: Community, **more: str) -> Any:
    """Run the house on this community; give its pid and port."""
    return processes.daphne("config.asgi:application", {**community.environment, **more})


class yardstick(ExitStack):  # noqa: N801 (read as a verb at the place where it stands)
    """The bare view, sending the bytes of a thread page, so that both sides put as much on the line."""

    def __init__(self, community: Community, beside: Server) -> None:
        super().__init__()
        self._sample = Path(community.environment["DATA_DIR"]) / "sample.html"
        self._sample.write_bytes(unpacked(load(beside.port, community.addresses["thread"], CONNECTIONS)[2]))

    def __enter__(self) -> Any:
        super().__enter__()
        return Server(
            *self.enter_context(processes.daphne("benchmarks.bare:application", {"BARE_BODY": str(self._sample)}))
        )


def tell(results: dict[str, list[Result]], resident: float, community: Community) -> None:
    """Print the medians as a table."""
    print(f"\n{community.engine}, Python {platform.python_version()}, web process {resident:.0f} MiB (PSS)")
    print("| page | CPU ms, application + database | times the bare view's CPU | of its rate | p50, p99 ms | gzip |")
    print("|---|---|---|---|---|---|")
    names = ("cpu_ms_application", "cpu_ms_database", "times_the_bare_cpu", "of_the_bare_rate")
    for page, rounds in results.items():
        app, db, times, rate, p50, p99, size = median(rounds, *names, "p50_ms", "p99_ms", "bytes_gzip")
        print(f"| {page} | {app:.1f} + {db:.1f} | {times:.1f} | {rate:.2f} | {p50:.1f}, {p99:.1f} | {size:.0f} |")


def keep(results: dict[str, list[Result]], resident: float, community: Community, options: argparse.Namespace) -> None:
    """Write every round into a file."""
    size = "" if options.posts <= 40_000 else f"-{options.posts}"
    path = RESULTS / f"pages-{community.engine.lower()}{size}.json"
    path.parent.mkdir(exist_ok=True)
    found = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "engine": community.engine,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "load_average": os.getloadavg(),
        "posts": options.posts,
        "seconds_to_fill": round(community.seconds_to_fill),
        "web_process_pss_mib": round(resident, 1),
        "results": written(dict(results)),
    }
    path.write_text(json.dumps(found, indent=1) + "\n")
    print(f"raw results: benchmarks/results/{path.name}")


if __name__ == "__main__":
    main()
