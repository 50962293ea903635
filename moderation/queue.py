"""What asks for a look: the open cases in their order, a page at a time, found by key and never by counting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from members.actor import Actor
from moderation import triage
from moderation.models import Case, Decision, Flag, Lane, Origin, Reason, TargetKind, Urgency
from moderation.quoting import opening

PAGE = 20
_EXCERPT = 110
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_URGENCY_WORDS: dict[int, tuple[int, str | Promise]] = {
    # How many of the three bars are filled, and the word beside them.
    Urgency.CRISIS: (3, gettext_lazy("Someone is not well")),
    Urgency.RED: (3, gettext_lazy("First")),
    Urgency.AMBER: (2, gettext_lazy("Soon")),
    Urgency.GREEN: (1, gettext_lazy("When you can")),
}
_TITLES: dict[str, str | Promise] = {
    Reason.WORRY: gettext_lazy("Somebody worries about a person"),
    Reason.HOSTILE: gettext_lazy("Hurtful words"),
    Reason.PERSONAL_DATA: gettext_lazy("A name, a number or an address"),
    Reason.METHOD_DETAIL: gettext_lazy("A way to harm oneself"),
    Reason.MEDICAL_ADVICE: gettext_lazy("Advice about a treatment"),
    Reason.ADVERTISING: gettext_lazy("Something for sale"),
    Reason.ILLEGAL: gettext_lazy("Perhaps against the law"),
    Reason.OTHER: gettext_lazy("Something else"),
}


class Key(NamedTuple):
    """Where a case stands in the queue."""

    urgency: int
    opened_at: datetime
    pk: UUID

    @classmethod
    def read(cls, text: str) -> Key | None:
        """Return the key written in `text`, or None when it is none."""
        urgency, _dash, rest = text.partition("-")
        micro, _dash, pk = rest.partition("-")
        try:
            return cls(int(urgency), _EPOCH + timedelta(microseconds=int(micro)), UUID(pk))
        except (ValueError, OverflowError):
            return None

    @classmethod
    def of(cls, case: Case) -> Key:
        return cls(case.urgency, case.opened_at, case.pk)

    def __str__(self) -> str:
        return f"{self.urgency}-{(self.opened_at - _EPOCH) // timedelta(microseconds=1)}-{self.pk.hex}"

    def after(self) -> Q:
        """What comes after this one: less urgent, or as urgent and younger."""
        same = Q(urgency=self.urgency)
        return (
            Q(urgency__gt=self.urgency)
            | same & Q(opened_at__gt=self.opened_at)
            | same & Q(opened_at=self.opened_at, pk__gt=self.pk)
        )


@dataclass(frozen=True)
class Row:
    """One case as the queue shows it."""

    case: Case
    title: str
    place: str
    first: str
    waiting: str
    bars: int
    urgency: str

    @property
    def is_care(self) -> bool:
        return self.case.lane == Lane.CARE


class Page(NamedTuple):
    """Rows in their order, and the key of the next page, "" at the end."""

    rows: list[Row]
    after: str


def page(actor: Actor, *, after: str = "", now: datetime | None = None) -> Page:
    """Return a page of the open cases that the actor may see, most urgent first, oldest next. Two queries."""
    cases = Case.objects.visible_to(actor).filter(closed_at=None)
    key = Key.read(after)
    if key is not None:
        cases = cases.filter(key.after())
    found = list(cases.select_related("subject", "theme", "room").order_by("urgency", "opened_at", "pk")[: PAGE + 1])
    shown = found[:PAGE]
    return Page(_rows(shown, now or timezone.now()), str(Key.of(shown[-1])) if len(found) > PAGE else "")


def decided_page(actor: Actor, *, before: str = "") -> tuple[list[Decision], str]:
    """Return a page of what was decided in the actor's scopes, newest first, and the key of the next. Two queries."""
    visible = Case.objects.visible_to(actor).filter(closed_at__isnull=False)
    decisions = Decision.objects.filter(case__in=visible)
    if before.isascii() and before.isdecimal() and len(before) < 19:
        decisions = decisions.filter(pk__lt=int(before))
    found = list(
        decisions.select_related("case__subject", "case__theme", "case__room", "decider").order_by("-pk")[: PAGE + 1]
    )
    shown = found[:PAGE]
    return shown, str(shown[-1].pk) if len(found) > PAGE else ""


def row(case: Case, *, now: datetime | None = None) -> Row:
    """Return one case as the queue shows it. One query for its reasons."""
    return _rows([case], now or timezone.now())[0]


def waiting_words(since: datetime, now: datetime) -> str:
    """Say how long something has waited, in words that stay calm."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 1:
        return _("has just come in")
    if minutes < 60:
        return _("waiting for %(minutes)s min") % {"minutes": minutes}
    if minutes < 24 * 60:
        return _("waiting for %(hours)s h") % {"hours": minutes // 60}
    on = timezone.localtime(since)
    number = "1er" if on.day == 1 and get_language() == "fr" else str(on.day)
    return _("waiting since %(day)s") % {"day": f"{date_format(on, 'l')} {number}\u00a0{date_format(on, 'F')}"}


def place_words(case: Case) -> str:
    """Say where the target stands: a thread and its theme, a room, or a name."""
    if case.target_kind == TargetKind.NAME:
        return _("A name")
    if case.room is not None:
        return _("Room, %(place)s") % {"place": case.room.name}
    return _("Thread, %(place)s") % {"place": case.theme.name if case.theme else ""}


def _rows(cases: list[Case], now: datetime) -> list[Row]:
    reasons: dict[UUID, list[str]] = {}
    named = Flag.objects.filter(case__in=[case.pk for case in cases]).values_list("case_id", "reason").distinct()
    for case_id, reason in named if cases else []:
        reasons.setdefault(case_id, []).append(reason)
    return [
        Row(
            case=case,
            title=_title(case, reasons.get(case.pk, [])),
            place=place_words(case),
            first=opening(case.words, _EXCERPT),
            waiting=waiting_words(case.opened_at, now),
            bars=_URGENCY_WORDS[case.urgency][0],
            urgency=str(_URGENCY_WORDS[case.urgency][1]),
        )
        for case in cases
    ]


def _title(case: Case, reasons: list[str]) -> str:
    reason = triage.most_urgent(reasons)
    if reason is not None:
        return str(_TITLES[reason])
    if case.origin == Origin.AGAIN:
        return _("To look at once more")
    return _("Words that suggest danger")
