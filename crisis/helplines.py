"""The help lines: typed facts, and who is offered which of them.

They are read from the copy in the data folder that `crisis.keeping` writes after every change, else from the file that
comes with the house. This touches no database: help is there when everything else is down. How lines were chosen is in
`docs/help-lines.md`.
"""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext

from crisis import hours, places
from crisis.hours import BadHours, Hours

DATA = Path(__file__).resolve().parent.parent / "data" / "helplines.json"
# The copy of the lines as people keep them, in the data folder.
COPY = "helplines.json"
SHOWN = frozenset({"high", "medium"})
LANGUAGES = ("fr", "en")

log = logging.getLogger("entraide.crisis")

EMERGENCY = "emergency"
DIRECTORY = "directory"
# The order that serves somebody in danger, then what people come for.
PURPOSES = (
    EMERGENCY,
    "suicide",
    "listening",
    "mental_health",
    "violence",
    "child",
    "addiction",
    "older_people",
    "bereavement",
    DIRECTORY,
)


class BadData(Exception):
    """The file of help lines says something that cannot be shown to anybody."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """How to write to a line. `via` is sms or whatsapp; `word` is typed as it stands, `say` tells what to type."""

    via: str
    number: str
    word: str = ""
    say: tuple[tuple[str, str], ...] = ()

    @property
    def link(self) -> str:
        """The address that opens a text to the line, "" where the number is not one for texts."""
        if self.via != "sms":
            return ""
        body = f"?&body={quote(self.word)}" if self.word else ""
        return f"sms:{_digits(self.number)}{body}"

    def what(self, language: str) -> str:
        """Return what to type, in `language`; "" when anything will do."""
        return self.word or dict(self.say).get(language, "")


@dataclass(frozen=True, slots=True)
class Helpline:
    """One line, as its sources describe it."""

    slug: str
    country: str
    region: str
    own_name: str
    names: tuple[tuple[str, str], ...]
    abouts: tuple[tuple[str, str], ...]
    purpose: str
    also_for: tuple[str, ...]
    phone: str
    option: str
    text: TextLine | None
    chat_url: str
    web_url: str
    hours: Hours
    languages: tuple[str, ...]
    free: bool | None
    sources: tuple[str, ...]
    verified: date
    confidence: str

    @property
    def place(self) -> str:
        """Where the line answers: "FR", "CA-QC"."""
        return f"{self.country}-{self.region}" if self.region else self.country

    @property
    def phone_link(self) -> str:
        """The address that calls the line, "" when it has no telephone."""
        return f"tel:{_digits(self.phone)}" if self.phone else ""

    @property
    def takes_text(self) -> bool:
        """Whether one can write to the line, by text or chat."""
        return self.text is not None or bool(self.chat_url)

    @property
    def is_for_now(self) -> bool:
        """Whether the line is there for whoever cannot bear it any more, of any age."""
        return self.purpose in {"suicide", "listening"} or (
            self.purpose == "mental_health" and "suicide" in self.also_for
        )

    def name(self, language: str) -> str:
        """Return the name in `language`, or else the line's own."""
        return dict(self.names).get(language, self.own_name)

    def about(self, language: str) -> str:
        """Return the line's own sentence in `language`, "" when its purpose says enough."""
        return dict(self.abouts).get(language, "")

    def open_now(self, now: datetime) -> bool | None:
        """Tell whether somebody answers at `now`; None when that is not certain."""
        return self.hours.open_now(now)


def countries() -> frozenset[str]:
    """Return the countries that have lines of their own."""
    return frozenset(line.country for line in every_line()) - {places.ANOTHER_EU_COUNTRY, places.ANYWHERE_ELSE}


def regions(country: str) -> tuple[str, ...]:
    """Return the regions of `country` with lines of their own, as "CA-QC"."""
    return tuple(sorted({line.place for line in every_line() if line.country == country and line.region}))


def lines_for(
    region: str, *, language: str, now: datetime, purposes: frozenset[str] | None = None
) -> tuple[Helpline, ...]:
    """Return the lines for `region` ("FR", "CA-QC"), best first, never one of another country.

    Within a purpose: the region's own before the country's, those that speak `language` before others, those open at
    `now` before the rest. An unknown country gets 112 where the European Union answers it, and the directory; so does
    "". `purposes` keeps only those. The directory is always last.
    """
    place = places.known(region, countries())
    country = place.partition("-")[0]
    found = [line for line in every_line() if line.country == country and line.place in {country, place}]
    if country == places.ANOTHER_EU_COUNTRY:
        # Other harmonised numbers are not assigned everywhere; 112 is.
        found = [line for line in found if line.purpose == EMERGENCY]
    if country != places.ANYWHERE_ELSE:
        found += [line for line in every_line() if line.purpose == DIRECTORY]
    if purposes is not None:
        found = [line for line in found if line.purpose in purposes]
    order = {line.slug: number for number, line in enumerate(every_line())}
    return tuple(
        sorted(
            found,
            key=lambda line: (
                PURPOSES.index(line.purpose),
                not line.region,
                bool(line.languages) and language not in line.languages,
                line.purpose != EMERGENCY and line.open_now(now) is not True,
                order[line.slug],
            ),
        )
    )


