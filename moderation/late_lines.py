"""Acts under a mask reach the record when their quarter of an hour is over: an appeal, an answer, words taken back.

The record is a chain, and a line of it stands between two others whose hour is exact. A line about a mask's act waits
in a table of its own, written in the transaction of the act, and says the beginning of the quarter, as do its words.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from members import masks
from members.models import Pseudonym
from moderation.models import LateLine
from record import services as record


def moment_for(name: Pseudonym, now: datetime) -> datetime:
    """Return when something that the holder of `name` did counts as done: under a mask, its quarter of an hour."""
    return masks.coarse(now) if name.is_mask else now


def write(name: Pseudonym, kind: str, content: Mapping[str, Any], *, now: datetime | None = None) -> None:
    """Write into the record what the holder of `name` did: at once, or under a mask when the quarter is over.

    In the transaction of the act, last of all locks.
    """
    now = now or timezone.now()
    if name.is_mask:
        LateLine.objects.create(pk=masks.hidden_id(), kind=kind, content=dict(content), at=masks.coarse(now))
    else:
        record.write(kind, content, at=now)


def write_due(*, now: datetime | None = None) -> int:
    """Write the lines whose quarter is over, in an order drawn by chance; return how many. Idempotent."""
    with transaction.atomic():
        over = LateLine.objects.filter(at__lt=masks.coarse(now or timezone.now()))
        lines = list(over.select_for_update(skip_locked=True))
        secrets.SystemRandom().shuffle(lines)
        for line in lines:
            record.write(line.kind, line.content, at=line.at)
            line.delete()
    return len(lines)
