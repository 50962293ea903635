"""Keys are made on the first start, kept outside the database, readable by their owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SEAL_KEY_BYTES = 32


def _kept(path: Path, fresh: str) -> str:
    """Return the words of `path`, written once with `fresh`; two processes starting at once agree on one key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        for _ in range(50):
            if words := path.read_text().strip():
                return words
        raise ImproperlyConfigured(f"The key file {path.name} is empty; remove it to have a new key made.") from None
    with os.fdopen(handle, "w") as file:
        file.write(fresh + "\n")
    return fresh


def secret_key(data_dir: Path) -> str:
    """Return Django's signing key, from SECRET_KEY or the file `secret_key`. Raises ImproperlyConfigured if short."""
    key = os.environ.get("SECRET_KEY", "").strip() or _kept(data_dir / "secret_key", secrets.token_urlsafe(64))
    if len(key) < 50:
        raise ImproperlyConfigured("SECRET_KEY is too short; it needs at least 50 characters.")
    return key


def seal_keys(data_dir: Path) -> list[bytes]:
    """Return the sealing keys, newest first, from SEAL_KEYS or the file `seal_keys` (hexadecimal, commas between).

    Raises ImproperlyConfigured when one is not 32 bytes.
    """
    words = os.environ.get("SEAL_KEYS", "").strip() or _kept(data_dir / "seal_keys", secrets.token_hex(SEAL_KEY_BYTES))
    keys = []
    for word in words.replace("\n", ",").split(","):
        if not (word := word.strip()):
            continue
        try:
            key = bytes.fromhex(word)
        except ValueError:
            raise ImproperlyConfigured("SEAL_KEYS holds something that is not hexadecimal.") from None
        if len(key) != SEAL_KEY_BYTES:
            raise ImproperlyConfigured("Each of SEAL_KEYS must be 64 hexadecimal characters (32 bytes).")
        keys.append(key)
    if not keys:
        raise ImproperlyConfigured("SEAL_KEYS is empty.")
    return keys
