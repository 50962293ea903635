"""How each engine writes its whole self into one file, and is made anew from it."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlencode

import psycopg
from django.db import connection
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

Counts = dict[str, int]


class DumpError(Exception):
    """The engine could not do it; the message is a sentence for the operator."""


class Engine(Protocol):
    """One database engine. `suffix` names the kind of file it writes."""

    name: str
    suffix: str

    def dump(self, path: Path) -> Counts:
        """Write everything to `path`, as of one moment, without stopping anybody; return the rows of each table."""
        ...

    def throw_away(self, path: Path) -> contextlib.AbstractContextManager[tuple[str, Counts]]:
        """Load `path` into a database of its own; give its DATABASE_URL and rows, and drop it at the end."""
        ...

    def load(self, path: Path) -> None:
        """Put what `path` holds in place of all that the house's database holds, in one step."""
        ...


def engine() -> Engine:
    """Return the engine of the house's database."""
    return Postgres() if connection.vendor == "postgresql" else Sqlite()


class Sqlite:
    name = "sqlite"
    suffix = "sqlite3"

    def __init__(self) -> None:
        self.file = Path(connection.settings_dict["NAME"])

    def dump(self, path: Path) -> Counts:
        with self._open(self.file) as source:
            source.execute("VACUUM INTO ?", (str(path),))
        with self._open(path) as copy:
            return self._counts(copy)

    @contextlib.contextmanager
    def throw_away(self, path: Path) -> Iterator[tuple[str, Counts]]:
        with self._open(path) as copy:
            try:
                faults = copy.execute("PRAGMA integrity_check").fetchall()
                orphans = copy.execute("PRAGMA foreign_key_check").fetchall()
            except sqlite3.DatabaseError as fault:
                raise DumpError(f"The database in the backup cannot be read: {fault}.") from None
            if faults != [("ok",)] or orphans:
                raise DumpError("The database in the backup is damaged.")
            counts = self._counts(copy)
        yield f"sqlite:///{path.resolve()}", counts

    def load(self, path: Path) -> None:
        with self._open(path) as source, self._open(self.file) as target:
            # One transaction of SQLite's own: readers see the old house until the new one is whole.
            source.backup(target)

    @staticmethod
    @contextlib.contextmanager
    def _open(path: Path) -> Iterator[sqlite3.Connection]:
        handle = sqlite3.connect(path, isolation_level=None, timeout=20)
        try:
            yield handle
        finally:
            handle.close()

    @staticmethod
    def _counts(handle: sqlite3.Connection) -> Counts:
        tables = handle.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
            "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        ).fetchall()
        # The names come from our own schema; SQLite takes no parameter in their place.
        return {name: handle.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables}  # noqa: S608


class Postgres:
    name = "postgresql"
    suffix = "pgdump"

    def __init__(self) -> None:
        params = connection.get_connection_params()
        known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
        self.params: dict[str, Any] = {key: value for key, value in params.items() if key in known and value != ""}

    def dump(self, path: Path) -> Counts:
        with psycopg.connect(make_conninfo(**self.params)) as handle:
            handle.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            row = handle.execute("SELECT pg_export_snapshot()").fetchone()
            counts = self._counts(handle)
            # The dump sees what the counts saw, whatever people write meanwhile.
            self._run(
                "pg_dump", "--format=custom", "--no-owner", f"--snapshot={row[0] if row else ''}", "-f", str(path)
            )
        return counts

    @contextlib.contextmanager
    def throw_away(self, path: Path) -> Iterator[tuple[str, Counts]]:
        name = f"entraide_check_{secrets.token_hex(6)}"
        try:
            with psycopg.connect(make_conninfo(**self.params), autocommit=True) as handle:
                handle.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            raise DumpError(
                "The check loads the backup into a database of its own, but this database user may not create one "
                "(ALTER ROLE … CREATEDB allows it)."
            ) from None
        try:
            self._run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", str(path), into=name)
            with psycopg.connect(make_conninfo(**{**self.params, "dbname": name})) as handle:
                counts = self._counts(handle)
            yield self._url(name), counts
        finally:
            with psycopg.connect(make_conninfo(**self.params), autocommit=True) as handle:
                handle.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def load(self, path: Path) -> None:
        script = path.with_suffix(".sql")
        self._run("pg_restore", "--no-owner", "--no-privileges", "-f", str(script), str(path), into="")
        empty = ("-c", "DROP SCHEMA public CASCADE", "-c", "CREATE SCHEMA public")
        self._run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", *empty, "-f", str(script))

    def _run(self, tool: str, *arguments: str, into: str | None = None) -> None:
        """Run one of PostgreSQL's tools on the house's database, on `into`, or on none ("")."""
        program = shutil.which(tool)
        if not program:
            raise DumpError(f"{tool} is not installed; the package postgresql-client has it.")
        params = {**self.params, **({"dbname": into} if into else {})}
        environ = {**os.environ, "PGPASSWORD": str(params.pop("password", ""))}
        target = [] if into == "" else [f"--dbname={make_conninfo(**params)}"]
        done = subprocess.run([program, *target, *arguments], env=environ, capture_output=True, text=True, check=False)
        if done.returncode:
            raise DumpError(f"{tool} failed: {done.stderr.strip() or done.returncode}")

    def _url(self, name: str) -> str:
        """Return the address of database `name` on the same server, as DATABASE_URL spells it."""
        params = {key: str(value) for key, value in self.params.items() if key != "dbname"}
        user, password = quote(params.pop("user", ""), safe=""), quote(params.pop("password", ""), safe="")
        known = {key: value for key, value in params.items() if key != "client_encoding"}
        return f"postgres://{user}:{password}@/{name}?{urlencode(known)}"

    @staticmethod
    def _counts(handle: psycopg.Connection[Any]) -> Counts:
        tables = handle.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
        ).fetchall()
        counts = {}
        for (name,) in tables:
            row = handle.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()
            counts[name] = row[0] if row else 0
        return counts
