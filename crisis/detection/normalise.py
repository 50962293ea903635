"""From what somebody typed to plain words: no accents, no tricks of spelling, and where each word stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache, partial
from sys import intern
from typing import NamedTuple

# Somebody in danger says it at the beginning or at the end; what lies between in a very long text is left unread.
READ_AT_EACH_END = 4000
# Longer “words” are addresses or noise.
LONGEST_WORD = 32
# Fewer single letters in a row are ordinary French: “il n’y a”.
LETTERS_APART = 4

END = "."
PAUSE = ","
QUOTE = '"'
COLON = ":"
LAUGH = "#laugh"

_ENDS = frozenset(".!?;\n。¡¿")
_PAUSES = frozenset(",()[]{}–—|/")
_QUOTES = frozenset('"«»“”„‟')
_APOSTROPHES = frozenset("'’‘‛`´ʼ＇′")
_LAUGHS = frozenset("😂🤣😆😹")
# Letters of other alphabets that look like ours, as they stand after folding.
_LOOK_ALIKES = dict(
    zip(
        "аеорсухіјѕԁһкмтнвгпιοανρτκυηßøłđıɡ",
        "aeopcyxijsdhkmthbrnioavptkunsoldig",
        strict=True,
    )
) | {"æ": "ae", "œ": "oe"}
_LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}
_AFTER_NUMBERS = frozenset("e eme ere th st nd rd h km mg kg ans am pm".split())
_ELLIPSIS = re.compile(r"\.\.+|…+")
# Most texts are of these characters alone, and are read a word at a time; none of them is silent, and the letters and
# figures among them are what a regular expression takes for parts of a word. So are little pictures that nobody laughs
# in, with the silent sign that may follow them.
_PLAIN = "[A-Za-z0-9À-ÖØ-öø-ÿŒœ \\n.,!?;:'’()\\[\\]{}\"«»“”/|*#+=%&\u00a0\u202f–—-]*"
_PICTURE = (
    "[\u2600-\u2767\U0001f300-\U0001f601\U0001f603-\U0001f605\U0001f607-\U0001f638\U0001f63a-\U0001f64f"
    "\U0001f680-\U0001f6ff\U0001f90c-\U0001f922\U0001f924-\U0001f9ff]"
)
_ORDINARY = re.compile(f"{_PLAIN}(?:{_PICTURE}\ufe0f?{_PLAIN})*")
_WORDS_AND_MARKS = re.compile(r"\w+|[.!?;\n,()\[\]{}|–—/\"«»“”:]")
_ONE_SIGN = frozenset({END, PAUSE, QUOTE, COLON})
MOST_REMEMBERED = 16_384


class Token(NamedTuple):
    """A word or a mark, folded, with the place in the original text that it was read from."""

    text: str
    start: int
    end: int


# Half as long as by name; a text has hundreds.
_token = partial(tuple.__new__, Token)


def words_of(text: str) -> list[str]:
    """Return what `tokens` returns without the places, which most texts are never asked for; in a third of the time."""
    if len(text) > 2 * READ_AT_EACH_END:
        return [*words_of(text[:READ_AT_EACH_END]), END, *words_of(text[-READ_AT_EACH_END:])]
    text = _breathing(text)
    if _ORDINARY.fullmatch(text):
        found = list(map(_ORDINARY_PARTS.__getitem__, _WORDS_AND_MARKS.findall(text)))
        if not _may_have_letters_apart(found):
            return found
    return [token[0] for token in tokens(text)]


def places_of(text: str, many: int) -> Sequence[tuple[int, int]]:
    """Return from where to where each of `words_of(text)` stands in `text`; there are `many` of them."""
    if len(text) > 2 * READ_AT_EACH_END:
        tail = len(text) - READ_AT_EACH_END
        gap = (READ_AT_EACH_END, READ_AT_EACH_END)
        found = [*_spans(text[:READ_AT_EACH_END], 0), gap, *_spans(text[tail:], tail)]
    else:
        found = _spans(text, 0)
    # There are fewer words where letters that were set apart have been put together.
    return found if len(found) == many else [(start, end) for _text, start, end in tokens(text)]


def _spans(text: str, offset: int) -> list[tuple[int, int]]:
    """Return where the words and marks of an ordinary text stand, nothing for any other."""
    text = _breathing(text)
    if not _ORDINARY.fullmatch(text):
        return []
    if not offset:
        return [part.span() for part in _WORDS_AND_MARKS.finditer(text)]
    return [(offset + part.start(), offset + part.end()) for part in _WORDS_AND_MARKS.finditer(text)]


def tokens(text: str) -> list[Token]:
    """Return the folded words and marks of `text`, of its beginning and its end when it is very long. Never raises."""
    if len(text) <= 2 * READ_AT_EACH_END:
        return _joined(_read(text, 0))
    tail = len(text) - READ_AT_EACH_END
    head = _joined(_read(text[:READ_AT_EACH_END], 0))
    return [*head, Token(END, READ_AT_EACH_END, READ_AT_EACH_END), *_joined(_read(text[tail:], tail))]


@cache
def fold(word: str) -> str:
    """Return a word of the rules as tokens hold it: no accent, lower case, every run of a letter reduced to one.

    Each is remembered, and is the very object that tokens hold: never call it with what people write.
    """
    return intern(_squeezed("".join(map(_fold_char, word))))


def _read(text: str, offset: int) -> list[Token]:
    """Split into words and marks, character by character: one pass, whatever the text."""
    text = _breathing(text)
    if _ORDINARY.fullmatch(text):
        return _read_quickly(text, offset)
    return _read_slowly(text, offset)


def _breathing(text: str) -> str:
    """Return `text` with every ellipsis as a breath, not an end: “je veux… mourir” is one sentence."""
    if ".." in text or "…" in text:
        return _ELLIPSIS.sub(lambda found: " " * len(found[0]), text)
    return text


def _read_quickly(text: str, offset: int) -> list[Token]:
    """Read an ordinary text, a word or a mark at a time."""
    of_part = _ORDINARY_PARTS
    return [
        _token((of_part[part[0]], offset + part.start(), offset + part.end()))
        for part in _WORDS_AND_MARKS.finditer(text)
    ]


def _read_slowly(text: str, offset: int) -> list[Token]:
    """Read a text that holds anything at all, one character after the other."""
    found: list[Token] = []
    word: list[str] = []
    begun = ended = 0
    line_start = True
    quoted_line = False

    def close() -> None:
        if word:
            if not quoted_line:
                found.append(_word(word, offset + begun, offset + ended))
            word.clear()

    for place, char in enumerate(text):
        if line_start and not char.isspace():
            quoted_line = char == ">"
            line_start = False
        mark, letters, is_silent = _read_char(char)
        if letters:
            if not word:
                begun = place
            word.append(letters)
            ended = place + 1
        elif not is_silent:
            close()
            if mark and not quoted_line:
                found.append(Token(mark, offset + place, offset + place + 1))
        if char == "\n":
            line_start, quoted_line = True, False
    close()
    return found


@lru_cache(maxsize=4096)
def _read_char(char: str) -> tuple[str, str, bool]:
    """Return the mark that a character is, or else its letters, and whether it leaves no gap."""
    if mark := _mark(char):
        return mark, "", False
    letters = _fold_char(char)
    return "", letters, not letters and _is_silent(char)


def _mark(char: str) -> str:
    if char in _ENDS:
        return END
    if char in _PAUSES:
        return PAUSE
    if char in _QUOTES:
        return QUOTE
    if char == ":":
        return COLON
    return LAUGH if char in _LAUGHS else ""


def _is_silent(char: str) -> bool:
    """Whether a character leaves no gap: zero-width marks, combining accents, soft hyphens."""
    return unicodedata.category(char) in {"Cf", "Mn", "Me"}


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    """Return the plain letters behind one character, "" for what is not part of a word."""
    if char in _APOSTROPHES:
        return ""
    if char in _LEET and not char.isalnum():
        return char
    plain = unicodedata.normalize("NFKD", char).casefold()
    letters = "".join(_LOOK_ALIKES.get(letter, letter) for letter in plain if letter.isalnum())
    return letters if letters.isascii() or letters.isalpha() else ""


def _word(letters: list[str], start: int, end: int) -> Token:
    return Token(_squeezed(_without_figures("".join(letters)[:LONGEST_WORD])), start, end)


class _Parts(dict[str, str]):
    """Ordinary words and marks as tokens hold them, once they have been met; never more than `MOST_REMEMBERED`."""

    def __missing__(self, part: str) -> str:
        plain = "".join(map(_fold_char, part))
        found = intern(_mark(part) or _squeezed(_without_figures(plain[:LONGEST_WORD])))
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        if len(part) <= LONGEST_WORD:
            self[part] = found
        return found


_ORDINARY_PARTS = _Parts()


def _without_figures(plain: str) -> str:
    """Return the letters that figures stand for in a word: “m0urir”. A number stays one."""
    if plain.isalpha() or not any(letter.isalpha() for letter in plain):
        return plain
    if plain.lstrip("0123456789") in _AFTER_NUMBERS:
        return plain
    return "".join(_LEET.get(letter, letter) for letter in plain)


@lru_cache(maxsize=4096)
def _squeezed(word: str) -> str:
    """Reduce every run of one letter to a single one: “mouuurir” and “mourir” are one word, and so are kill and kil."""
    if word.isdigit():
        return word
    return "".join(letter for place, letter in enumerate(word) if not place or letter != word[place - 1])


def _may_have_letters_apart(found: list[str]) -> bool:
    """Whether enough single letters follow each other anywhere; nearly always two quick looks say that none do."""
    row = bytes(LETTERS_APART * [1])
    if row not in bytes(map(len, found)):
        return False
    return row in bytes([len(word) for word in found if word not in _ONE_SIGN])


def _has_letters_apart(found: list[Token]) -> bool:
    """Whether enough single letters follow each other anywhere; nearly always they do not."""
    run = 0
    for token in found:
        if len(token[0]) > 1:
            run = 0
        elif token[0].isalpha():
            run += 1
            if run == LETTERS_APART:
                return True
    return False


def _joined(found: list[Token]) -> list[Token]:
    """Put together words whose letters were set apart: “m o u r i r”, “s.u.i.c.i.d.e”."""
    if not _has_letters_apart(found):
        return found
    result: list[Token] = []
    place = 0
    while place < len(found):
        last = place
        letters = [found[place].text]
        while _is_letter(found[last]):
            # Spaces leave nothing between two letters, dots and dashes one mark.
            follower = last + 1
            if follower < len(found) and found[follower].text in {END, PAUSE}:
                follower += 1
            if follower >= len(found) or not _is_letter(found[follower]) or found[follower].start - found[last].end > 1:
                break
            letters.append(found[follower].text)
            last = follower
        if len(letters) >= LETTERS_APART:
            result.append(Token(_squeezed("".join(letters)), found[place].start, found[last].end))
            place = last + 1
        else:
            result.append(found[place])
            place += 1
    return result


def _is_letter(token: Token) -> bool:
    return len(token.text) == 1 and token.text.isalpha()
