"""Look after a thread: its pace, its end, and the marks that say what kind of place it is. The record says who and why.

Closing a thread at once and moving it are decisions about somebody's words, with their letter: see moderation.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum import policies, sheltering
from forum.models import Thread
from forum.versions import raise_versions
from markup import plain_text
from members.actor import Actor
from members.refusals import Refusal
from record import services as record

TENDED = ("closes_at", "slow_mode_s", "is_pinned", "is_tender", "is_memorial", "is_sheltered")
SLOWEST_S = 24 * 3600
FURTHEST = timedelta(days=366)
LONGEST_REASON = 300
_BATCH = 20


def tend_thread(actor: Actor, *, thread: Thread, reason: str, **wanted: Any) -> Thread:
    """Change what `wanted` names (see TENDED), record what was and what is, and return the thread as it is now.

    Nothing is written when nothing changes. Raises Refusal: not_allowed, empty or too_long (the reason), bad_field.
    """
    _may(actor, thread)
    _check(wanted)
    with transaction.atomic():
        locked = Thread.objects.select_for_update(of=("self",), no_key=True).select_related("theme").get(pk=thread.pk)
        changed = {key: value for key, value in wanted.items() if getattr(locked, key) != value}
        if not changed:
            return locked
        why = checked_reason(reason)
        was = {key: _plain(getattr(locked, key)) for key in changed}
        for key, value in changed.items():
            setattr(locked, key, value)
        locked.save(update_fields=list(changed))
        if "is_sheltered" in changed:
            sheltering.settle_first_words(locked)
        raise_versions(locked)
        now = {key: _plain(value) for key, value in changed.items()}
        note(actor, "thread.tended", locked, why, was=was, now=now)
    return locked


def checked_reason(typed: str) -> str:
    """Return the reason that the record keeps. Raises Refusal (empty, too_long) for the field `reason`."""
    reason = plain_text.tidy_line(typed)
    if plain_text.is_blank(reason):
        raise Refusal("empty", _("Please say why in a few words; the record keeps it."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Refusal("too_long", _("Please say why in fewer words."), field="reason")
    return reason


def note(actor: Actor, kind: str, thread: Thread, reason: str, **facts: Any) -> None:
    """Write an act of care into the record, inside the act's transaction."""
    record.write(kind, {"by": str(actor.pseudonym_id), "thread": thread.pk, "why": reason, **facts})


def close_those_due(*, now: datetime | None = None) -> None:
    """Close the threads whose hour has come. Their pages said so before; nobody could write since."""
    due = Thread.objects.filter(closes_at__lte=now or timezone.now(), is_locked=False)
    for pk in list(due.order_by("closes_at").values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            locked = Thread.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
            if locked.closes_at is not None and locked.closes_at <= (now or timezone.now()) and not locked.is_locked:
                locked.is_locked = True
                locked.save(update_fields=["is_locked"])
                raise_versions(locked)


def _may(actor: Actor, thread: Thread) -> None:
    if not policies.cares_for(actor, thread):
        raise Refusal("not_allowed", _("Only those who look after this theme can do this."))


def _check(wanted: dict[str, Any]) -> None:
    for key in wanted:
        if key not in TENDED:
            raise TypeError(f"“{key}” is nothing that a thread can be given.")
    if not 0 <= wanted.get("slow_mode_s", 0) <= SLOWEST_S:
        raise Refusal("bad_field", _("Choose one of the paces."), field="slow_mode_s")
    closes_at, now = wanted.get("closes_at"), timezone.now()
    if closes_at is not None and not now < closes_at <= now + FURTHEST:
        sentence = _("Choose a moment that is still to come, within a year.")
        raise Refusal("bad_field", sentence, field="closes_at")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
