"""What asks for a look: the open cases in their order, a page at a time, found by key and never by counting.

However many cases are open, a page costs the same: each way to narrow the list has an index in the order of the queue.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, DateTimeField, F, Func, OuterRef, QuerySet, Subquery, UUIDField, Value, When
from django.db.models import Case as ModelCase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from members.actor import GUEST, Actor
from moderation import claims, shields, triage
from moderation.models import (
    Case,
    CaseQuerySet,
    Claim,
    Decision,
    Flag,
    Lane,
    Origin,
    Question,
    Reason,
    TargetKind,
    Urgency,
)
from moderation.quoting import opening

PAGE = 20
_EXCERPT = 110
# Nobody needs to know how many more than these wait; counting on would take longer and longer.
MOST_COUNTED = 100
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
# Where words stand, told without the place.
_KIND_WORDS: dict[str, str | Promise] = {
    TargetKind.POST: gettext_lazy("A thread"),
    TargetKind.MESSAGE: gettext_lazy("A room"),
    TargetKind.NAME: gettext_lazy("A name"),
    TargetKind.HELD: gettext_lazy("Words that wait to be shown"),
    TargetKind.DECISION: gettext_lazy("A decision"),
}


_ORDER = ("urgency", "opened_at", "pk")
_BY_URGENCY = ModelCase(*(When(reason=one, then=place) for place, one in enumerate(triage.REASONS)), default=99)


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

    def after(self) -> Func:
        """What comes after this one: less urgent, or as urgent and younger.

        Compared as one row of values, so that the index is entered right there, however far down that is.
        """
        place = _Together(F("urgency"), F("opened_at"), F("id"))
        here = _Together(Value(self.urgency), Value(self.opened_at, DateTimeField()), Value(self.pk, UUIDField()))
        return _IsLater(place, here)


class _Together(Func):
    """Several values compared as one."""

    template = "(%(expressions)s)"
    output_field = BooleanField()


class _IsLater(Func):
    template = "%(expressions)s"
    arg_joiner = " > "
    output_field = BooleanField()


class _IsAmong(Func):
    """Whether the first is one of the others, a query that is answered once, before anything is joined to it."""

    template = "%(expressions)s"
    arg_joiner = " IN "
    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s)", arg_joiner=" = ANY(ARRAY", **more)


class _Few(Subquery):
    """A query that, being empty without asking, makes what asks it empty too."""

    empty_result_set_value = NotImplemented


class Talk(StrEnum):
    """What the last question of the team to the member came to."""

    WAITS = "waits"
    ANSWERED = "answered"


@dataclass(frozen=True)
class Row:
    """One case as the queue shows it. `claim` is the lease that runs; of a sheltered case no words are sent."""

    case: Case
    title: str
    place: str
    first: str
    length: str
    waiting: str
    bars: int
    urgency: str
    claim: Claim | None = None
    minutes: int = 0
    is_mine: bool = False
    is_sheltered: bool = False

    @property
    def talk(self) -> str:
        """How far the talk with the member is, "" where nothing was asked."""
        return getattr(self.case, "talk", None) or ""

    @property
    def is_care(self) -> bool:
        return self.case.lane == Lane.CARE

    @property
    def is_heavy(self) -> bool:
        """Whether its words start folded."""
        return claims.is_heavy(self.case)

    @property
    def is_taken(self) -> bool:
        return self.claim is not None and not self.is_mine


class Page(NamedTuple):
    """Rows in their order, and the key of the next page, "" at the end."""

    rows: list[Row]
    after: str


def page(actor: Actor, *, after: str = "", now: datetime | None = None) -> Page:
    """Return a page of the open cases that the actor may see, most urgent first, oldest next. One query."""
    now = now or timezone.now()
    shown, key = page_of(Case.objects.visible_to(actor).filter(closed_at=None), after)
    return Page(rows_of(shown, now, actor=actor), key)


class Waiting(NamedTuple):
    """How much waits at one urgency: a number up to `MOST_COUNTED`, and since when the oldest does."""

    urgency: str
    number: int
    is_more: bool
    oldest: str


def waiting(*, now: datetime | None = None) -> list[Waiting]:
    """Return how much is open at each urgency, for those who plan the watches; no case is named. Eight queries."""
    now = now or timezone.now()
    found = []
    for urgency, (_bars, words) in _URGENCY_WORDS.items():
        cases = Case.objects.filter(closed_at=None, urgency=urgency)
        number = cases.order_by()[: MOST_COUNTED + 1].count()
        oldest = cases.order_by("opened_at").values_list("opened_at", flat=True).first()
        told = waiting_words(oldest, now) if oldest is not None else ""
        found.append(Waiting(str(words), min(number, MOST_COUNTED), number > MOST_COUNTED, told))
    return found


def page_of(cases: CaseQuerySet, after: str) -> tuple[list[Case], str]:
    """Return a page of `cases` in the order of the queue, and the key of the next. One query.

    The page is found first, in an index; only then is anything else read, of its rows alone.
    """
    found = list(whole(chosen(cases, after)).order_by(*_ORDER))
    shown = found[:PAGE]
    return shown, str(Key.of(shown[-1])) if len(found) > PAGE else ""


def chosen(cases: CaseQuerySet, after: str) -> CaseQuerySet:
    """Return those of `cases` that stand on the page after the key `after`, and one more."""
    key = Key.read(after)
    if key is not None:
        cases = cases.filter(key.after())
    return cases.order_by(*_ORDER)[: PAGE + 1]


def whole(cases: QuerySet[Case, Any]) -> CaseQuerySet:
    """Return these few cases with all that a row shows of them; `reason` is the most urgent why somebody called.

    `talk` says how far the talk with the member is.

    Which they are is found first and alone, so that the rest is read of them only.
    """
    few: CaseQuerySet = Case.objects.filter(_IsAmong(F("pk"), _Few(cases.values("pk"))))
    calls = Flag.objects.filter(case=OuterRef("pk"), withdrawn_at=None).order_by(_BY_URGENCY, "pk")
    places = few.select_related("subject", "theme", "room", "claim__holder", "claim__giver").defer("words_html_box")
    asked = Question.objects.filter(case=OuterRef("pk")).order_by("-pk")
    talk = ModelCase(When(answered_at=None, then=Value(Talk.WAITS)), default=Value(Talk.ANSWERED))
    return places.annotate(
        reason=Subquery(calls.values("reason")[:1]), talk=Subquery(asked.annotate(talk=talk).values("talk")[:1])
    )


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


def row(case: Case, *, now: datetime | None = None, actor: Actor = GUEST) -> Row:
    """Return one case as the queue shows it to the actor. Two queries: its lease, and its reasons."""
    reasons = Flag.objects.filter(case=case, withdrawn_at=None).order_by().values_list("reason", flat=True).distinct()
    case.reason = triage.most_urgent(list(reasons))  # type: ignore[attr-defined]
    return rows_of([case], now or timezone.now(), actor=actor)[0]


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
    if case.theme is None:
        return _("A name")
    return _("Thread, %(place)s") % {"place": case.theme.name}


def length_words(words: str) -> str:
    """Say how long a text is, without a word of it."""
    number = len(words.split())
    if number < 20:
        return _("a few words")
    if number < 80:
        return _("a short text")
    return _("a long text") if number < 400 else _("a very long text")


def rows_of(
    cases: list[Case], now: datetime, *, actor: Actor = GUEST, shielded: frozenset[int] = frozenset()
) -> list[Row]:
    """Return cases read by `whole` as the queue shows them; of those in themes of `shielded` no words."""
    return [_row(case, now, actor, shielded) for case in cases]


def _row(case: Case, now: datetime, actor: Actor, shielded: frozenset[int]) -> Row:
    claim = getattr(case, "claim", None)
    if claim is not None and claim.until <= now:
        claim = None
    is_mine = claim is not None and claim.holder_id in actor.names
    is_sheltered = not is_mine and shields.covers(shielded, case)
    return Row(
        case=case,
        title=_("A theme that you chose not to read") if is_sheltered else _title(case),
        place=str(_KIND_WORDS[case.target_kind]) if is_sheltered else place_words(case),
        first="" if is_sheltered else opening(case.words, _EXCERPT),
        length=length_words(case.words),
        waiting=waiting_words(case.opened_at, now),
        bars=_URGENCY_WORDS[case.urgency][0],
        urgency=str(_URGENCY_WORDS[case.urgency][1]),
        claim=claim,
        minutes=claims.minutes_left(claim, now) if claim is not None else 0,
        is_mine=is_mine,
        is_sheltered=is_sheltered,
    )


def _title(case: Case) -> str:
    reason: str | None = getattr(case, "reason", None)
    if reason is not None:
        return str(_TITLES[reason])
    if case.origin == Origin.APPEAL:
        return _("Somebody asks for another look")
    if case.origin == Origin.AGAIN:
        return _("To look at once more")
    if case.origin == Origin.HELD:
        return _("To read before it is shown")
    return _("Words that suggest danger")
