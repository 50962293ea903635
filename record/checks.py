"""`check --database default` fails when a promise of the database does not stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from record import triggers

_state = {"being_installed": False}


@contextmanager
def being_installed() -> Iterator[None]:
    """Hold the check back while `migrate` is about to install the triggers itself."""
    _state["being_installed"] = True
    try:
        yield
    finally:
        _state["being_installed"] = False


@register(Tags.database)
def triggers_stand(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Return one error for each trigger that is missing or altered on the named databases."""
    if _state["being_installed"]:
        return []
    return [
        Error(
            f"The trigger {trigger.name} on the table {trigger.table} is missing or was altered.",
            hint="Run `manage.py migrate`: it puts every trigger back.",
            obj=alias,
            id="record.E001",
        )
        for alias in databases or []
        for trigger in triggers.missing(using=alias)
    ]
