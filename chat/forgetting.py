"""Forget from the front: in a room that keeps words for a while, what is older leaves the log for good.

Short batches, each a transaction of its own with the room locked, so that nobody who speaks meanwhile has to wait. A
case keeps the words it is about; it does not need the row.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chat import writer
from chat.models import Room, RoomEvent
from members import masks

BATCH_S = 0.05
"""How long one batch may hold a room; the next one takes as many rows as this time allows."""
FEWEST, MOST = 10, 500
PAUSE_S = 0.02
LONGEST_S = 20.0


def forget_old_words(*, now: datetime | None = None, pause_s: float = PAUSE_S) -> int:
    """Erase what the rooms need not keep any longer; return how many events went.

    Bears repeating and being cut short: what is left goes next time. Stops by itself after some seconds.
    """
    now = now or timezone.now()
    end = time.monotonic() + LONGEST_S
    erased, size = 0, FEWEST
    for room in Room.objects.filter(keep_hours__gt=0, last_seq__gte=F("first_seq")):
        while time.monotonic() < end:
            began = time.monotonic()
            gone = _forget(room.pk, now, size)
            erased += gone
            if gone < size:
                break
            took = time.monotonic() - began
            # As many as half the time allows: the next batch may be slower.
            size = max(FEWEST, min(MOST, int(size * BATCH_S / 2 / max(took, 0.001)), 2 * size))
            time.sleep(pause_s)
    # What a mask said may have been all there was of it.
    masks.let_go(places="room:")
    return erased


def _forget(room_id: int, now: datetime, size: int) -> int:
    """Erase at most `size` events from the front of one room; return how many."""
    with transaction.atomic():
        room = writer.lock([room_id]).get(room_id)
        if room is None or not room.keep_hours:
            return 0
        latest = now - timedelta(hours=room.keep_hours)
        front = RoomEvent.objects.filter(room_id=room.pk).order_by("seq").values_list("pk", "seq", "at")[:size]
        old: list[tuple[int, int]] = []
        for pk, seq, at in front:
            # In the order of the log: a young event keeps what comes after it, whatever its clock said.
            if at >= latest:
                break
            old.append((pk, seq))
        if not old:
            return 0
        RoomEvent.objects.filter(pk__in=[pk for pk, _seq in old]).delete()
        Room.objects.filter(pk=room.pk, first_seq__lte=old[-1][1]).update(first_seq=old[-1][1] + 1)
        return len(old)
