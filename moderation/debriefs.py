"""A note to oneself after something heavy, and the wish to talk about it. Nobody else ever reads the note."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from markup import plain_text
from members import limits
from members.actor import Actor
from members.models import Pseudonym
from members.refusals import Refusal
from members.sealed import with_words
from moderation.models import Debrief
from moderation.policies import can_watch

KEPT_FOR = timedelta(days=30)
LONGEST = 4_000
_MOST = 50


class Wish(NamedTuple):
    """Somebody of the team would like to talk; what about is theirs to say."""

    who: Pseudonym
    on: date


def write(actor: Actor, *, words: str, wants_to_talk: bool = False) -> Debrief:
    """Keep a note to oneself for thirty days; with `wants_to_talk` those who plan the watches see the wish alone.

    Raises Refusal: `not_allowed` (no watch is theirs), `empty` (neither words nor wish), `too_long`, `rate_limited`.
    """
    if not can_watch(actor) or actor.pseudonym_id is None:
        raise Refusal("not_allowed", _("There is no watch entrusted to you at the moment."))
    words = plain_text.tidy(words)
    if plain_text.is_blank(words) and not wants_to_talk:
        raise Refusal("empty", _("There are no words here yet."), field="words")
    if len(words) > LONGEST:
        raise Refusal("too_long", _("This is longer than a note can hold. You can write two."), field="words")
    limits.spend(actor, "edit")
    note = Debrief(author_id=actor.pseudonym_id, wants_to_talk=wants_to_talk)
    with_words(note, words=words).save(force_insert=True)
    return note


def own(actor: Actor, *, now: datetime | None = None) -> list[Debrief]:
    """Return the actor's own notes, newest first. One query."""
    since = timezone.localdate(now or timezone.now()) - KEPT_FOR
    return list(Debrief.objects.filter(author__in=actor.names, on__gte=since).order_by("-on", "-pk")[:_MOST])


def erase(actor: Actor, pk: UUID) -> None:
    """Erase one's own note, with the wish that went with it. Another's, or one that is gone, stays as it is."""
    Debrief.objects.filter(pk=pk, author__in=actor.names).delete()


def wishes(*, now: datetime | None = None) -> list[Wish]:
    """Return who would like to talk, the longest wait first, one line a name. One query."""
    since = timezone.localdate(now or timezone.now()) - KEPT_FOR
    found = Debrief.objects.filter(wants_to_talk=True, on__gte=since).select_related("author").defer("words_box")
    first: dict[UUID, Wish] = {}
    for one in found.order_by("on", "author__name"):
        first.setdefault(one.author_id, Wish(one.author, one.on))
    return list(first.values())


def erase_old(*, now: datetime | None = None) -> int:
    """Erase notes whose thirty days are over; return how many."""
    return Debrief.objects.filter(on__lt=timezone.localdate(now or timezone.now()) - KEPT_FOR).delete()[0]
