"""People's words inside Markdown of the house: shown as they are, never read as markup."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_\[\]<>&#~])")


def plain(text: str) -> str:
    """Return `text` so that Markdown shows it as it is."""
    return _MARKUP.sub(r"\\\1", text)
