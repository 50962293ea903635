"""Makes the actor once a page. Without a session cookie nothing is looked up: a guest leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from members import recognition, sessions
from members.actor import Actor
from members.models import Holding


class ActorMiddleware:
    """Sets `request.actor`, found out when somebody asks it something: pages that need nobody ask no database.

    With the database away, asking raises.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = _actor(request)  # type: ignore[attr-defined]
        return self.get_response(request)


def _actor(request: HttpRequest) -> Any:
    language = _language()
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return Actor(language=language)
    return SimpleLazyObject(lambda: actor_of(request, language=language))


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def actor_of(request: HttpRequest, *, language: str = "") -> Actor:
    """Return the actor of this request's session, read afresh, in `language` (that of the page unless told).

    May raise DatabaseError.
    """
    language = language or _language()
    if request.user.is_authenticated and sessions.is_stale(request.session):
        logout(request)
    if not request.user.is_authenticated:
        return Actor(language=language)
    sessions.keep_fresh(request.session)
    try:
        said = request.headers.get("Accept-Language", "")
        return recognition.recognise(request.user, language=language, accept_language=said)
    except Holding.DoesNotExist:
        # An account without a name can do nothing here; it reads as anybody.
        return Actor(language=language)
