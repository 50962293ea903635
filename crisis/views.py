"""The help page: read without account, cookie or script, and while the database is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from crisis import helplines, places
from crisis.cards import Card, card, emergency_card, site
from crisis.detection.assess import VERSION
from crisis.helplines import DIRECTORY, EMERGENCY, Helpline
from crisis.rules_in_words import RULES


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of the picker."""

    value: str
    name: str | Promise
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines for one situation, folded under its name."""

    purpose: str
    title: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the facts about one line were read."""

    name: str
    verified: date
    sources: tuple[tuple[str, str], ...]


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Show who answers in the country of the address, or of the member, or that the browser names, or ask for it."""
    language = get_language() or "en"
    place, origin = _place(request)
    country = place.partition("-")[0]
    lines = helplines.lines_for(place, language=language, now=timezone.now())
    context = {
        "place": place,
        "is_guess": origin == "browser",
        "is_from_member": origin == "member",
        "is_elsewhere": country in {places.ANOTHER_EU_COUNTRY, places.ANYWHERE_ELSE},
        "country_name": places.NAMES.get(country, ""),
        "countries": _countries(country, language),
        "neighbours": [] if country else places.FIRST.get(language, ()) and _countries("", language)[:5],
        "regions": _regions(country, place),
        "directory": next((line for line in lines if line.purpose == DIRECTORY), None),
        "origins": [_origin(line, language) for line in lines],
        "verified": max(line.verified for line in lines),
        **_sections(lines, timezone.now()),
    }
    response = render(request, "crisis/help.html", context)
    if origin in {"browser", ""}:
        patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def words_page(request: HttpRequest) -> HttpResponse:
    """Show every rule by which words are read, in a sentence each."""
    rules = [(name, looks_for, brings) for name, (looks_for, brings) in RULES.items()]
    return render(request, "crisis/words.html", {"rules": rules, "version": VERSION})


@require_safe
def answering_page(request: HttpRequest) -> HttpResponse:
    """Show how to answer somebody who is not well."""
    return render(request, "crisis/answering.html", {})


def _place(request: HttpRequest) -> tuple[str, str]:
    """Return the place to show and where it comes from: address, member, browser, or "" when it is not known."""
    known = helplines.countries()
    if "country" in request.GET:
        asked = request.GET["country"][:8]
        region = request.GET.get("region", "")[:8]
        # An empty choice is a choice: it brings the picker back, and no guess.
        return places.known(f"{asked}-{region}" if region and "-" not in asked else asked, known), "address"
    try:
        own = str(getattr(getattr(request, "actor", None), "region", "") or "")
    except DatabaseError:
        own = ""
    if place := places.known(own, known):
        return place, "member"
    guessed = places.guess(request.headers.get("Accept-Language", ""), known)
    return guessed, "browser" if guessed else ""


def _countries(country: str, language: str) -> list[Choice]:
    """Return the countries of the picker."""
    codes = places.in_order(language, helplines.countries())
    return [Choice(code, places.NAMES[code], code == country) for code in codes]


def _regions(country: str, place: str) -> list[Choice]:
    found = helplines.regions(country)
    return [Choice(code.partition("-")[2], places.REGION_NAMES[code], code == place) for code in found]


def _sections(lines: tuple[Helpline, ...], now: datetime) -> dict[str, object]:
    """Return the cards in the order that serves somebody in danger: emergency, talking, writing, the rest folded."""
    emergency = [line for line in lines if line.purpose == EMERGENCY]
    called = [line for line in emergency if line.phone]
    first = [emergency_card(called, now)] if called else []
    first += [card(line, now) for line in emergency if not line.phone]
    talk = [line for line in lines if line.is_for_now and line.phone]
    write = [line for line in lines if line.is_for_now and not line.phone]
    rest = [line for line in lines if line.purpose not in {EMERGENCY, DIRECTORY} and not line.is_for_now]
    titles = {
        "violence": gettext("Violence"),
        "child": gettext("Children and young people"),
        "addiction": gettext("Alcohol and drugs"),
        "older_people": gettext("Older people"),
        "bereavement": gettext("Grief"),
        "mental_health": gettext("Health advice"),
    }
    return {
        "emergency": first,
        "talk": [card(line, now, is_main=not number) for number, line in enumerate(talk)],
        "write": [card(line, now) for line in write],
        "folds": [
            Fold(purpose, title, tuple(card(line, now) for line in rest if line.purpose == purpose))
            for purpose, title in titles.items()
            if any(line.purpose == purpose for line in rest)
        ],
    }


def _origin(line: Helpline, language: str) -> Origin:
    return Origin(line.name(language), line.verified, tuple((address, site(address)) for address in line.sources))
