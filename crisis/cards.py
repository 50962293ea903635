"""A help line as a card: every word on it in the reader's language, every button with the address it opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import get_language, gettext, pgettext

from crisis import hours_said
from crisis.helplines import DIRECTORY, EMERGENCY, Helpline


@dataclass(frozen=True, slots=True)
class Button:
    """One way to reach a line. `number` stands apart, in figures of one width; `is_main` is the one to press first."""

    href: str
    icon: str
    verb: str
    number: str = ""
    then: str = ""
    is_main: bool = False
    leaves_house: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown of one line, or of all the emergency numbers of a country together."""

    slug: str
    name: str
    about: str
    remarks: tuple[str, ...]
    state: str
    hours: str
    quoted_hours: str
    buttons: tuple[Button, ...]
    plain: str = ""


def card(line: Helpline, now: datetime, *, is_main: bool = False) -> Card:
    """Return the card of `line` as seen at `now`, in the active language. `is_main` fills its first button."""
    language = get_language() or "en"
    said = hours_said.say(line.hours, now)
    if line.purpose in {EMERGENCY, DIRECTORY} and not (line.hours.always or line.hours.spans or line.hours.stated):
        # No source was read for the hours of 911 or 999; “to be checked” would be a dangerous thing to say of them.
        # A directory has no hours.
        said = hours_said.Said("", "")
    remarks = tuple(filter(None, (free_words(line), languages_words(line, language))))
    return Card(
        slug=line.slug,
        name=line.name(language),
        about=line.about(language) or purpose_words(line.purpose),
        remarks=remarks,
        state=said.state,
        hours=said.text,
        quoted_hours=said.quoted,
        buttons=buttons(line, language, is_main=is_main),
        plain=_whatsapp(line),
    )


def emergency_card(lines: list[Helpline], now: datetime) -> Card:
    """Return one card for all the emergency numbers of a country that are called, in the active language."""
    language = get_language() or "en"
    said = [hours_said.say(line.hours, now) for line in lines if line.hours.always]
    several = len(lines) > 1
    return Card(
        slug=lines[0].slug,
        name=gettext("Emergency services"),
        about=gettext("For you or for someone near you. They will ask where you are and what is happening."),
        remarks=tuple(filter(None, (free_words(lines[0]) if all(line.free for line in lines) else "",))),
        state=said[0].state if len(said) == len(lines) else "",
        hours=said[0].text if len(said) == len(lines) else "",
        quoted_hours="",
        buttons=tuple(
            Button(
                line.phone_link,
                "phone",
                line.name(language) if several and number else pgettext("help line", "Call"),
                line.phone,
                is_main=not number,
            )
            for number, line in enumerate(lines)
        ),
    )


def buttons(line: Helpline, language: str, *, is_main: bool = False) -> tuple[Button, ...]:
    """Return the ways to reach `line`: call, text, write online; the site alone when there is nothing else."""
    found = []
    if line.phone:
        then = gettext("then press %(digit)s") % {"digit": line.option} if line.option else ""
        found.append(Button(line.phone_link, "phone", pgettext("help line", "Call"), line.phone, then, is_main=is_main))
    if line.text and line.text.link:
        what = line.text.what(language)
        verb = gettext("Text %(word)s to") % {"word": what} if what else pgettext("help line", "Text")
        found.append(Button(line.text.link, "sms", verb, line.text.number, is_main=is_main and not found))
    if line.chat_url:
        found.append(Button(line.chat_url, "world", gettext("Write online"), leaves_house=True))
    if not found and line.web_url:
        found.append(Button(line.web_url, "world", site(line.web_url), leaves_house=True))
    return tuple(found)


def site(address: str) -> str:
    """Return the name of the site at `address`: “988.ca”."""
    return (urlsplit(address).hostname or address).removeprefix("www.").rstrip(".")


def free_words(line: Helpline) -> str:
    """Say that a line costs nothing, where its source says so."""
    return gettext("Free.") if line.free else ""


def languages_words(line: Helpline, language: str) -> str:
    """Say which languages a line speaks, unless it is the reader's alone; "" when the sources do not tell."""
    if not line.languages or line.languages == (language,):
        return ""
    names = language_names()
    known = [names[code] for code in line.languages if code in names]
    if len(known) < 2:
        return gettext("In %(language)s.") % {"language": known[0]} if known else ""
    return gettext("In %(languages)s and %(last)s.") % {"languages": ", ".join(known[:-1]), "last": known[-1]}


def language_names() -> dict[str, str]:
    """Return the languages that lines speak, as they stand in a sentence of the active language."""
    return {
        "fr": pgettext("spoken language", "French"),
        "en": pgettext("spoken language", "English"),
        "de": pgettext("spoken language", "German"),
        "nl": pgettext("spoken language", "Dutch"),
        "it": pgettext("spoken language", "Italian"),
        "es": pgettext("spoken language", "Spanish"),
        "pt": pgettext("spoken language", "Portuguese"),
        "lb": pgettext("spoken language", "Luxembourgish"),
        "cr": pgettext("spoken language", "Cree"),
        "oj": pgettext("spoken language", "Ojibway"),
        "iu": pgettext("spoken language", "Inuktitut"),
        "ar": pgettext("spoken language", "Arabic"),
        "fa": pgettext("spoken language", "Persian"),
        "sq": pgettext("spoken language", "Albanian"),
        "ru": pgettext("spoken language", "Russian"),
        "uk": pgettext("spoken language", "Ukrainian"),
        "pl": pgettext("spoken language", "Polish"),
    }


def purpose_words(purpose: str) -> str:
    """Say in one sentence what a line is for, when it has no sentence of its own."""
    return {
        "suicide": gettext("For when you feel like dying, or cannot bear it any more."),
        "listening": gettext("Someone who listens, without judging."),
        "mental_health": gettext("Advice on mental health."),
        "violence": gettext("For people who suffer violence."),
        "child": gettext("For children and young people."),
        "addiction": gettext("Alcohol, drugs and other dependencies."),
        "older_people": gettext("For older people and those close to them."),
        "bereavement": gettext("For people who are grieving."),
    }.get(purpose, "")


def _whatsapp(line: Helpline) -> str:
    """Return a number that is reached with WhatsApp; it stands there to be copied, not to be opened by us."""
    return f"WhatsApp\u00a0{line.text.number}" if line.text and line.text.via == "whatsapp" else ""
