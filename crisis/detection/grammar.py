"""Small grammars over words, matched in linear time: no regular expression ever sees what people write.

A pattern is a line of elements, separated by spaces:
    veux|voudrais   one of these words             veux?   the same, or nothing
    @mourir         one phrase of a named list     ~       up to three words that change nothing (“vraiment”)
    ^               the beginning of a clause      $       its end
Words are folded as the text is: no accents, no doubled letters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import product

from crisis.detection.normalise import COLON, END, LAUGH, PAUSE, QUOTE, Token, fold

MOST_FILLERS = 3
_MARKS = frozenset({END, PAUSE, QUOTE, COLON, LAUGH})


class Kind(StrEnum):
    """What a rule's words speak of; the circumstances that change its level depend on it."""

    WISH = "wish"  # to die, said in the present
    PLAN = "plan"  # what one is about to do
    WISHED = "wished"  # a wish of the past
    ATTEMPT = "attempt"  # an attempt, which may be long ago
    TAKEN = "taken"  # something done to die, which may be now
    HARM = "harm"  # hurting oneself, done or going on
    WEARY = "weary"  # hopelessness, being a burden


@dataclass(frozen=True, slots=True)
class Element:
    """One step of a pattern. `phrases` are alternatives of one or more words each."""

    phrases: tuple[tuple[str, ...], ...] = ()
    is_optional: bool = False
    mark: str = ""


