"""Addresses of sockets."""

from __future__ import annotations

from typing import Any

from django.urls import path, re_path


def socket_urls(rooms: Any) -> list[Any]:
    """Return the socket addresses; `rooms` answers them all, those that lead nowhere too (4404)."""
    return [path("ws/rooms/<slug:slug>/", rooms), re_path(r"^", rooms)]
