"""What an event looks like on the wire: written once, the same text for every reader, over sockets and over HTTP.

Replay shows present words: a removed message keeps its place and its `state`, and has no words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from chat.models import EventKind, MessageState, Room, RoomEvent
from members.actor import Actor
from members.models import Pseudonym

REPLAY = 200
"""How many events one replay holds at most; older ones are fetched over HTTP."""


# Events that carry the present words of the message they speak of.
_BRINGS_WORDS = frozenset({EventKind.EDITED, EventKind.RESTORED})


class News(NamedTuple):
    """One committed event, ready for every socket of its room. `text` is None where only the number travelled."""

    room_id: int
    seq: int
    kind: str
    text: str | None


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def encoded(frame: dict[str, Any]) -> str:
    """Return a frame as compact JSON text."""
    return _encode(frame)


def instant(at: datetime | None) -> str | None:
    """Return a moment as ISO 8601 in UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None


def author_object(author: Pseudonym | Actor, badge: str) -> dict[str, Any]:
    """Return the public face of whoever spoke."""
    return {
        "id": str(author.pseudonym_id if isinstance(author, Actor) else author.pk),
        "name": author.name,
        "mask": author.is_mask,
        "badge": badge or None,
        "shape": author.shape,
        "colour": author.hue,
    }


def event_objects(events: Sequence[RoomEvent]) -> list[dict[str, Any]]:
    """Return `events` (of one room, authors loaded) as frames. One query more if a message was changed among them."""
    targets = _targets(events)
    return [_event_object(event, targets) for event in events]


def _event_object(event: RoomEvent, targets: dict[int, RoomEvent]) -> dict[str, Any]:
    frame: dict[str, Any] = {
        "type": "event",
        "seq": event.seq,
        "kind": event.kind,
        "id": event.pk,
        "at": instant(event.at),
        "author": author_object(event.author, event.badge) if event.author else None,
    }
    if event.kind == EventKind.MESSAGE:
        frame["state"] = event.state
        frame["reply_to"] = event.reply_to
        if event.state != MessageState.REMOVED:
            frame |= _words(event)
        elif event.code:
            frame["code"] = event.code
    elif event.kind == EventKind.REMOVED:
        frame |= {"target_seq": event.target_seq, "state": MessageState.REMOVED, "code": event.code}
    elif event.kind in _BRINGS_WORDS:
        frame["target_seq"] = event.target_seq
        target = targets.get(event.target_seq or 0)
        if target is not None:
            frame["state"] = target.state
            if target.state != MessageState.REMOVED:
                frame |= _words(target)
    elif event.kind == EventKind.GESTURE:
        frame |= {"target_seq": event.target_seq, "gesture": event.code, "on": bool(event.params.get("on"))}
    elif event.kind == EventKind.NOTICE and event.body:
        frame |= {"text": event.body, "state": event.state}
    else:
        frame |= {"code": event.code, "params": event.params}
    return frame


def _words(message: RoomEvent) -> dict[str, Any]:
    return {"html": message.html, "content_note": message.content_note or None}


def _targets(events: Iterable[RoomEvent]) -> dict[int, RoomEvent]:
    wanted = [event for event in events if event.kind in _BRINGS_WORDS]
    if not wanted:
        return {}
    found = RoomEvent.objects.filter(room_id=wanted[0].room_id, seq__in={event.target_seq for event in wanted})
    return {target.seq: target for target in found}


def news_of(events: Sequence[RoomEvent]) -> list[News]:
    """Return `events` of one room as news, encoded."""
    return [
        News(event.room_id, event.seq, event.kind, encoded(frame))
        for event, frame in zip(events, event_objects(events), strict=True)
    ]


def later(room_id: int, after: int, limit: int = REPLAY) -> list[RoomEvent]:
    """Return the events that follow `after`, oldest first, authors loaded."""
    events = RoomEvent.objects.filter(room_id=room_id, seq__gt=after).select_related("author")
    return list(events.order_by("seq")[:limit])


def earlier(room_id: int, before: int | None, after: int = 0, limit: int = REPLAY) -> list[RoomEvent]:
    """Return the last events before `before` (None: the newest) that follow `after`, oldest first, authors loaded."""
    events = RoomEvent.objects.filter(room_id=room_id, seq__gt=after).select_related("author")
    if before is not None:
        events = events.filter(seq__lt=before)
    return list(events.order_by("-seq")[:limit])[::-1]


def room_object(room: Room) -> dict[str, Any]:
    """Return what `hello` says of the room."""
    told = {
        "slug": room.slug,
        "name": room.name,
        "topic": room.topic,
        "state": room.state,
        "slow_mode_s": room.slow_mode_s,
        "first_seq": room.first_seq,
        "last_seq": room.last_seq,
        "capacity": room.capacity,
        "agreement": agreement_object(room),
    }
    if room.why:
        told["reason"] = room.why
    if until := room.card_until(timezone.now()):
        told["answering_until"] = instant(until)
    return told


def agreement_object(room: Room) -> dict[str, Any] | None:
    """Return the room's own agreement as `hello` names it, its page in the active language; None without one."""
    if not room.agreement_version:
        return None
    return {"version": room.agreement_version, "url": reverse("chat:room_agreement", args=[room.slug])}
