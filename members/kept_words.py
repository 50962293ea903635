"""When a form arrives without its member: the words come back on a page, beside a way in, and go on from there.

Works without a script: one form, same address, with every field that was sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from members import middleware
from members.forms import LoginForm

# What the kept form adds to the fields it carries.
MARK = "kept_words"
_OWN = {"csrfmiddlewaretoken", MARK, "login", "password", "remember"}
_LONG = 80
_BODIES = {"body", "note", "explanation", "text"}


@dataclass(frozen=True, slots=True)
class Field:
    """One value that was sent. `kind` is hidden, words (shown in a box) or secret (asked for again, never echoed)."""

    name: str
    value: str
    kind: str


def fields_of(request: HttpRequest) -> list[Field]:
    """Return every posted value in its order, but for tokens and the sign-in of this very page."""
    is_ours = MARK in request.POST
    found = []
    for name, values in request.POST.lists():
        if name in {"csrfmiddlewaretoken", MARK} or (is_ours and name in _OWN):
            continue
        found += [Field(name, str(value), _kind(name, str(value))) for value in values]
    return found


def is_text(name: str, value: str) -> bool:
    """Whether a posted value is something that a person wrote, and may be shown to them again."""
    return name not in _OWN and _kind(name, value) == "words"


def _kind(name: str, value: str) -> str:
    if "password" in name.lower() or name == "code":
        return "secret"
    is_long = name in _BODIES or "\n" in value or len(value) > _LONG
    # A box that was left empty is sent along, and not shown as something that was written.
    return "words" if is_long and value.strip() else "hidden"


def brings_sign_in(request: HttpRequest) -> bool:
    """Whether this POST comes from the page of kept words."""
    return MARK in request.POST and "login" in request.POST


def sign_in(request: HttpRequest) -> HttpResponse | None:
    """Sign in with the fields of the page of kept words. None when that worked: `request.actor` is the member then."""
    if not ratelimit.consume(request, action="login"):
        return page(
            request, status=HTTPStatus.TOO_MANY_REQUESTS, problem=_("That was a lot at once. Please wait a little.")
        )
    form = _form(request, bound=True)
    if not form.is_valid():
        return page(request, form=form)
    form.login(request)
    request.actor = middleware.actor_of(request)  # type: ignore[attr-defined]
    if request.actor.is_guest:  # type: ignore[attr-defined]
        return page(request, form=form)
    return None


def page(
    request: HttpRequest,
    *,
    form: LoginForm | None = None,
    problem: str = "",
    status: int = HTTPStatus.FORBIDDEN,
    asks_sign_in: bool = True,
) -> HttpResponse:
    """Return the page that gives the words back. Without `asks_sign_in` it only offers to send them again."""
    form = form or _form(request, bound=False)
    context = {
        "form": form,
        "fields": fields_of(request),
        "problem": problem,
        "asks_sign_in": asks_sign_in,
        "mark": MARK,
    }
    response = render(request, "members/kept_words.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _form(request: HttpRequest, *, bound: bool) -> LoginForm:
    return LoginForm(request.POST if bound else None, request=request)
