"""Who stands behind a socket: its cookie is read at the handshake, the person is judged afresh whenever asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any

from django.conf import settings

from members import recognition, sessions
from members.actor import Actor
from members.models import Holding

Application = Callable[[dict[str, Any], Any, Any], Awaitable[Any]]


class MemberScope:
    """Puts `scope["session_key"]`, the session cookie's value or None, and `scope["accept_language"]`, that header.

    Asks the database nothing.
    """

    def __init__(self, app: Application) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        found = {"session_key": session_key_of(scope), "accept_language": accept_language_of(scope)}
        return await self.app({**scope, **found}, receive, send)


def session_key_of(scope: dict[str, Any]) -> str | None:
    """Return the session cookie of a connection, None without one. Broken cookies count as none."""
    for name, value in scope.get("headers", ()):
        if name.lower() != b"cookie":
            continue
        # One cookie that SimpleCookie cannot read must not hide the others.
        for part in value.decode("latin-1").split(";"):
            try:
                found = SimpleCookie(part.strip()).get(settings.SESSION_COOKIE_NAME)
            except CookieError:
                continue
            if found is not None and found.value:
                return found.value
    return None


def accept_language_of(scope: dict[str, Any]) -> str:
    """Return what a connection says of the languages it reads, "" when it says nothing."""
    for name, value in scope.get("headers", ()):
        if name.lower() == b"accept-language":
            return str(value.decode("latin-1"))
    return ""


def actor_of_session(session_key: str | None, *, language: str, accept_language: str = "") -> Actor | None:
    """Return the actor behind a cookie, read afresh from the database; synchronous.

    A guest when there is no cookie; None when there was one and it no longer stands: signed out, expired, account
    closed, or a demo sign-in on a public address.
    """
    if session_key is None:
        return Actor(language=language)
    member = sessions.member_of(sessions.SessionStore(session_key))
    if member is None:
        return None
    try:
        return recognition.recognise(member, language=language, accept_language=accept_language)
    except Holding.DoesNotExist:
        return None


def actors_of_sessions(asked: list[tuple[str | None, str]]) -> list[Actor | None]:
    """Return the actors behind many cookies, each as (cookie, language), as `actor_of_session` does; three queries."""
    members = sessions.members_of({key for key, _language in asked if key is not None})
    known = [(key, language) for key, language in asked if key is not None and key in members]
    found = recognition.recognise_all([(members[key], language, "") for key, language in known]) if known else []
    actors = dict(zip(known, found, strict=True))
    return [Actor(language=language) if key is None else actors.get((key, language)) for key, language in asked]
