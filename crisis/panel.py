"""The few lines that come by themselves to whoever writes of danger: on a page, and as a frame of a room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from crisis import helplines, places
from crisis.cards import Card, card
from crisis.helplines import DIRECTORY, EMERGENCY, Helpline

MOST = 3


@dataclass(frozen=True, slots=True)
class Panel:
    """What the author of a message is shown, and nobody else: `text`, two or three `lines`, where there is `more`."""

    text: str
    lines: tuple[Helpline, ...]
    cards: tuple[Card, ...]
    more: str
    language: str
    now: datetime

    @property
    def is_lost(self) -> bool:
        """Whether no line of the place itself is known, so that an emergency number and a directory must do."""
        return is_lost(self.lines)

    @property
    def countries(self) -> list[tuple[str, str]]:
        """The countries to choose from, for somebody whose place is not known."""
        codes = places.in_order(self.language, helplines.countries()) if self.is_lost else []
        return [(code, str(places.NAMES[code])) for code in codes]

    @property
    def lead(self) -> str:
        """The sentence that leads to the lines, in the language of the page."""
        return lead(self.lines)

    def as_frame(self) -> dict[str, Any]:
        """Return the `panel` of a `support` frame."""
        return {"text": self.text, "lines": [self._entry(line) for line in self.lines], "more": self.more}

    def _entry(self, line: Helpline) -> dict[str, Any]:
        name = line.name(self.language)
        with translation.override(self.language):
            if line.text and (what := line.text.what(self.language)):
                name = gettext("%(name)s (text %(word)s)") % {"name": name, "word": what}
            if line.option:
                name = gettext("%(name)s (then press %(digit)s)") % {"name": name, "digit": line.option}
        return {
            "name": name,
            "phone": line.phone or None,
            "sms": line.text.number if line.text and line.text.link else None,
            "url": line.chat_url or (line.web_url if not line.phone else "") or None,
            "open_now": line.open_now(self.now),
            "languages": list(line.languages),
            "free": line.free,
        }


def support_panel(region: str, language: str, now: datetime, *, level: str = "high") -> Panel:
    """Return the panel for somebody in `region` ("FR", "CA-QC", "" when unknown) who reads `language`.

    At least one line answers day and night where the country has such a line, one takes text or chat where one is
    known. At the level "emergency" the emergency services come first. An unknown country gets 112 where the European
    Union answers it, the directory, and the way to the picker; never another country's line.
    """
    language = language if language in helplines.LANGUAGES else "en"
    place = places.known(region, helplines.countries())
    lines = pick(place, language, now, level=level)
    with translation.override(language):
        text = " ".join([gettext("You did well to write it here."), lead(lines)])
        return Panel(
            text=text,
            lines=lines,
            cards=tuple(card(line, now, is_main=not number) for number, line in enumerate(lines)),
            more=help_address(place),
            language=language,
            now=now,
        )


def help_address(place: str) -> str:
    """Return the address of the help page for `place`, in the active language."""
    country, _dash, region = place.partition("-")
    query = urlencode({name: value for name, value in (("country", country), ("region", region)) if value})
    return f"{reverse('crisis:help')}?{query}" if query else reverse("crisis:help")


def lead(lines: tuple[Helpline, ...]) -> str:
    """Return the sentence that leads to `lines`, in the active language."""
    if not is_lost(lines):
        return gettext("You can also talk to someone, now.")
    if any(line.purpose == EMERGENCY for line in lines):
        return gettext(
            "If a life is in danger, call 112, or the emergency number of the country you are in. You can also find"
            " someone to talk to, now."
        )
    return gettext(
        "If a life is in danger, call the emergency number of the country you are in. You can also find someone to"
        " talk to, now."
    )


def is_lost(lines: tuple[Helpline, ...]) -> bool:
    """Whether `lines` hold nobody to talk to, only an emergency number and a directory."""
    return all(line.purpose in (DIRECTORY, EMERGENCY) for line in lines)


def pick(place: str, language: str, now: datetime, *, level: str = "high") -> tuple[Helpline, ...]:
    """Choose two or three lines for `place`: one that certainly answers, one that can be written to, help in danger."""
    found = helplines.lines_for(place, language=language, now=now)
    now_lines = [line for line in found if line.is_for_now]
    emergency = [line for line in found if line.purpose == EMERGENCY]
    called = [line for line in emergency if line.phone]
    if not place:
        # Nobody said where they are: 112 with the words where it answers, and the way to every other country.
        union = helplines.lines_for(places.ANOTHER_EU_COUNTRY, language=language, now=now)
        called = [line for line in union if line.purpose == EMERGENCY and line.phone]
    if not now_lines:
        return tuple((called[:1] + [line for line in found if line.purpose == DIRECTORY])[:MOST])
    spoken = [line for line in now_lines if line.phone]
    # Sure of an answer first; the sort keeps what `lines_for` decided among equals.
    spoken.sort(key=lambda line: (_is_foreign(line, language), line.open_now(now) is not True))
    chosen = called[:1] if level == "emergency" else []
    chosen += spoken[: 2 if not chosen else 1]
    if not any(line.open_now(now) is True and line.phone for line in chosen):
        chosen = chosen[: MOST - 2] + called[:1]
    if not any(line.takes_text for line in chosen):
        written = [line for line in (*now_lines, *emergency) if line.takes_text and line not in chosen]
        written.sort(key=lambda line: (_is_foreign(line, language), bool(line.phone and line.is_for_now)))
        chosen += written[:1]
    if len(chosen) < MOST - 1:
        chosen += [line for line in (*spoken, *called) if line not in chosen][: MOST - 1 - len(chosen)]
    return tuple(chosen[:MOST])


def _is_foreign(line: Helpline, language: str) -> bool:
    return bool(line.languages) and language not in line.languages