def every_line() -> tuple[Helpline, ...]:
    """Return every line that may be shown, in the order of the file. Raises BadData when the shipped file is wrong.

    A copy that cannot be read is passed over: the file that comes with the house always can.
    """
    copy = settings.DATA_DIR / COPY
    try:
        found = copy.stat()
        return _lines_of(copy, found.st_mtime_ns, found.st_size, found.st_ino)
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, TypeError, BadData) as wrong:
        log.error("The copy of the help lines cannot be read: %s", type(wrong).__name__)
    return _lines_of(DATA, 0, 0, 0)


def shipped() -> list[dict[str, Any]]:
    """Return the rows of the file that comes with the house."""
    rows: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))
    return rows


@lru_cache(maxsize=4)
def _lines_of(file: Path, _changed: int, _size: int, _number: int) -> tuple[Helpline, ...]:
    """Return the lines of one state of `file` that may be shown: a new state has a new time, size or number."""
    rows = json.loads(file.read_text(encoding="utf-8"))
    lines = tuple(read_row(row) for row in rows if row["confidence"] in SHOWN and not row["announced"])
    if len({row["slug"] for row in rows}) != len(rows):
        raise BadData("Two help lines have the same slug.")
    return lines


def place_of(row: dict[str, Any]) -> str:
    """Return where the line of `row` answers: "FR", "CA-QC"."""
    return "-".join(filter(None, (row["country"], row["region"])))


def read_row(row: dict[str, Any]) -> Helpline:
    """Return the typed line of `row`. Raises BadData, naming the line, when something cannot be true."""
    try:
        verified = date.fromisoformat(row["verified"])
        line = Helpline(
            slug=row["slug"],
            country=row["country"],
            region=row["region"] or "",
            own_name=row["name"],
            names=_both(row["names"]),
            abouts=_both(row["about"]),
            purpose=row["purpose"],
            also_for=tuple(row["also_for"]),
            phone=row["phone"] or "",
            option=row["option"] or "",
            text=_text(row["text"]),
            chat_url=row["chat_url"] or "",
            web_url=row["web_url"] or "",
            hours=hours.read(
                row["hours"],
                place=place_of(row),
                as_of=row["as_of"],
                read_in=verified.year,
            ),
            languages=tuple(row["languages"]),
            free=row["free"],
            sources=tuple(row["sources"]),
            verified=verified,
            confidence=row["confidence"],
        )
        # A number without a digit cannot be dialled; asking for the links raises.
        _ = (line.phone_link, line.text and line.text.link)
    except BadHours as wrong:
        told = {"line": str(row.get("slug")), "why": str(wrong.detail)}
        raise BadData(gettext("The hours of the line “%(line)s” cannot be read. %(why)s") % told) from wrong
    except (KeyError, TypeError, ValueError) as wrong:
        raise BadData(f"The help line “{row.get('slug')}” cannot be read: {wrong!r}") from wrong
    addresses = [address for address in (line.chat_url, line.web_url, *line.sources) if address]
    if (
        line.purpose not in PURPOSES
        or line.free not in {True, False, None}
        or not line.sources
        or line.confidence not in {"high", "medium", "low"}
        or (line.region and line.place not in places.REGION_NAMES)
        or line.country not in places.NAMES
        or not all(address.startswith(("https://", "http://")) for address in addresses)
        or not (line.phone or line.text or line.chat_url or line.web_url)
    ):
        raise BadData(f"The help line “{line.slug}” lacks a source, a way to reach it, or a place that is known.")
    return line


def _both(words: dict[str, str] | None) -> tuple[tuple[str, str], ...]:
    return tuple((language, words[language]) for language in LANGUAGES) if words else ()


def _text(row: dict[str, Any] | None) -> TextLine | None:
    if row is None:
        return None
    if row["via"] not in {"sms", "whatsapp"}:
        raise ValueError(row["via"])
    return TextLine(row["via"], row["number"], row["word"] or "", _both(row["say"]))


def _digits(number: str) -> str:
    """Return what a telephone dials: digits, and a leading plus."""
    found = re.sub(r"[^\d+]", "", number)
    if not found:
        raise ValueError(number)
    return found
