"""Many keyed digests in one question to the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

TOKEN_BYTES = 32


def among(tokens: Sequence[bytes]) -> tuple[str, list[Any]]:
    """Return what stands between the brackets of `token IN (…)`, and its values."""
    if connection.vendor != "postgresql":
        return ", ".join(["%s"] * len(tokens)), list(tokens)
    # All in one piece, cut there: thousands of parameters would cost more than the query itself.
    whole = b"".join(tokens)
    return _CUT, [whole, len(whole)]


_CUT = (
    f"SELECT substring(%s::bytea FROM place FOR {TOKEN_BYTES}) "  # noqa: S608 - a number of our own
    f"FROM generate_series(1, %s, {TOKEN_BYTES}) AS place"
)