Pattern = tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Words that mean one thing. `drop` and `lower` are patterns that, right after the match, undo or weaken it."""

    id: str
    kind: Kind
    patterns: tuple[Pattern, ...]
    drop: tuple[Pattern, ...] = ()
    lower: tuple[Pattern, ...] = ()


@dataclass(frozen=True)
class Grammar:
    """The rules of one language, and the circumstances it knows."""

    fillers: frozenset[str]
    spellings: Mapping[str, tuple[str, ...]]
    rules: tuple[Rule, ...]
    doubts: tuple[Pattern, ...]
    reports: tuple[Pattern, ...]
    beliefs: tuple[Pattern, ...]
    conjunctions: frozenset[str]
    selves: frozenset[str]
    others: frozenset[str]
    titles: frozenset[str]
    now: tuple[Pattern, ...]
    recent: tuple[Pattern, ...]
    long_ago: tuple[Pattern, ...]
    recovery: tuple[Pattern, ...]
    negations: frozenset[str]
    years: frozenset[str]
    since: frozenset[str]
    accidents: frozenset[str]
    laughs: frozenset[str]

    def patterns_for(self, vocabulary: frozenset[str]) -> dict[str, list[tuple[Rule, Pattern]]]:
        """Return the patterns that words of `vocabulary` can spell, by the words with which they begin.

        Few texts hold the words of any; the others are done with here.
        """
        wanted = set(self._always)
        for word in self._telling.keys() & vocabulary:
            wanted.update(self._telling[word])
        found: dict[str, list[tuple[Rule, Pattern]]] = {}
        for number in sorted(wanted):
            rule, pattern, beginnings = self._every[number]
            if is_possible(pattern, vocabulary):
                for word in beginnings:
                    found.setdefault(word, []).append((rule, pattern))
        return found

    @cached_property
    def _every(self) -> list[tuple[Rule, Pattern, set[str]]]:
        """Every pattern with its rule and the words with which it can begin."""
        both = [(rule, pattern) for rule in self.rules for pattern in rule.patterns]
        return [(rule, pattern, first_words(pattern, self.fillers)) for rule, pattern in both]

    @cached_property
    def _telling(self) -> dict[str, list[int]]:
        """Which patterns (as places in `_every`) a text with this word may spell: no other text can."""
        found: dict[str, list[int]] = {}
        for number, (_rule, pattern, _beginnings) in enumerate(self._every):
            for word in telling_words(pattern):
                found.setdefault(word, []).append(number)
        return found

    @cached_property
    def _always(self) -> list[int]:
        """Patterns without a word that must be there."""
        return [number for number, (_rule, wanted, _begin) in enumerate(self._every) if not telling_words(wanted)]

    @cached_property
    def _pairs(self) -> frozenset[str]:
        return frozenset(key.partition(" ")[0] for key in self.spellings if " " in key)

    def spelled_out(self, found: Sequence[Token]) -> list[Token]:
        """Return the words with short and run-together spellings written out (“jveux”: je veux; “wanna”: want to)."""
        result: list[Token] = []
        place = 0
        pairs = self._pairs
        while place < len(found):
            token = found[place]
            if token.text in pairs and place + 1 < len(found):
                written = self.spellings.get(f"{token.text} {found[place + 1].text}")
                if written:
                    end = found[place + 1].end
                    result.extend(Token(word, token.start, end) for word in written)
                    place += 2
                    continue
            if token.text in self.spellings:
                result.extend(Token(word, token.start, token.end) for word in self.spellings[token.text])
            else:
                result.append(token)
            place += 1
        return result


def pattern(line: str, lists: Mapping[str, Sequence[str]] | None = None) -> Pattern:
    """Return the compiled pattern of `line`. Raises KeyError for a list that is not there."""
    elements = []
    for part in line.split():
        if part in {"~", "^", "$"}:
            elements.append(Element(mark=part))
            continue
        is_optional = part.endswith("?")
        phrases = []
        for word in part.removesuffix("?").split("|"):
            written = (lists or {})[word[1:]] if word.startswith("@") else [word]
            phrases += [tuple(fold(one) for one in phrase.split()) for phrase in written]
        elements.append(Element(tuple(dict.fromkeys(phrases)), is_optional))
    return tuple(elements)


def patterns(lines: str, lists: Mapping[str, Sequence[str]] | None = None) -> tuple[Pattern, ...]:
    """Return the patterns of `lines`, one a line."""
    return tuple(pattern(line, lists) for line in lines.strip().splitlines())


def words(line: str) -> frozenset[str]:
    """Return the folded words of `line`."""
    return frozenset(fold(word) for word in line.split())


def spellings(lines: str) -> dict[str, tuple[str, ...]]:
    """Return a table of spellings from lines “typed, typed: written out”."""
    found = {}
    for line in lines.strip().splitlines():
        typed, _colon, written = line.partition(":")
        for one in typed.split(","):
            found[" ".join(fold(word) for word in one.split())] = tuple(fold(word) for word in written.split())
    return found


def match(wanted: Pattern, found: Sequence[Token], start: int, fillers: frozenset[str]) -> int:
    """Return where the longest match of `wanted` at `start` ends, -1 when there is none.

    Follows all possibilities at once; their number is bounded by the pattern, never by the text.
    """
    places = {start}
    for element in wanted:
        reached: set[int] = set()
        for place in places:
            reached |= _steps(element, found, place, fillers)
        if not reached:
            return -1
        places = reached
    return max(places)


def search(wanted: Sequence[Pattern], found: Sequence[Token], fillers: frozenset[str]) -> list[tuple[int, int]]:
    """Return where any of `wanted` stands in `found`, as pairs of start and end."""
    return [
        (start, end)
        for start in range(len(found))
        for one in wanted
        if (end := match(one, found, start, fillers)) > start
    ]


def is_possible(wanted: Pattern, vocabulary: frozenset[str]) -> bool:
    """Whether every step of `wanted` that must be taken can be, with the words of `vocabulary`."""
    return all(
        element.mark or element.is_optional or any(vocabulary.issuperset(phrase) for phrase in element.phrases)
        # The last words are the telling ones: looked at first, they settle most patterns.
        for element in reversed(wanted)
    )


def telling_words(wanted: Pattern) -> set[str]:
    """Return words of which a text must hold one for `wanted` to be possible; none where nothing must be there.

    Of the steps that must be taken, the one with the longest words: they are the rarest.
    """
    steps = [
        {max(phrase, key=len) for phrase in element.phrases}
        for element in wanted
        if not element.mark and not element.is_optional
    ]
    return max(steps, key=lambda words: min(len(word) for word in words), default=set())


def first_words(wanted: Pattern, fillers: frozenset[str]) -> set[str]:
    """Return the words with which a match of `wanted` can begin."""
    result: set[str] = set()
    for element in wanted:
        if element.mark == "^":
            continue
        if element.mark == "~":
            result |= fillers
            continue
        result |= {phrase[0] for phrase in element.phrases}
        if not element.is_optional:
            break
    return result


def examples(wanted: Pattern) -> list[str]:
    """Return every sentence that the pattern spells out, without fillers; for tests."""
    choices = [
        [" ".join(phrase) for phrase in element.phrases] + ([""] if element.is_optional else [])
        for element in wanted
        if not element.mark
    ]
    return [" ".join(filter(None, chosen)) for chosen in product(*choices)]


def _steps(element: Element, found: Sequence[Token], place: int, fillers: frozenset[str]) -> set[int]:
    """Return the places that `element` leads to from `place`."""
    if element.mark == "~":
        reached = {place}
        while len(reached) <= MOST_FILLERS and place < len(found) and found[place].text in fillers:
            place += 1
            reached.add(place)
        return reached
    if element.mark == "^":
        return {place} if place == 0 or found[place - 1].text in _MARKS else set()
    if element.mark == "$":
        return {place} if place == len(found) or found[place].text in _MARKS else set()
    reached = {place} if element.is_optional else set()
    for phrase in element.phrases:
        if all(place + step < len(found) and found[place + step].text == word for step, word in enumerate(phrase)):
            reached.add(place + len(phrase))
    return reached
