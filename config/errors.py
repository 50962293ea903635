"""Calm answers when something is wrong: one sentence, a way on, and where help is. None of them can fail in turn."""

from __future__ import annotations

import logging
import sys
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import DatabaseError, DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import loader
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from crisis import helplines, places
from crisis.panel import Panel, support_panel
from members import kept_words
from members.access import is_same_origin
from members.refusals import Refusal

log = logging.getLogger("entraide.errors")

# What a person can have typed; a page that shows more would help nobody.
_MOST_SHOWN = 4 * 1024 * 1024


def language_of(request: HttpRequest) -> str:
    """Return the language of the address, or else the one that the browser asks for."""
    return translation.get_language_from_path(request.path_info) or translation.get_language_from_request(request)


def page(request: HttpRequest, status: int, sentence: str = "", **context: Any) -> HttpResponse:
    """Return the page of `status` in the address's language.

    A fault of ours and a lost database are told without session or database; who asks is only known to the pages that
    say no. Falls back on a bare page with one sentence when the template cannot be rendered.
    """
    language = language_of(request)
    with translation.override(language):
        words = {"status": status, "sentence": sentence, **context}
        try:
            html: str = loader.render_to_string(f"{status}.html", words, request if status in {403, 404} else None)
        except Exception:
            log.exception("The page for %d could not be rendered", status)
            html = bare(language, sentence or sentence_of(status))
    response = HttpResponse(html, status=status)
    response.headers["Content-Language"] = language
    return response


def bare(language: str, sentence: str) -> str:
    """Return a page of one sentence and one link, made of nothing that can be missing."""
    help_now = escape(_("Help now"))
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>Entraide</title>'
        f"<main><h1>Entraide</h1><p>{escape(sentence)}</p>"
        f'<p><a href="/{language}/help/">{help_now}</a></p></main></html>'
    )


def sentence_of(status: int) -> str:
    """Return what a person reads when not even the template can be rendered, in the active language."""
    return {
        400: _("We could not read this request. Please go back and try once more."),
        403: _("This is not open to you."),
        404: _("There is no page at this address."),
        405: _("This page cannot be used in that way."),
        503: _("The house is closed for a moment. Nothing you sent before is lost. Help lines answer all the same."),
    }.get(status, _("Something went wrong on our side. It is not your doing. Please try again in a moment."))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django could not trust or read, or that brings more than a form can."""
    if not isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return page(request, 400)
    with translation.override(language_of(request)):
        sentence = _("That is more than the house can take at once, and nothing was sent. You can send it in parts.")
    response = page(request, 400, sentence, texts=_texts_sent(request))
    response.headers["Cache-Control"] = "no-store"
    return response


def broken_encoding(request: HttpRequest) -> HttpResponse:
    """Answer an address or a form whose bytes are not text."""
    with translation.override(language_of(request)):
        sentence = _("Some characters of this request cannot be read. Please go back, retype them, and send again.")
    return page(request, 400, sentence)


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    """Answer a method that nothing here understands."""
    with translation.override(language_of(request)):
        return HttpResponse(bare(language_of(request), sentence_of(405)), status=405)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what one may not do, with the sentence that the rule gave, if it gave one."""
    return page(request, 403, _own_words(exception), refusal=_refusal_behind(exception))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an unknown address, or one that this person may not know of."""
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer whatever nobody caught: a lost database is 503, a refusal 403, and only a fault 500."""
    exception = sys.exc_info()[1]
    if isinstance(exception, Refusal):
        with translation.override(language_of(request)):
            return page(request, 403, str(exception.detail), refusal=exception)
    if isinstance(exception, DataError | OverflowError) or (
        isinstance(exception, ValueError) and "NUL" in str(exception)
    ):
        # Numbers and characters that no table can hold: nothing of the kind was ever written.
        return page(request, 400)
    if _is_unreachable(exception):
        return unavailable(request)
    return page(request, 500)


def _is_unreachable(exception: BaseException | None) -> bool:
    """Whether the database, or Redis, cannot be reached."""
    # SQLite says no more than this when the file is damaged, or is no database at all.
    if isinstance(exception, OperationalError | InterfaceError) or type(exception) is DatabaseError:
        return True
    # Whoever raised it has loaded it; a house without Redis never does (6 MiB).
    redis = sys.modules.get("redis.exceptions")
    return redis is not None and isinstance(exception, redis.RedisError)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer while the database cannot be reached: the house is closed, the help lines are not, and words come back."""
    response = page(request, 503, panel=_help_panel(request), **_words_sent(request))
    response.headers["Retry-After"] = "30"
    return response


def _own_words(exception: Exception) -> str:
    return str(exception.args[0]) if exception.args else ""


def _refusal_behind(exception: Exception) -> Refusal | None:
    """Return the refusal that a view turned into a page, for the way on that belongs to it."""
    return exception.__cause__ if isinstance(exception.__cause__, Refusal) else None


def _words_sent(request: HttpRequest) -> dict[str, Any]:
    """Return what a form of our own pages brought, to be sent again; nothing of what other sites had sent."""
    try:
        if request.method != "POST" or not is_same_origin(request, by_referrer=True):
            return {}
        # Guests have no token, and get no cookie for it.
        token = get_token(request) if settings.CSRF_COOKIE_NAME in request.COOKIES else ""
        return {"fields": kept_words.fields_of(request), "address": request.get_full_path(), "csrf_token": token}
    except Exception as problem:
        log.error("What was sent could not be given back: %s", type(problem).__name__)
        return {}


def _texts_sent(request: HttpRequest) -> list[str]:
    """Return the texts of a form of ours that was too large to be read as one, to be copied from the page."""
    try:
        is_form = request.method == "POST" and request.content_type == "application/x-www-form-urlencoded"
        if not is_form or not is_same_origin(request, by_referrer=True):
            return []
        # Read already where it had too many fields, and not yet where it was too long.
        sent: bytes = request._body if hasattr(request, "_body") else request.read(_MOST_SHOWN)
        found = parse_qsl(sent[:_MOST_SHOWN].decode("utf-8", "replace"))
        return [text for name, text in found if kept_words.is_text(name, text)]
    except Exception as problem:
        log.error("What was sent could not be given back: %s", type(problem).__name__)
        return []


def _help_panel(request: HttpRequest) -> Panel | None:
    """Return the help lines of the country that the browser names, or None when even these cannot be had."""
    try:
        place = places.guess(request.headers.get("Accept-Language", ""), helplines.countries())
        return support_panel(place, language_of(request), timezone.now())
    except Exception:
        log.exception("The help lines could not be read")
        return None
