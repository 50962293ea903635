"""The worker: each job when it is due, none stopped by another, a calm end."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings as house

from config import jobs
from record.jobs import Job

# The rounds close old connections; none is opened here.
pytestmark = pytest.mark.django_db


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def _heartbeat_elsewhere(settings, tmp_path: Path) -> None:
    settings.HEARTBEAT_FILE = tmp_path / "worker.heartbeat"


def test_each_job_comes_back_after_its_own_time():
    clock, done = Clock(), []
    rounds = jobs.Rounds(
        [Job("often", lambda: done.append("often"), 10), Job("seldom", lambda: done.append("seldom"), 25)], clock
    )
    for _ in range(6):
        rounds.run_due()
        clock.now += 5
    assert done == ["often", "seldom", "often", "often", "seldom"]


def test_a_failing_job_stops_no_other_and_is_tried_again(caplog: pytest.LogCaptureFixture):
    clock, done = Clock(), []

    def fail() -> None:
        done.append("tried")
        raise RuntimeError("not today")

    rounds = jobs.Rounds([Job("failing", fail, 10), Job("next", lambda: done.append("next"), 10)], clock)
    rounds.run_due()
    clock.now += 10
    rounds.run_due()
    assert done == ["tried", "next", "tried", "next"]
    assert "failing failed" in caplog.text


def test_a_job_that_takes_long_is_due_again_after_its_end():
    clock, done = Clock(), []

    def slow() -> None:
        done.append(clock.now)
        clock.now += 100

    rounds = jobs.Rounds([Job("slow", slow, 10)], clock)
    rounds.run_due()
    assert rounds.pause() == pytest.approx(10)


def test_the_pause_is_never_longer_than_a_heartbeat():
    assert jobs.Rounds([Job("nightly", lambda: None, 86400)], Clock()).pause() == 0
    rounds = jobs.Rounds([Job("nightly", lambda: None, 86400)], Clock())
    rounds.run_due()
    assert rounds.pause() == jobs.BEAT_S
    assert jobs.Rounds([], Clock()).pause() == jobs.BEAT_S


def test_told_to_stop_it_ends_between_two_jobs():
    stop, done = threading.Event(), []

    def first() -> None:
        done.append("first")
        stop.set()

    jobs.Rounds([Job("first", first, 1), Job("second", lambda: done.append("second"), 1)]).run_until(stop)
    assert done == ["first"]


def test_a_disk_that_is_full_does_not_stop_the_work(settings, tmp_path: Path):
    settings.HEARTBEAT_FILE = tmp_path / "gone" / "worker.heartbeat"
    done = []
    jobs.Rounds([Job("work", lambda: done.append(1), 1)]).run_due()
    assert done == [1]


def test_the_worker_gives_signs_of_life_and_ends_calmly_when_asked(tmp_path: Path):
    environ = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "REDIS_URL": "",
    }
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--no-input", "-v0"], cwd=house.BASE_DIR, env=environ, check=True
    )
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "worker"], cwd=house.BASE_DIR, env=environ, stderr=subprocess.PIPE
    )
    try:
        deadline = time.monotonic() + 30
        while not (tmp_path / "worker.heartbeat").exists() and worker.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert (tmp_path / "worker.heartbeat").exists()
        worker.send_signal(signal.SIGTERM)
        _, said = worker.communicate(timeout=60)
    finally:
        worker.kill()
        worker.wait()
    assert worker.returncode == 0
    assert said == b""
