"""What every page knows: who reads, in which language, where they are in the house."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import HttpRequest
from django.utils.translation import get_language

from members.actor import GUEST, Actor

_PLACES = {
    "": "home",
    "themes": "themes",
    "threads": "themes",
    "unanswered": "themes",
    "rooms": "rooms",
    "moderation": "watch",
    "house": "house",
    "me": "me",
    "inbox": "me",
    "accounts": "me",
}


def house(request: HttpRequest) -> dict[str, Any]:
    """Return actor, language, the same page in the other language, and the place of the page in the navigation.

    Reads nothing from database or session beyond what the middleware already knows; a dead database makes a guest.
    """
    language = get_language() or settings.LANGUAGE_CODE
    actor = _actor(request)
    return {
        "actor": actor,
        "language": language,
        "other_language": _other_language(request, language),
        "place": _place(request.path_info),
        "come_back": _come_back(request),
        "is_watching": actor.holds_any("moderator") or actor.holds_any("facilitator"),
        "coordinates": actor.holds("coordinator"),
        "keeps_house": actor.holds("administrator"),
    }


def _actor(request: HttpRequest) -> Actor:
    """Return the actor that the middleware found; GUEST when there is none or the database is away."""
    try:
        actor = getattr(request, "actor", None) or GUEST
        # The middleware may have left a lazy object: asking it something opens it here, where a failure is calm.
        _ = actor.is_guest
    except DatabaseError:
        return GUEST
    return actor


def _other_language(request: HttpRequest, language: str) -> dict[str, str]:
    """Return code, name and address of this page in the other language."""
    codes = dict(settings.LANGUAGES)
    other = next(code for code in codes if code != language)
    path = request.path
    for code in codes:
        if path == f"/{code}" or path.startswith(f"/{code}/"):
            path = f"/{other}{path[len(code) + 1 :]}"
            break
    else:
        return {"code": other, "name": codes[other], "address": f"/{other}/"}
    # A page that answers a form has an address that may not be asked for by a link.
    query = request.META.get("QUERY_STRING", "") if request.method in {"GET", "HEAD"} else ""
    return {"code": other, "name": codes[other], "address": f"{path}?{query}" if query else path}


def _come_back(request: HttpRequest) -> str:
    """Return the query that leads whoever comes in back to what they were reading, "" elsewhere."""
    if request.method not in {"GET", "HEAD"} or _place(request.path_info) in {"home", "me"}:
        return ""
    return f"?next={quote(request.get_full_path(), safe='/')}"


def _place(path: str) -> str:
    """Return the place in the main navigation that `path` belongs to, "" for none."""
    parts = path.strip("/").split("/")
    if parts[0] in dict(settings.LANGUAGES):
        parts = parts[1:]
    return _PLACES.get(parts[0] if parts else "", "")
