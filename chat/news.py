"""What the rooms tell in the inbox of whoever chose to welcome: somebody's first words here, and nobody has answered.

Gathered when somebody looks, and nothing is written by looking. No word of the conversation stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery, UUIDField
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from chat.models import EventKind, MessageState, Room, RoomEvent, RoomState
from members import hiding, quiet
from members.actor import Actor
from members.inbox import Item

WAITS_AFTER = timedelta(minutes=30)
# Who wrote the day before has gone; a word now would come to an empty room.
LATEST = timedelta(hours=12)
MOST = 10


def told(actor: Actor) -> Iterable[Item]:
    """Tell of rooms in the reader's language where somebody's first words have waited for half an hour.

    One query for whoever does not welcome, five for whoever does.
    """
    wish = quiet.quiet_of(actor)
    if not wish.welcomes:
        return
    now = timezone.now()
    rooms = Room.objects.visible_to(actor).filter(state=RoomState.OPEN, language=actor.language)
    spoken = _messages().filter(room=OuterRef("pk")).order_by("-seq")
    rooms = rooms.exclude(theme_id__in=wish.hidden_themes).annotate(
        speaker=Subquery(spoken.values("author")[:1], output_field=UUIDField()),
        spoke_at=Subquery(spoken.values("at")[:1]),
    )
    hidden = hiding.hidden_names(actor)
    last: dict[int, Any] = {
        room.pk: room
        for room in rooms.filter(spoke_at__gt=now - LATEST).order_by("-spoke_at")[: 3 * MOST]
        if room.speaker not in actor.names and room.speaker not in hidden
    }
    begun = _first_words(last)
    waiting = [(at, last[pk]) for pk, at in begun.items() if now - LATEST < at <= now - WAITS_AFTER]
    for at, room in sorted(waiting, key=lambda one: one[0], reverse=True)[:MOST]:
        yield Item(
            kind="wait",
            at=at,
            title=room.name,
            line=gettext("Somebody spoke in this room for the first time, and nobody has answered. A word is enough."),
            url=reverse("chat:room_detail", args=[room.slug]),
            is_new=True,
            title_language=room.language,
        )


def _messages() -> QuerySet[RoomEvent]:
    return RoomEvent.objects.filter(kind=EventKind.MESSAGE).exclude(state=MessageState.REMOVED)


def _first_words(rooms: dict[int, Any]) -> dict[int, datetime]:
    """Return when the last speaker of each room spoke there first, where nobody else has spoken since. Two queries."""
    if not rooms:
        return {}
    own = Q()
    for pk, room in rooms.items():
        own |= Q(room_id=pk, author_id=room.speaker)
    found = _messages().filter(own, badge="").order_by().values_list("room_id").annotate(seq=Min("seq"), at=Min("at"))
    first = {pk: (seq, at) for pk, seq, at in found}
    later = Q(pk=None)
    for pk, (seq, _at) in first.items():
        later |= Q(room_id=pk, seq__gt=seq) & ~Q(author_id=rooms[pk].speaker)
    answered = set(_messages().filter(later).order_by().values_list("room_id", flat=True).distinct())
    return {pk: at for pk, (_seq, at) in first.items() if pk not in answered}
