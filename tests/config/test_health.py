"""Alive and ready are two things; neither tells more than yes or no."""

import json
import time
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from config import health

pytestmark = pytest.mark.urls("tests.config.a_small_house")


@pytest.fixture(autouse=True)
def _fresh(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HEARTBEAT_FILE = tmp_path / "worker.heartbeat"
    monkeypatch.setattr(health, "_migrated", False)


def readyz(client: Client) -> tuple[int, dict]:
    answer = client.get("/readyz")
    assert answer["Cache-Control"] == "no-store"
    return answer.status_code, json.loads(answer.content)


def test_alive_asks_nobody(client: Client):
    # Without the mark for it, a look at the database would fail this test.
    answer = client.get("/healthz")
    assert (answer.status_code, json.loads(answer.content)) == (200, {"status": "alive"})
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.django_db
def test_ready_when_database_and_worker_are_there(client: Client):
    health.beat()
    code, said = readyz(client)
    assert (code, said["status"]) == (200, "ready")
    assert said["checks"]["database"]
    assert said["checks"]["migrations"]
    assert said["checks"]["worker"]


@pytest.mark.django_db
def test_without_a_worker_the_house_serves_and_says_so(client: Client):
    code, said = readyz(client)
    assert (code, said["status"], said["checks"]["worker"]) == (200, "degraded", False)


@pytest.mark.django_db
def test_a_worker_that_fell_silent_is_noticed(client: Client, settings):
    long_ago = time.time() - health.HEARTBEAT_OLD_S - 1
    settings.HEARTBEAT_FILE.write_text(f"{long_ago}\n")
    cache.set(health.HEARTBEAT_KEY, long_ago)
    assert readyz(client)[1]["checks"]["worker"] is False


@pytest.mark.django_db
@pytest.mark.parametrize("kept_in", ["file", "cache"])
def test_one_sign_of_life_is_enough(client: Client, settings, kept_in: str):
    health.beat()
    cache.clear() if kept_in == "file" else settings.HEARTBEAT_FILE.unlink()
    assert readyz(client)[1]["checks"]["worker"] is True


@pytest.mark.django_db
def test_a_spoilt_sign_of_life_is_none(client: Client, settings):
    settings.HEARTBEAT_FILE.write_text("soon")
    assert readyz(client)[1]["checks"]["worker"] is False


@pytest.mark.django_db
def test_a_waiting_migration_makes_unready(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_: ["forum.0002"])
    assert readyz(client) == (
        503,
        {"status": "unready", "checks": {"database": True, "migrations": False, **_rest(client)}},
    )


def _rest(client: Client) -> dict:
    checks = readyz(client)[1]["checks"]
    return {name: good for name, good in checks.items() if name not in {"database", "migrations"}}


def test_a_lost_database_makes_unready_and_its_words_stay_inside(client: Client, monkeypatch: pytest.MonkeyPatch):
    def lost() -> bool:
        raise OperationalError("connection to server at 10.0.0.7 failed for user entraide")

    monkeypatch.setattr(health, "database", lost)
    monkeypatch.setattr(health, "migrations", lost)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "10.0.0.7" not in answer.content.decode()
    assert json.loads(answer.content)["checks"]["database"] is False


@pytest.mark.django_db
def test_redis_is_asked_where_there_should_be_one(client: Client, settings):
    settings.REDIS_URL = ""
    assert "redis" not in readyz(client)[1]["checks"]
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    code, said = readyz(client)
    assert (code, said["status"], said["checks"]["redis"]) == (200, "degraded", False)


def test_nobody_changes_anything_here(client: Client):
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405
