"""What the process asks of the C library, so that it stays small however long it is under load."""

from __future__ import annotations

import ctypes

_ARENA_MAX = -8  # M_ARENA_MAX in malloc.h of glibc


def keep_small() -> bool:
    """Let all threads take memory from one place. Returns False where the C library knows no such choice.

    Every page is answered by a thread of its own. glibc gives threads places of their own to take memory from, up to
    eight for each core, and each stays as large as the largest page that ever fell to it: 20 to 40 MiB in a quarter of
    an hour. Python lets one thread run at a time, so that nobody waits for the one place.
    """
    try:
        return bool(ctypes.CDLL(None).mallopt(_ARENA_MAX, 1))
    except (AttributeError, OSError):
        return False
