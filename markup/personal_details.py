"""What could lead a stranger to somebody's door: a telephone number, an e-mail address, a street with its number.

A hint for whoever is about to publish it, never a bar: it errs rather on the side of silence.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from markup import characters


class Detail(StrEnum):
    """The kinds that are looked for."""

    TELEPHONE = "telephone"
    EMAIL = "email"
    ADDRESS = "address"


_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)

# Digits in groups, as numbers are written in France, Belgium, Switzerland, Canada and abroad.
_NUMBER = re.compile(r"(?<![\w.,/-])(?:\+|00)?\(?\d(?:[ .\-/()\u00a0\u202f]{0,2}\d){8,14}(?![\w/]|[.,]\d)")
_TELEPHONE = re.compile(r"(?:\+|00)\d{9,14}|0\d{8,10}|1?[2-9]\d{2}[2-9]\d{6}")

_STREETS = (
    r"rue|avenue|av\.|boulevard|bd|blvd|impasse|allée|chemin|route|place|quai|square|cours|ruelle|sentier|faubourg"
)
_WAYS = r"street|st\.?|avenue|ave\.?|road|rd\.?|lane|drive|court|crescent|boulevard|blvd\.?|terrace|close|place"
_FRENCH = re.compile(
    rf"\b\d{{1,5}}\s?(?:bis|ter|quater|[a-d])?,?\s+(?:{_STREETS})\s+(?:(?:de|du|des|la|le|les|l['’]|d['’])\s?)*[\w'’-]{{2,}}",
    re.IGNORECASE,
)
_ENGLISH = re.compile(rf"\b\d{{1,5}}[a-d]?,?\s+(?:[A-ZÀ-Ý][\w'’-]+\s+){{1,3}}(?i:{_WAYS})(?!\w)")


def found_in(text: str) -> set[Detail]:
    """Return which kinds of personal details `text` seems to hold."""
    plain = unicodedata.normalize("NFKC", characters.cleaned(text))
    found = set()
    if _EMAIL.search(plain):
        found.add(Detail.EMAIL)
    if any(_is_telephone(match.group()) for match in _NUMBER.finditer(plain)):
        found.add(Detail.TELEPHONE)
    if _FRENCH.search(plain) or _ENGLISH.search(plain):
        found.add(Detail.ADDRESS)
    return found


def _is_telephone(words: str) -> bool:
    digits = re.sub(r"[^\d+]", "", words)
    return bool(_TELEPHONE.fullmatch(digits))
