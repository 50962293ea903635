"""What every test may count on. The cast is in `tests/cast.py`, how rows are made in `tests/factories.py`."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

import pytest
from channels.layers import channel_layers
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import translation
from pytest_django import DjangoDbBlocker

from chat import database
from config import translations
from members import limits
from record import questions
from tests.triggers import emptying_past_triggers

pytest_plugins = ["tests.cast"]


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the French words once, before parallel processes begin."""
    if not hasattr(session.config, "workerinput"):
        translations.compile_all()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the throw-away data folder here too: parallel processes end without their exit handlers."""
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests of another engine to the run on that engine: every test belongs to a run, and none is skipped."""
    here = {connection.vendor, "redis" if "redis" in str(settings.CHANNEL_LAYERS) else "memory"}
    away = [item for item in items if any(mark.args[0] not in here for mark in item.iter_markers("only_on"))]
    if away:
        config.hook.pytest_deselected(items=away)
        items[:] = [item for item in items if item not in away]


# What knows the day: who sees whom on duty today, the digest of today's addresses, pages that say "today".
ZONES = [UTC, ZoneInfo(settings.TIME_ZONE)]
# Longer than all but the longest tests take.
EVENING = timedelta(seconds=20)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let no test begin on one day and end on the next: in the last seconds before midnight, wait for it."""
    for zone in ZONES:
        now = datetime.now(zone)
        if (now + EVENING).date() != now.date():
            time.sleep(
                max(0.0, (datetime.combine((now + EVENING).date(), time_of_day(), zone) - now).total_seconds()) + 1
            )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Hang up on threads that tests left connected, so that PostgreSQL lets the test database go."""
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(emptying_past_triggers())
        yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


@pytest.fixture(scope="module")
def standing_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Rows made once for all tests of a module: each test's own transaction is a savepoint inside this one.

    Not for modules with tests of real transactions.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _clean_surroundings() -> Iterator[None]:
    """Empty the cache and forget the active language: neither counters nor words leak from one test to the next.

    Nor do kept questions, in which a test may have changed how many rows a page has. The channel layer begins anew too:
    its locks belong to the event loop of the test that took them.
    """
    cache.clear()
    limits.HERE.clear()
    questions.forget()
    channel_layers.backends.clear()
    yield
    translation.deactivate_all()


@pytest.fixture(autouse=True)
def _sockets_at_rest(request: pytest.FixtureRequest, _django_db_marker: None) -> Iterator[None]:
    """Wait for what sockets still read in their threads: it would hold tables that the end of the test empties."""
    if {"db", "transactional_db"} & set(request.fixturenames):
        # Set up before us, so that it is torn down after us.
        request.getfixturevalue("_django_db_helper")
    yield
    if database._pool._threads:
        all_idle = threading.Barrier(database.THREADS)
        for idle in [database._pool.submit(all_idle.wait, 60) for _number in range(database.THREADS)]:
            idle.result(60)
