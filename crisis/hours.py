"""When a line answers: what its source states, what may be claimed of it now, and how to say it.

Nothing is guessed. “Open” is said of a line that answers day and night, and of one whose hours are stated plainly,
recently, every day, in a country with a single clock. For the rest the hours stand there in words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext

NBSP = "\u00a0"
ALWAYS = "24/7"
# Hours read in a source older than this are told with its year, and never turned into “open” or “closed”.
YEARS_A_SOURCE_HOLDS = 5

# The clock of a line, where one clock is certain. Countries with several are left out on purpose.
ZONES = {
    "FR": "Europe/Paris",
    "BE": "Europe/Brussels",
    "CH": "Europe/Zurich",
    "LU": "Europe/Luxembourg",
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
    "DE": "Europe/Berlin",
    "AT": "Europe/Vienna",
    "NL": "Europe/Amsterdam",
    "IT": "Europe/Rome",
    "CA-QC": "America/Toronto",
}

_DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_WINDOW = re.compile(
    r"(?P<days>daily|7 days a week|(?P<first>Mon|Tue|Wed|Thu|Fri|Sat|Sun)-(?P<last>Mon|Tue|Wed|Thu|Fri|Sat|Sun)),?"
    r"(?: (?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d))?"
    r"(?: (?P<eastern>ET))?"
    r"(?: \((?P<year>\d{4})(?: source)?\))?"
)


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a line. `stated` is the source's own wording, None when the source gives none."""

    stated: str | None
    always: bool = False
    days: tuple[int, ...] = ()
    opens: int | None = None
    closes: int | None = None
    zone: str = ""
    is_eastern: bool = False
    year: str = ""

    @property
    def is_understood(self) -> bool:
        """Whether the wording is one that can be said in the reader's language."""
        return self.always or bool(self.days)

    def open_now(self, now: datetime) -> bool | None:
        """Tell whether somebody answers at `now` (aware); None when that is not certain."""
        if self.always:
            return True
        if self.opens is None or self.closes is None or not self.zone or self.year:
            return None
        local = now.astimezone(ZoneInfo(self.zone))
        minute = local.hour * 60 + local.minute
        day = local.weekday()
        if self.closes <= self.opens and minute < self.closes:
            # Past midnight: the window belongs to the evening before.
            minute, day = minute + 24 * 60, (day - 1) % 7
        closes = self.closes if self.closes > self.opens else self.closes + 24 * 60
        if day not in self.days or not self.opens <= minute < closes:
            return False
        # Lines that keep weekdays may rest on public holidays, which nobody lists here.
        return True if len(self.days) == 7 else None


@dataclass(frozen=True, slots=True)
class Said:
    """What a card says of the hours: `state` is on, off or unsure; `quoted` is the source's wording, in English."""

    state: str
    text: str
    quoted: str = ""


def parse(stated: str | None, *, place: str, as_of: str | None = None, read_in: int = 0) -> Hours:
    """Return the hours behind the wording of a source.

    `place` is the country or region of the line ("FR", "CA-QC"), which decides the clock; `as_of` the date of the
    source where known ("2010", "2026-02"), `read_in` the year in which it was read.
    """
    if stated is None:
        return Hours(None)
    if stated == ALWAYS:
        return Hours(stated, always=True)
    found = _WINDOW.fullmatch(stated)
    if not found:
        return Hours(stated)
    days = tuple(range(7))
    if found["first"]:
        days = tuple(range(_DAYS[found["first"].lower()], _DAYS[found["last"].lower()] + 1))
    year = found["year"] or ""
    if not year and as_of and read_in - int(as_of[:4]) > YEARS_A_SOURCE_HOLDS:
        year = as_of[:4]
    return Hours(
        stated,
        days=days,
        opens=_minutes(found["opens"]),
        closes=_minutes(found["closes"]),
        zone="America/New_York" if found["eastern"] else ZONES.get(place, ZONES.get(place.partition("-")[0], "")),
        is_eastern=bool(found["eastern"]),
        year=year,
    )


def say(hours: Hours, now: datetime) -> Said:
    """Say in the active language when a line answers, as seen at `now`."""
    if hours.always:
        return Said("on", gettext("Answers day and night"))
    if hours.stated is None:
        return Said("unsure", gettext("Hours to be checked"))
    if not hours.is_understood:
        return Said("unsure", gettext("Hours to be checked. The source says:"), quoted=hours.stated)
    if hours.opens is None or hours.closes is None:
        return Said("unsure", _with_days(hours, gettext("at hours to be checked")))
    state = hours.open_now(now)
    every_day = len(hours.days) == 7
    if state is True:
        return Said("on", gettext("Answers until %(hour)s") % {"hour": clock(hours.closes)})
    if state is False and every_day:
        return Said("off", gettext("Closed, answers again at %(hour)s") % {"hour": clock(hours.opens)})
    between = gettext("%(opens)s to %(closes)s") % {"opens": clock(hours.opens), "closes": clock(hours.closes)}
    words = _with_days(hours, between)
    if hours.is_eastern:
        words = gettext("%(hours)s, Eastern Time") % {"hours": words}
    if hours.year:
        words = gettext("%(hours)s, says a source of %(year)s: to be checked") % {"hours": words, "year": hours.year}
    if state is False:
        return Said("off", gettext("Closed just now. %(hours)s") % {"hours": words})
    return Said("unsure", words)


def clock(minutes: int) -> str:
    """Return an hour of the day in words: “9 h 30”, “minuit”; “9:30 am”, “midnight”."""
    hour, minute = divmod(minutes % (24 * 60), 60)
    if not hour and not minute:
        return gettext("midnight")
    if get_language() == "fr":
        return f"{hour}{NBSP}h{NBSP}{minute:02}" if minute else f"{hour}{NBSP}h"
    half = "am" if hour < 12 else "pm"
    hour = hour % 12 or 12
    return f"{hour}:{minute:02}{NBSP}{half}" if minute else f"{hour}{NBSP}{half}"


def _with_days(hours: Hours, between: str) -> str:
    if len(hours.days) == 7:
        return gettext("Every day, %(hours)s") % {"hours": between}
    names = (
        gettext("Monday"),
        gettext("Tuesday"),
        gettext("Wednesday"),
        gettext("Thursday"),
        gettext("Friday"),
        gettext("Saturday"),
        gettext("Sunday"),
    )
    days = {"first": names[hours.days[0]], "last": names[hours.days[-1]], "hours": between}
    return gettext("%(first)s to %(last)s, %(hours)s") % days


def _minutes(word: str | None) -> int | None:
    if word is None:
        return None
    hour, minute = word.split(":")
    return int(hour) * 60 + int(minute)
