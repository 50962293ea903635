"""Triggers stay up in every test; they are lowered for the moment in which a transactional test empties the tables.

Emptying is done here instead of by flush: every row goes, and what stood after the migrations (first
versions of the house's pages, kinds of content) comes back as it was, instead of being made anew each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase

from forum import word_index
from record import triggers

# What Django fills after each migrate and no test changes.
CONSTANT = {"django_migrations", "django_content_type", "auth_permission"}


@contextmanager
def lowered(*only: triggers.Trigger) -> Iterator[None]:
    """Take the named triggers (all, without names) off their tables, and put them back at the end."""
    for trigger in only or triggers.registered():
        triggers.remove(trigger)
    try:
        yield
    finally:
        for trigger in triggers.missing():
            triggers.install(trigger)


# What belongs to the tables and is not listed among them. SQLite counts on from the highest number a table ever had:
# a masked row's, drawn far above all others, would push the rows of every later test up there.
_UNLISTED = {"postgresql": {word_index.TABLE}, "sqlite": {word_index.TABLE, "sqlite_sequence"}}

Rows = dict[str, list[tuple[Any, ...]]]


@contextmanager
def emptying_past_triggers() -> Iterator[None]:
    """Have transactional tests leave the tables as they are now, right after the migrations."""
    fresh = standing()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: empty(fresh))
        yield


def standing() -> Rows:
    """Return the rows of every table that tests may change."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted((set(connection.introspection.table_names()) | _UNLISTED[connection.vendor]) - CONSTANT):
            cursor.execute(f"SELECT * FROM {table}")
            found[table] = cursor.fetchall()
    return found


def empty(fresh: Rows) -> None:
    """Make every table what it was before the first test."""
    if connection.vendor == "postgresql":
        # Neither triggers nor foreign keys are asked, in this transaction alone; deleting few rows is far quicker
        # than truncating a hundred tables.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("; ".join(f"DELETE FROM {table}" for table in fresh))
            fill(cursor, fresh)
    else:
        with lowered(), connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
            for table in fresh:
                cursor.execute(f"DELETE FROM {table}")
            fill(cursor, fresh)


def fill(cursor: CursorWrapper, fresh: Rows) -> None:
    for table, rows in fresh.items():
        if rows:
            cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)
