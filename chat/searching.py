"""Search inside a room, for its members: visible words, folded, newest first, found by key.

One page looks at a bounded stretch of the log: a room of years costs no more than one of yesterday; from its end one
goes on. What was taken down, forgotten or is hidden by the reader is never found.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from uuid import UUID

from chat import transcript
from chat.models import EventKind, MessageState, Room, RoomEvent
from markup import rich_text
from members.actor import Actor

HITS = 20
STRETCH = 4_000
_PIECE = 500
MOST_WORDS = 8
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Found:
    """What one page of a search found; `before` is where the next one goes on, None at the beginning of the log."""

    lines: list[transcript.Line]
    before: int | None


def folded(text: str) -> str:
    """Return `text` as words alone, one space apart: no accents, small letters, ligatures written out."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    letters = (letter for letter in plain if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())


def wanted(query: str) -> list[str]:
    """Return the folded words of a query, the first few; none when there is nothing to look for."""
    return folded(query[:LONGEST]).split()[:MOST_WORDS]


def search(
    actor: Actor, room: Room, query: str, *, hidden: frozenset[UUID] = frozenset(), before: int | None = None
) -> Found:
    """Return the messages of `room` in which every word of `query` begins a word, newest first, before `before`."""
    words = wanted(query)
    hits: list[RoomEvent] = []
    looked = 0
    place = before
    while words and looked < STRETCH:
        piece = _piece(room, place, hidden)
        for event in piece:
            place = event.seq
            if _holds(event, words):
                hits.append(event)
                if len(hits) == HITS:
                    return Found(transcript.lines_of(actor, room, hits, hidden), place)
        looked += len(piece)
        if len(piece) < _PIECE:
            place = None
            break
    return Found(transcript.lines_of(actor, room, hits, hidden), place if words else None)


def _piece(room: Room, before: int | None, hidden: frozenset[UUID]) -> list[RoomEvent]:
    said = RoomEvent.objects.filter(room_id=room.pk, kind=EventKind.MESSAGE, seq__gte=room.first_seq)
    said = said.exclude(state=MessageState.REMOVED).select_related("author")
    if before is not None:
        said = said.filter(seq__lt=before)
    if hidden:
        said = said.exclude(author__in=hidden)
    return list(said.order_by("-seq")[:_PIECE])


def _holds(event: RoomEvent, words: list[str]) -> bool:
    # The source is quick to fold and holds every visible word; what it holds besides is looked at more closely.
    return _all_in(words, event.body + "\n" + event.content_note) and _all_in(
        words, rich_text.words(event.body) + "\n" + event.content_note
    )


def _all_in(words: list[str], text: str) -> bool:
    within = f" {folded(text)}"
    return all(f" {word}" in within for word in words)
