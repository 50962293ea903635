"""Two real Daphnes on PostgreSQL with a Redis between them that a test may end."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers

ROOMS = """
from chat.models import Room
from groups.models import Theme
theme = Theme.objects.filter(is_shown=True)[0]
for number in range(12):
    Room.objects.create(slug=f"salle-{number}", name="Salle", language="fr", theme=theme)
"""


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
        end = time.monotonic() + 60
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


@pytest.fixture(scope="session")
def redis() -> Iterator[PrivateRedis]:
    found = PrivateRedis()
    yield found
    found.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Postgres]:
    """A PostgreSQL for these tests alone: they end it."""
    if not servers.postgres_program("postgres"):
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL has to be installed here.")
        pytest.skip("PostgreSQL is not installed")
    with servers.restartable_postgres(waits_for_disk=True) as found:
        yield found


@pytest.fixture(scope="session")
def house(redis: PrivateRedis, postgres: servers.Postgres) -> Iterator[servers.House]:
    """A furnished house with two Daphnes."""
    with servers.house(
        database_url=postgres.url, redis_url=redis.url, daphnes=2, demo=True, RATE_LIMITS="off"
    ) as found:
        # A room for each test: the logs of the others are not replayed.
        found.manage("shell", "-c", ROOMS)
        yield found
