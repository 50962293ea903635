"""Which characters a text may hold: what has no shape, or turns the order of others round, is left out."""

from __future__ import annotations

import re
import unicodedata

# Line ends of every origin become one.
_LINE_ENDS = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")

# Controls, soft hyphen, Hangul fillers, Mongolian vowel separator, zero-width and bidi marks, invisible operators,
# byte-order mark, interlinear and musical controls, tags and their variation selectors, half pairs, non-characters.
_SHAPELESS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ufdd0-\ufdef"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ud800-\udfff]"
)
# Joiners build emoji and some scripts' letters: they stay between two signs beyond the Latin ones, and nowhere else.
_NO_LATIN = "[^\x00-\u024f\u2000-\u206f\u3000]"
_LOOSE_JOINERS = re.compile(f"(?<!{_NO_LATIN})[\u200c\u200d]+|[\u200c\u200d]+(?!{_NO_LATIN})")
_MARK = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILED_MARKS = re.compile(f"([{_MARK}]{{4}})[{_MARK}]+")

# Blank to the eye though they count as signs: Braille's empty cell, variation selectors, joiners.
_BLANK_SIGNS = frozenset("\u2800\ufe0e\ufe0f\u200c\u200d\u034f")

_PLAIN = re.compile("[\n\t -~\u00a0-\u00ac\u00ae-\u00ff\u0152\u0153\u0178\u2013\u2014\u2018-\u201f\u2026\u202f\u20ac]*")


def cleaned(text: str) -> str:
    """Return `text` in Unicode's composed form (NFC), with plain line ends, and without characters that have no shape.

    Spaces stay as they are, no-break ones too. Doing it twice changes nothing.
    """
    if _PLAIN.fullmatch(text):
        return text
    before = ""
    while text != before:
        # Taking a sign away may bring a joiner, or a letter and its accent, side by side.
        before = text
        text = _SHAPELESS.sub("", _LINE_ENDS.sub("\n", text))
        text = unicodedata.normalize("NFC", _LOOSE_JOINERS.sub("", text))
        text = _PILED_MARKS.sub(r"\1", text)
    return text


def has_shape(sign: str) -> bool:
    """Return whether one character can be seen: neither a space, nor empty by nature."""
    return not sign.isspace() and sign not in _BLANK_SIGNS and not _SHAPELESS.match(sign)
