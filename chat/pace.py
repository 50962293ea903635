"""Slow mode: how long one waits between two messages, so that everyone has time to read.

It is one pace for all of somebody's names; when they spoke under their mask stands in no table, see `members.paces`.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import ngettext

from chat.models import EventKind, Room, RoomEvent
from chat.policies import hosts
from members import paces
from members.actor import Actor
from members.refusals import Refusal


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
    said = [at for at in (last, paces.spoke_masked_at(actor, room.scope)) if at is not None]
    return max(said) + timedelta(seconds=room.slow_mode_s) if said else None


def note_masked(actor: Actor, room: Room) -> None:
    """Remember for slow mode that somebody spoke under their mask just now; nothing where they did not."""
    if actor.is_mask and room.slow_mode_s:
        paces.note_masked(actor, room.scope, pace_s=room.slow_mode_s)


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
