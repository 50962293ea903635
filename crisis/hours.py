"""When a line answers: the rule of its hours, and what may be claimed of it now.

Nothing is guessed. “Open” is said of a line that answers day and night, and of one whose hours are stated plainly and
recently, by a clock that is known, public holidays included. For the rest the hours stand there in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crisis.clocks import CLOCKS, clock_of

ALWAYS = "24/7"
# Hours read in a source older than this are told with its year, and never turned into “open” or “closed”.
YEARS_A_SOURCE_HOLDS = 5
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SAME, CLOSED, UNKNOWN = "same", "closed", "unknown"
HOLIDAYS = (UNKNOWN, SAME, CLOSED)
# As many as the form has room for: one for each day of the week.
MOST_SPANS = 7

_DAY, _WEEK = 24 * 60, 7 * 24 * 60
_KEYS = frozenset({"always", "spans", "zone", "holidays", "year", "stated"})
_HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_STATED = re.compile(
    r"(?P<days>daily|7 days a week|(?P<first>Mon|Tue|Wed|Thu|Fri|Sat|Sun)-(?P<last>Mon|Tue|Wed|Thu|Fri|Sat|Sun)),?"
    r" (?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)(?: (?P<eastern>ET))?(?: \((?P<year>\d{4})(?: source)?\))?"
)


class BadHours(Exception):
    """These hours cannot be; `detail` is a sentence that says why, for whoever wrote them."""

    def __init__(self, detail: str | Promise) -> None:
        super().__init__(str(detail))
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Span:
    """On these days (0 is Monday), from `opens` to `closes`, in minutes; past midnight where it closes earlier."""

    days: tuple[int, ...]
    opens: int
    closes: int

    @property
    def length(self) -> int:
        """How many minutes it lasts; from midnight to midnight is a whole day."""
        return (self.closes - self.opens) % _DAY or _DAY


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a line. `stated` is the source's own wording, None where nobody copied it."""

    stated: str | None = None
    always: bool = False
    spans: tuple[Span, ...] = ()
    zone: str = ""
    holidays: str = UNKNOWN
    year: str = ""
    # Whether the clock is another than the one by which people of the place live, or theirs are several.
    is_other_clock: bool = False
    _week: tuple[tuple[int, int], ...] = field(default=(), repr=False)

    def open_now(self, now: datetime) -> bool | None:
        """Tell whether somebody answers at `now` (aware); None when that is not certain."""
        if self.always:
            return True
        if not self._week or not self.zone or self.year:
            return None
        minute = self._minute(now)
        if not any(start <= one < end for start, end in self._week for one in (minute, minute + _WEEK)):
            return False
        # Who rests on public holidays, or may: nobody lists them here.
        return True if self.holidays == SAME else None

    def closes_in(self, now: datetime) -> int | None:
        """Return in how many minutes it closes, for a line that is open at `now`; None where it never does."""
        minute = self._minute(now)
        for start, end in self._week:
            for one in (minute, minute + _WEEK):
                if start <= one < end:
                    return end - one if end - start < _WEEK else None
        return None

    def opens_in(self, now: datetime) -> int | None:
        """Return in how many minutes it opens next, for a line that is closed at `now`."""
        minute = self._minute(now)
        return min(((start - minute) % _WEEK for start, _end in self._week), default=None)

    def at_its_clock(self, now: datetime) -> datetime:
        """Return `now` as the clock of the line shows it."""
        return now.astimezone(ZoneInfo(self.zone))

    def _minute(self, now: datetime) -> int:
        local = self.at_its_clock(now)
        return local.weekday() * _DAY + local.hour * 60 + local.minute


def read(rule: Any, *, place: str, as_of: str | None = None, read_in: int = 0) -> Hours:
    """Return the hours that `rule` describes (see `docs/help-lines.md`), or the wording of a source.

    `place` is the country or region of the line ("FR", "CA-QC"), which decides the clock where a wording names none;
    `as_of` the date of the source where known ("2010", "2026-02"), `read_in` the year in which it was read.
    Raises BadHours.
    """
    rule = as_rule(rule, place=place)
    if rule is None:
        return Hours()
    if not isinstance(rule, dict) or not set(rule) <= _KEYS:
        raise BadHours(_("Hours are a rule with “always”, “spans”, “zone”, “holidays”, “year” and “stated”."))
    zone, holidays = rule.get("zone") or "", rule.get("holidays") or UNKNOWN
    year, stated = str(rule.get("year") or ""), rule.get("stated")
    if zone and zone not in CLOCKS:
        raise BadHours(_("No clock is known by this name. Write it like “Europe/Paris”."))
    if holidays not in HOLIDAYS:
        raise BadHours(_("On public holidays a line answers as on other days, is closed, or nobody knows."))
    if year and not re.fullmatch(r"(19|20)\d\d", year):
        raise BadHours(_("The year of a source is four figures, for example 2019."))
    if not isinstance(stated, str | None) or not isinstance(rule.get("always", False), bool):
        raise BadHours(_("Hours are a rule with “always”, “spans”, “zone”, “holidays”, “year” and “stated”."))
    if not year and as_of and read_in - int(as_of[:4]) > YEARS_A_SOURCE_HOLDS:
        year = as_of[:4]
    spans = _spans(rule.get("spans") or [])
    if rule.get("always"):
        if spans:
            raise BadHours(_("A line that answers day and night has no other hours."))
        return Hours(stated, always=True)
    return Hours(
        stated,
        spans=spans,
        zone=zone,
        holidays=holidays,
        year=year,
        is_other_clock=bool(zone) and zone != clock_of(place),
        _week=_joined(spans),
    )


