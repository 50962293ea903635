"""Two real Daphnes on PostgreSQL with a Redis between them that a test may end."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import servers


class PrivateRedis:
    """A Redis at one port that can be killed and begun again, empty, as after a power cut."""

    def __init__(self) -> None:
        self.port = servers.free_port()
        self.folder = tempfile.TemporaryDirectory(prefix="entraide-live-redis-")
        self.server: subprocess.Popen[bytes] | None = None
        self.begin()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def begin(self) -> None:
        words = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        with (Path(self.folder.name) / "log").open("ab") as log:
            self.server = subprocess.Popen([*words, "--dir", self.folder.name], stdout=log, stderr=log)
        end = time.monotonic() + 10
        while not servers.listens(self.port):
            assert time.monotonic() < end, "Redis did not begin"
            time.sleep(0.05)

    def kill(self) -> None:
        if self.server is not None and self.server.poll() is None:
            self.server.send_signal(signal.SIGKILL)
            self.server.wait()

    def close(self) -> None:
        self.kill()
        self.folder.cleanup()


@pytest.fixture(scope="module")
def redis() -> Iterator[PrivateRedis]:
    found = PrivateRedis()
    yield found
    found.close()


@pytest.fixture(scope="module")
def house(redis: PrivateRedis) -> Iterator[servers.House]:
    """A furnished house with two Daphnes. Needs DATABASE_URL of a PostgreSQL server; the runner gives it."""
    server_url = os.environ.get("DATABASE_URL", "")
    if not server_url.startswith("postgres"):
        if os.environ.get("CI") == "true":
            pytest.fail("DATABASE_URL must name a PostgreSQL server here.")
        pytest.skip("DATABASE_URL does not name a PostgreSQL server")
    with ExitStack() as stack:
        database_url = stack.enter_context(servers.database(server_url))
        yield stack.enter_context(
            servers.house(database_url=database_url, redis_url=redis.url, daphnes=2, demo=True, RATE_LIMITS="off")
        )
