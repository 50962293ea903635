"""What every answer carries, what caches may keep, and what is refused before any view is asked."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, set_response_etag

from config import errors

METHODS = ("GET", "HEAD", "POST")
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


class HeadersMiddleware:
    """Refuses what no page expects, then settles headers: guests' pages may be kept by caches, members' never.

    A guest is whoever sends no session cookie: nothing is looked up to know it. Placed outside the session and language
    middlewares, so that it has the last word on what they add.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.refuse(request) or self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not getattr(response, "content", True):
            # Somebody came back to an address that only takes a form: the view says no more than that.
            allowed, response = response.headers.get("Allow", ""), errors.method_not_allowed(request)
            response.headers["Allow"] = allowed
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers["Cache-Control"] = "no-store"
            return response
        return guest_response(request, response)

    def refuse(self, request: HttpRequest) -> HttpResponse | None:
        """Return the answer to a method or an encoding that nothing here understands; None when all is well."""
        if request.method not in METHODS:
            response = errors.method_not_allowed(request)
            response.headers["Allow"] = ", ".join(METHODS)
            return response
        if not is_utf8(request):
            return errors.broken_encoding(request)
        return None


def is_utf8(request: HttpRequest) -> bool:
    """Tell whether address and form are UTF-8, without a NUL in the address. May raise RequestDataTooBig.

    Django would put replacement characters where bytes make no sense, and so spoil somebody's words in silence.
    """
    charset = (request.content_params or {}).get("charset", "utf-8")
    if charset.lower().replace("-", "").replace("_", "") != "utf8":
        return False
    # Daphne decodes the path itself; a replacement character that nobody typed shows that it could not.
    if "\x00" in request.path or "\ufffd" in request.path:
        return False
    query = request.META.get("QUERY_STRING", "")
    try:
        found = unquote_to_bytes(query.replace("+", " ")).decode("utf-8")
        if request.method == "POST" and request.content_type == "application/x-www-form-urlencoded":
            unquote_to_bytes(request.body.replace(b"+", b" ")).decode("utf-8")
        elif request.method == "POST" and request.content_type == "multipart/form-data":
            # No form here takes a file: every part is text.
            request.body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\x00" not in found


def guest_response(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Leave no trace of a guest, and let caches keep the page: they ask each time whether it is still the same."""
    readable = request.method in {"GET", "HEAD"}
    if readable and not may_set_cookies(request):
        response.cookies.clear()
        forget_vary(response, "cookie")
    if response.cookies or not readable or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
        return response
    if "no-store" in response.headers.get("Cache-Control", ""):
        return response
    response.headers["Cache-Control"] = "public, no-cache"
    if response.status_code != 200 or not isinstance(response, HttpResponse):
        return response
    set_response_etag(response)
    conditional = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    if conditional is None:
        return response
    # Some browsers put the policy that comes now in the place of the one that they kept with the page.
    if hasattr(response, "_csp_update"):
        conditional._csp_update = response._csp_update  # type: ignore[attr-defined]
    return conditional


def may_set_cookies(request: HttpRequest) -> bool:
    """Tell whether this page is of those that set a cookie for a guest: signing in, signing up, recovering."""
    parts = request.path_info.split("/", 3)
    return len(parts) > 2 and parts[2] == "accounts"


def forget_vary(response: HttpResponseBase, name: str) -> None:
    """Take `name` out of the answer's Vary header."""
    kept = [word for part in response.headers.get("Vary", "").split(",") if (word := part.strip())]
    kept = [word for word in kept if word.lower() != name]
    if kept:
        response.headers["Vary"] = ", ".join(kept)
    else:
        response.headers.pop("Vary", None)
