"""When somebody last spoke under a mask in a place that goes slowly: one pace for all of a person's names.

No table knows it to the second, since words under a mask are dated by quarters of an hour. The cache does for as long
as the pace asks: sealed, under a keyed digest, and forgotten at an hour that says nothing of when it was written.
"""

from __future__ import annotations

import secrets
import struct
import time
from datetime import UTC, datetime

from django.core.cache import cache

from members import seal
from members.actor import Actor

_BOX = "pace"
_AT = struct.Struct(">d")
# What is kept goes at the end of a stretch like this, and some chance later.
_STRETCH_S, _LATER_S = 3_600, 600


def note_masked(actor: Actor, scope: str, *, pace_s: int) -> None:
    """Remember that a member speaks under their mask in `scope` at this moment, for as long as `pace_s` asks."""
    key, now = _key(actor, scope), time.time()
    left = _STRETCH_S - (now + pace_s) % _STRETCH_S
    sealed = seal.close(_BOX, _AT.pack(now), bound_to=key.encode())
    cache.set(key, sealed, timeout=int(pace_s + left) + secrets.randbelow(_LATER_S))


def spoke_masked_at(actor: Actor, scope: str) -> datetime | None:
    """Return when a member spoke under their mask in `scope`, None when that is longer ago than any pace asks."""
    key = _key(actor, scope)
    sealed = cache.get(key)
    if sealed is None:
        return None
    try:
        [at] = _AT.unpack(seal.open_box(_BOX, sealed, bound_to=key.encode()))
    except seal.Unreadable:
        # The key was turned meanwhile.
        return None
    return datetime.fromtimestamp(at, UTC)


def _key(actor: Actor, scope: str) -> str:
    if actor.member_id is None:
        raise ValueError("A guest has no mask.")
    return f"pace:{seal.digest('pace', actor.member_id.bytes, scope).hex()[:40]}"
