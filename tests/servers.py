"""Private PostgreSQL, Redis and house: random ports, throw-away folders, ended by process id whatever happens."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
DAPHNE = (
    "--verbosity 0 --no-server-name --websocket-max-message-size 65536 --websocket-max-frame-size 65536 "
    "--ping-interval 45 --ping-timeout 20 --http-timeout 60 --application-close-timeout 5"
).split()
# Debian's headless shell draws the pages of its whole Chromium with a third of the work: it cares for no windows.
BROWSERS = ("chromium-headless-shell", "chromium")


class NotStartedError(Exception):
    """A server did not begin to answer; the message holds its last words."""


def postgres_program(name: str) -> str:
    """Return the newest PostgreSQL's program `name`, "" when none is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    return str(found[-1]) if found else shutil.which(name) or ""


def browser_program() -> str:
    """Return the browser of the journeys, "" when none is installed."""
    return next(filter(None, map(shutil.which, BROWSERS)), "")


def free_port() -> int:
    """Return a port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def unprivileged() -> list[str]:
    """Return the words before a command that must not run as root; none when we are not root."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]


class Postgres:
    """A PostgreSQL of our own, which can be ended and begun again on the same data.

    Its commits do not wait for the disk unless `waits_for_disk`: without it, a fall loses what was committed last.
    """

    def __init__(self, folder: Path, *, waits_for_disk: bool = False) -> None:
        self.folder = folder
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        data, self.port = folder / "data", free_port()
        initdb = [postgres_program("initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        initdb = [*unprivileged(), *initdb, "--locale=C.UTF-8", "--no-sync"]
        made = subprocess.run(initdb, cwd=folder, capture_output=True, text=True, check=False)
        if made.returncode:
            raise NotStartedError(made.stderr)
        speed = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        if waits_for_disk:
            speed = ["-c", "fsync=on", "-c", "synchronous_commit=on"]
        place = ["-k", str(folder), "-p", str(self.port), "-c", "listen_addresses=", "-c", "max_connections=200"]
        self._command = [*unprivileged(), postgres_program("postgres"), "-D", str(data), *place, *speed]
        self._running = ExitStack()
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgres://postgres@/postgres?host={self.folder}&port={self.port}"

    def begin(self) -> None:
        """Start it and wait until it answers. Raises NotStartedError."""
        log = self.folder / "log"
        # SIGINT asks PostgreSQL to end at once and in order.
        started = process(self._command, log, end_with=signal.SIGINT, cwd=self.folder)
        server = self._server = self._running.enter_context(started)
        socket_file = self.folder / f".s.PGSQL.{self.port}"
        until(lambda: socket_file.exists() and accepts(self._command, self.folder, self.port), server, log)

    def fall(self) -> None:
        """End it as an accident does: no connection is told good-bye, and the log is gone through at the next start."""
        if self._server is not None:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait()

    def close(self) -> None:
        self._running.close()


@contextmanager
def postgres(*, waits_for_disk: bool = False) -> Iterator[str]:
    """Run a PostgreSQL of our own; give the DATABASE_URL of its empty database. Raises NotStartedError."""
    with restartable_postgres(waits_for_disk=waits_for_disk) as server:
        yield server.url


@contextmanager
def restartable_postgres(*, waits_for_disk: bool = False) -> Iterator[Postgres]:
    """Run a PostgreSQL of our own that can be ended and begun again meanwhile. Raises NotStartedError."""
    folder = Path(tempfile.mkdtemp(prefix="entraide-postgres-", dir="/tmp"))
    try:
        server = Postgres(folder, waits_for_disk=waits_for_disk)
        try:
            server.begin()
            yield server
        finally:
            server.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def accepts(command: list[str], folder: Path, port: int) -> bool:
    """Tell whether the PostgreSQL in `folder` takes connections."""
    ready = [postgres_program("pg_isready"), "-q", "-h", str(folder), "-p", str(port)]
    return subprocess.run(ready, check=False).returncode == 0


@contextmanager
def database(server_url: str) -> Iterator[str]:
    """Make an empty database on the server of `server_url`; give its DATABASE_URL and drop it at the end."""
    name = f"house_{secrets.token_hex(6)}"
    server = psycopg.connect(server_url.replace("postgres://", "postgresql://", 1), autocommit=True)
    try:
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        parts = urlsplit(server_url)
        yield parts._replace(path=f"/{name}").geturl()
    finally:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.close()


@contextmanager
def redis() -> Iterator[str]:
    """Run a Redis of our own that keeps nothing; give its REDIS_URL. Raises NotStartedError."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="entraide-redis-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        port = free_port()
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        server = stack.enter_context(process([*command, "--dir", str(folder)], folder / "log"))
        until(lambda: listens(port), server, folder / "log")
        yield f"redis://127.0.0.1:{port}/0"


@dataclass
class House:
    """A house that runs as in production: real Daphnes (one address each) and a worker, on databases of its own."""

    addresses: list[str]
    environ: dict[str, str]
    data_dir: Path
    daphnes: list[subprocess.Popen[bytes]]
    fixed: dict[str, str] = field(default_factory=dict)
    running: ExitStack = field(default_factory=ExitStack)

    @property
    def url(self) -> str:
        return self.addresses[0]

    @property
    def sign_ins(self) -> dict[str, dict[str, str]]:
        """The demo's ways in, by role; needs `demo=True`."""
        found: dict[str, dict[str, str]] = json.loads((self.data_dir / "demo.json").read_text(encoding="utf-8"))
        return found

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py in this house and return what it printed. Raises CalledProcessError."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environ, check=True, text=True, stdout=subprocess.PIPE).stdout

    def begin_daphne(self, number: int) -> None:
        """Start the Daphne at the address `number`, for the first time or after it ended. Raises NotStartedError."""
        port = urlsplit(self.addresses[number]).port or 0
        command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), *DAPHNE]
        log = self.data_dir / f"daphne-{port}.log"
        # Each Daphne of a house behind one address would share it; here each has its own, and allows that too.
        own = {"SITE_URL": self.addresses[number], **self.fixed, "PORT": str(port)}
        environ = {**self.environ, **own}
        server = self.running.enter_context(process([*command, "config.asgi:application"], log, environ=environ))
        until(lambda: alive(port), server, log)
        self.daphnes[number:] = [server, *self.daphnes[number + 1 :]]


