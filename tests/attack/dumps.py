"""What a thief holds: every table of a dump, its rows in the order in which the file holds them, Redis, files and logs.

PostgreSQL's is what `pg_dump` writes; SQLite's is read from the file itself, page after page, as is its journal. Of
Redis every key is taken with its kind, its values and scores, its size and its end, in the order of a `SCAN`.
"""

from __future__ import annotations

import pickle
import re
import sqlite3
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import connection

from config.dumps import Postgres

Row = dict[str, str | None]


@dataclass(frozen=True)
class Key:
    """A key of Redis: its values as words, scores of a sorted set among them; `size` is that of its `DUMP`."""

    name: str
    kind: str
    values: tuple[str, ...]
    size: int
    ends_at: float | None

    def numbers(self) -> list[float]:
        """Return what can be read of it as a number."""
        return [float(value) for value in self.values if _NUMBER.fullmatch(value)]


@dataclass
class Dump:
    """Rows of every table in the order of the file; `loose` are bytes that belong to no row any more.

    `lines` are those of the logs; `files` what else lies in the folder of the house, by name, with its size.
    """

    tables: dict[str, list[Row]] = field(default_factory=dict)
    loose: bytes = b""
    redis: list[Key] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)


def taken(*, lines: Iterable[str] = ()) -> Dump:
    """Copy everything that the house keeps, as it stands now, without any key; `lines` are what it logged."""
    found = _postgres() if connection.vendor == "postgresql" else _sqlite(Path(connection.settings_dict["NAME"]))
    found.redis = _redis()
    found.lines = [*lines, *_server_lines()]
    # The database itself was read above; what is built from the repository alone says nothing of people.
    kept = [path for path in settings.DATA_DIR.rglob("*") if path.is_file() and "static" not in path.parts]
    found.files = {str(path.relative_to(settings.DATA_DIR)): path.stat().st_size for path in kept}
    return found


# --- PostgreSQL -----------------------------------------------------------------------------------
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\", "b": "\b", "f": "\f", "v": "\v"}
_COPY = re.compile(r"COPY public\.(\w+) \(([^)]*)\) FROM stdin;")


def _postgres() -> Dump:
    params = Postgres().params
    words = " ".join(f"{key}={value}" for key, value in params.items() if key != "client_encoding")
    done = subprocess.run(["pg_dump", "--data-only", words], capture_output=True, text=True, check=True)
    found, rows, columns = Dump(), [], []
    for line in done.stdout.split("\n"):
        if (head := _COPY.fullmatch(line)) is not None:
            columns = [name.strip().strip('"') for name in head[2].split(",")]
            rows = found.tables[head[1]] = []
        elif line == "\\.":
            columns = []
        elif columns:
            rows.append(dict(zip(columns, map(_plain, line.split("\t")), strict=True)))
    return found


def _plain(word: str) -> str | None:
    if word == "\\N":
        return None
    return re.sub(r"\\(.)", lambda sign: _ESCAPES.get(sign[1], sign[1]), word) if "\\" in word else word


# --- SQLite ---------------------------------------------------------------------------------------
def _sqlite(path: Path) -> Dump:
    journal = path.with_name(path.name + "-wal")
    found = Dump(loose=journal.read_bytes() if journal.exists() else b"")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "stolen"
        copy.write_bytes(path.read_bytes())
        copy.with_name("stolen-wal").write_bytes(found.loose)
        # What the journal still holds goes to its pages, as it does when the thief opens the file.
        with closing(sqlite3.connect(copy)) as handle:
            handle.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            _read_pages(handle, copy.read_bytes(), found)
    return found


def _read_pages(handle: sqlite3.Connection, whole: bytes, found: Dump) -> None:
    reader = _Pages(whole)
    found.loose += b"".join(reader.free())
    tables = handle.execute(
        # The tables of the word index that have no numbers of their own hold pieces of words, no rows of ours.
        "SELECT name, rootpage FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
        " AND sql NOT LIKE '%WITHOUT ROWID%'"
    )
    for name, root in tables.fetchall():
        cursor = handle.execute(f'SELECT rowid AS "_rowid", * FROM "{name}"')
        columns = [column[0] for column in cursor.description]
        rows = {row[0]: dict(zip(columns, map(_written, row), strict=True)) for row in cursor}
        placed = [rows.get(number) for number in reader.rows_of(root)]
        found.tables[name] = [row for row in placed if row is not None]
        assert len(found.tables[name]) == len(rows), f"{name}: the pages do not hold its rows"


