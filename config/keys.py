"""What the owner of the house alone may read: keys, made on the first start outside the database, and its file."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SEAL_KEY_BYTES = 32


def _kept(path: Path, fresh: str) -> str:
    """Return the words of `path`, written once with `fresh`; two processes starting at once agree on one key.

    Raises ImproperlyConfigured when the folder cannot be written or the file is empty.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _place(path, fresh + "\n")
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
        words = path.read_text().strip()
    except OSError as fault:
        raise ImproperlyConfigured(f"The key file {path} cannot be used: {fault.strerror}.") from None
    if not words:
        raise ImproperlyConfigured(f"The key file {path} is empty; put the key back, or remove the file for a new one.")
    return words


def keep_private(path: Path) -> None:
    """Make a file readable by its owner alone, and make it first where there is none; do nothing where that fails.

    For the file of SQLite, which holds every word: what SQLite puts beside it takes over the mode.
    """
    with contextlib.suppress(OSError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)


def _place(path: Path, words: str) -> None:
    """Make `path` with all of `words` at once, unless somebody else made it first."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(words)
            file.flush()
            os.fsync(file.fileno())
        # A link is made whole or not at all, and never over an existing file.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()


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
