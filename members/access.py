"""Who may open a view, and where a form may come from. A guest's words are never lost at a door."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from members import kept_words
from members.actor import Actor

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def members_only(view: View) -> View:
    """Let members in. A guest who reads is asked to come in; a guest who writes gets the words back beside a key.

    The page of kept words posts to the same address with sign-in name and password; both right, the view goes on with
    the words, in the same request.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not actor_on(request).is_guest:
            return view(request, *args, **kwargs)
        if request.method != "POST":
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        if is_foreign(request):
            raise PermissionDenied(_("This form was sent from another site. Nothing was done."))
        if not kept_words.brings_sign_in(request):
            return kept_words.page(request)
        refused = kept_words.sign_in(request)
        return refused if refused is not None else view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]


def role_only(*kinds: str) -> Callable[[View], View]:
    """Let in who holds one of the roles `kinds` for the whole house; for everybody else there is no such page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(actor_on(request).holds(kind) for kind in kinds):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return decorate


def same_origin(view: View) -> View:
    """Let a guest's POST in without a token when the browser says that it comes from our own pages.

    Members bring Django's token as everywhere. A form from another site is refused and nothing is done.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            if actor_on(request).is_guest:
                if not is_same_origin(request):
                    raise PermissionDenied(_("This form was sent from another site. Nothing was done."))
            elif (refused := _token_check(request)) is not None:
                return refused
        return view(request, *args, **kwargs)

    guarded.csrf_exempt = True  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def actor_on(request: HttpRequest) -> Actor:
    """Return the actor that the middleware made for this page."""
    return request.actor  # type: ignore[attr-defined]


def is_same_origin(request: HttpRequest, *, by_referrer: bool = False) -> bool:
    """Whether the browser says that this request comes from our own pages; saying nothing is not enough.

    `by_referrer` accepts the referring page's address from browsers too old for the other two headers.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin in settings.ALLOWED_ORIGINS
    return by_referrer and _origin_of(request.headers.get("Referer", "")) in settings.ALLOWED_ORIGINS


def _origin_of(address: str) -> str:
    """Return scheme and host of a page's address, "" for what is none: whoever sends a header may write anything."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def is_foreign(request: HttpRequest) -> bool:
    """Whether the browser says that this request comes from elsewhere; saying nothing is not enough."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    return (site is not None or origin is not None) and not is_same_origin(request)


def _token_check(request: HttpRequest) -> HttpResponseBase | None:
    """Return what Django's check of the token answers, None when the token is good."""

    def never_called(request: HttpRequest) -> Any:
        raise AssertionError

    return CsrfViewMiddleware(never_called).process_view(request, never_called, (), {})
