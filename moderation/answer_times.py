"""How soon somebody answers first words: median and 95th percentile by language and urgency, from counts alone.

An hour of first words is counted once it is long enough past, in steps of time: what is kept is how many of a day
waited “at most ten minutes”, never which. Few are not shown: a handful of words would tell whose they are.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from chat.models import EventKind, MessageState, RoomEvent
from forum.models import Post, PostState, Thread
from members.models import Language
from moderation.answer_models import AnswersCounted, AnswerTime, Place
from moderation.models import Case, Lane, Outcome, TargetKind, Urgency

# Minutes within which somebody answered; after the last, later or not at all.
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 720, 1_440, 2_880, 4_320)
# How long first words are waited with before they are counted. Rooms may forget after a day.
PATIENCE = {Place.THREAD: timedelta(minutes=STEPS[-1]), Place.ROOM: timedelta(hours=12)}
SHOWN_DAYS, KEPT_DAYS = 30, 400
FEWEST = 5
_HOUR = timedelta(hours=1)
_MOST_HOURS = 24 * 31
_A_BATCH = 500
_URGENCY_WORDS: dict[int, str | Promise] = {
    Urgency.CRISIS: _("somebody was not well"),
    Urgency.RED: _("urgent"),
    Urgency.AMBER: _("for the same day"),
    Urgency.GREEN: _("all others"),
}


@dataclass(frozen=True)
class Figure:
    """How soon first words in one language were answered in one kind of place; "" where too few tell."""

    place: str | Promise
    language: str | Promise
    median: str | Promise
    late: str | Promise
    by_urgency: tuple[tuple[str | Promise, str | Promise, str | Promise], ...] = ()


def count(now: datetime | None = None) -> int:
    """Count the hours that are long enough past and were not counted yet; return how many first words were."""
    now = now or timezone.now()
    return sum(_count(place, now) for place in Place)


def figures(now: datetime | None = None) -> list[Figure]:
    """Return what the last thirty counted days show, for each kind of place and language. One query."""
    since = timezone.localdate(now) - timedelta(days=SHOWN_DAYS)
    rows = AnswerTime.objects.filter(day__gte=since).order_by().values_list("place", "language", "urgency", "step")
    told: dict[tuple[str, str], dict[int, Counter[int]]] = {}
    for place, language, urgency, step, number in rows.annotate(sum=Sum("number")):
        told.setdefault((place, language), {}).setdefault(urgency, Counter())[step] += number
    return [
        _figure(place, language, told.get((place.value, language.value), {}))
        for place in Place
        for language in Language
    ]


def _figure(place: Place, language: Language, told: dict[int, Counter[int]]) -> Figure:
    every = sum(told.values(), Counter())
    split = tuple(
        (_URGENCY_WORDS[urgency], half, _words(told[urgency], 0.95))
        for urgency in Urgency
        if urgency in told and (half := _words(told[urgency], 0.5))
    )
    return Figure(place.label, language.label, _words(every, 0.5), _words(every, 0.95), split)


def forget_old(now: datetime | None = None) -> int:
    """Delete counts of days long past; return how many went."""
    return AnswerTime.objects.filter(day__lt=timezone.localdate(now) - timedelta(days=KEPT_DAYS)).delete()[0]


def _count(place: Place, now: datetime) -> int:
    end = (now - PATIENCE[place]).replace(minute=0, second=0, microsecond=0)
    AnswersCounted.objects.get_or_create(place=place, defaults={"until": end - _HOUR})
    with transaction.atomic():
        row = AnswersCounted.objects.select_for_update().get(place=place)
        start = max(row.until, end - _MOST_HOURS * _HOUR)
        if start >= end:
            return 0
        rows = _threads(start, end) if place == Place.THREAD else _rooms(start, end)
        found: Counter[tuple[str, int, Any, int]] = Counter()
        asked = list(rows.values_list("language", "begun", "answered_at", "words"))
        urgencies = _urgencies(place, [str(words) for _language, _begun, _answered, words in asked])
        for language, begun, answered, words in asked:
            urgency = urgencies.get(str(words), Urgency.GREEN)
            found[language, int(urgency), timezone.localdate(begun), _step(place, begun, answered)] += 1
        for (language, urgency, day, step), number in sorted(found.items()):
            one = {"place": place, "language": language, "urgency": urgency, "day": day, "step": step}
            AnswerTime.objects.get_or_create(**one)
            AnswerTime.objects.filter(**one).update(number=F("number") + number)
        row.until = end
        row.save(update_fields=["until"])
    return found.total()


def _threads(start: datetime, end: datetime) -> QuerySet[Any]:
    answers = Post.objects.filter(thread=OuterRef("pk"), state=PostState.SHOWN).exclude(author=OuterRef("author"))
    begun = Thread.objects.listed().filter(created_at__gte=start, created_at__lt=end, joined_to=None).order_by()
    return begun.annotate(
        begun=F("created_at"),
        answered_at=Subquery(answers.order_by("created_at").values("created_at")[:1]),
        words=Subquery(Post.objects.filter(thread=OuterRef("pk"), position=1).values("pk")[:1]),
    )


def _rooms(start: datetime, end: datetime) -> QuerySet[Any]:
    """First words of each name in each room, as far back as the room remembers, without those who welcome there."""
    messages = RoomEvent.objects.filter(kind=EventKind.MESSAGE, room=OuterRef("room"))
    earlier = messages.filter(author=OuterRef("author"), seq__lt=OuterRef("seq"))
    answers = messages.filter(seq__gt=OuterRef("seq")).exclude(state=MessageState.REMOVED)
    answers = answers.exclude(author=OuterRef("author")).order_by("seq")
    begun = RoomEvent.objects.filter(kind=EventKind.MESSAGE, at__gte=start, at__lt=end, badge="", author__isnull=False)
    begun = begun.exclude(state=MessageState.REMOVED).exclude(Exists(earlier)).order_by()
    begun = begun.annotate(language=F("room__language"), begun=F("at"), words=F("pk"))
    return begun.annotate(answered_at=Subquery(answers.values("at")[:1]))


def _urgencies(place: Place, words: list[str]) -> dict[str, int]:
    """Return how urgent the team found each of these first words; those that nobody called about are left out.

    Read closely, some said something else: a person's word outranks the rule that opened the case.
    """
    kind = TargetKind.POST if place == Place.THREAD else TargetKind.MESSAGE
    found: dict[str, int] = {}
    for start in range(0, len(words), _A_BATCH):
        cases = Case.objects.filter(target_kind=kind, target_id__in=words[start : start + _A_BATCH], is_withdrawn=False)
        cases = cases.exclude(lane=Lane.APPEAL).exclude(decision__outcome=Outcome.OTHER_MEANING).order_by()
        for target_id, urgency in cases.values_list("target_id", "urgency"):
            found[target_id] = min(urgency, found.get(target_id, urgency))
    return found


def _step(place: Place, begun: datetime, answered: datetime | None) -> int:
    if answered is None or answered - begun > PATIENCE[place]:
        return len(STEPS)
    minutes = (answered - begun).total_seconds() / 60
    return next((number for number, step in enumerate(STEPS) if minutes <= step), len(STEPS))


def _words(found: dict[int, int], share: float) -> str | Promise:
    """Return within how long that share of first words was answered, "" for too few of them."""
    total = sum(found.values())
    if total < FEWEST:
        return ""
    reached = 0
    for step in sorted(found):
        reached += found[step]
        if reached >= share * total:
            return _within(step)
    return ""


def _within(step: int) -> str | Promise:
    if step >= len(STEPS):
        return _("later, or not at all")
    minutes = STEPS[step]
    if minutes < 60:
        return ngettext("within %(number)s minute", "within %(number)s minutes", minutes) % {"number": minutes}
    hours = minutes // 60
    return ngettext("within %(number)s hour", "within %(number)s hours", hours) % {"number": hours}
