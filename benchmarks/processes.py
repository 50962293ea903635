"""Starting, pinning and measuring the processes of a benchmark, on loopback alone."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests import servers
from tests.servers import DAPHNE, free_port, listens

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(*pids: int) -> float:
    """Return the user and system time of the processes so far, in seconds (proc(5), fields 14 and 15 of stat)."""
    total = 0
    for pid in pids:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


def children(pid: int) -> list[int]:
    """Return the living direct children of a process."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(word) for word in task.read_text().split()]
    return found


def postmaster(database_url: str) -> int:
    """Return the pid of the private PostgreSQL behind `database_url` (first line of its postmaster.pid)."""
    folder = parse_qs(urlsplit(database_url).query)["host"][0]
    return int((Path(folder) / "data" / "postmaster.pid").read_text().splitlines()[0])


def memory_mib(pid: int) -> float:
    """Return the proportional set size of a process in MiB (proc(5), smaps_rollup)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


@contextlib.contextmanager
def daphne(application: str, environment: dict[str, str], *, core: int = 0) -> Iterator[tuple[int, int]]:
    """Run `application` behind Daphne on one core; yield its pid and port; stop it by its pid."""
    port = free_port()
    environment = {**os.environ, **environment, "PORT": str(port), "SITE_URL": f"http://127.0.0.1:{port}"}
    server = subprocess.Popen(
        [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), *DAPHNE, application],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        os.sched_setaffinity(server.pid, {core})
        _wait_for(port, server)
        yield server.pid, port
    finally:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(10)
        if server.poll() is None:
            server.kill()
            server.wait()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _try in range(300):
        if server.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        if listens(port):
            return
        time.sleep(0.1)
    raise RuntimeError("the server did not answer within 30 s")


@contextlib.contextmanager
def house_here(*, sqlite: bool, pages: bool = False) -> Iterator[None]:
    """Set Django up in this process on an empty private database; `pages` makes translations and static files too."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        database = "" if sqlite else stack.enter_context(servers.postgres())
        os.environ.update(
            DATA_DIR=folder, HOST="127.0.0.1", SITE_URL="http://127.0.0.1:8000", DATABASE_URL=database, REDIS_URL=""
        )
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        drawn = (["compiletranslations"], ["collectstatic", "-v0", "--noinput"]) if pages else ()
        for command in (["migrate", "-v0"], *drawn):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True)
        import django

        django.setup()
        yield
        from django.db import connections

        connections.close_all()
        if not sqlite:
            connections["default"].close_pool()
