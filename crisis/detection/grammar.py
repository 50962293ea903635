"""Patterns of words, matched in time that is bounded by the length of the text. No regular expression ever sees what
people write.

A pattern is a line of elements, separated by spaces:
    veux|voudrais   one of these words             veux?   the same, or nothing
    @mourir         one phrase of a named list     ~       up to three words that change nothing (“vraiment”)
    ^               the beginning of a clause      ..      up to four words of any kind, but no “not”, no stop
    $               the end of a clause            $$      the end of a sentence
                    (“left|$”: the word, or the end)
    #               a number in figures            ce_soir several words as one
Words are folded as the text is: no accents, no doubled letters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, count, product
from operator import itemgetter
from typing import NamedTuple

from crisis.detection.beginnings import Followers, begun_at, by_first_words, first_words, needs, second_words
from crisis.detection.first_pass import FirstPass
from crisis.detection.kinds import Kind
from crisis.detection.normalise import COLON, END, LAUGH, PAUSE, QUOTE, Token, fold

MOST_FILLERS = 3
WIDEST_GAP = 4
_MARKS = frozenset({END, PAUSE, QUOTE, COLON, LAUGH})
# What no gap reaches across.
_WALLS = frozenset({END, QUOTE, COLON})
_SIGNS = frozenset({"~", "^", "$", "$$", "..", "#"})
# Words in so many patterns that they tell nothing about which can match.
_COMMON = 1000


@dataclass(frozen=True, slots=True)
class Element:
    """One step of a pattern. `phrases` are alternatives of one or more words each."""

    phrases: tuple[tuple[str, ...], ...] = ()
    is_optional: bool = False
    mark: str = ""
    words: frozenset[str] = frozenset()
    longer: tuple[tuple[str, ...], ...] = ()
    # The rest of each longer phrase, by its first word.
    rests: Mapping[str, tuple[list[str], ...]] = field(default_factory=dict)
    # Signs among the alternatives: “left|$”.
    signs: tuple[str, ...] = ()
    # Whether it is one word out of some, and nothing else.
    is_plain: bool = False

    @property
    def is_needed(self) -> bool:
        """Whether a text must hold one of the words."""
        return not (self.mark or self.is_optional or self.signs)


Pattern = tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Words that mean one thing. `drop` and `lower` are patterns that, right after the match, undo or weaken it."""

    id: str
    kind: Kind
    patterns: tuple[Pattern, ...]
    drop: tuple[Pattern, ...] = ()
    lower: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True)
class Bag:
    """Groups of phrases of each of which a sentence must hold one, in any order, and words it must not hold."""

    rule: Rule
    groups: tuple[tuple[tuple[str, ...], ...], ...]
    unless: tuple[tuple[str, ...], ...]
    needs: tuple[frozenset[str], ...]


