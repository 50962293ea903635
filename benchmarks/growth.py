"""`python -m benchmarks --growth`: the same pages with 40,000 posts and with a million, in turns, on one engine.

Both houses run side by side; each page is asked for in the small one, then in the big one, round by round. Told is how
many times the CPU of the small house's page the big one's takes. Wanted: at most 1.2.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
from contextlib import ExitStack
from datetime import UTC, datetime

from benchmarks.community import Size, filled
from benchmarks.measuring import Result, Server, written
from benchmarks.pages import RESULTS, house


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--requests", type=int, default=160)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--sqlite", action="store_true", help="the embedded default instead of PostgreSQL")
    options = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with ExitStack() as stack:
        small = stack.enter_context(filled(Size(), sqlite=options.sqlite))
        big = stack.enter_context(filled(Size.of(options.posts), sqlite=options.sqlite))
        servers = [Server(*stack.enter_context(house(one, PAGE_CACHE_MIB="0")), one.database) for one in (small, big)]
        results: dict[str, list[Result]] = {}
        for number in range(options.rounds):
            for page in small.addresses:
                for name, community, server in (("small", small, servers[0]), ("big", big, servers[1])):
                    result = server.measure(page, community.addresses[page], options.requests)
                    results.setdefault(f"{page}, {name}", []).append(result)
            print(f"round {number + 1} of {options.rounds}", flush=True)
    print(f"\n{small.engine}\n| page | CPU ms with 40,000 | with {options.posts:,} | times |\n|---|---|---|---|")
    for page in small.addresses:
        pairs = list(zip(results[f"{page}, small"], results[f"{page}, big"], strict=True))
        few, many = (statistics.median(one[side].cpu_ms for one in pairs) for side in (0, 1))
        times = statistics.median(many.cpu_ms / few.cpu_ms for few, many in pairs)
        print(f"| {page} | {few:.1f} | {many:.1f} | {times:.2f} |")
    found = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "engine": small.engine,
        "python": platform.python_version(),
        "load_average": os.getloadavg(),
        "posts": options.posts,
        "seconds_to_fill": round(big.seconds_to_fill),
        "results": written(dict(results)),
    }
    path = RESULTS / f"growth-{small.engine.lower()}.json"
    path.write_text(json.dumps(found, indent=1) + "\n")
    print(f"raw results: benchmarks/results/{path.name}")


if __name__ == "__main__":
    main()