def as_rule(told: Any, *, place: str) -> Any:
    """Return `told` as a rule: the wording of a source that is plain enough becomes one, the rest is quoted in it."""
    if not isinstance(told, str):
        return told
    if told == ALWAYS:
        return {"always": True}
    found = _STATED.fullmatch(told)
    if not found:
        return {"stated": told} if told.strip() else None
    days: tuple[str, ...] = DAYS
    if found["first"]:
        first, last = (DAYS.index(found[end].lower()) for end in ("first", "last"))
        # From Saturday to Monday is a week-end and a day.
        days = tuple(DAYS[(first + day) % 7] for day in range((last - first) % 7 + 1))
    rule: dict[str, Any] = {
        "spans": [{"days": list(days), "from": _midnight(found["opens"]), "to": _midnight(found["closes"])}],
        "zone": "America/New_York" if found["eastern"] else clock_of(place) or None,
        # “Every day” is every day; who keeps to weekdays may rest on others too.
        "holidays": UNKNOWN if found["first"] else SAME,
    }
    return {**rule, "year": int(found["year"])} if found["year"] else rule


def _spans(told: Any) -> tuple[Span, ...]:
    if not isinstance(told, list) or len(told) > MOST_SPANS:
        raise BadHours(_("The hours of a line are a list of at most seven spans."))
    spans = tuple(map(_span, told))
    # A mark for every minute would do; the ends of each stretch in order are enough.
    stretches = sorted(stretch for span in spans for stretch in _stretches(span))
    for (_start, end), (start, _end) in zip(stretches, [*stretches[1:], *_next_week(stretches)], strict=True):
        if end > start:
            raise BadHours(_("Some of these hours run into each other on the same day. Let each hour stand once."))
    return spans


def _span(told: Any) -> Span:
    if not isinstance(told, dict) or set(told) != {"days", "from", "to"}:
        raise BadHours(_("Each span has its “days”, “from” and “to”."))
    days, opens, closes = told["days"], told["from"], told["to"]
    if not isinstance(days, list) or not days or not all(day in DAYS for day in days) or len(set(days)) != len(days):
        raise BadHours(_("Days are written mon, tue, wed, thu, fri, sat, sun, each once, and at least one."))
    found = [_HOUR.fullmatch(hour) if isinstance(hour, str) else None for hour in (opens, closes)]
    if None in found:
        raise BadHours(_("An hour is written like 09:00; midnight is 00:00."))
    minutes = [int(hour[1]) * 60 + int(hour[2]) for hour in found if hour]
    return Span(tuple(sorted(map(DAYS.index, days))), *minutes)


def _stretches(span: Span) -> Iterator[tuple[int, int]]:
    """Return the minutes of the week that a span covers, from Monday at midnight on."""
    for day in span.days:
        start = day * _DAY + span.opens
        yield start, start + span.length


def _next_week(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(start + _WEEK, end + _WEEK) for start, end in stretches[:1]]


def _joined(spans: tuple[Span, ...]) -> tuple[tuple[int, int], ...]:
    """Return the stretches of the week during which somebody answers, those that meet as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(stretch for span in spans for stretch in _stretches(span)):
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    if len(found) > 1 and found[-1][1] == found[0][0] + _WEEK:
        # From Sunday night into Monday.
        found[-1] = (found[-1][0], found.pop(0)[1] + _WEEK)
    return tuple(found)


def _midnight(hour: str) -> str:
    return "00:00" if hour == "24:00" else hour


def next_moment(hours: Hours, now: datetime, minutes: int) -> datetime:
    """Return what the clock of the line shows `minutes` after `now`."""
    return hours.at_its_clock(now).replace(tzinfo=None, second=0, microsecond=0) + timedelta(minutes=minutes)
