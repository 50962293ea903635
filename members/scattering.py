"""What masks wrote is moved about in its tables, so that where a row stands tells nothing of when it was written.

A table keeps its rows more or less in the order in which they came: a copy of its files would show the words of a mask
between two rows whose exact hour is known. So every few minutes the rows that masks wrote lately are written once more,
unchanged, in an order drawn by chance, until their quarter of an hour is long over. Each app names its own rows.

On PostgreSQL a rewritten row goes to another page, with another number of its transaction. On SQLite a row stands where
its number says: rows under a mask bear numbers drawn by chance, those without a number of their own get one here, and
the journal, which remembers the order of the last writes, is emptied.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from members import masks
from members.models import Letter, Mask, Pseudonym, Session

# What is older than this was moved often enough, and for the last time long after its own quarter.
LATELY = 3 * masks.QUARTER
# Where nobody knows when it was last done: a worker that has just begun.
LONG_AGO = timedelta(days=31)
_BATCH = 100
# A page of PostgreSQL holds at most so many small rows: a row written more often than this has left its page.
_TRIES = 200
# So many of the rows without a date, the newest of them, are moved each time, with so many others.
_NEWEST, _OTHERS = 1_000, 200

Mover = Callable[[datetime], object]
_movers: list[Mover] = []
_chance = secrets.SystemRandom()


def register(mover: Mover) -> None:
    """Add what moves an app's rows that masks wrote since a moment; called in `ready()`. Twice counts once."""
    if mover not in _movers:
        _movers.append(mover)


def scatter(*, now: datetime | None = None, span: timedelta = LATELY) -> None:
    """Move whatever masks wrote within `span` before `now`. Idempotent; may run beside everything else."""
    since = masks.coarse((now or timezone.now()) - span)
    for mover in _movers:
        mover(since)
    # A browser's row is written when somebody comes, whichever name they wear then.
    move_drawers(Session)
    empty_journal()


def move_masks(names: Collection[UUID]) -> None:
    """Move the rows of these masks, their sealed halves, and nothing of open names among them."""
    known = Pseudonym.objects.filter(pk__in=names).exclude(scope="")
    move(Pseudonym, list(known.values_list("pk", flat=True)))
    move(Mask, list(Mask.objects.filter(pseudonym__in=known).values_list("pk", flat=True)))


def move_letters() -> None:
    """Move all letters to masks, whenever they came: a letter that was put away says who was there at that moment."""
    letters = Letter.objects.exclude(recipient=None).exclude(recipient__scope="")
    move(Letter, list(letters.values_list("pk", flat=True)))


def move(table: type[models.Model], pks: Collection[Any], *, leaves_page: bool = True) -> None:
    """Write these rows of a table once more, unchanged, in an order drawn by chance and in short transactions.

    A row that somebody holds at this moment is left for the next time. With `leaves_page` false a row may stay on its
    page, which tells nothing of masks (the page of a thread that others opened), and only its place there changes.
    """
    shuffled = list(pks)
    _chance.shuffle(shuffled)
    for start in range(0, len(shuffled), _BATCH):
        some = shuffled[start : start + _BATCH]
        with transaction.atomic():
            if connection.vendor == "postgresql":
                _rewrite(table, some, leaves_page=leaves_page)
            else:
                _renumber(table, some)


def move_drawers(table: type[models.Model]) -> None:
    """Move the rows of `table` that were written last, and some others with them: one sealed row a member, undated.

    Such a row is written with every word of its member, under any name: where it stands between the others says when.
    On SQLite it stands where its number, drawn by chance, puts it.
    """
    if connection.vendor != "postgresql":
        return
    quote = connection.ops.quote_name
    name, key = quote(table._meta.db_table), quote(str(table._meta.pk and table._meta.pk.column))
    newest, some = (
        f"SELECT {key} FROM {name} ORDER BY age(xmin) LIMIT {_NEWEST}",  # noqa: S608 - our own names
        f"SELECT {key} FROM {name} ORDER BY random() LIMIT {_OTHERS}",  # noqa: S608 - our own names
    )
    with connection.cursor() as cursor:
        cursor.execute(f"({newest}) UNION ({some})")
        found = [pk for (pk,) in cursor.fetchall()]
    move(table, found, leaves_page=False)


def _rewrite(table: type[models.Model], pks: list[Any], *, leaves_page: bool) -> None:
    quote = connection.ops.quote_name
    name, key = quote(table._meta.db_table), quote(str(table._meta.pk and table._meta.pk.column))
    where = f"SELECT {key}, (ctid::text::point)[0]::bigint FROM {name} WHERE {key} = ANY(%s)"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(f"{where} FOR NO KEY UPDATE SKIP LOCKED", [pks])
        before = dict(cursor.fetchall())
        left = [pk for pk in pks if pk in before]
        for _try in range(_TRIES):
            # One statement a row: a statement for all of them would go through them as they stand.
            cursor.executemany(f"UPDATE {name} SET {key} = {key} WHERE {key} = %s", [(pk,) for pk in left])  # noqa: S608
            if not leaves_page:
                return
            cursor.execute(where, [left])
            left = [pk for pk, page in cursor.fetchall() if page == before[pk]]
            if not left:
                return
            _chance.shuffle(left)


def _renumber(table: type[models.Model], pks: list[Any]) -> None:
    """Give rows whose table numbers them by itself, in the order they came, another number, below all of its own."""
    key = table._meta.pk
    if (
        key is None
        or isinstance(key, models.IntegerField)
        or (isinstance(key, models.OneToOneField) and isinstance(key.target_field, models.IntegerField))
    ):
        return
    quote = connection.ops.quote_name
    rows = [(-secrets.randbelow(1 << 62) - 1, key.get_db_prep_value(pk, connection)) for pk in pks]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(table._meta.db_table)} SET rowid = %s WHERE {quote(str(key.column))} = %s",  # noqa: S608
            rows,
        )


def empty_journal() -> None:
    """Empty SQLite's journal of the last writes; where somebody reads just now, the next time will do."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        # Nobody waits for this: it is done again in a few minutes.
        cursor.execute("PRAGMA busy_timeout = 20")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.fetchall()
        cursor.execute(f"PRAGMA busy_timeout = {_timeout_ms()}")


def _timeout_ms() -> int:
    return int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
