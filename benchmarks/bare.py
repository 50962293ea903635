"""The yardstick: one Django view without middleware, template or database, behind the same server.

It answers the bytes that stand in the file BARE_BODY, so that both sides send as much over the line.
"""

from __future__ import annotations

import gzip
import os
from pathlib import Path

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    DEBUG=False,
    SECRET_KEY="a-yardstick-keeps-no-secrets",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="benchmarks.bare",
    MIDDLEWARE=[],
    INSTALLED_APPS=[],
    LOGGING_CONFIG=None,
)

BODY = gzip.compress(Path(os.environ["BARE_BODY"]).read_bytes())


def bare(request: HttpRequest) -> HttpResponse:
    """Answer the same bytes to everybody."""
    return HttpResponse(BODY, headers={"Content-Encoding": "gzip"})


urlpatterns = [path("", bare)]
application = get_asgi_application()
