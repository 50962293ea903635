"""Cut a passage and keep the rest: words as pieces that can be chosen one by one, and what stands in their place."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

_LINE = re.compile(r"[^\n]+")
# The sign that begins a line of a list or of a quotation stays where it is.
_SIGN = re.compile(r"\s*(?:(?:[-*+>]|\d+[.)])\s+)?")
# Where a sentence ends: after its sign and the quotation marks that close it, before a blank and more words.
_END = re.compile(r"(?<=[.!?…])[»”\")\]]*\s+(?![\s»”)\]?!:;])")


class Piece(NamedTuple):
    """A sentence or a line of a text, by its place among the others."""

    number: int
    start: int
    end: int
    words: str


def pieces(text: str) -> list[Piece]:
    """Return the sentences of a text in order, without the blanks between them; together they hold every word."""
    found: list[Piece] = []
    for line in _LINE.finditer(text):
        sign = _SIGN.match(text, line.start(), line.end())
        start = sign.end() if sign else line.start()
        for stop in [*(end.end() for end in _END.finditer(text, start, line.end())), line.end()]:
            words = text[start:stop].strip()
            if words:
                found.append(Piece(len(found), start, start + len(text[start:stop].rstrip()), words))
            start = stop
    return found


def without(text: str, cut: Collection[int], language: str) -> str:
    """Return `text` with a mark in the place of the pieces numbered in `cut`; neighbours share one mark."""
    with translation.override(language):
        mark = _("[a passage was taken out]")
    kept, at, open_mark = "", 0, False
    for piece in pieces(text):
        if piece.number in cut:
            if not open_mark:
                kept += text[at : piece.start] + mark
            open_mark = True
            at = piece.end
        else:
            kept += text[at : piece.start] + piece.words
            open_mark = False
            at = piece.end
    return kept + text[at:]


def passages(text: str, cut: Collection[int]) -> str:
    """Return what `without` takes out, for those who may still read it."""
    return "\n".join(piece.words for piece in pieces(text) if piece.number in cut)