@contextmanager
def house(
    *,
    database_url: str = "",
    redis_url: str = "",
    daphnes: int = 1,
    demo: bool = False,
    worker: bool = False,
    **more: str,
) -> Iterator[House]:
    """Run a whole house; `more` are variables of its environment. PostgreSQL's database must be empty.

    Several Daphnes need Redis between them. Raises NotStartedError, or CalledProcessError when it cannot be prepared.
    """
    with ExitStack() as stack:
        data_dir = Path(tempfile.mkdtemp(prefix="entraide-house-"))
        stack.callback(shutil.rmtree, data_dir, ignore_errors=True)
        ports = [free_port() for _ in range(daphnes)]
        environ = {
            **{name: word for name, word in os.environ.items() if name not in {"SECRET_KEY", "SEAL_KEYS", "DEBUG"}},
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATA_DIR": str(data_dir),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "HOST": "127.0.0.1",
            "PORT": str(ports[0]),
            "SITE_URL": f"http://127.0.0.1:{ports[0]}",
            **more,
        }
        addresses = [f"http://127.0.0.1:{port}" for port in ports]
        found = House(addresses, environ, data_dir, [], more, stack)
        found.manage("compiletranslations")
        found.manage("migrate", "--no-input", "--verbosity=0")
        found.manage("collectstatic", "--no-input", "--verbosity=0")
        if demo:
            found.manage("seed_demo")
        for number in range(daphnes):
            found.begin_daphne(number)
        if worker:
            log = data_dir / "worker.log"
            stack.enter_context(process([sys.executable, "manage.py", "worker"], log, environ=environ))
        yield found


def alive(port: int) -> bool:
    """Tell whether a house answers on `port`."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def listens(port: int) -> bool:
    """Tell whether somebody takes connections on `port`."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def process(
    command: list[str],
    log: Path,
    *,
    environ: dict[str, str] | None = None,
    end_with: signal.Signals = signal.SIGTERM,
    cwd: Path = ROOT,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` with its words in `log`; end it when the block ends, by force if it does not listen."""
    with log.open("ab") as words:
        started = subprocess.Popen(
            command, stdout=words, stderr=words, stdin=subprocess.DEVNULL, env=environ, cwd=cwd, start_new_session=True
        )
    try:
        yield started
    finally:
        if started.poll() is None:
            started.send_signal(end_with)
            try:
                started.wait(20)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()


def until(ready: Callable[[], bool], server: subprocess.Popen[bytes], log: Path, *, within_s: float = 60) -> None:
    """Wait until `ready`. Raises NotStartedError with the server's last words when it ends or takes too long."""
    deadline = time.monotonic() + within_s
    while not ready():
        if server.poll() is not None or time.monotonic() > deadline:
            raise NotStartedError(log.read_text(errors="replace")[-4000:])
        time.sleep(0.05)
