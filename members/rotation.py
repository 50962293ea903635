"""Boxes under a new key: whatever stands sealed in a table is sealed anew under the newest key, a little at a time.

Every `SealedText` is found by itself; a table that seals by other means names its boxes here. Stopped at any point, it
goes on where it is begun again: boxes under the newest key are left as they are.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from django.db import models

from members import seal, sealed, standings
from members.models import Standing

BATCH, PAUSE_S = 200, 0.02


class Boxes(Protocol):
    """The boxes in one column of a table."""

    @property
    def model(self) -> type[models.Model]:
        """The table."""

    @property
    def column(self) -> str:
        """The column."""

    def fresh(self, row: models.Model) -> bytes | None:
        """Return the row's box under the newest key, None when there is nothing to do. Raises `seal.Unreadable`."""


@dataclass(frozen=True)
class OtherBoxes:
    """Boxes with a purpose of their own, bound to one column of their row."""

    model: type[models.Model]
    column: str
    purpose: str
    bound_to: str

    def fresh(self, row: models.Model) -> bytes | None:
        """Return the row's box under the newest key, None when there is nothing to do. Raises `seal.Unreadable`."""
        box = bytes(getattr(row, self.column))
        return seal.renewed(self.purpose, box, bound_to=bytes(getattr(row, self.bound_to))) if box else None


_others: list[Boxes] = [OtherBoxes(Standing, "sealed", standings.BOX, "token")]


def register(boxes: Boxes) -> None:
    """Add boxes that are no `SealedText`; called in an app's `ready()`. The same twice counts once."""
    if boxes not in _others:
        _others.append(boxes)


def every() -> list[Boxes]:
    """Return all boxes of all tables, by table and column."""
    found: list[Boxes] = [*sealed.every(), *_others]
    return sorted(found, key=lambda boxes: (boxes.model._meta.label, boxes.column))


@dataclass
class Turned:
    """What was done to the boxes of one column; `unreadable` boxes open under no key that is here."""

    boxes: Boxes
    renewed: int = 0
    unreadable: int = 0


def rotate(*, pause_s: float = PAUSE_S) -> Iterator[Turned]:
    """Seal every box anew that is not under the newest key; yield each column when it is done.

    A box is replaced only where it still stands as it was read, so that whoever writes meanwhile keeps the last word.
    """
    for boxes in every():
        turned, last = Turned(boxes), None
        while rows := _batch(boxes, last):
            for row in rows:
                _renew(row, turned)
            last = rows[-1].pk
            time.sleep(pause_s)
        yield turned


def _batch(boxes: Boxes, last: object) -> list[models.Model]:
    rows = boxes.model._default_manager.order_by("pk").exclude(**{boxes.column: b""})
    return list((rows.filter(pk__gt=last) if last is not None else rows)[:BATCH])


def _renew(row: models.Model, turned: Turned) -> None:
    column = turned.boxes.column
    try:
        fresh = turned.boxes.fresh(row)
    except seal.Unreadable:
        turned.unreadable += 1
        return
    if fresh is not None:
        same = type(row)._default_manager.filter(pk=row.pk, **{column: getattr(row, column)})
        turned.renewed += same.update(**{column: fresh})
