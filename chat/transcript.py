"""The latest of a room as a page shows it: one line an event, in the words of now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language

from chat import gestures, wire
from chat.models import BY_AUTHOR, EventKind, GestureKind, MessageState, Room, RoomEvent
from chat.policies import own_words_refusal
from markup import plain_text
from members.actor import Actor

PAGE = 60
Names = frozenset[UUID]
_SHOWN = (EventKind.MESSAGE, EventKind.NOTICE)
_EXCERPT = 80
# A pair of quotation marks, or one that the excerpt left without its end.
_GUILLEMETS = re.compile(r"«[\s\u00a0\u202f]*([^«»]*?)(?:[\s\u00a0\u202f]*»|$)")
_CURLY = re.compile(r"“([^“”]*)(?:”|$)")


@dataclass(frozen=True, slots=True)
class Answered:
    """The message that a line answers: its author's name, "" for whom the reader hides, and its first words."""

    seq: int
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page."""

    event: RoomEvent
    is_mine: bool
    answered: Answered | None
    gestures: tuple[GestureKind, ...] = ()
    may_change: bool = False
    own_gestures: frozenset[str] = frozenset()

    @property
    def is_gone(self) -> bool:
        """Whether its words were taken away."""
        return self.event.state == MessageState.REMOVED

    @property
    def is_taken_back(self) -> bool:
        """Whether whoever wrote it took it back."""
        return self.event.code == BY_AUTHOR

    @property
    def is_notice(self) -> bool:
        """Whether it is a word of whoever welcomes people."""
        return self.event.kind == EventKind.NOTICE


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, what lies before and after them, and the head of the log when they were read."""

    lines: list[Line]
    before: int | None
    last_seq: int
    after: int | None = None


def page_of(
    actor: Actor, room: Room, *, hidden: Names = frozenset(), before: int | None = None, after: int | None = None
) -> Page:
    """Return the last lines of `room` before the event `before` (None: the newest), or the first ones after `after`.

    What the names in `hidden` said is left out; notices are not. Three queries at most, found by key however long the
    log.
    """
    shown = RoomEvent.objects.filter(room_id=room.pk, kind__in=_SHOWN).select_related("author")
    if hidden:
        shown = shown.exclude(kind=EventKind.MESSAGE, author__in=hidden)
    if before is not None:
        shown = shown.filter(seq__lt=before)
    if after is not None:
        events = list(shown.filter(seq__gt=after).order_by("seq")[: PAGE + 1])
        later = events[PAGE - 1].seq if len(events) > PAGE else None
        # What was read last stands before it, as long as the room keeps it.
        earlier = after + 1 if after >= room.first_seq else None
        return Page(lines_of(actor, room, events[:PAGE], hidden), earlier, _head(room, events), later)
    events = list(shown.order_by("-seq")[: PAGE + 1])[::-1]
    earlier = events[-PAGE].seq if len(events) > PAGE else None
    events = events[-PAGE:]
    later = events[-1].seq if before is not None and events else None
    return Page(lines_of(actor, room, events, hidden), earlier, _head(room, events), later)


def _head(room: Room, events: Sequence[RoomEvent]) -> int:
    return max([room.last_seq, *(event.seq for event in events)])


def lines_of(actor: Actor, room: Room, events: Sequence[RoomEvent], hidden: Names = frozenset()) -> list[Line]:
    """Return `events` of one room (authors loaded) as lines, as `actor` sees them."""
    answers = _answered(room, events, hidden)
    made = gestures.made_to(actor, events)
    now = timezone.now()
    return [
        Line(
            event,
            event.author_id in actor.names,
            answers.get(event.reply_to or 0),
            tuple(kind for kind in GestureKind if kind in made[event.pk].kinds),
            own_words_refusal(actor, event, now=now) is None,
            frozenset(made[event.pk].mine),
        )
        for event in events
    ]


def _answered(room: Room, events: Sequence[RoomEvent], hidden: Names) -> dict[int, Answered]:
    known = {event.seq: event for event in events}
    wanted = {event.reply_to for event in events if event.reply_to} - set(known)
    if wanted:
        known |= {
            event.seq: event
            for event in RoomEvent.objects.filter(room_id=room.pk, seq__in=wanted).select_related("author")
        }
    return {
        seq: Answered(seq, "", "") if event.author_id in hidden else _as_answered(event) for seq, event in known.items()
    }


def message_at(room: Room, seq: int) -> RoomEvent | None:
    """Return the message at `seq` with its author, None when there is none. One query."""
    messages = RoomEvent.objects.filter(room_id=room.pk, seq=seq, kind=EventKind.MESSAGE)
    return messages.select_related("author").first()


def line_of(actor: Actor, room: Room, event: RoomEvent) -> Line:
    """Return one message as the page shows it."""
    return lines_of(actor, room, [event])[0]


def answered_line(room: Room, seq: int) -> Answered | None:
    """Return the message `seq` as a line that answers it shows it, None when it cannot be answered."""
    answered = RoomEvent.objects.filter(room_id=room.pk, seq=seq, kind=EventKind.MESSAGE)
    event = answered.exclude(state=MessageState.REMOVED).select_related("author").first()
    return _as_answered(event) if event else None


def _as_answered(event: RoomEvent) -> Answered:
    name = event.author.name if event.author else ""
    words = "" if event.state == MessageState.REMOVED else plain_text.excerpt(event.body, _EXCERPT)
    return Answered(event.seq, name, _within_quotes(words))


def _within_quotes(words: str) -> str:
    """Return words as they stand inside quotation marks of the page's language: their own become the inner ones."""
    outer, inner = (_GUILLEMETS, r"“\1”") if get_language() == "fr" else (_CURLY, r"‘\1’")
    return outer.sub(inner, words)


@dataclass(frozen=True, slots=True)
class Answer:
    """What `…/events/` answers."""

    events: list[dict[str, object]]
    first_seq: int
    last_seq: int
    truncated: bool

    def as_object(self) -> dict[str, object]:
        """Return it as JSON shows it."""
        return {
            "events": self.events,
            "first_seq": self.first_seq,
            "last_seq": self.last_seq,
            "truncated": self.truncated,
        }


def answer_of(room: Room, *, after: int | None, before: int | None) -> Answer:
    """Return events as frames: those after `after` oldest first, or the last ones before `before` (None: the newest).

    `truncated` says that there are more in the direction asked for.
    """
    limit = wire.REPLAY
    if after is not None and before is None:
        events = wire.later(room.pk, after, limit + 1)
        truncated, events = len(events) > limit, events[:limit]
    else:
        events = wire.earlier(room.pk, before, after or 0, limit + 1)
        truncated, events = len(events) > limit, events[-limit:]
    head = max([room.last_seq, *(event.seq for event in events)])
    return Answer(wire.event_objects(events), room.first_seq, head, truncated)
