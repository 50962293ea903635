"""Slow mode: how long one waits between two messages, so that everyone has time to read.

It is one pace for all of somebody's names. When somebody spoke under their mask stands in no table: the cache knows it,
under a keyed digest, moved by a number that stands nowhere, and ends it at one of a few hours.
"""

from __future__ import annotations

import math
import secrets
import time
from datetime import UTC, datetime, timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import ngettext

from chat.models import EventKind, Room, RoomEvent
from chat.policies import hosts
from members import seal
from members.actor import Actor
from members.refusals import Refusal

# What is kept of a mask ends at these hours, and a few minutes after.
ENDS_EVERY_S = 6 * 3_600


def next_send_at(actor: Actor, room: Room, *, now: datetime | None = None) -> datetime | None:
    """Return when `actor` may send again under the room's slow mode, None when that is now. One query at most.

    Whoever welcomes people in the room is not slowed down; under a mask they are, or it would show who they are.
    """
    if not room.slow_mode_s or actor.is_guest or (hosts(actor, room) and not actor.is_mask):
        return None
    now = now or timezone.now()
    since = now - timedelta(seconds=room.slow_mode_s)
    mine = RoomEvent.objects.filter(room_id=room.pk, author__in=actor.names, kind=EventKind.MESSAGE, at__gt=since)
    last = mine.order_by("-seq").values_list("at", flat=True).first()
    said = [at for at in (last, _said_masked_at(actor, room)) if at is not None]
    return max(said) + timedelta(seconds=room.slow_mode_s) if said else None


def note_masked(actor: Actor, room: Room) -> None:
    """Remember for slow mode that somebody spoke under their mask just now; nothing where they did not."""
    if actor.is_mask and room.slow_mode_s:
        key, shift = _place(actor, room)
        now = time.time()
        ends = math.ceil((now + room.slow_mode_s) / ENDS_EVERY_S + 1) * ENDS_EVERY_S
        # Some seconds more or less, because whole seconds are what the cache counts in.
        cache.set(key, now + shift, timeout=math.ceil(ends - now) + secrets.randbelow(900))


def _said_masked_at(actor: Actor, room: Room) -> datetime | None:
    key, shift = _place(actor, room)
    kept = cache.get(key)
    at = kept - shift if kept is not None else None
    return datetime.fromtimestamp(at, UTC) if at is not None and at + room.slow_mode_s > time.time() else None


def _place(actor: Actor, room: Room) -> tuple[str, float]:
    """Return under which key it is kept, and by how much it is moved there."""
    assert actor.member_id is not None
    digest = seal.digest("pace", actor.member_id.bytes, room.scope)
    # What the key does not show of the digest nobody can guess.
    whole, parts = int.from_bytes(digest[20:24], "big"), int.from_bytes(digest[24:28], "big") % 1_000_000
    return f"pace:{digest.hex()[:40]}", whole + parts / 1_000_000


def pace_refusal(actor: Actor, room: Room) -> Refusal | None:
    """Return the refusal of slow mode with the seconds to wait, None when one may send now."""
    now = timezone.now()
    then = next_send_at(actor, room, now=now)
    if then is None or then <= now:
        return None
    seconds = max(1, math.ceil((then - now).total_seconds()))

    def sentence() -> str:
        return ngettext(
            "Slow mode: you can write in %(seconds)s second. It gives everyone time to read; your words are kept.",
            "Slow mode: you can write in %(seconds)s seconds. It gives everyone time to read; your words are kept.",
            seconds,
        ) % {"seconds": seconds}

    return Refusal("slow_mode", lazy(sentence, str)(), retry_after_s=seconds)
