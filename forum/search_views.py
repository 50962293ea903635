"""The page where one looks for words. Nothing of a search is kept, by a browser either."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from crisis import helplines, looked_for, places
from crisis.detection import assess
from crisis.panel import Panel, support_panel
from forum import search as finding
from forum.models import Intent
from forum.views import unlisted
from groups.models import Theme, listed_themes
from members import queries
from members.access import actor_on
from members.actor import Actor
from members.models import Language
from members.refusals import Refusal

logger = logging.getLogger(__name__)
STATUS = {"rate_limited": HTTPStatus.TOO_MANY_REQUESTS}
FILTERS = ("theme", "language", "intent", "since")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was looked for, and one page of what was found. Words of danger are answered with help first."""
    actor = actor_on(request)
    themes = listed_themes(actor)
    wanted = _wanted(request, themes)
    context: dict[str, Any] = {
        "wanted": wanted,
        "typed": wanted.words[: queries.LONGEST],
        "chapters": _chapters(themes),
        "intents": Intent.choices,
        "languages": Language.choices,
        "is_narrowed": any(getattr(wanted, name) for name in FILTERS),
    }
    if wanted.words:
        now = timezone.now()
        context["panel"] = _panel(_region(request, actor), actor.language, wanted.words)
        try:
            hits, further = finding.look_for(actor, wanted, now=now)
        except Refusal as refusal:
            context["refusal"] = refusal
        else:
            context |= {"hits": hits, "has_looked": True}
            if not hits and finding.says_little(wanted, actor.language):
                context |= {"refusal": queries.too_common(), "has_looked": False}
            context["first"] = context["newer"] = _address(wanted) if wanted.before is not None else ""
            context["older"] = _address(wanted, further) if further is not None else ""
    status = STATUS.get(context["refusal"].code, HTTPStatus.OK) if "refusal" in context else HTTPStatus.OK
    response = unlisted(render(request, "forum/search.html", context, status=status))
    # Who shares this device must not find by going back what was looked for.
    response.headers["Cache-Control"] = "no-store"
    return response


def _wanted(request: HttpRequest, themes: list[Theme]) -> finding.Wanted:
    """Read the address. A filter that is none of ours is left open, as if it had not been chosen."""
    asked = request.GET
    before = asked.get("before", "")
    known = {
        "theme": {theme.slug for theme in themes},
        "language": set(Language.values),
        "intent": set(Intent.values),
        "since": set(finding.SINCE),
    }
    chosen = {name: value for name in FILTERS if (value := asked.get(name, "")) in known[name]}
    return finding.Wanted(words=asked.get("q", "").strip(), before=finding.Place.read(before), **chosen)


def _address(wanted: finding.Wanted, before: finding.Place | None = None) -> str:
    query = {"q": wanted.words, **{name: getattr(wanted, name) for name in FILTERS}, "before": before}
    return f"{reverse('forum:search')}?{urlencode({name: value for name, value in query.items() if value})}"


def _chapters(themes: list[Theme]) -> list[tuple[Theme, list[Theme]]]:
    inside: dict[int, list[Theme]] = {one.pk: [] for one in themes if one.parent_id is None}
    for one in themes:
        if one.parent_id in inside:
            inside[one.parent_id].append(one)
    return [(one, inside[one.pk]) for one in themes if one.parent_id is None]


def _region(request: HttpRequest, actor: Actor) -> str:
    """Return where somebody is, or may be by what their browser says; "" when nothing is said."""
    return actor.region or places.guess(request.headers.get("Accept-Language", ""), helplines.countries())


def _panel(region: str, language: str, words: str) -> Panel | None:
    """Return who can be talked to, for whoever looks for words of danger; None for everybody else.

    Should this fail, the search itself still answers, and its page leads to the lines as every page does.
    """
    try:
        typed = words[: queries.LONGEST]
        level = assess(typed).level.value
        if level == "none" and looked_for.asks_for_help(typed):
            level = "moderate"
        return None if level == "none" else support_panel(region, language, timezone.now(), level=level)
    except Exception as problem:
        logger.error("No panel for a search: %s", type(problem).__name__)
        return None
