"""`python -m benchmarks.linker`: the attack on a stolen house, over twenty communities and houses built wrong.

Each community is made anew through the services, copied whole, and given to the linker three times: what pages show
alone, the copy with each masked row reduced to what pages show of it, and the copy as it is. Told are the shares of
masks whose holder it finds, and whose other masks it finds, with the 95 % interval (Student) of the differences over
communities; then the same for houses that are really built wrong. Both engines side by side, PostgreSQL with a Redis.
What every house told is kept in results/, and a house that stands there is not built again unless `--afresh`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import processes
from tests import servers
from tests.attack.differences import over_communities

RESULTS = Path(__file__).parent / "results"
AS_IT_IS = "as it is"
WRONG = ("a key", "an hour", "an order")
WITH_REDIS = ("limits as they are",)
WRONG_SEEDS = 5


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--afresh", action="store_true", help="build again what stands in results/")
    parser.add_argument("--table", action="store_true", help="only print what stands there")
    options = parser.parse_args()
    engines = options.engine or ["sqlite", "postgresql"]
    if options.afresh:
        for engine in engines:
            _file(engine).unlink(missing_ok=True)
    ended = 0 if options.table else run(engines, options.seeds)
    found = [told(engine) for engine in engines]
    is_good = all(found)
    raise SystemExit(ended or not is_good)


def run(engines: list[str], seeds: int) -> int:
    """Build and attack what is not in results yet, each engine in a process of its own; return 0 when all were."""
    with ExitStack() as stack:
        running = []
        for engine in engines:
            environ = {**os.environ, "DATABASE_URL": "", "REDIS_URL": "", "LINKER_RESULTS": str(_file(engine))}
            environ["LINKER_HOUSES"] = ",".join(_missing(engine, seeds))
            if not environ["LINKER_HOUSES"]:
                continue
            if engine == "postgresql":
                environ["DATABASE_URL"] = stack.enter_context(servers.postgres())
                environ["REDIS_URL"] = stack.enter_context(servers.redis())
            command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--create-db", "tests/attack/many_dumps.py"]
            running.append(subprocess.Popen(command, cwd=processes.ROOT, env=environ))
        return max([process.wait() for process in running], default=0)


def told(engine: str) -> bool:
    """Print what the houses of an engine told; return whether the house as it is tells nothing, and each other does."""
    houses = _kept(engine)
    is_good = bool(houses)
    print(f"\n{engine}: shares of right answers; differences with their 95 % interval over communities")
    for build in (AS_IT_IS, *WRONG, *WITH_REDIS):
        some = [house for house in houses if house["build"] == build]
        if len(some) < 2:
            continue
        masks = sum(house["masks"] for house in some)
        print(f"  {build}: {len(some)} communities, {masks} masks; believed: {_believed(some)}")
        for kind in ("holders", "partners"):
            more = over_communities([(house[kind]["whole"], house[kind]["reduced"]) for house in some])
            shown = over_communities([(house[kind]["whole"], house[kind]["pages"]) for house in some])
            print(
                f"    {kind:8}  pages {shown.second:.3f}  masked rows reduced {more.second:.3f}  whole {more.first:.3f}"
                f"  whole less reduced {more.mean:+.4f} ± {more.half:.4f}"
                f"  whole less pages {shown.mean:+.4f} ± {shown.half:.4f}"
            )
            if build == AS_IT_IS:
                is_good &= not more.is_a_win and not shown.is_a_win
            elif kind == "holders":
                is_good &= more.is_a_win
    return is_good


def _believed(houses: list[dict[str, Any]]) -> str:
    words = sorted({word for house in houses for word in house["believed"]})
    return ", ".join(f"{word} ({sum(word in house['believed'] for house in houses)})" for word in words) or "nothing"


def _file(engine: str) -> Path:
    return RESULTS / f"linker-{engine}.jsonl"


def _kept(engine: str) -> list[dict[str, Any]]:
    if not _file(engine).exists():
        return []
    return [json.loads(line) for line in _file(engine).read_text(encoding="utf-8").splitlines()]


def _missing(engine: str, seeds: int) -> list[str]:
    wrong = WRONG + (WITH_REDIS if engine == "postgresql" else ())
    wanted = []
    for seed in range(1, seeds + 1):
        wanted += [f"{build}:{seed}" for build in (AS_IT_IS, *(wrong if seed <= WRONG_SEEDS else ()))]
    kept = {f"{house['build']}:{house['seed']}" for house in _kept(engine)}
    return [word for word in wanted if word not in kept]


if __name__ == "__main__":
    main()
