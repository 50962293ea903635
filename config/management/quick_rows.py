"""Many new rows at once, as fast as each engine takes them: for measurement alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

from forum import word_index
from forum.word_models import TABLE

BATCH = 5000


def write(rows: Iterable[models.Model]) -> None:
    """Write rows of one model, each with its number. Signals are not sent."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    fields = first._meta.concrete_fields
    written = (
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        for row in chain([first], rows)
    )
    _fill(first._meta.db_table, [str(field.column) for field in fields], written)


def write_words(found: Iterable[tuple[int, list[str]]]) -> None:
    """Write down the words of posts that have none yet, each as (number, forms)."""
    _fill(TABLE, ["rowid", "forms"], ([number, word_index.written(forms)] for number, forms in found))


@contextmanager
def many(*told: type[models.Model]) -> Iterator[None]:
    """Around very many rows: the words are sorted in once, at the end, and numbers go on after the last one."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP INDEX IF EXISTS {TABLE}_forms")
    yield
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET maintenance_work_mem = '512MB'")
            word_index.make_table()
            cursor.execute("RESET maintenance_work_mem")
        else:
            cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('optimize')")  # noqa: S608
        for statement in connection.ops.sequence_reset_sql(no_style(), list(told)):
            cursor.execute(statement)


def numbers_after(model: type[models.Model]) -> Iterator[int]:
    """Return the numbers that are free after the last row."""
    last: int = model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0
    while True:
        yield (last := last + 1)


def _fill(table: str, columns: Sequence[str], rows: Iterator[list[Any]]) -> None:
    """Write rows into a table. PostgreSQL takes them as a stream, SQLite in batches."""
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as stream:
                for row in rows:
                    stream.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        while some := list(islice(rows, BATCH)):
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', some)  # noqa: S608
