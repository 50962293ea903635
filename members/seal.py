"""Keyed digests and sealed boxes. Keys come from outside the database, several at once, the newest first.

Every purpose has its own key, derived with HKDF (RFC 5869), so that a value made for one says nothing about another.
"""

from __future__ import annotations

import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12


class Unreadable(Exception):
    """The box was sealed under a key that is not here, or was changed."""


@lru_cache(maxsize=64)
def _derived(key: bytes, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=f"entraide:{purpose}".encode()).derive(key)


def keys(purpose: str) -> list[bytes]:
    """Return the active keys for `purpose`, newest first."""
    return [_derived(key, purpose) for key in settings.SEAL_KEYS]


def digest(purpose: str, *parts: str | bytes) -> bytes:
    """Return the 32-byte keyed digest of `parts` under the newest key."""
    return _digest(keys(purpose)[0], parts)


def digests(purpose: str, *parts: str | bytes) -> list[bytes]:
    """Return the digests of `parts` under every active key, newest first, for look-ups during a rotation."""
    return [_digest(key, parts) for key in keys(purpose)]


def _digest(key: bytes, parts: tuple[str | bytes, ...]) -> bytes:
    words = [part.encode() if isinstance(part, str) else part for part in parts]
    # Each part goes in with its length, so that ("ab", "c") and ("a", "bc") differ.
    return hmac.digest(key, b"".join(len(word).to_bytes(4, "big") + word for word in words), "sha256")


def close(purpose: str, content: bytes, *, bound_to: bytes) -> bytes:
    """Return `content` in authenticated encryption, bound to the row it belongs to."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + ChaCha20Poly1305(keys(purpose)[0]).encrypt(nonce, content, bound_to)


def open_box(purpose: str, sealed: bytes | memoryview, *, bound_to: bytes) -> bytes:
    """Return what `close` sealed. Raises Unreadable when no active key opens it."""
    sealed = bytes(sealed)
    for key in keys(purpose):
        try:
            return ChaCha20Poly1305(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
        except InvalidTag:
            continue
    raise Unreadable(purpose)


def renewed(purpose: str, sealed: bytes | memoryview, *, bound_to: bytes) -> bytes | None:
    """Return what `close` sealed in a box under the newest key, None when that key opens it already.

    Raises Unreadable when no active key opens it.
    """
    sealed = bytes(sealed)
    try:
        ChaCha20Poly1305(keys(purpose)[0]).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
    except InvalidTag:
        return close(purpose, open_box(purpose, sealed, bound_to=bound_to), bound_to=bound_to)
    return None
