"""`make run`: opens the whole house, says how to come in, and closes it without leaving anything behind."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings as house

from tests import servers

# Nothing here asks the database of the run: once is enough.
pytestmark = pytest.mark.only_on("sqlite")


class Running:
    """`manage.py serve` in a process of its own."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.port = servers.free_port()
        clean = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": "", "REDIS_URL": ""}
        clean |= {"DATA_DIR": str(folder), "PORT": str(self.port), "PYTHONUNBUFFERED": "1", **environ}
        command = [sys.executable, "manage.py", "serve"]
        self.process = subprocess.Popen(
            command, cwd=house.BASE_DIR, env=clean, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.said: list[str] = []
        self.listening = threading.Thread(target=self._listen, daemon=True)
        self.listening.start()

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            self.said.append(line)

    @property
    def words(self) -> str:
        return "".join(self.said)

    def until(self, sentence: str, within_s: float = 120) -> None:
        deadline = time.monotonic() + within_s
        while sentence not in self.words:
            assert self.process.poll() is None, self.words
            assert time.monotonic() < deadline, self.words
            time.sleep(0.1)

    def children(self) -> list[int]:
        found = subprocess.run(
            ["ps", "--ppid", str(self.process.pid), "-o", "pid="], capture_output=True, text=True, check=False
        )
        return [int(word) for word in found.stdout.split()]

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        """Wait for the end and return its code."""
        code = self.process.wait(60)
        self.listening.join(5)
        if self.process.stdout:
            self.process.stdout.close()
        return code


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def opened(tmp_path: Path):
    running: list[Running] = []

    def start(**environ: str) -> Running:
        running.append(Running(tmp_path / "var", **environ))
        return running[-1]

    yield start
    for one in running:
        if one.process.poll() is None:
            one.process.terminate()
        one.ended()


def test_the_first_start_fills_the_house_and_the_second_only_opens_it(opened, tmp_path: Path):
    first = opened()
    first.until("Ctrl-C closes it.")
    ways = json.loads((tmp_path / "var" / "demo.json").read_text(encoding="utf-8"))
    assert {"member", "second_member", "facilitator", "moderator", "administrator"} <= set(ways)
    for way in ways.values():
        assert re.search(rf"{re.escape(way['login'])} +{re.escape(way['password'])}", first.words)
    assert first.get("/healthz")[0] == 200
    status, page = first.get("/fr/")
    assert status == 200
    assert 'lang="fr"' in page
    # A guest's page brings its own style along; the drawings are fetched.
    assert "<style>" in page
    drawings = re.search(r'href="(/static/[^"#]+)', page)
    assert drawings
    assert first.get(drawings[1])[0] == 200
    deadline = time.monotonic() + 60
    while json.loads(first.get("/readyz")[1])["status"] != "ready" and time.monotonic() < deadline:
        time.sleep(0.2)
    assert json.loads(first.get("/readyz")[1])["status"] == "ready"
    children = first.children()
    assert len(children) == 2
    assert first.end() == 0
    assert not [pid for pid in children if is_running(pid)]
    assert "by force" not in first.words
    assert "GET /" not in first.words, "who reads what is written down nowhere"

    second = opened()
    second.until("Ctrl-C closes it.")
    assert "moving in" not in second.words
    assert json.loads((tmp_path / "var" / "demo.json").read_text(encoding="utf-8")) == ways
    assert second.end(signal.SIGINT) == 0


def test_when_one_part_dies_the_house_closes_and_says_so(opened):
    running = opened(SITE_URL="https://entraide.example.org")
    running.until("Ctrl-C closes it.")
    assert "demo" not in running.words.lower()
    children = running.children()
    os.kill(children[-1], signal.SIGKILL)
    assert running.ended() != 0
    assert "stopped by itself" in running.words
    assert not [pid for pid in children if is_running(pid)]


def test_a_taken_port_is_told_before_anything_is_done(opened, tmp_path: Path):
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        running = opened(PORT=str(somebody.getsockname()[1]))
        assert running.ended() != 0
    assert "PORT=8001 make run" in running.words
    assert "Traceback" not in running.words
    # The file's place is made, for its owner alone; nothing is in it.
    assert (tmp_path / "var" / "entraide.sqlite3").stat().st_size == 0
