"""A guest's page brings its own style along, so that a first visit is drawn after one way there and back.

On a weak line every way to the server takes a second or two, and a page is not drawn before its style is there. So the
rules that this very page needs stand in it, in the place of the link to the whole look. The policy names their hash:
nothing else may bring a style. Members, who come back, keep the link: their browser has the look already.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.templatetags.static import static

from config.look_rules import Sheet

_LOOK, _DRAWINGS = "css/look.css", "icons/icons.svg"
_CLASSES = re.compile(rb'class="([^"]*)"')
_ELEMENTS = re.compile(rb"<([a-z]+[1-6]?)")


class FirstPaintMiddleware:
    """Puts the style into guests' pages. A page with a sheet of its own besides the look keeps its links."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME not in request.COOKIES and isinstance(response, HttpResponse):
            bring_style(response)
        return response


def bring_style(response: HttpResponse) -> None:
    """Put the rules that a page needs in the place of the link to the look, and their hash into its policy."""
    link = f'<link rel="stylesheet" href="{static(_LOOK)}">'.encode()
    before, found, after = response.content.partition(link)
    if not found or b'rel="stylesheet"' in after.partition(b"</head>")[0]:
        return
    style, source = style_of(response.content)
    response.content = b"".join([before, b"<style>", style, b"</style>", after])
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))
    response._csp_update = {"style-src": [source]}  # type: ignore[attr-defined]


def style_of(page: bytes) -> tuple[bytes, str]:
    """Return the rules that `page` needs, and what names them in its policy.

    Words in which somebody wrote `class="…"` may bring more of our own rules along, and nothing else.
    """
    look = _look()
    classes = {name for names in set(_CLASSES.findall(page)) for name in names.decode().split()}
    elements = {name.decode() for name in set(_ELEMENTS.findall(page))}
    return _rules(look.classes & classes, look.elements & elements)


@lru_cache(maxsize=256)
def _rules(classes: frozenset[str], elements: frozenset[str]) -> tuple[bytes, str]:
    style = _look().for_page(classes, elements).encode()
    return style, f"'sha256-{base64.b64encode(hashlib.sha256(style).digest()).decode()}'"


@lru_cache(maxsize=1)
def _look() -> Sheet:
    of_ours = Path(settings.BASE_DIR) / "static"
    return Sheet((of_ours / _LOOK).read_text(encoding="utf-8"), (of_ours / _DRAWINGS).read_text(encoding="utf-8"))
