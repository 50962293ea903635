"""Triggers stay up in every test; they are lowered for the moment in which a transactional test empties the tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import TransactionTestCase

from record import triggers


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


@pytest.fixture(autouse=True, scope="session")
def _flushing_past_triggers() -> Iterator[None]:
    """Flushing deletes (SQLite) or truncates (PostgreSQL) what the triggers protect."""
    empty_tables = TransactionTestCase._fixture_teardown

    def teardown(case: Any) -> None:
        with lowered():
            empty_tables(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield
