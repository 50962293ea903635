"""Everything that must hold, in order; `make test` calls it. `python -m tests.run lint unit` runs these parts only.

What is missing is installed where that is allowed (Debian packages, as root or with sudo without password). Where it is
not, one line says what was left out; with CI=true nothing may be left out. Every server is private: random ports,
throw-away folders, ended by process id.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests import servers

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
PARTS = ["lint", "types", "contracts", "migrations", "translations", "deploy", "unit", "live", "browser"]
IS_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes", "on"}
# The package each program comes with, and the parts that cannot do without it.
PROGRAMS = {
    "postgres": ("postgresql", {"unit", "live", "browser"}),
    "redis-server": ("redis-server", {"unit", "live", "browser"}),
    "xgettext": ("gettext", {"translations"}),
    servers.BROWSERS[0]: (servers.BROWSERS[0], {"browser"}),
}
# What does too where the program itself cannot be had.
INSTEAD = {servers.BROWSERS[0]: servers.BROWSERS[1]}
# Two at a time, file by file in their own order: the long ones do not stand together at the end.
BESIDE = ["-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"]
POLICY = Path("/usr/sbin/policy-rc.d")
QUIET = {
    "HOST",
    "PORT",
    "SITE_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "DATA_DIR",
    "SECRET_KEY",
    "SEAL_KEYS",
    "RATE_LIMITS",
    "DEBUG",
}


@dataclass(frozen=True)
class Step:
    """One command of the run; `environ` is added to what it finds around it."""

    name: str
    command: Sequence[str | Path]
    environ: dict[str, str] = field(default_factory=dict)

    def begin(self) -> subprocess.Popen[str]:
        """Start it, with everything it says on one line after the other."""
        clean = {key: word for key, word in os.environ.items() if key not in QUIET}
        return subprocess.Popen(
            [str(word) for word in self.command],
            cwd=ROOT,
            env={**clean, "PYTHONUNBUFFERED": "1", **self.environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )


Told = tuple[str, bool, float, str]


class Run:
    """Runs the steps and remembers how each ended."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.left_out: list[str] = []
        self._aloud = threading.Lock()

    def step(self, name: str, *command: str | Path, **environ: str) -> None:
        """Run one command; its words go through, its last counting line is kept for the summary."""
        self.told.append(self._run(Step(name, command, environ), self._say))

    def together(self, steps: list[Step]) -> None:
        """Run commands two at a time; what each says comes in one piece when it has ended."""
        with ThreadPoolExecutor(max_workers=2) as pool:
            self.told += pool.map(self._in_one_piece, steps)

    def _in_one_piece(self, step: Step) -> Told:
        said: list[str] = []
        told = self._run(step, said.append)
        self._say("".join(said))
        return told

    def _say(self, words: str) -> None:
        with self._aloud:
            print(words, end="", flush=True)

    def _run(self, step: Step, say: Callable[[str], None]) -> Told:
        say(f"\n── {step.name} " + "─" * max(4, 100 - len(step.name)) + "\n")
        began = time.monotonic()
        running = step.begin()
        counted, again = "", []
        try:
            for line in running.stdout or ():
                say(line)
                if re.search(r"\d+ (passed|failed|error)", line):
                    counted = line.strip(" =\n")
                if found := re.search(r"FAILED AT FIRST: \S*::(\S+)", line):
                    again.append(found[1])
            code = running.wait()
        finally:
            if running.poll() is None:
                running.terminate()
                running.wait()
        if again:
            counted += f"; TRIED A SECOND TIME: {', '.join(again)}"
        return step.name, code == 0, time.monotonic() - began, counted

    def summary(self) -> int:
        """Print how everything ended, counting lines last. Returns the exit code."""
        print("\n" + "═" * 104)
        for name, good, seconds, said in self.told:
            print(f"{'ok    ' if good else 'FAILED'} {seconds:6.1f} s  {name}" + (f": {said}" if said else ""))
        if self.left_out:
            print(f"Left out, because it is not installed here: {', '.join(self.left_out)}.")
        return int(not all(good for _, good, _, _ in self.told) or (IS_CI and bool(self.left_out)))


def program(name: str) -> str:
    """Return the path of a program, "" when it is not installed."""
    return servers.postgres_program(name) if name == "postgres" else shutil.which(name) or ""


def missing(parts: list[str], *, strictly: bool = False) -> list[str]:
    """Return the programs that `parts` need and this machine has not; `strictly`, nothing does instead of another."""
    return [
        name
        for name, (_, users) in PROGRAMS.items()
        if users & set(parts) and not program(name) and (strictly or not program(INSTEAD.get(name, name)))
    ]