class Candidate(NamedTuple):
    """A rule's pattern with what settles quickly where in a sentence it can begin."""

    rule: Rule
    pattern: Pattern
    begins: frozenset[str]
    # The words one of which must be its second; None when that may be anything, or nothing.
    seconds: frozenset[str] | None

    def starts(self, words: Sequence[str]) -> list[int]:
        """Return where in the sentence `words` the pattern can begin."""
        begins, seconds = self.begins, self.seconds
        found = [place for place, word in enumerate(words) if word in begins]
        if "#" in begins:
            found += [place for place, word in enumerate(words) if word.isdigit()]
        if seconds is None:
            return found
        return [place for place in found if place + 1 < len(words) and words[place + 1] in seconds]


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
    fictions: frozenset[str] = frozenset()
    denials: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()
    bags: tuple[Bag, ...] = ()
    _candidates: list[Candidate] = field(default_factory=list, compare=False)
    _first_pass: list[FirstPass] = field(default_factory=list, compare=False)
    _begun: dict[int, tuple[Sequence[Pattern], dict[str, Followers]]] = field(default_factory=dict, compare=False)
    # Of spellings of two words, by the first and the second, and every word with which a spelling begins.
    _pairs: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict, compare=False)
    _typed: list[frozenset[str]] = field(default_factory=list, compare=False)

    def __post_init__(self) -> None:
        """Order what every pattern needs by how telling it is: few texts hold it, and most are done with at once."""
        for key, written in self.spellings.items():
            first, _space, second = key.partition(" ")
            if second:
                self._pairs.setdefault(first, {})[second] = written
        self._typed.append(frozenset(key.partition(" ")[0] for key in self.spellings))
        seen: Counter[str] = Counter(
            word
            for rule in self.rules
            for one in rule.patterns
            for word in {word for element in one for phrase in element.phrases for word in phrase}
        )
        for word in self.fillers | self.negations | self.selves | self.others:
            seen[word] += _COMMON
        needed = []
        for rule in self.rules:
            for one in rule.patterns:
                begins = frozenset(first_words(one, self.fillers))
                self._candidates.append(Candidate(rule, one, begins, second_words(one, self.fillers)))
                told = needs(one, seen)
                needed.append(told if "#" in begins else (*told, begins))
        needed += [bag.needs for bag in self.bags]
        self._first_pass.append(FirstPass(needed))

    def possible(self, vocabulary: frozenset[str]) -> tuple[list[Candidate], list[Bag]]:
        """Return the rules' patterns that words of `vocabulary` can spell, and the bags of which they can fill all."""
        numbers = self._first_pass[0].passing(vocabulary)
        if not numbers:
            return [], []
        rules = len(self._candidates)
        return (
            [self._candidates[number] for number in numbers if number < rules],
            [self.bags[number - rules] for number in numbers if number >= rules],
        )

    def by_first_words(self, wanted: Sequence[Pattern]) -> dict[str, Followers]:
        """Return the patterns of a lasting list, by the words with which they can begin, and by those that follow."""
        if id(wanted) not in self._begun:
            begun = by_first_words(wanted, self.fillers)
            # The list is kept beside its table, so that its identity stays its own.
            self._begun[id(wanted)] = (wanted, begun)
        return self._begun[id(wanted)][1]

    def spelled_out(self, found: Sequence[Token]) -> list[Token]:
        """Return the words with short and run-together spellings written out (“jveux”: je veux; “wanna”: want to)."""
        result: list[Token] = []
        done = 0
        for place, after, written in self._written_out(texts_of(found)):
            result += found[done:place]
            start, end = found[place][1], found[after - 1][2]
            result += [Token(word, start, end) for word in written]
            done = after
        return [*result, *found[done:]]

    def origins(self, found: Sequence[str]) -> Sequence[tuple[int, int]]:
        """Return, for every word of `found` spelled out, the first and the last typed word that it was read from."""
        result: list[tuple[int, int]] = []
        done = 0
        for place, after, written in self._written_out(found):
            result += [(other, other) for other in range(done, place)] + [(place, after - 1)] * len(written)
            done = after
        return result + [(other, other) for other in range(done, len(found))]

    def spelled(self, words_: list[str], vocabulary: frozenset[str]) -> list[str]:
        """Return what `spelled_out` returns for a sentence, without the places; itself when nothing is to be done."""
        begun = self._typed[0] & vocabulary
        # “Je” begins many spellings of two words, and is mostly followed by none of them.
        if all(word not in self.spellings and self._pairs[word].keys().isdisjoint(vocabulary) for word in begun):
            return words_
        result: list[str] = []
        done = 0
        for place, after, written in self._written_out(words_):
            result += words_[done:place]
            result += written
            done = after
        return result + words_[done:] if done else words_

    def _written_out(self, found: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Yield from where to where a short spelling stands, and the words that it stands for."""
        done, last = 0, len(found) - 1
        for place in compress(count(), map(self._typed[0].__contains__, found)):
            if place < done:
                continue
            text = found[place]
            written = None
            if place < last and (pairs := self._pairs.get(text)) and (written := pairs.get(found[place + 1])):
                done = place + 2
            elif written := self.spellings.get(text):
                done = place + 1
            if written:
                yield place, done, written


def texts_of(said: Sequence[Token]) -> list[str]:
    """Return the words alone; patterns look at nothing else."""
    return list(map(itemgetter(0), said))


def pattern(line: str, lists: Mapping[str, Sequence[str]] | None = None) -> Pattern:
    """Return the compiled pattern of `line`. Raises KeyError for a list that is not there."""
    elements = []
    for part in line.split():
        if part in _SIGNS:
            elements.append(Element(mark=part))
            continue
        is_optional = part.endswith("?")
        phrases = []
        signs = []
        for word in part.removesuffix("?").split("|"):
            if word in _SIGNS:
                signs.append(word)
                continue
            written = (lists or {})[word[1:]] if word.startswith("@") else [word]
            phrases += [tuple(fold(one) for one in phrase.replace("_", " ").split()) for phrase in written]
        distinct = tuple(dict.fromkeys(phrases))
        rests: dict[str, tuple[list[str], ...]] = {}
        for phrase in distinct:
            if len(phrase) > 1:
                rests[phrase[0]] = (*rests.get(phrase[0], ()), list(phrase[1:]))
        elements.append(
            Element(
                distinct,
                is_optional,
                words=frozenset(phrase[0] for phrase in distinct if len(phrase) == 1),
                longer=tuple(phrase for phrase in distinct if len(phrase) > 1),
                rests=rests,
                signs=tuple(signs),
                is_plain=not (is_optional or rests or signs),
            )
        )
    return tuple(elements)


def patterns(lines: str, lists: Mapping[str, Sequence[str]] | None = None) -> tuple[Pattern, ...]:
    """Return the patterns of `lines`, one a line."""
    return tuple(pattern(line, lists) for line in lines.strip().splitlines() if line.strip())


def rule(
    name: str, kind: Kind, lines: str, lists: Mapping[str, Sequence[str]], *, drop: str = "", lower: str = ""
) -> Rule:
    """Return the rule `name` (“fr.wish”) of `lines`, with what undoes and what weakens it."""
    return Rule(name, kind, patterns(lines, lists), patterns(drop, lists), patterns(lower, lists))


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


def match(wanted: Pattern, found: Sequence[str], start: int, grammar: Grammar) -> int:
    """Return where the longest match of `wanted` at `start` ends, -1 when there is none.

    Follows all possibilities at once; their number is bounded by the pattern, never by the text.
    """
    places: Collection[int] = (start,)
    length = len(found)
    fillers = grammar.fillers
    reached: set[int]
    for element in wanted:
        if element.is_plain:
            words_ = element.words
            places = [place + 1 for place in places if place < length and found[place] in words_]
            if not places:
                return -1
            continue
        if element.mark == "~":
            # By far the most frequent sign.
            reached = set(places)
            for place in places:
                most = min(length, place + MOST_FILLERS)
                while place < most and found[place] in fillers:
                    place += 1
                    reached.add(place)
            places = reached
            continue
        reached = set()
        for place in places:
            if element.mark:
                _pass_mark(element.mark, found, place, grammar, reached)
            else:
                _pass_words(element, found, place, grammar, reached)
        if not reached:
            return -1
        places = reached
    return max(places)


def search(wanted: Sequence[Pattern], found: Sequence[str], grammar: Grammar) -> list[tuple[int, int]]:
    """Return where any of `wanted` stands in `found`, as pairs of start and end."""
    begun = grammar.by_first_words(wanted)
    if begun.keys().isdisjoint(found):
        return []
    return [
        (start, end)
        for start, word in enumerate(found)
        if word in begun
        for one in begun_at(begun, found, start)
        if (end := match(one, found, start, grammar)) > start
    ]


def examples(wanted: Pattern, most: int = 200) -> list[str]:
    """Return sentences that the pattern spells out, without fillers and gaps; for tests."""
    choices = [
        [" ".join(phrase) for phrase in element.phrases] + ([""] if element.is_optional or not element.phrases else [])
        if not element.mark
        else ["7"]
        for element in wanted
        if not element.mark or element.mark == "#"
    ]
    return [" ".join(filter(None, chosen)) for chosen, _count in zip(product(*choices), range(most), strict=False)]


def _pass_words(element: Element, found: Sequence[str], place: int, grammar: Grammar, reached: set[int]) -> None:
    """Add the places that the words and signs of a step lead to from `place`."""
    if element.is_optional:
        reached.add(place)
    if place < len(found):
        word = found[place]
        if word in element.words:
            reached.add(place + 1)
        for rest in element.rests.get(word, ()):
            end = place + 1 + len(rest)
            if found[place + 1 : end] == rest:
                reached.add(end)
    for sign in element.signs:
        _pass_mark(sign, found, place, grammar, reached)


def _pass_mark(mark: str, found: Sequence[str], place: int, grammar: Grammar, reached: set[int]) -> None:
    """Add the places that a sign of a pattern leads to from `place`."""
    length = len(found)
    if mark == "..":
        reached.add(place)
        most = min(length, place + WIDEST_GAP)
        while place < most and (
            found[place] in grammar.fillers or (found[place] not in _WALLS and found[place] not in grammar.negations)
        ):
            place += 1
            reached.add(place)
    elif mark == "^":
        if place == 0 or found[place - 1] in _MARKS:
            reached.add(place)
    elif mark == "$":
        if place == length or found[place] in _MARKS:
            reached.add(place)
    elif mark == "$$":
        if place == length or found[place] in {END, LAUGH}:
            reached.add(place)
    elif place < length and found[place].isdigit():
        reached.add(place + 1)
