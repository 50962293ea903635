"""Whether help was offered to somebody here within the hour: in the cache alone, under a keyed digest, never stored.

Help that comes with every message would soon be read by nobody. Once an hour and place it comes; when danger has
grown to an emergency, once more.
"""

from __future__ import annotations

import logging

from django.core.cache import cache

from members import seal
from members.actor import Actor

log = logging.getLogger("entraide.members")

HOUR_S = 3_600


def is_first(actor: Actor, place: str, *, urgent: bool) -> bool:
    """Whether nothing was offered to `actor` in `place` (“thread:7”) within the hour; from now on it was.

    When the cache cannot be asked, help is offered.
    """
    if actor.member_id is None:
        return True
    key = seal.digest("offered", actor.member_id.bytes, place, "urgent" if urgent else "heavy").hex()
    try:
        return bool(cache.add(f"offered:{key}", 1, timeout=HOUR_S))
    except Exception as problem:
        log.error("Nobody knows whether help was offered: %s", type(problem).__name__)
        return True
