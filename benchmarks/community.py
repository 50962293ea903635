"""A private house filled with invented rows of the peers' shape, and the pages of it that a guest asks for."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from benchmarks import processes
from tests import servers


@dataclass(frozen=True)
class Size:
    """How many rows. The peers were measured with these."""

    members: int = 500
    themes: int = 60
    threads: int = 2000
    posts: int = 40_000

    @classmethod
    def of(cls, posts: int) -> Size:
        """Return the size with this many posts: up to the peers' one theirs, beyond it everything grows along."""
        if posts <= 40_000:
            return cls(posts=posts)
        # As many themes: what is asked is whether rows cost, not what stands on a page.
        return cls(members=posts * 43 // 1000, threads=posts // 20, posts=posts)


@dataclass(frozen=True)
class Community:
    environment: dict[str, str]
    addresses: dict[str, str]
    # The process of its PostgreSQL, None for SQLite.
    database: int | None
    seconds_to_fill: float

    @property
    def engine(self) -> str:
        return "SQLite" if self.database is None else "PostgreSQL"


def manage(*words: str, environment: dict[str, str]) -> None:
    """Run one management command."""
    subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=processes.ROOT,
        env={**os.environ, **environment},
        check=True,
        stdout=subprocess.DEVNULL,
    )


@contextlib.contextmanager
def filled(size: Size, *, sqlite: bool) -> Iterator[Community]:
    """Run the databases of a house of this size; take everything away at the end."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="entraide-bench-"))
        environment = {"DATA_DIR": folder, "HOST": "127.0.0.1", "SITE_URL": "http://127.0.0.1:8000", "DATABASE_URL": ""}
        environment |= {"REDIS_URL": "", "RATE_LIMITS": "off"}
        database = None
        if not sqlite:
            environment["DATABASE_URL"] = stack.enter_context(servers.postgres())
            database = processes.postmaster(environment["DATABASE_URL"])
        manage("migrate", "-v0", environment=environment)
        manage("compiletranslations", environment=environment)
        manage("collectstatic", "-v0", "--noinput", environment=environment)
        began = time.perf_counter()
        numbers = [f"--{name}={getattr(size, name)}" for name in ("members", "themes", "threads", "posts")]
        manage("generate_community", *numbers, environment=environment)
        took = time.perf_counter() - began
        print(f"{size.posts} posts on {'SQLite' if sqlite else 'PostgreSQL'}: filled in {took:.0f} s", flush=True)
        yield Community(environment, _addresses(environment), database, took)


def _addresses(environment: dict[str, str]) -> dict[str, str]:
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