def _written(value: Any) -> str | None:
    if value is None:
        return None
    return f"\\x{value.hex()}" if isinstance(value, bytes) else str(value)


class _Pages:
    """The pages of a file of SQLite, read as they stand (https://www.sqlite.org/fileformat2.html)."""

    def __init__(self, whole: bytes) -> None:
        self.whole = whole
        self.size = struct.unpack(">H", whole[16:18])[0] or 65536
        self.size = 65536 if self.size == 1 else self.size

    def page(self, number: int) -> bytes:
        return self.whole[(number - 1) * self.size : number * self.size]

    def rows_of(self, root: int) -> list[int]:
        """Return the numbers of a table's rows: pages as they follow one another, cells from the first written on."""
        found = []
        for number in sorted(self._leaves(root)):
            page = self.page(number)
            head = 100 if number == 1 else 0
            cells = struct.unpack(">H", page[head + 3 : head + 5])[0]
            places = struct.unpack(f">{cells}H", page[head + 8 : head + 8 + 2 * cells])
            # A page is filled from its end.
            for place in sorted(places, reverse=True):
                _length, after = _varint(page, place)
                rowid, _after = _varint(page, after)
                found.append(rowid - (1 << 64) if rowid >= 1 << 63 else rowid)
        return found

    def _leaves(self, number: int) -> Iterator[int]:
        page = self.page(number)
        head = 100 if number == 1 else 0
        if page[head] == 13:
            yield number
        elif page[head] == 5:
            cells = struct.unpack(">H", page[head + 3 : head + 5])[0]
            for place in struct.unpack(f">{cells}H", page[head + 12 : head + 12 + 2 * cells]):
                yield from self._leaves(struct.unpack(">I", page[place : place + 4])[0])
            yield from self._leaves(struct.unpack(">I", page[head + 8 : head + 12])[0])

    def free(self) -> Iterator[bytes]:
        """Yield the free pages, without the lists of the trunks."""
        trunk = struct.unpack(">I", self.whole[32:36])[0]
        while trunk:
            page = self.page(trunk)
            trunk, leaves = struct.unpack(">II", page[:8])
            for number in struct.unpack(f">{leaves}I", page[8 : 8 + 4 * leaves]):
                yield self.page(number)
            yield page[8 + 4 * leaves :]


def _varint(page: bytes, place: int) -> tuple[int, int]:
    value = 0
    for step in range(9):
        byte = page[place + step]
        if step == 8:
            return (value << 8) | byte, place + 9
        value = (value << 7) | (byte & 0x7F)
        if byte < 0x80:
            return value, place + step + 1
    raise AssertionError("unreachable")


# --- Redis ----------------------------------------------------------------------------------------
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")


def _redis() -> list[Key]:
    """Every key of Redis that has not ended by the clock of the house; nothing without Redis."""
    if "redis" not in str(settings.CACHES):
        return []
    client = caches["default"]._cache.get_client()  # type: ignore[attr-defined]
    now, found = time.time(), []
    for name in client.scan_iter(count=1_000):
        kind = client.type(name).decode()
        ends = client.execute_command("PEXPIRETIME", name)
        if ends < 0 or ends / 1_000 > now:
            values = tuple(_worded(value) for value in _values_of(client, name, kind))
            ends_at = ends / 1_000 if ends > 0 else None
            found.append(Key(_worded(name), kind, values, len(client.dump(name) or b""), ends_at))
    return found


def _values_of(client: Any, name: bytes, kind: str) -> list[Any]:
    if kind == "string":
        value = client.get(name) or b""
        # Django keeps what is no whole number as a pickle.
        return [pickle.loads(value) if value[:1] == b"\x80" else value]
    if kind == "list":
        return list(client.lrange(name, 0, -1))
    if kind == "set":
        return list(client.smembers(name))
    if kind == "zset":
        return [part for pair in client.zrange(name, 0, -1, withscores=True) for part in pair]
    if kind == "hash":
        return [part for pair in client.hgetall(name).items() for part in pair]
    return []


def _worded(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


# --- logs -----------------------------------------------------------------------------------------
def _server_lines() -> list[str]:
    """The log of a private PostgreSQL, which lies beside its socket."""
    log = Path(str(connection.settings_dict.get("HOST") or "/none")) / "log"
    return log.read_text(errors="replace").splitlines() if log.is_file() else []
