"""How the address of a target names its row."""

from __future__ import annotations

from uuid import UUID

BIGGEST = 2**63 - 1


def number(text: str) -> int | None:
    """Return the row number that `text` spells in the one way addresses spell it, None for anything else."""
    text = str(text)
    # isdecimal alone would let through digits of other scripts and several spellings of one number.
    if not (text.isascii() and text.isdecimal()) or len(text) > 19 or text != str(int(text)):
        return None
    return int(text) if 0 < int(text) <= BIGGEST else None


def uuid(text: str) -> UUID | None:
    """Return the identifier that `text` spells in the one way addresses spell it, None for anything else."""
    try:
        key = UUID(str(text))
    except ValueError:
        return None
    return key if str(key) == str(text) else None
