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
import time
from contextlib import ExitStack
from pathlib import Path

from tests import servers

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
PARTS = ["lint", "types", "contracts", "migrations", "translations", "deploy", "unit", "live", "browser"]
IS_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes", "on"}
# What each program comes with, and the parts that cannot do without it.
PROGRAMS = {
    "postgres": ("postgresql", {"unit", "live", "browser"}),
    "redis-server": ("redis-server", {"unit", "live", "browser"}),
    "xgettext": ("gettext", {"translations"}),
    "chromium": ("chromium", {"browser"}),
}
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


class Run:
    """Runs the parts one after the other and remembers how each ended."""

    def __init__(self) -> None:
        self.told: list[tuple[str, bool, float, str]] = []
        self.left_out: list[str] = []

    def step(self, name: str, *command: str | Path, **environ: str) -> None:
        """Run one command; its words go through, its last counting line is kept for the summary."""
        print(f"\n── {name} " + "─" * max(4, 100 - len(name)), flush=True)
        began = time.monotonic()
        clean = {key: word for key, word in os.environ.items() if key not in QUIET}
        running = subprocess.Popen(
            [str(word) for word in command],
            cwd=ROOT,
            env={**clean, "PYTHONUNBUFFERED": "1", **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        said = ""
        try:
            for line in running.stdout or ():
                print(line, end="", flush=True)
                if re.search(r"\d+ (passed|failed|error)", line):
                    said = line.strip(" =\n")
            code = running.wait()
        finally:
            if running.poll() is None:
                running.terminate()
                running.wait()
        self.told.append((name, code == 0, time.monotonic() - began, said))

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


def missing(parts: list[str]) -> list[str]:
    """Return the programs that `parts` need and this machine has not."""
    return [name for name, (_, users) in PROGRAMS.items() if users & set(parts) and not program(name)]


def install(names: list[str]) -> None:
    """Install the packages of these programs if that is allowed; what Debian would start with them is not started."""
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (
        root and subprocess.run([*root, "true"], capture_output=True, check=False).returncode
    ):
        return
    packages = [PROGRAMS[name][0] for name in names]
    print(f"Installing {', '.join(packages)} …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    # Debian asks this file before it starts a service; 101 says no.
    ours = os.geteuid() == 0 and not POLICY.exists()
    if ours:
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            subprocess.run([*apt, *words], env=quiet, stdout=subprocess.DEVNULL, check=False)
    finally:
        if ours:
            POLICY.unlink()


def checks(run: Run, parts: list[str], lacking: list[str]) -> None:
    """Everything that needs no server."""
    if "lint" in parts:
        run.step("ruff check", BIN / "ruff", "check", "--no-cache", ".")
        run.step("ruff format", BIN / "ruff", "format", "--no-cache", "--check", ".")
    if "types" in parts:
        run.step("mypy", BIN / "mypy")
    if "contracts" in parts:
        run.step("import contracts", BIN / "lint-imports", "--no-cache", "--no-logo")
    if "migrations" in parts:
        settings = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
        run.step(
            "missing migrations", BIN / "python", "manage.py", "makemigrations", "--check", "--dry-run", **settings
        )
    if "translations" in parts:
        if "xgettext" in lacking:
            run.left_out.append("untranslated sentences (gettext)")
        else:
            run.step("untranslated sentences", BIN / "python", "-m", "tests.untranslated")
    if "deploy" in parts:
        run.step("check --deploy", BIN / "python", "-m", "tests.deploy_check")


def unit(run: Run, urls: dict[str, str]) -> None:
    """Unit and consumer tests on both pairs of engines."""
    pytest = [BIN / "pytest", "-q", "-n", "2", "--dist", "loadscope", "--no-header", "--durations=5"]
    run.step("tests on SQLite and memory", *pytest)
    if urls:
        run.step("tests on PostgreSQL and Redis", *pytest, "--create-db", **urls)
    else:
        run.left_out.append("tests on PostgreSQL and Redis (postgresql, redis-server)")


def live(run: Run, urls: dict[str, str]) -> None:
    """Two real Daphnes with Redis between them, and what happens when one part is taken away."""
    if urls:
        run.step("two Daphnes", BIN / "pytest", "-q", "--no-header", "tests/live", **urls)
    else:
        run.left_out.append("two Daphnes (postgresql, redis-server)")


def browser(run: Run, urls: dict[str, str], lacking: list[str]) -> None:
    """The journeys in a browser, against a real Daphne."""
    pytest = [BIN / "pytest", "-q", "--no-header", "--durations=5", "tests/browser"]
    if "chromium" in lacking:
        run.left_out.append("browser tests (chromium)")
        return
    if urls:
        # Two at a time, each in a house of its own.
        run.step("journeys in a browser, on PostgreSQL and Redis", *pytest, "-n", "2", "--dist", "loadscope", **urls)
    else:
        run.left_out.append("browser tests on PostgreSQL (postgresql, redis-server)")
    run.step("one journey in a browser, on SQLite", *pytest, "-m", "smoke")


def main(asked: list[str]) -> int:
    if unknown := set(asked) - set(PARTS):
        sys.exit(f"Unknown: {', '.join(sorted(unknown))}. The parts are {', '.join(PARTS)}.")
    # Ended from outside, the servers must end too: their contexts see this as any other exception.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parts = asked or PARTS
    if lacking := missing(parts):
        install(lacking)
        lacking = missing(parts)
    run = Run()
    checks(run, parts, lacking)
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
            if "live" in parts:
                live(run, urls)
            if "browser" in parts:
                browser(run, urls, lacking)
    return run.summary()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
