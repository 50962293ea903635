"""The script that keeps the help page on a device. It stands at the root, under an address that never changes."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

_SCRIPT = settings.BASE_DIR / "static" / "js" / "offline-worker.js"


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Return the script; browsers ask again for it, and take a new one at once."""
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8")


@cache
def _script() -> bytes:
    return bytes(_SCRIPT.read_bytes())
