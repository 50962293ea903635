"""How often: token buckets in the shared cache, under keyed digests of a member or of today's address.

Off altogether when settings.RATE_LIMITS is off, which only a house on this machine alone may be. When the cache cannot
say, the answer is "not now": a limit never fails open.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members import seal
from members.actor import Actor
from members.refusals import Refusal


class Bucket(NamedTuple):
    """Where a count is kept. What is kept there is moved by `shift` seconds, which stand nowhere, to the microsecond.

    Without it a copy of the cache would say when an unknown member last wrote, to the second, and how often since an
    open post of theirs: what they wrote under a mask could be told by the difference.
    """

    key: str
    shift: float


class Rate(NamedTuple):
    """`burst` at once, then one more every `every_s` seconds."""

    burst: int
    every_s: float


MINUTE, HOUR = 60.0, 3600.0
# Generous to a person who types, hard on a program. Each action may have several rates; all must agree.
RATES: dict[str, tuple[Rate, ...]] = {
    "message": (Rate(20, 1.0),),
    "frame": (Rate(60, 0.2),),
    "post": (Rate(8, 30.0), Rate(60, 20 * MINUTE)),
    "thread": (Rate(4, 10 * MINUTE),),
    "gesture": (Rate(30, 2.0),),
    "edit": (Rate(20, 10.0),),
    "preview": (Rate(30, 2.0),),
    "flag": (Rate(10, 2 * MINUTE), Rate(40, 36 * MINUTE)),
    "worry": (Rate(10, 2 * MINUTE), Rate(40, 36 * MINUTE)),
    "guest_flag": (Rate(5, 10 * MINUTE), Rate(20, 72 * MINUTE)),
    "notice": (Rate(3, 20 * MINUTE),),
    "sign_up": (Rate(5, 30 * MINUTE),),
    "sign_in": (Rate(20, 30.0),),
    "recover": (Rate(5, 10 * MINUTE),),
    "mask": (Rate(12, 10 * MINUTE),),
    "recover_name": (Rate(5, 30 * MINUTE),),
    "password": (Rate(5, MINUTE),),
    "settings": (Rate(30, 10.0),),
    "read": (Rate(60, 2.0),),
    "mail": (Rate(5, 10 * MINUTE),),
    "search": (Rate(20, 2.0),),
    # All guests of a process together.
    "guest_search": (Rate(100, 0.1),),
}
DEFAULT = (Rate(20, 10.0),)
_WAIT_S, _PAUSE_S = 0.5, 0.005
_NEARLY = 1e-6
# The buckets of this process alone: when each will be full.
HERE: dict[tuple[str, int], float] = {}
_alone_here = threading.Lock()


def spend(actor: Actor, action: str) -> None:
    """Take one token of `action` from a member's bucket. May be called in any thread.

    Raises Refusal("rate_limited") with the seconds to wait, and Refusal("not_member") for a guest, who has no bucket.
    """
    if actor.member_id is None:
        raise Refusal("not_member", _("To do this, come in first."))
    _spend(action, actor.member_id.bytes)


def spend_each(actors: list[Actor], action: str) -> list[Refusal | None]:
    """Take one token of `action` from the bucket of each of these members, as `spend` does for one.

    Returns for each the refusal, None for who had one. One trip to the cache, where it counts many at once.
    """
    refusals: list[Refusal | None] = [None] * len(actors)
    if not settings.RATE_LIMITS or not actors:
        return refusals
    for number, rate in enumerate(RATES.get(action, DEFAULT)):
        spending = [place for place, refusal in enumerate(refusals) if refusal is None]
        buckets = [_bucket(action, number, _whose(actors[place])) for place in spending]
        for place, wait in zip(spending, _all_taken(buckets, rate), strict=True):
            if wait:
                refusals[place] = _refusal(wait)
    return refusals


async def spend_each_here(actors: list[Actor], action: str) -> list[Refusal | None] | None:
    """Do as `spend_each`, within an event loop and without a thread. None where that cannot be: count otherwise."""
    refusals: list[Refusal | None] = [None] * len(actors)
    if not settings.RATE_LIMITS or not actors:
        return refusals
    ask = getattr(cache, "take_tokens_here", None)
    if ask is None:
        return None
    for number, rate in enumerate(RATES.get(action, DEFAULT)):
        spending = [place for place, refusal in enumerate(refusals) if refusal is None]
        buckets = [_bucket(action, number, _whose(actors[place])) for place in spending]
        waits: list[float] | None = await ask(buckets, rate.burst, rate.every_s)
        if waits is None:
            return None
        for place, wait in zip(spending, waits, strict=True):
            if wait:
                refusals[place] = _refusal(wait)
    return refusals


async def take_up() -> None:
    """Open what `spend_each_here` asks, so that nobody waits for that."""
    ask = getattr(cache, "take_tokens_here", None)
    if ask is not None and settings.RATE_LIMITS:
        await ask([], 1, 1.0)


async def let_go() -> None:
    """Give back what `spend_each_here` keeps for the running event loop."""
    await cache.aclose()


def spend_address(request: HttpRequest, action: str) -> None:
    """Take one token of `action` from the bucket of today's address. Raises Refusal("rate_limited")."""
    _spend(action, address_key(request).encode())


