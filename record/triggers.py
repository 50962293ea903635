"""Promises that the database itself keeps, on both engines.

A trigger refuses a change of a table. It is never made in a numbered migration (SQLite drops triggers silently when
a later migration remakes their table): an app hands its triggers to `guard` in `ready()`, every `migrate` installs
them again, and a system check fails when one is missing or was altered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.apps import AppConfig
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate

_REGISTRY: dict[str, Trigger] = {}


@dataclass(frozen=True)
class Trigger:
    """One refusal: `event` on a row of `table` fails with `message` where the SQL condition `when` holds.

    `when` may name OLD and NEW and hold subqueries, in words that SQLite and PostgreSQL share; without it the event
    is refused always. Refusing DELETE refuses PostgreSQL's TRUNCATE too. Every part comes from the code, never from
    people. A refusal reaches Python as `django.db.IntegrityError`.
    """

    name: str
    table: str
    event: Literal["INSERT", "UPDATE", "DELETE"]
    message: str
    when: str = ""

    def __post_init__(self) -> None:
        for word in (self.name, self.table):
            if not word.isidentifier() or len(word) > 55:
                raise ValueError(f"“{word}” cannot be the name of a trigger or a table.")
        if "'" in self.message:
            raise ValueError("A trigger's message holds no straight apostrophe.")

    @property
    def emptying(self) -> str:
        """The name of the companion that refuses TRUNCATE on PostgreSQL, "" where none is needed."""
        return f"{self.name}_all" if self.event == "DELETE" else ""


def guard(app: AppConfig, triggers: Iterable[Trigger]) -> None:
    """Keep `triggers` in place for `app`: installed after each migrate, looked for by `check --database`.

    Raises ValueError when a name is taken by another trigger.
    """
    for trigger in triggers:
        if _REGISTRY.setdefault(trigger.name, trigger) != trigger:
            raise ValueError(f"There is already a trigger called {trigger.name}.")
    pre_migrate.connect(_before_migrate, sender=app, dispatch_uid=f"lower triggers of {app.label}")
    post_migrate.connect(_after_migrate, sender=app, dispatch_uid=f"install triggers of {app.label}")


def registered() -> list[Trigger]:
    """Return every trigger that an app asked for, by name."""
    return [_REGISTRY[name] for name in sorted(_REGISTRY)]


def install(trigger: Trigger, *, using: str = "default") -> None:
    """Make `trigger` on the database `using`, replacing an older wording; nothing happens when it already stands."""
    connection = connections[using]
    if trigger in missing([trigger], using=using):
        with transaction.atomic(using=using), connection.cursor() as cursor:
            for statement in (*_drop_sql(trigger, connection), *_create_sql(trigger, connection)):
                cursor.execute(statement)


def remove(trigger: Trigger, *, using: str = "default") -> None:
    """Take `trigger` off its table. For tests and for tools that empty tables; the check will miss it."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in _drop_sql(trigger, connection):
            cursor.execute(statement)


def missing(wanted: Iterable[Trigger] | None = None, *, using: str = "default") -> list[Trigger]:
    """Return those of `wanted` (all, without it) that do not stand word for word, on tables that exist."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    wanted = [trigger for trigger in (registered() if wanted is None else wanted) if trigger.table in tables]
    if not wanted:
        return []
    standing = _standing(connection)
    return [
        trigger
        for trigger in wanted
        if any(standing.get(name) != words for name, words in _expected(trigger, connection).items())
    ]


def _before_migrate(sender: AppConfig, using: str, plan: list[tuple[Any, bool]] | None = None, **_: object) -> None:
    """SQLite remakes a table by dropping and renaming, which a trigger that reads it would refuse: lower them first."""
    if plan and connections[using].vendor == "sqlite":
        tables = set(connections[using].introspection.table_names())
        for trigger in registered():
            if trigger.table in tables:
                remove(trigger, using=using)


def _after_migrate(using: str, **_: object) -> None:
    """Install whatever is missing, of every app: the table of one may have been remade by another's migration."""
    for trigger in missing(using=using):
        install(trigger, using=using)


def _create_sql(trigger: Trigger, connection: BaseDatabaseWrapper) -> list[str]:
    if connection.vendor == "sqlite":
        return list(_expected(trigger, connection).values())
    [body, *rest] = _expected(trigger, connection).values()
    name, table, event = trigger.name, trigger.table, trigger.event
    statements = [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body${body}$body$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
    for words in rest:
        emptying = trigger.emptying
        statements += [
            f"CREATE OR REPLACE FUNCTION {emptying}() RETURNS trigger LANGUAGE plpgsql AS $body${words}$body$",
            f"CREATE TRIGGER {emptying} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {emptying}()",
        ]
    return statements


def _drop_sql(trigger: Trigger, connection: BaseDatabaseWrapper) -> list[str]:
    if connection.vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {trigger.name}"]
    return [f"DROP TRIGGER IF EXISTS {name} ON {trigger.table}" for name in (trigger.name, trigger.emptying) if name]


def _expected(trigger: Trigger, connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return, by name, the words under which the database keeps the trigger: its statement or its function's body."""
    if connection.vendor == "sqlite":
        when = f" WHEN {trigger.when}" if trigger.when else ""
        return {
            trigger.name: f"CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON {trigger.table} FOR EACH ROW{when}"
            f" BEGIN SELECT RAISE(ABORT, '{trigger.message}'); END"
        }
    refuse = f"RAISE EXCEPTION '%', '{trigger.message}' USING ERRCODE = 'integrity_constraint_violation';"
    row = "OLD" if trigger.event == "DELETE" else "NEW"
    found = {trigger.name: f" BEGIN IF ({trigger.when or 'TRUE'}) THEN {refuse} END IF; RETURN {row}; END "}
    if trigger.emptying:
        found[trigger.emptying] = f" BEGIN {refuse} END "
    return found


def _standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return the triggers that stand and are awake, by name, with their words."""
    if connection.vendor == "sqlite":
        sql = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        sql = (
            "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND pg_table_is_visible(c.oid)"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return dict(cursor.fetchall())
