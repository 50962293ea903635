"""What a thief holds: every table of a dump, its rows in the order in which the file holds them.

PostgreSQL's is what `pg_dump` writes; SQLite's is read from the file itself, page after page, as is its journal.
"""

from __future__ import annotations

import re
import sqlite3
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import connection

from config.dumps import Postgres

Row = dict[str, str | None]


@dataclass
class Dump:
    """Rows of every table in the order of the file; `loose` are bytes that belong to no row any more."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    loose: bytes = b""
    cache: dict[str, tuple[str, int]] = field(default_factory=dict)


def taken() -> Dump:
    """Copy everything that the house keeps, as it stands now, without any key."""
    found = _postgres() if connection.vendor == "postgresql" else _sqlite(Path(connection.settings_dict["NAME"]))
    found.cache = _redis()
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
def _redis() -> dict[str, tuple[str, int]]:
    """Every key of Redis with its value and the moment at which it ends, in milliseconds; nothing without Redis."""
    if not hasattr(cache, "_cache") or not hasattr(cache._cache, "get_client"):
        return {}
    client = cache._cache.get_client()
    found = {}
    for key in client.scan_iter():
        value = client.get(key) if client.type(key) == b"string" else b""
        found[key.decode()] = ((value or b"").decode("latin-1"), client.execute_command("PEXPIRETIME", key))
    return found
