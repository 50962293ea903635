"""Frames of one socket: so many at once, then so many a second."""

from __future__ import annotations

import time

from django.conf import settings

from members import limits


class Bucket:
    """What a socket may still ask. Off when the house's limits are off."""

    __slots__ = ("_full_at", "_rate")

    def __init__(self) -> None:
        self._rate = limits.RATES["frame"][0]
        self._full_at = 0.0

    def take(self) -> int:
        """Take a token; return 0, or the seconds to wait."""
        if not settings.RATE_LIMITS:
            return 0
        now = time.monotonic()
        full_at = max(self._full_at, now)
        wait = full_at + self._rate.every_s - now - self._rate.burst * self._rate.every_s
        if wait > 0:
            return max(1, round(wait))
        self._full_at = full_at + self._rate.every_s
        return 0

    def give_back(self) -> None:
        """Give the last token back."""
        self._full_at -= self._rate.every_s
