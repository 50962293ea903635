"""Search inside a room, for its members: visible words, by the same forms as in threads, newest first, found by key.

One page looks at a bounded stretch of the log: a room of years costs no more than one of yesterday; from its end one
goes on. What was taken down, forgotten or is hidden by the reader is never found.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from chat import transcript
from chat.models import EventKind, MessageState, Room, RoomEvent
from markup import rich_text, word_forms
from markup.word_forms import Query
from members.actor import Actor

HITS = 20
STRETCH = 4_000
_PIECE = 500


@dataclass(frozen=True, slots=True)
class Found:
    """What one page of a search found; `before` is where the next one goes on, None at the beginning of the log."""

    lines: list[transcript.Line]
    before: int | None


def search(
    actor: Actor, room: Room, query: Query, *, hidden: frozenset[UUID] = frozenset(), before: int | None = None
) -> Found:
    """Return the messages of `room` that hold what `query` asks for, newest first, before `before`."""
    is_asked = bool(query.in_language(room.language))
    hits: list[RoomEvent] = []
    looked = 0
    place = before
    while is_asked and looked < STRETCH:
        piece = _piece(room, place, hidden)
        for event in piece:
            place = event.seq
            if _holds(event, query, room.language):
                hits.append(event)
                if len(hits) == HITS:
                    return Found(transcript.lines_of(actor, room, hits, hidden), place)
        looked += len(piece)
        if len(piece) < _PIECE:
            place = None
            break
    return Found(transcript.lines_of(actor, room, hits, hidden), place if is_asked else None)


def _piece(room: Room, before: int | None, hidden: frozenset[UUID]) -> list[RoomEvent]:
    said = RoomEvent.objects.filter(room_id=room.pk, kind=EventKind.MESSAGE, seq__gte=room.first_seq)
    said = said.exclude(state=MessageState.REMOVED).select_related("author")
    if before is not None:
        said = said.filter(seq__lt=before)
    if hidden:
        said = said.exclude(author__in=hidden)
    return list(said.order_by("-seq")[:_PIECE])


def _holds(event: RoomEvent, query: Query, language: str) -> bool:
    # The source is quick to look through and holds every visible word; what it holds besides is looked at more closely.
    return all(
        word_forms.holds(f"{said(event.body)}\n{event.content_note}", query, language)
        for said in (str, rich_text.words)
    )
