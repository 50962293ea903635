"""The hours of a line in the reader's language, as its card shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, gettext, pgettext

from crisis.clocks import CLOCKS
from crisis.hours import CLOSED, SAME, Hours, Span, next_moment

NBSP = "\u00a0"
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Said:
    """What a card says of the hours: `state` is on, off or unsure; `quoted` is the source's wording, in English."""

    state: str
    text: str
    quoted: str = ""


def say(hours: Hours, now: datetime) -> Said:
    """Say in the active language when a line answers, as seen at `now`."""
    if hours.always:
        return Said("on", gettext("Answers day and night"))
    if not hours.spans:
        if hours.stated:
            return Said("unsure", gettext("Hours to be checked. The source says:"), quoted=hours.stated)
        return Said("unsure", gettext("Hours to be checked"))
    state = hours.open_now(now)
    if state is True:
        minutes = hours.closes_in(now)
        if minutes is None:
            return Said("on", gettext("Answers day and night"))
        closes = next_moment(hours, now, minutes)
        if minutes < _DAY:
            return Said("on", gettext("Answers until %(hour)s") % {"hour": _hour(closes)})
        told = {"day": _days()[closes.weekday()], "hour": _hour(closes)}
        return Said("on", gettext("Answers without a pause until %(day)s, %(hour)s") % told)
    words = in_words(hours)
    if state is False:
        minutes = hours.opens_in(now)
        if hours.holidays != SAME or minutes is None:
            return Said("off", gettext("Closed just now. %(hours)s") % {"hours": words})
        opens = next_moment(hours, now, minutes)
        if minutes < _DAY:
            return Said("off", gettext("Closed, answers again at %(hour)s") % {"hour": _hour(opens)})
        told = {"day": _days()[opens.weekday()], "hour": _hour(opens)}
        return Said("off", gettext("Closed, answers again on %(day)s at %(hour)s") % told)
    return Said("unsure", words)


def in_words(hours: Hours) -> str:
    """Return when a line answers, whatever the time: days, hours, clock, age of the source, public holidays."""
    words = "; ".join(map(_span, hours.spans))
    if get_language() == "fr":
        words = words.replace(";", f"{NBSP};")
    words = words[:1].upper() + words[1:]
    if hours.is_other_clock and hours.zone == "America/New_York":
        words = gettext("%(hours)s, Eastern Time") % {"hours": words}
    elif hours.is_other_clock:
        words = gettext("%(hours)s, by the clock of %(town)s") % {"hours": words, "town": CLOCKS[hours.zone]}
    if hours.year:
        words = gettext("%(hours)s, says a source of %(year)s: to be checked") % {"hours": words, "year": hours.year}
    if hours.holidays == SAME:
        return words
    rest = gettext("Closed on public holidays.") if hours.holidays == CLOSED else gettext("Public holidays: not known.")
    return f"{words}. {rest}"


def clock(minutes: int) -> str:
    """Return an hour of the day in words: “9 h 30”, “minuit”; “9:30 am”, “midnight”."""
    hour, minute = divmod(minutes % _DAY, 60)
    if not hour and not minute:
        return gettext("midnight")
    if get_language() == "fr":
        return f"{hour}{NBSP}h{NBSP}{minute:02}" if minute else f"{hour}{NBSP}h"
    half = "am" if hour < 12 else "pm"
    hour = hour % 12 or 12
    return f"{hour}:{minute:02}{NBSP}{half}" if minute else f"{hour}{NBSP}{half}"


def _hour(moment: datetime) -> str:
    return clock(moment.hour * 60 + moment.minute)


def _span(span: Span) -> str:
    days = _in_days(span.days)
    if span.length == _DAY and not span.opens:
        return gettext("%(days)s, all day") % {"days": days}
    between = gettext("%(opens)s to %(closes)s") % {"opens": clock(span.opens), "closes": clock(span.closes)}
    return gettext("%(days)s, %(hours)s") % {"days": days, "hours": between}


def _in_days(days: tuple[int, ...]) -> str:
    """Return days in words, those that follow each other by their ends."""
    if len(days) == 7:
        return gettext("every day")
    names, runs = _days(), _runs(days)
    told = []
    for first, last in runs:
        if last - first >= 2:
            told.append(gettext("%(first)s to %(last)s") % {"first": names[first], "last": names[last % 7]})
        else:
            told += [pgettext("on a day", "%(day)s") % {"day": names[day % 7]} for day in range(first, last + 1)]
    if len(told) == 1:
        return told[0]
    return gettext("%(days)s and %(last)s") % {"days": ", ".join(told[:-1]), "last": told[-1]}


def _runs(days: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return days that follow each other as (first, last); Friday to Monday is one run: (4, 7)."""
    runs: list[tuple[int, int]] = []
    for day in days:
        if runs and runs[-1][1] == day - 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    if len(runs) > 1 and runs[0][0] == 0 and runs[-1][1] == 6:
        _first, last = runs.pop(0)
        runs[-1] = (runs[-1][0], 7 + last)
    return runs


def _days() -> tuple[str, ...]:
    return (
        gettext("Monday"),
        gettext("Tuesday"),
        gettext("Wednesday"),
        gettext("Thursday"),
        gettext("Friday"),
        gettext("Saturday"),
        gettext("Sunday"),
    )
