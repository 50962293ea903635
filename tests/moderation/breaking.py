"""How a build is broken on purpose: a check out of the code, a guard off the tables, and all of it back."""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from record import triggers

Patch = pytest.MonkeyPatch


def without(patch: Patch, holder: Any, name: str, *checks: str) -> None:
    """Take checks out of the source of a function, everywhere it is known by its name.

    Fails when one of them is no longer there word for word: a build that is not broken would prove nothing.
    """
    whole = getattr(holder, name)
    source = textwrap.dedent(inspect.getsource(whole))
    for check in checks:
        assert source.count(check) == 1, f"{name} no longer says: {check}"
        source = source.replace(check, "")
    made: dict[str, Any] = {}
    exec(compile(f"from __future__ import annotations\n{source}", "<a broken build>", "exec"), whole.__globals__, made)
    replace(patch, holder, name, made[name])


def replace(patch: Patch, holder: Any, name: str, other: Any) -> None:
    """Put `other` in the place of a function, everywhere it is known by its name."""
    whole = getattr(holder, name)
    patch.setattr(holder, name, other)
    for module in list(sys.modules.values()):
        if getattr(module, "__dict__", {}).get(name) is whole:
            patch.setattr(module, name, other)


@contextmanager
def taken_down(guards: tuple[str, ...]) -> Iterator[None]:
    """Take triggers, checks and unique indexes off the tables, inside a transaction that is rolled back whatever comes.

    Both engines take back what was done to tables like anything else; only the way to look past a check on SQLite has
    to be closed by hand.
    """
    standing = {one.name: one for one in triggers.registered()}
    with transaction.atomic():
        try:
            for guard in guards:
                if guard in standing:
                    triggers.remove(standing[guard])
                else:
                    _drop(*guard.split("."))
            yield
        finally:
            if connection.vendor == "sqlite":
                run("PRAGMA ignore_check_constraints = OFF")
            transaction.set_rollback(True)
    assert triggers.missing() == []


def _drop(table: str, name: str) -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    # A unique column has a name that the engine gave it.
    real = (
        name if name in found else next(key for key, one in found.items() if one["unique"] and one["columns"] == [name])
    )
    if found[real]["check"] and connection.vendor == "sqlite":
        run("PRAGMA ignore_check_constraints = ON")
    elif found[real]["unique"] and real == name:
        run(f"DROP INDEX {connection.ops.quote_name(real)}")
    else:
        run(f"ALTER TABLE {table} DROP CONSTRAINT {connection.ops.quote_name(real)}")


def run(sql: str, *params: Any) -> None:
    """Say something to the database past every service."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
