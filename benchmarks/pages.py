"""`make bench`: what a guest's pages cost, in CPU per request, against a bare Django view in the same run.

A private PostgreSQL (or SQLite, with `--sqlite`) is filled with 2,000 threads and 40,000 posts of 50 to 400 words, one
thread of 2,000 among them. The server is pinned to core 0, the load to core 1, four connections; each
page is asked for in turn with the yardstick, and the median of the rounds is told: first made anew for every request,
then kept by the exact cache. Raw results go to `results/`.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import processes
from tests import servers

CONNECTIONS = 4
# These are kept ready where nothing changed; the others are made anew for everybody.
KEPT = ("home", "theme", "thread", "long thread, first page")


@dataclass
class Result:
    page: str
    requests: int
    cpu_ms_application: float
    cpu_ms_database: float
    requests_a_second: float
    p50_ms: float
    p99_ms: float
    bytes_html: int
    bytes_gzip: int
    times_the_bare_view: float = 0.0


def load(port: int, path: str, requests: int) -> tuple[list[float], float, bytes]:
    """Ask for `path` over four kept connections. Return each answer's time in s, the whole time, and one body."""
    times: list[float] = []
    bodies: list[bytes] = []
    lock = threading.Lock()

    def ask(share: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        mine = []
        body = b""
        for _request in range(share):
            began = time.perf_counter()
            line.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept-Language": "fr"})
            answer = line.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
            mine.append(time.perf_counter() - began)
        line.close()
        with lock:
            times.extend(mine)
            bodies.append(body)

    threads = [threading.Thread(target=ask, args=(requests // CONNECTIONS,)) for _ in range(CONNECTIONS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, time.perf_counter() - began, bodies[0]


def measure(page: str, pid: int, port: int, path: str, requests: int, database: int | None) -> Result:
    """Measure one page over `requests` requests after a short warm-up."""
    load(port, path, 20)
    backends = [database, *processes.children(database)] if database else []
    application_before, database_before = processes.cpu_seconds(pid), processes.cpu_seconds(*backends)
    times, whole, body = load(port, path, requests)
    done = len(times)
    html = unpacked(body)
    times.sort()
    return Result(
        page=page,
        requests=done,
        cpu_ms_application=1000 * (processes.cpu_seconds(pid) - application_before) / done,
        cpu_ms_database=1000 * (processes.cpu_seconds(*backends) - database_before) / done,
        requests_a_second=done / whole,
        p50_ms=1000 * times[done // 2],
        p99_ms=1000 * times[int(done * 0.99)],
        bytes_html=len(html),
        bytes_gzip=len(body),
    )


def unpacked(body: bytes) -> bytes:
    """Return the body as it was before compression."""
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def manage(*words: str, environment: dict[str, str]) -> None:
    """Run one management command."""
    subprocess.run(
        [sys.executable, "manage.py", *words], cwd=processes.ROOT, env={**os.environ, **environment}, check=True
    )


def pages(environment: dict[str, str]) -> dict[str, str]:
    """Return the pages to measure: their names and addresses."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.addresses"],
        cwd=processes.ROOT,
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, str] = json.loads(told.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--posts", type=int, default=40_000)
    parser.add_argument("--threads", type=int, default=2000)
    parser.add_argument("--members", type=int, default=500)
    parser.add_argument("--sqlite", action="store_true", help="the embedded default instead of PostgreSQL")
    options = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        environment = {"DATA_DIR": folder, "HOST": "127.0.0.1", "SITE_URL": "http://127.0.0.1:8000", "DATABASE_URL": ""}
        database = None
        if not options.sqlite:
            environment["DATABASE_URL"] = stack.enter_context(servers.postgres())
            database = processes.postmaster(environment["DATABASE_URL"])
        manage("migrate", "-v0", environment=environment)
        manage("compiletranslations", environment=environment)
        manage("collectstatic", "-v0", "--noinput", environment=environment)
        began = time.perf_counter()
        manage(
            "generate_community",
            f"--members={options.members}",
            f"--threads={options.threads}",
            f"--posts={options.posts}",
            environment=environment,
        )
        print(f"generated in {time.perf_counter() - began:.0f} s", flush=True)
        addresses = pages(environment)
        results: dict[str, list[Result]] = {}
        anew, ready = {**environment, "PAGE_CACHE_MIB": "0"}, {**environment, "PAGE_CACHE_MIB": "16"}
        pid, port = stack.enter_context(processes.daphne("config.asgi:application", anew))
        kept_pid, kept_port = stack.enter_context(processes.daphne("config.asgi:application", ready))
        # The yardstick sends the bytes of a thread page, so that both sides put as much on the line.
        sample = Path(folder) / "sample.html"
        sample.write_bytes(unpacked(load(port, addresses["thread"], CONNECTIONS)[2]))
        bare_pid, bare_port = stack.enter_context(
            processes.daphne("benchmarks.bare:application", {"BARE_BODY": str(sample)})
        )
        for number in range(options.rounds):
            bare = measure("bare view", bare_pid, bare_port, "/", options.requests * 2, None)
            results.setdefault("bare view", []).append(bare)
            for page, path in addresses.items():
                asked = [(page, pid, port, options.requests)]
                if page in KEPT:
                    asked.append((f"{page}, kept", kept_pid, kept_port, options.requests * 2))
                for name, whose, door, requests in asked:
                    result = measure(name, whose, door, path, requests, database)
                    cost = result.cpu_ms_application + result.cpu_ms_database
                    result.times_the_bare_view = cost / bare.cpu_ms_application
                    results.setdefault(name, []).append(result)
            print(f"round {number + 1} of {options.rounds}", flush=True)
        resident = processes.memory_mib(pid)
    tell(results, resident, "SQLite" if options.sqlite else "PostgreSQL", options)


def tell(results: dict[str, list[Result]], resident: float, engine: str, options: argparse.Namespace) -> None:
    """Print the medians as a table and keep every round in a file."""
    print(f"\n{engine}, Python {platform.python_version()}, web process {resident:.0f} MiB (PSS)")
    print("page | CPU ms app | CPU ms db | × bare | requests/s | p50 ms | p99 ms | HTML bytes | gzip")
    for page, rounds in results.items():
        columns = zip(*(list(asdict(one).values())[2:] for one in rounds), strict=True)
        *figures, times = (statistics.median(column) for column in columns)
        app, db, rate, p50, p99, html, packed = figures
        print(f"{page} | {app:.1f} | {db:.1f} | {times:.1f} | {rate:.0f} | {p50:.1f} | {p99:.1f}", end="")
        print(f" | {html:.0f} | {packed:.0f}")
    kept = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "engine": engine,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "members": options.members,
        "threads": options.threads,
        "posts": options.posts,
        "web_process_pss_mib": round(resident, 1),
        "results": {page: [asdict(one) for one in rounds] for page, rounds in results.items()},
    }
    size = "" if options.posts <= 40_000 else f"-{options.posts}"
    path = Path(__file__).parent / "results" / f"pages-{engine.lower()}{size}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(kept, indent=1) + "\n")
    print(f"raw results: benchmarks/results/{path.name}")


if __name__ == "__main__":
    main()
