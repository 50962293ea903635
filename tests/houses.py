"""Real houses for tests: a database of their own, a data folder of their own, Daphne processes on loopback."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """Return a TCP port of the loopback address that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def fresh_database(url: str) -> str:
    """Make a new database beside the one that `url` names and return its address; "" stays SQLite in the data folder."""
    if not url.startswith("postgres"):
        return ""
    import psycopg

    parts = urlsplit(url)
    name = f"house_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url.replace("postgres://", "postgresql://", 1), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(parts._replace(path=f"/{name}"))


@dataclass
class House:
    """One installation under test."""

    folder: Path
    database_url: str = ""
    redis_url: str = ""
    more: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTEST_"))}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "SITE_URL": self.url,
            **self.more,
        }

    def manage(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one management command in this house."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        if check and done.returncode:
            raise AssertionError(f"manage.py {words[0]} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done

    def furnish(self) -> None:
        """Make the tables, the translations and the demo community."""
        self.manage("migrate", "-v0")
        self.manage("compiletranslations")
        self.manage("collectstatic", "--noinput", "-v0")
        self.manage("seed_demo")

    def sign_ins(self) -> dict[str, Any]:
        """Return the demo sign-ins."""
        found: dict[str, Any] = json.loads((self.folder / "demo.json").read_text(encoding="utf-8"))
        return found

    def open(self, *, port: int = 0) -> subprocess.Popen[bytes]:
        """Start one Daphne on `port` (the house's own unless given) and wait until it answers."""
        port = port or self.port
        log = (self.folder / f"daphne-{port}.log").open("ab")
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "--no-server-name"),
                *("--websocket-max-message-size", "65536", "--websocket-max-frame-size", "65536"),
                *("--application-close-timeout", "5", "config.asgi:application"),
            ],
            cwd=ROOT,
            env=self.environment,
            stdout=log,
            stderr=log,
        )
        self.processes.append(server)
        for _try in range(400):
            if server.poll() is not None:
                raise AssertionError(f"Daphne ended: {(self.folder / f'daphne-{port}.log').read_text()[-3000:]}")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return server
            time.sleep(0.1)
        raise AssertionError("Daphne did not answer within 40 s")

    def close(self) -> None:
        """End every process of this house, by its id."""
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(8)
            if process.poll() is None:
                process.kill()
                process.wait()
        self.processes.clear()
