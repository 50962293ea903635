"""People's words inside Markdown of the house: shown as they are, never read as markup."""

from __future__ import annotations

import re

from markup import plain_text

_MARKUP = re.compile(r"([\\`*_\[\]<>&#~])")


_ENDS = ".!?…:;,–—»”"


def opening(words: str, length: int) -> str:
    """Return the beginning of `words` as one line; a first paragraph that ends nothing, as a title, is set off."""
    first, _blank, rest = words.partition("\n\n")
    if rest and len(first) <= length and "\n" not in first and first.rstrip()[-1:] not in _ENDS:
        words = f"{first} – {rest}"
    return plain_text.excerpt(words, length)


def plain(text: str) -> str:
    """Return `text` so that Markdown shows it as it is."""
    return _MARKUP.sub(r"\\\1", text)
