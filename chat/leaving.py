"""What rooms do with the words of names whose holder left, and what they give them to take along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from chat import sealing, writer
from chat.models import BY_AUTHOR, EventKind, MessageState, RoomEvent
from members.actor import Actor

_TOGETHER = 100


def erase_words(names: frozenset[UUID]) -> None:
    """Take back every message of these names, in short transactions."""
    said = RoomEvent.objects.filter(author__in=names, kind=EventKind.MESSAGE).exclude(code=BY_AUTHOR)
    for room_id in said.order_by("room_id").values_list("room_id", flat=True).distinct():
        while _take_back_some(room_id, names):
            pass


def written_by(actor: Actor) -> list[dict[str, Any]]:
    """Return every message of the actor's names that still stands, oldest first, in plain values. Two queries."""
    said = RoomEvent.objects.filter(author__in=actor.names, kind=EventKind.MESSAGE).select_related("room", "author")
    return [
        {
            "as": event.author.name if event.author else "",
            "room": event.room.name,
            "number": event.seq,
            "at": event.at,
            "state": event.state,
            "content_note": event.content_note,
            "words": event.body,
        }
        for event in said.order_by("room_id", "seq")
    ]


def _take_back_some(room_id: int, names: frozenset[UUID]) -> bool:
    """Take back some messages in one transaction; return whether there were any."""
    with transaction.atomic():
        room = writer.lock([room_id]).get(room_id)
        if room is None:
            return False
        said = RoomEvent.objects.filter(room=room, author__in=names, kind=EventKind.MESSAGE).exclude(code=BY_AUTHOR)
        messages = list(said.order_by("seq")[:_TOGETHER])
        for message in messages:
            sealing.erase(message)
            was_away = message.state == MessageState.REMOVED
            message.body = message.html = message.content_note = ""
            message.state, message.code = MessageState.REMOVED, BY_AUTHOR
            message.save(update_fields=["body", "html", "content_note", "state", "code"])
            if not was_away:
                event = RoomEvent(kind=EventKind.REMOVED, target_seq=message.seq, code=BY_AUTHOR)
                writer.append(room, event, locked=room)
        return bool(messages)
