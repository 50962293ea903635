import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.backups import is_empty
from config.settings import ENVIRONMENT

DAPHNE = (
    "--verbosity 0 --no-server-name --websocket-max-message-size 65536 --websocket-max-frame-size 65536 "
    "--ping-interval 45 --ping-timeout 20 --http-timeout 60 --application-close-timeout 5"
)
# Daphne lets pages end within five seconds; a job of the worker ends by itself.
STOP_S = 15.0
START_S = 30.0


class Command(BaseCommand):
    help = (
        "Opens the house: migrates, fills the demo on a first start on this machine alone, runs Daphne and the worker."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stop.set())
        refuse_taken_port()
        self.prepare()
        python = sys.executable
        manage = str(settings.BASE_DIR / "manage.py")
        address = ["-b", ENVIRONMENT.host, "-p", str(ENVIRONMENT.port)]
        children: dict[str, subprocess.Popen[bytes]] = {}
        try:
            children["The web server"] = start(
                [python, "-m", "daphne", *address, *DAPHNE.split(), "config.asgi:application"]
            )
            children["The worker"] = start([python, manage, "worker"])
            if self.answers(children):
                self.welcome()
            ended = self.watch(children)
        finally:
            for name in end(children):
                self.stderr.write(f"{name} did not end by itself and was stopped by force.")
        if ended:
            raise CommandError(f"{ended} stopped by itself; the house is closed.")
        self.stdout.write("The house is closed.")

    def prepare(self) -> None:
        """Bring database, words and files up to date; on a first start on this machine alone, move the demo in."""
        call_command("compiletranslations", verbosity=0)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_themes", verbosity=0)
        call_command("check", databases=["default"], stdout=io.StringIO())
        call_command("collectstatic", interactive=False, verbosity=0)
        if settings.IS_LOOPBACK and is_empty():
            self.stdout.write("First start: the demo community is moving in …")
            self.stdout.flush()
            call_command("seed_demo")

    def answers(self, children: dict[str, subprocess.Popen[bytes]]) -> bool:
        """Wait until the web server takes connections. Returns False when it ends, or is told to stop, before."""
        deadline = time.monotonic() + START_S
        while (
            time.monotonic() < deadline and not self.stop.is_set() and all(c.poll() is None for c in children.values())
        ):
            with socket.socket(family_of(ENVIRONMENT.host)) as probe:
                probe.settimeout(1)
                if probe.connect_ex((reachable(ENVIRONMENT.host), ENVIRONMENT.port)) == 0:
                    return True
            self.stop.wait(0.1)
        return False

    def welcome(self) -> None:
        """Say where the house is and how to come in."""
        self.stdout.write(f"\nEntraide is open: {settings.SITE_URL}  (help now: {settings.SITE_URL}/fr/help/)")
        demo = settings.DATA_DIR / "demo.json"
        if settings.IS_LOOPBACK and demo.exists():
            self.stdout.write(f"Demo sign-ins (also in {os.path.relpath(demo)}):")
            for role, way in json.loads(demo.read_text(encoding="utf-8")).items():
                self.stdout.write(f"  {role.replace('_', ' '):<17} {way['login']:<24} {way['password']}")
        self.stdout.write("Ctrl-C closes it.\n")
        self.stdout.flush()

    def watch(self, children: dict[str, subprocess.Popen[bytes]]) -> str:
        """Wait until told to stop. Returns the name of a child that ended by itself, or nothing."""
        while not self.stop.wait(0.2):
            for name, child in children.items():
                if child.poll() is not None:
                    return name
        return ""


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a child out of reach of the terminal's Ctrl-C, so that this process alone ends it, calmly."""
    return subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True)


def end(children: dict[str, subprocess.Popen[bytes]]) -> list[str]:
    """End every child, asked first. Returns the names of those that did not listen and were ended by force."""
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_S
    forced = []
    for name, child in children.items():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            forced.append(name)
    return forced


def family_of(host: str) -> socket.AddressFamily:
    """Return the kind of socket that listens on `host`."""
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def reachable(host: str) -> str:
    """Return the address under which this machine reaches what listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def refuse_taken_port() -> None:
    """Raise CommandError when somebody else listens on our port."""
    with socket.socket(family_of(ENVIRONMENT.host)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ENVIRONMENT.host, ENVIRONMENT.port))
        except OSError as fault:
            raise CommandError(
                f"{ENVIRONMENT.host}:{ENVIRONMENT.port} cannot be used ({fault.strerror}); "
                "PORT=8001 make run takes another port."
            ) from None
