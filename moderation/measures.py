"""Pauses: from what, how long, laid on whoever holds a name. All but a closed account end by themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members import new_name
from members import services as members
from members.models import Standing
from members.refusals import Refusal
from moderation.models import Case, Measure

LONGEST = timedelta(days=31)
_KINDS = {
    Measure.HERE: "muted",
    Measure.READ_ONLY: "muted",
    Measure.SUSPENDED: "suspended",
    Measure.CLOSED: "closed",
}


class Length(NamedTuple):
    """How long a pause can last."""

    key: str
    name: str | Promise
    span: timedelta


SHORT = (
    Length("10m", _("Ten minutes"), timedelta(minutes=10)),
    Length("1h", _("An hour"), timedelta(hours=1)),
)
LONG = (
    Length("1d", _("One day"), timedelta(days=1)),
    Length("3d", _("Three days"), timedelta(days=3)),
    Length("7d", _("A week"), timedelta(days=7)),
    Length("30d", _("Thirty days"), timedelta(days=30)),
)
LENGTHS: dict[str, tuple[Length, ...]] = {
    Measure.HERE: (*SHORT, *LONG),
    Measure.READ_ONLY: LONG,
    Measure.SUSPENDED: LONG,
}


def every_key() -> list[str]:
    """Return every pause that a form can name: "here:10m", "suspended:7d", "closed"."""
    return [*(f"{measure}:{one.key}" for measure, lengths in LENGTHS.items() for one in lengths), str(Measure.CLOSED)]


def read(key: str, *, now: datetime | None = None) -> tuple[str, datetime | None]:
    """Return the measure and the end that a key of `every_key` means, from now; nothing for "".

    An end is the next full hour (for short pauses the next full minute), so that a letter can name it.
    """
    measure, _colon, length = key.partition(":")
    for one in LENGTHS.get(measure, ()):
        if one.key == length:
            return measure, ending(one.span, now or timezone.now())
    return (measure, None) if measure == Measure.CLOSED else ("", None)


def ending(span: timedelta, now: datetime) -> datetime:
    """Return when a pause of `span` from `now` ends, rounded up to what a letter says."""
    if span < timedelta(days=1):
        return (now + span + timedelta(minutes=1, microseconds=-1)).replace(second=0, microsecond=0)
    return (now + span + timedelta(hours=1, microseconds=-1)).replace(minute=0, second=0, microsecond=0)


def possible(case: Case) -> list[Measure]:
    """Return what makes sense for a case: a pause in one place needs a place."""
    return [one for one in Measure if one != Measure.HERE or scope_of(case)]


def scope_of(case: Case) -> str:
    """Return the scope of the place where a case stands: its room, else its theme, "" for a name."""
    place = case.room or case.theme
    return place.scope if place is not None else ""


def impose(case: Case, *, measure: str, until: datetime | None) -> Standing | None:
    """Lay the pause on whoever holds the name that the case is about; None when nobody does.

    Needs the decision's transaction. Raises Refusal when the house can note no more pauses for this person.
    """
    scope = scope_of(case) if measure == Measure.HERE else ""
    try:
        return members.restrain(case.subject, kind=_KINDS[Measure(measure)], until=until, scope=scope)
    except OverflowError:
        raise _no_room() from None


def ask_for_another_name(case: Case) -> Standing | None:
    """Take the name that the case is about from every page, and ask whoever holds it to choose another.

    Needs the decision's transaction, and the lock of the name. Raises Refusal as `impose` does.
    """
    try:
        return new_name.ask_for_another(case.subject)
    except OverflowError:
        raise _no_room() from None


def _no_room() -> Refusal:
    return Refusal(
        "unavailable",
        _("The house cannot note one more pause for this person. Please tell the administrators; nothing was done."),
        field="act",
    )
