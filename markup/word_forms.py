"""Words as a search sees them: without accents, without endings, the same on every database.

A word is kept in the form of the language that its text is written in, with the language's letter before it
("fmaison", "ehous"): a question is asked in both, and what it finds does not depend on the language of whoever asks.
Words that stand in nearly every text are left out on both sides, so that neighbours stay neighbours.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise, takewhile

import snowballstemmer

# A word longer than this is no word that anybody types twice the same way.
LONGEST = 40
_LETTERS = {"fr": "f", "en": "e"}
_STEMMERS = {"fr": snowballstemmer.stemmer("french"), "en": snowballstemmer.stemmer("english")}
_WORD = re.compile(r"[^\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
_PLURAL = re.compile(r"\w\w[aiou]s$")
_PHRASE = re.compile(r"[\"“”„«»]([^\"“”„«»]+)[\"“”„«»]")

_EVERYWHERE = {
    "fr": frozenset(
        "au aux avec ce ces cet cette dans de des du elle elles en est et eu eux il ils je la le les leur leurs lui ma"
        " mais me mes moi mon ne nos notre nous on ou par pas pour qu que qui sa se ses si son sont sur ta te tes toi"
        " ton tu un une vos votre vous y ai as avons avez ont ete etre suis es sommes etes avait etait avais etais ca"
        " cela comme plus tout tous toute quand aussi donc car ni bien faire fait sans".split()
    ),
    "en": frozenset(
        "an and are as at be been but by did do does for from had has have he her hers him his how if in is it its just"
        " me my no nor not of on or our ours out own she so than that the their them then there they this those to too"
        " up us very was we were what when which who will with you your yours am can don would could all about into ll"
        " re ve".split()
    ),
}


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for: `groups` of words that stand side by side, each a single word unless it was quoted."""

    groups: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> list[str]:
        return [word for group in self.groups for word in group]

    def in_language(self, language: str) -> list[list[str]]:
        """Return the groups as forms of `language`, without the words that stand everywhere; [] when none is left."""
        found = [[form for word in group if (form := form_of(word, language))] for group in self.groups]
        return [group for group in found if group]

    @property
    def is_empty(self) -> bool:
        return not any(self.in_language(language) for language in _LETTERS)


def folded(word: str) -> str:
    """Return a word without accents, capitals and ligatures: “Œdème” and “oedeme” are one."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word.casefold().translate(_LIGATURES))
    return "".join(sign for sign in parts if sign.isalnum())


# Every sign that a word may begin with and that is folded to the same letter: “e” for é, È, and the like.
_ALIKE: dict[str, str] = defaultdict(str)
for _at in [*range(0x80, 0x250), *range(0x1E00, 0x1F00)]:
    if _folded := folded(chr(_at)):
        _ALIKE[_folded[0]] += chr(_at)


@lru_cache(maxsize=20_000)
def form_of(word: str, language: str) -> str:
    """Return what `word` (folded) is kept as in a text of `language`; "" for one that stands everywhere.

    Endings are cut until nothing more comes off, so that a word typed without its accents ends where the other does.
    """
    if len(word) < 2 and not word.isdigit() and word.isascii():
        return ""
    if word in _EVERYWHERE[language]:
        return ""
    for _round in range(4):
        # Snowball leaves the plural of “amis” and “perdus” as it is, since “s” may belong to the word.
        single = word[:-1] if language == "fr" and _PLURAL.search(word) else word
        shorter = folded(_STEMMERS[language].stemWord(single)) or word
        if shorter == word:
            break
        word = shorter
    return _LETTERS[language] + word[:LONGEST]


def words_of(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the words of `text` as (begin, end, folded), in their order."""
    # Composed first, so that an accent that was typed apart does not cut its word in two.
    for found in _WORD.finditer(text):
        if word := folded(found.group()):
            yield found.start(), found.end(), word


def forms_in(text: str, language: str) -> list[str]:
    """Return the forms of the words of `text`, written in `language`, in their order."""
    text = unicodedata.normalize("NFC", text)
    return [form for _begin, _end, word in words_of(text) if (form := form_of(word, language))]


def spaced(text: str) -> str:
    """Return the words of `text` folded, one space between them."""
    return " ".join(word for *_at, word in words_of(unicodedata.normalize("NFC", text)))


def holds(text: str, query: Query, language: str) -> bool:
    """Whether `text`, written in `language`, holds all of `query`: words by their forms, phrases side by side.

    What stands everywhere is left out of the question; a question of nothing else is held by no text.
    """
    groups = query.in_language(language)
    text = unicodedata.normalize("NFC", text)
    if not groups or any(next(_places_of({form}, text, language), None) is None for group in groups for form in group):
        return False
    said = forms_in(text, language) if any(len(group) > 1 for group in groups) else []
    return all(
        len(group) == 1 or any(said[at : at + len(group)] == group for at in range(len(said))) for group in groups
    )


def read_query(typed: str) -> Query:
    """Return what somebody looks for with the words they typed. Signs mean nothing, but for quotes around a phrase."""
    typed = unicodedata.normalize("NFC", typed)
    phrases = [tuple(word for *_at, word in words_of(inner)) for inner in _PHRASE.findall(typed)]
    rest = [(word,) for *_at, word in words_of(_PHRASE.sub(" ", typed))]
    return Query(tuple(dict.fromkeys(group for group in [*phrases, *rest] if group)))


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an excerpt; `is_found` where it is a word that was looked for."""

    text: str
    is_found: bool


def excerpt(text: str, query: Query, language: str, *, length: int = 240) -> list[Piece]:
    """Return about `length` characters of `text` around the first words that were looked for, those marked."""
    text = unicodedata.normalize("NFC", text)
    places = _places_of({form for group in query.in_language(language) for form in group}, text, language)
    first = next(places, (0, 0))
    start, stop = _around(text, first[0], length)
    marks = [place for place in takewhile(lambda place: place[1] <= stop, chain([first], places)) if place[1]]
    pieces = list(_pieces(text, start, stop, marks))
    if start > 0:
        pieces.insert(0, Piece("… ", is_found=False))
    if stop < len(text):
        pieces.append(Piece("…", is_found=False))
    return pieces


def _places_of(wanted: set[str], text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield where the words of `text` stand whose form is one of `wanted`."""
    if not wanted:
        return
    # Cutting an ending never changes how a word begins: of most words nothing else has to be known.
    heads = "".join({re.escape(form[1]) + _ALIKE.get(form[1], "") for form in wanted})
    for begin in re.finditer(rf"(?<![^\W_])[{heads}]", text, re.IGNORECASE):
        word = _WORD.match(text, begin.start())
        if word and form_of(folded(word.group()), language) in wanted:
            yield word.span()


def _around(text: str, at: int, length: int) -> tuple[int, int]:
    """Return where an excerpt that shows `at` begins and ends: between words."""
    start = max(0, at - length // 3)
    if start:
        space = text.find(" ", start, at)
        start = space + 1 if space >= 0 else at
    stop = start + length
    if stop >= len(text):
        return start, len(text)
    space = text.rfind(" ", at, stop)
    # A single endless word is cut where it must be.
    return start, space if space > at else stop


def _pieces(text: str, start: int, stop: int, marks: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    bounds = [start, *(at for mark in marks for at in mark), stop]
    for number, (begin, end) in enumerate(pairwise(bounds)):
        if begin < end:
            yield Piece(text[begin:end], is_found=number % 2 == 1)
