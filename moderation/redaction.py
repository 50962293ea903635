"""Cut a passage and keep the rest: words as pieces that can be chosen one by one, and what stands in their place."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from django.conf import settings
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


def pieces_of_somebody(text: str) -> list[Piece]:
    """Return the pieces that hold somebody's words, and not only the mark of an earlier cut."""
    marks = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            marks.append(_("[a passage was taken out]"))
    return [piece for piece in pieces(text) if piece.words not in marks]


class Drawn(NamedTuple):
    """A text with pieces taken out, and where each piece that is left stands in it."""

    text: str
    places: dict[int, tuple[int, int]]


def drawn(text: str, cut: Collection[int], language: str) -> Drawn:
    """Return `text` with a mark in the place of the pieces numbered in `cut`; neighbours share one mark."""
    with translation.override(language):
        mark = _("[a passage was taken out]")
    kept, at, open_mark = "", 0, False
    places: dict[int, tuple[int, int]] = {}
    for piece in pieces(text):
        if piece.number in cut:
            if not open_mark:
                kept += text[at : piece.start] + mark
            open_mark = True
        else:
            kept += text[at : piece.start]
            places[piece.number] = (len(kept), len(kept) + len(piece.words))
            kept += piece.words
            open_mark = False
        at = piece.end
    return Drawn(kept + text[at:], places)


def without(text: str, cut: Collection[int], language: str) -> str:
    """Return only the text of `drawn`."""
    return drawn(text, cut, language).text


def drawn_as(text: str, cut: Collection[int], wanted: str) -> Drawn | None:
    """Return `text` drawn without `cut`, if it reads like `wanted` in one of the house's languages; else None."""
    found = (drawn(text, cut, language) for language, _name in settings.LANGUAGES)
    return next((one for one in found if one.text == wanted), None)


def taken_from(seen: Drawn, cut: Collection[int]) -> frozenset[int]:
    """Return which pieces of the first text go when the pieces numbered in `cut` go from the drawn one.

    A piece of the drawn text may hold marks, and then stands for what is left of several; marks are nobody's words.
    """
    gone = [piece for piece in pieces(seen.text) if piece.number in cut]
    return frozenset(
        number
        for number, (start, end) in seen.places.items()
        if any(piece.start <= start and end <= piece.end for piece in gone)
    )


def passages(text: str, cut: Collection[int]) -> str:
    """Return what `without` takes out, for those who may still read it."""
    return "\n".join(piece.words for piece in pieces(text) if piece.number in cut)
