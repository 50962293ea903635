"""The card “how to answer someone” beside the box of a room: laid there by a person of the team, for some hours.

It speaks of nobody. Everybody who can write in the room has it at the same moment, and each may put it away: that is
remembered in the cache alone, under a keyed digest, and never stored.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from chat import wire, writer
from chat.models import EventKind, Room, RoomEvent
from members import seal
from members.actor import Actor
from record import services as record

log = logging.getLogger("entraide.chat")

# A conversation goes on; what was heavy in the evening is not what people speak of the next day.
LASTS = timedelta(hours=12)


def lay_card(actor: Actor, *, room: Room, is_on: bool, now: datetime | None = None) -> Room:
    """Lay the card beside the box of `room`, or take it away; whoever is there sees it at once. Return the room.

    For moderation, which judges whether the actor may. Twice changes nothing; laid again when half of its time is
    over, it stays for as long once more.
    """
    now = now or timezone.now()
    with transaction.atomic():
        locked = writer.lock([room.pk]).get(room.pk)
        if locked is None:
            raise Room.DoesNotExist
        until = locked.card_until(now)
        if (until is None and not is_on) or (until is not None and is_on and until - now > LASTS / 2):
            return locked
        locked.answering_until = now + LASTS if is_on else None
        locked.save(update_fields=["answering_until"])
        params = {"answering_until": wire.instant(locked.answering_until)}
        writer.append(locked, RoomEvent(kind=EventKind.ROOM, code="changed", params=params), locked=locked)
        kind = "room.card_laid" if is_on else "room.card_taken_away"
        record.write(kind, {"by": str(actor.pseudonym_id), "room": locked.slug})
    return locked


def put_away(actor: Actor, room: Room, *, now: datetime | None = None) -> None:
    """Show `actor` the card that lies in `room` no more. Another one, laid later, comes again."""
    now = now or timezone.now()
    until = room.card_until(now)
    if until is None or actor.member_id is None:
        return
    try:
        cache.set(_key(actor, room), 1, timeout=(until - now).total_seconds())
    except Exception as problem:
        log.error("Nobody remembers that a card was put away: %s", type(problem).__name__)


def is_put_away(actor: Actor, room: Room) -> bool:
    """Whether `actor` put away the card that lies in `room`; False when the cache cannot be asked."""
    if actor.member_id is None:
        return False
    try:
        return cache.get(_key(actor, room)) is not None
    except Exception as problem:
        log.error("Nobody knows whether a card was put away: %s", type(problem).__name__)
        return False


def _key(actor: Actor, room: Room) -> str:
    assert actor.member_id is not None
    laid = wire.instant(room.answering_until) or ""
    return f"put-away:{seal.digest('put-away', actor.member_id.bytes, str(room.pk), laid).hex()}"