def spend_here(action: str) -> None:
    """Take one token of `action` from the bucket of this process, which all guests share: nothing is kept of anybody.

    Raises Refusal("rate_limited").
    """
    if not settings.RATE_LIMITS:
        return
    for number, rate in enumerate(RATES.get(action, DEFAULT)):
        with _alone_here:
            now = time.time()
            full_at = max(HERE.get((action, number), now), now) + rate.every_s
            wait = full_at - now - rate.burst * rate.every_s
            if wait <= _NEARLY:
                HERE[action, number] = full_at
        if wait > _NEARLY:
            raise _refusal(wait)


def spend_words(action: str, words: str) -> None:
    """Take one token of `action` from the bucket of `words`, such as a sign-in name. Raises Refusal("rate_limited")."""
    _spend(action, words.encode("utf-8", "replace"))


def address_key(request: HttpRequest) -> str:
    """Return a keyed digest of the reader's address that changes every day; the address itself goes nowhere."""
    return seal.digest("address", timezone.localdate().isoformat(), _network(request)).hex()[:32]


def _network(request: HttpRequest) -> str:
    """Return the address in front of our own proxies; of IPv6 the half that one household shares."""
    address = str(request.META.get("REMOTE_ADDR") or "")
    proxies = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
    if proxies:
        # Each trusted proxy appends what it saw; whatever stands before that was written by the sender.
        seen = [part.strip() for part in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
        if len(seen) >= proxies:
            address = seen[-proxies]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.IPv6Network((parsed, 64), strict=False).network_address)
    return str(parsed)


def _spend(action: str, whose: bytes) -> None:
    if not settings.RATE_LIMITS:
        return
    for number, rate in enumerate(RATES.get(action, DEFAULT)):
        [wait] = _all_taken([_bucket(action, number, whose)], rate)
        if wait:
            raise _refusal(wait)


def _whose(actor: Actor) -> bytes:
    if actor.member_id is None:
        raise ValueError("A guest has no bucket.")
    return actor.member_id.bytes


def _bucket(action: str, number: int, whose: bytes) -> Bucket:
    digest = seal.digest("limit", action, str(number), whose)
    # What the key does not show of the digest nobody can guess.
    whole, parts = int.from_bytes(digest[20:24], "big"), int.from_bytes(digest[24:28], "big") % 1_000_000
    return Bucket(f"limit:{digest.hex()[:40]}", whole + parts / 1_000_000)


def _refusal(wait: float) -> Refusal:
    # What is kept is moved by fractions of a second, and rounded: a second and a millionth is a second.
    return Refusal("rate_limited", _sentence(wait), retry_after_s=max(1, math.ceil(round(wait, 3))))


def _all_taken(buckets: list[Bucket], rate: Rate) -> list[float]:
    """Take a token from each bucket; return for each 0, or the seconds until there is one."""
    at_once = getattr(cache, "take_tokens", None)
    if at_once is not None:
        told: list[float] | None = at_once(buckets, rate.burst, rate.every_s)
        if told is not None:
            return told
    # The memory of one process, which nobody finds in a copy of anything.
    return [_taken(bucket.key, rate) for bucket in buckets]


def _taken(key: str, rate: Rate) -> float:
    """Take a token; return 0, or the seconds until there is one. The bucket is kept as the moment it will be full."""
    with _alone(key) as alone:
        if not alone:
            return max(1.0, rate.every_s)
        now = time.time()
        full_at = max(float(cache.get(key) or now), now)
        wait = full_at + rate.every_s - now - rate.burst * rate.every_s
        if wait > _NEARLY:
            return wait
        full_at += rate.every_s
        cache.set(key, full_at, timeout=math.ceil(full_at - now) + 1)
        return 0.0


@contextmanager
def _alone(key: str) -> Iterator[bool]:
    """Hold a bucket by itself, across threads and processes, for the two cache calls that a token takes."""
    lock = f"{key}:lock"
    deadline = time.monotonic() + _WAIT_S
    while not cache.add(lock, 1, timeout=2):
        if time.monotonic() > deadline:
            yield False
            return
        time.sleep(_PAUSE_S)
    try:
        yield True
    finally:
        cache.delete(lock)


def _sentence(wait: float) -> Promise:
    if wait < MINUTE:
        return _("That was a lot at once. Please wait a few seconds; your words are kept.")
    if wait < HOUR:
        return _("That was a lot at once. Please come back in a few minutes; your words are kept.")
    return _("That is all for now. Please come back later today; your words are kept.")
