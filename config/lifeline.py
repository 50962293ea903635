"""The help lines answer at once, whoever asks and whatever has stopped: with the database away, nobody is looked up."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_HELP = re.compile(r"/[a-z]{2}/help/(?:answering/|words/)?")
_PATIENCE_S = 0.25
_PORT = 5432


class LifelineMiddleware:
    """Serves a member's help page as a guest's while the database server takes no connection.

    Only the lines of their own region come from the database; waiting for it would keep all of them from whoever is
    in need of one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_member = settings.SESSION_COOKIE_NAME in request.COOKIES
        if is_member and _HELP.fullmatch(request.path_info) and not answers(connection.settings_dict):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
            response = self.get_response(request)
            # It is the page of one moment, and of one member's browser.
            response.headers["Cache-Control"] = "no-store"
            return response
        return self.get_response(request)


def answers(database: Mapping[str, Any]) -> bool:
    """Tell whether somebody takes connections where this database is; a file always does."""
    if not str(database["ENGINE"]).endswith("postgresql"):
        return True
    options = database.get("OPTIONS") or {}
    host = str(options.get("host") or database.get("HOST") or "/var/run/postgresql")
    port = int(options.get("port") or database.get("PORT") or _PORT)
    try:
        if host.startswith("/"):
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(_PATIENCE_S)
                line.connect(f"{host}/.s.PGSQL.{port}")
        else:
            socket.create_connection((host, port), _PATIENCE_S).close()
    except OSError:
        return False
    return True
