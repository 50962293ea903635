"""Keeping the help lines: the file that comes with the house is taken in once, people correct it, pages read a copy.

The copy is a file in the data folder, written whole or not at all after every change, so that help needs no database.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from crisis import helplines
from crisis.helplines import BadData
from crisis.models import Line

# A line whose source nobody has read for so long is to be read again.
READ_AGAIN = timedelta(days=180)


def every() -> list[Line]:
    """Return all lines, hidden ones too; the first time, those that come with the house are taken in."""
    found = list(Line.objects.all())
    if not found:
        with transaction.atomic():
            Line.objects.bulk_create(
                [_line(row, number) for number, row in enumerate(helplines.shipped())], ignore_conflicts=True
            )
        found = list(Line.objects.all())
    return found


def rows() -> list[dict[str, Any]]:
    """Return the facts of all lines, in their order."""
    return [line.facts for line in every()]


def change(line: Line, facts: dict[str, Any]) -> None:
    """Keep `facts` as those of `line`, whose slug stays. Raises BadData when something cannot be true."""
    facts = {**facts, "slug": line.slug}
    helplines.read_row(facts)
    line.facts, line.verified = facts, date.fromisoformat(facts["verified"])
    with transaction.atomic():
        line.save(update_fields=["facts", "verified"])
        transaction.on_commit(write_copy)


def add(facts: dict[str, Any]) -> Line:
    """Keep a new line, last in its order, and return it; its short name gets a number where there is one like it.

    Raises BadData when something cannot be true.
    """
    kept = every()
    taken = {line.slug for line in kept}
    wanted = facts["slug"] or "line"
    slug = next(one for one in (wanted, *(f"{wanted}-{number}" for number in range(2, 10_000))) if one not in taken)
    facts = {**facts, "slug": slug}
    helplines.read_row(facts)
    line = _line(facts, max((one.number for one in kept), default=-1) + 1)
    with transaction.atomic():
        line.save(force_insert=True)
        transaction.on_commit(write_copy)
    return line


def read_today(line: Line, today: date) -> None:
    """Note that somebody read the source of `line` today and found it as it stands here."""
    change(line, {**line.facts, "verified": today.isoformat()})


def confirm(line: Line, today: date) -> None:
    """Show a line that was held back: somebody has made sure of it today."""
    change(line, {**line.facts, "confidence": "medium", "announced": False, "verified": today.isoformat()})


def take_in(found: Iterable[dict[str, Any]]) -> int:
    """Keep the lines of a file, new ones and changed ones; those that it does not name stay. Return how many changed.

    All or nothing. Raises BadData when one of them cannot be true.
    """
    fresh = list(found)
    slugs = [row.get("slug") for row in fresh]
    if len(set(slugs)) != len(slugs):
        raise BadData("Two help lines have the same slug.")
    for row in fresh:
        helplines.read_row(row)
    kept = {line.slug: line for line in every()}
    changed = [row for row in fresh if row["slug"] not in kept or kept[row["slug"]].facts != row]
    with transaction.atomic():
        for row in changed:
            number = kept[row["slug"]].number if row["slug"] in kept else len(kept) + slugs.index(row["slug"])
            one = _line(row, number)
            Line.objects.update_or_create(
                slug=one.slug, defaults={"number": one.number, "facts": one.facts, "verified": one.verified}
            )
        transaction.on_commit(write_copy)
    return len(changed)


def is_old(line: Line, today: date) -> bool:
    """Whether the source of `line` ought to be read again."""
    return today - line.verified >= READ_AGAIN


def some_wait(today: date) -> bool:
    """Whether a line is to be read again, or is doubtful. One query."""
    return any(is_old(line, today) or line.is_low for line in Line.objects.all())


def write_copy() -> None:
    """Write the copy that pages read: beside itself first, then in its place, so that no reader sees half of it."""
    target = settings.DATA_DIR / helplines.COPY
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{helplines.COPY}-")
    beside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(rows(), file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _line(row: dict[str, Any], number: int) -> Line:
    return Line(slug=row["slug"], number=number, facts=row, verified=date.fromisoformat(row["verified"]))
