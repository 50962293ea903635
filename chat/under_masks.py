"""What somebody said in rooms under their masks, for their own list of it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chat.models import BY_AUTHOR, EventKind, MessageState, RoomEvent
from markup import plain_text
from members.actor import Actor
from members.under_masks import Key, Said

KIND = "message"
_FIRST_WORDS = 240


def said(actor: Actor, masks: frozenset[UUID], after: Key | None, most: int) -> Iterable[Said]:
    """Return what these masks of the actor said, the latest first, at most so many. One query.

    A message is changed and taken back on its own page, which says what can still be done.
    """
    events = RoomEvent.objects.visible_to(actor).filter(author__in=masks, kind=EventKind.MESSAGE)
    if after is not None:
        events = events.filter(after.further(KIND, "at"))
    events = events.select_related("author", "room").order_by("-at", "-pk").defer("html")
    return [_said(event) for event in events[:most]]


def _said(event: RoomEvent) -> Said:
    assert event.author is not None, "words under a mask have an author"
    is_gone = event.state == MessageState.REMOVED
    by_author = event.code == BY_AUTHOR
    gone = (_("You took this message back.") if by_author else _("The team took this message down.")) if is_gone else ""
    own_page = reverse("chat:message", args=[event.room.slug, event.seq])
    return Said(
        key=Key(event.at, KIND, event.pk),
        mask=event.author,
        place=event.room.name,
        language=event.room.language,
        url=own_page,
        words="" if is_gone else plain_text.excerpt(event.body, _FIRST_WORDS),
        gone=gone,
    )