def install(names: list[str]) -> None:
    """Install the packages of these programs if that is allowed; what Debian would start with them is not started."""
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (
        root and subprocess.run([*root, "true"], capture_output=True, check=False).returncode
    ):
        return
    print(f"Installing {', '.join(PROGRAMS[name][0] for name in names)} …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    # Debian asks this file before it starts a service; 101 says no.
    ours = os.geteuid() == 0 and not POLICY.exists()
    if ours:
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)

    def get(*words: str) -> bool:
        return not subprocess.run([*apt, *words], env=quiet, stdout=subprocess.DEVNULL, check=False).returncode

    try:
        get("update")
        if not get("install", "-y", "--no-install-recommends", *(PROGRAMS[name][0] for name in names)):
            # One of them may be unknown here: each by itself, and what does instead.
            for name in names:
                if not get("install", "-y", "--no-install-recommends", PROGRAMS[name][0]) and name in INSTEAD:
                    get("install", "-y", "--no-install-recommends", INSTEAD[name])
    finally:
        if ours:
            POLICY.unlink()


def checks(parts: list[str]) -> list[Step]:
    """Everything that needs no server and nothing installed, the longest first."""
    python, settings = BIN / "python", {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    migrations = [python, "manage.py", "makemigrations", "--check", "--dry-run"]
    found = [
        ("types", Step("mypy", [BIN / "mypy"])),
        ("contracts", Step("import contracts", [BIN / "lint-imports", "--no-cache", "--no-logo"])),
        ("deploy", Step("check --deploy", [python, "-m", "tests.deploy_check"])),
        ("migrations", Step("missing migrations", migrations, settings)),
        ("lint", Step("ruff check", [BIN / "ruff", "check", "--no-cache", "."])),
        ("lint", Step("ruff format", [BIN / "ruff", "format", "--no-cache", "--check", "."])),
    ]
    return [step for part, step in found if part in parts]


def translations(run: Run, lacking: list[str]) -> None:
    """Every English sentence has its French one."""
    if "xgettext" in lacking:
        run.left_out.append("untranslated sentences (gettext)")
    else:
        run.step("untranslated sentences", BIN / "python", "-m", "tests.untranslated")


def unit(run: Run, urls: dict[str, str]) -> None:
    """Unit and consumer tests on both pairs of engines."""
    pytest = [BIN / "pytest", "-q", *BESIDE, "--no-header", "--durations=5"]
    run.step("tests on SQLite and memory", *pytest)
    if urls:
        run.step("tests on PostgreSQL and Redis", *pytest, "--create-db", **urls)
    else:
        run.left_out.append("tests on PostgreSQL and Redis (postgresql, redis-server)")


def live(run: Run, urls: dict[str, str]) -> list[Step]:
    """Two real Daphnes with Redis between them, and what happens when one part is taken away."""
    if urls:
        return [Step("two Daphnes", [BIN / "pytest", "-q", "--no-header", "tests/live"], urls)]
    run.left_out.append("two Daphnes (postgresql, redis-server)")
    return []


def smoke(lacking: list[str]) -> list[Step]:
    """The journeys that are walked on SQLite too, in one process without Redis."""
    if servers.BROWSERS[0] in lacking:
        return []
    pytest = [BIN / "pytest", "-q", "--no-header", "--durations=5", "tests/browser", "-m", "smoke"]
    return [Step("some journeys in a browser, on SQLite", pytest)]


def browser(run: Run, urls: dict[str, str], lacking: list[str]) -> None:
    """The journeys in a browser, against a real Daphne."""
    pytest = [BIN / "pytest", "-q", "--no-header", "--durations=5", "tests/browser"]
    if servers.BROWSERS[0] in lacking:
        run.left_out.append("browser tests (chromium)")
        return
    if urls:
        # Two at a time, each in a house of its own.
        run.step("journeys in a browser, on PostgreSQL and Redis", *pytest, *BESIDE, **urls)
    else:
        run.left_out.append("browser tests on PostgreSQL (postgresql, redis-server)")


def main(asked: list[str]) -> int:
    if unknown := set(asked) - set(PARTS):
        sys.exit(f"Unknown: {', '.join(sorted(unknown))}. The parts are {', '.join(PARTS)}.")
    # Ended from outside, the servers must end too: their contexts see this as any other exception.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parts = asked or PARTS
    run = Run()
    # What has to be installed comes over the network while the checks keep the machine busy.
    coming = threading.Thread(target=install, args=[wanted]) if (wanted := missing(parts, strictly=True)) else None
    if coming:
        coming.start()
    run.together(checks(parts))
    if coming:
        coming.join()
    lacking = missing(parts)
    if "translations" in parts:
        translations(run, lacking)
    if {"unit", "live", "browser"} & set(parts):
        with ExitStack() as stack:
            urls: dict[str, str] = {}
            if not {"postgres", "redis-server"} & set(lacking):
                urls = {
                    "DATABASE_URL": stack.enter_context(servers.postgres()),
                    "REDIS_URL": stack.enter_context(servers.redis()),
                }
            if "unit" in parts:
                unit(run, urls)
            # Neither keeps both processors busy: people wait there for what was taken away.
            beside = live(run, urls) if "live" in parts else []
            if "browser" in parts:
                beside += smoke(lacking)
            run.together(beside)
            if "browser" in parts:
                browser(run, urls, lacking)
    return run.summary()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
