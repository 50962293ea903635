"""What could lead a stranger to somebody's door: a telephone number, an e-mail address, a street with its
number, a full name.

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
    NAME = "name"


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

# A first name and a family name, written as names are: after the words that present somebody, or behind a first name
# that many people bear. One name alone says nothing.
_PART = r"[A-ZÀ-Ý][a-zß-ÿ]+(?:[-’'][A-ZÀ-Ý]?[a-zß-ÿ]+)*"
_FAMILY = rf"(?:[dD][eu]s?\s|[vV]an\s|[lL][ae]s?\s|Mc|O[’'])*(?:{_PART}|[A-ZÀ-Ý]{{3,}})"
_PRESENTED = re.compile(
    rf"(?i:je m[’']appelle|il s[’']appelle|elle s[’']appelle|s[’']appelle|mon nom est|my name is|is called|is named"
    rf"|her name is|his name is)\s+{_PART}\s+{_FAMILY}(?!\w)"
)
_TITLED = re.compile(
    rf"\b(?=[DMP])(?:Dr|Docteur|Doctor|Pr|Professeur|Mme|Madame|Mlle|Monsieur|Mr|Mrs|Ms|Miss)\.?\s+{_PART}"
)
_FIRST_NAMES = (
    "Adam|Alain|Alexandre|Alice|Amélie|Andrew|Anna|Anne|Anthony|Antoine|Aurélie|Barbara|Benjamin|Bernard|Brigitte|Camille"
    "|Caroline|Catherine|Céline|Charles|Charlotte|Christian|Christine|Christophe|Claire|Claude|Cédric|Daniel|David|Deborah"
    "|Denis|Didier|Dominique|Donald|Édouard|Élise|Elizabeth|Emily|Emma|Éric|Eric|Fabien|Florence|Françoise|François"
    "|Franck|Frédéric|George|Gérard|Guillaume|Guy|Hélène|Henri|Isabelle|Jacqueline|Jacques|James|Jean|Jennifer|Jessica"
    "|Joan|John|Joseph|Julie|Julien|Karen|Kevin|Laura|Laurent|Linda|Louis|Louise|Luc|Lucas|Lucie|Madeleine|Marc|Margaret"
    "|Marguerite|Marie|Mark|Martin|Martine|Mary|Mathieu|Matthew|Michael|Michel|Michèle|Monique|Nancy|Nathalie|Nicolas"
    "|Nicole|Olivier|Pascal|Patricia|Patrick|Paul|Peter|Philippe|Pierre|Rachel|Raymond|Rebecca|Richard|Robert|Sandrine"
    "|Sarah|Sébastien|Simon|Sophie|Stéphane|Stéphanie|Stephen|Steven|Susan|Suzanne|Sylvie|Thérèse|Thierry|Thomas|Valérie"
    "|Véronique|Victor|Vincent|Virginie|William|Yves|Yvonne"
)
_KNOWN = re.compile(
    rf"\b(?=[A-ZÉ])(?:{_FIRST_NAMES})(?:-(?:{_FIRST_NAMES}))?\s+(?:(?:de|du|van|le)\s)?(?:{_PART}|[A-ZÀ-Ý]{{3,}})(?!\w)"
)
# What no match can do without, found so much sooner: most of what is said holds none of it.
_DIGIT = re.compile(r"\d")
_OF_PRESENTING = ("appelle", "nom", "name", "called")


def found_in(text: str) -> set[Detail]:
    """Return which kinds of personal details `text` seems to hold."""
    plain = unicodedata.normalize("NFKC", characters.cleaned(text))
    found = set()
    if any(sign in plain for sign in "@([") and _EMAIL.search(plain):
        found.add(Detail.EMAIL)
    if _DIGIT.search(plain):
        if any(_is_telephone(match.group()) for match in _NUMBER.finditer(plain)):
            found.add(Detail.TELEPHONE)
        if _FRENCH.search(plain) or _ENGLISH.search(plain):
            found.add(Detail.ADDRESS)
    if _presents_somebody(plain) or _TITLED.search(plain) or _KNOWN.search(plain):
        found.add(Detail.NAME)
    return found


def _presents_somebody(plain: str) -> bool:
    small = plain.lower()
    return any(word in small for word in _OF_PRESENTING) and bool(_PRESENTED.search(plain))


def _is_telephone(words: str) -> bool:
    digits = re.sub(r"[^\d+]", "", words)
    return bool(_TELEPHONE.fullmatch(digits))
