"""A second opinion: what groups of words in one sentence weigh together, learnt from the invented sentences of
`tests/crisis/corpus`.

The rules look for what somebody thought of beforehand; this reads what nobody did. It adds up numbers, one for every
group of words, for two groups that follow each other, for single words, and knows nothing of who writes. It can
raise a level, never lower what a rule found. The numbers stand in `second_reading.txt`, and are made again with
`python -m tests.crisis.corpus`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from sys import intern
from typing import NamedTuple

from crisis.detection.normalise import END, PAUSE
from crisis.detection.word_groups import GROUPS

SOURCE = Path(__file__).with_name("second_reading.txt")
# What is weighed: the three levels that can be reached, and marks that stand apart from them.
ASPECTS = ("moderate", "high", "emergency", "other", "abuse", "violence")
# A feature's numbers for all aspects stand in one integer, a lane of bits for each: adding them is one addition.
LANE = 20
HALF = 1 << (LANE - 1)
_MASK = (1 << LANE) - 1
# With how many of the groups behind it a group is read as a pair.
NEAREST = 7
# Longer sentences are read in pieces that overlap: what one says is not thinned out by the rest.
LONGEST_PIECE = 40
OVERLAP = 12
Feature = int | str | tuple[int, int] | tuple[int, int, int] | tuple[str, str]
# Groups that deny what follows them.
NEGATIONS = frozenset(GROUPS["fr"].names.index(name) for name in ("not", "never", "no-more", "without", "nothing"))

# Small words, and words of danger, that one language has and the other has not: by these a text is told to be in it.
TELLS_FRENCH = frozenset(
    "je j le la les des est que et ai suis une du il elle pas ne qui dans mais ce c ca avec sur un de jveux jvais chui"
    " jsuis mourir mort morte tuer tue envie vie vivre creve crever adieu finir cachets comprimes soir nuit"
    " disparaitre coupe ton ta tes toi te va tu vous".split()
)
TELLS_ENGLISH = frozenset(
    "i the to is and not that my it of in you am have was for do this but with he she they are be kms kys wana gona"
    " wanna gonna im ive dont die dying dead kil kiling myself yourself suicidal want life live pils goodbye tonight"
    " your u ur cut cuting harm end".split()
)


def language_of(found: Sequence[str]) -> str:
    """Return the language that most of the small words of a text belong to, French when there are as many."""
    return "fr" if sum(filter(None, map(_TELLS.get, found))) >= 0 else "en"


# A word of both tells of neither.
_TELLS = dict.fromkeys(TELLS_FRENCH - TELLS_ENGLISH, 1) | dict.fromkeys(TELLS_ENGLISH - TELLS_FRENCH, -1)


class Piece(NamedTuple):
    """A sentence, or part of a long one: where it stands, its words without pauses, the groups that they say."""

    begin: int
    end: int
    words: list[str]
    groups: list[int]


def pieces(found: Sequence[str], language: str) -> list[Piece]:
    """Return the sentences of a text as groups of words."""
    result: list[Piece] = []
    begin = 0
    for place in (*(place for place, word in enumerate(found) if word == END), len(found)):
        for first, last in cut(place - begin):
            words = _without_pauses(list(found[begin + first : begin + last]))
            groups = GROUPS[language].read(words, set(pairwise(words)))
            result.append(Piece(begin + first, begin + last, words, groups))
        begin = place + 1
    return result


def cut(length: int) -> list[tuple[int, int]]:
    """Return from where to where the pieces reach in which a sentence of `length` words is read."""
    found = []
    begin = 0
    while length - begin > LONGEST_PIECE:
        found.append((begin, begin + LONGEST_PIECE))
        begin += LONGEST_PIECE - OVERLAP
    if length > begin:
        found.append((begin, length))
    return found


def _without_pauses(words: list[str]) -> list[str]:
    return [word for word in words if word != PAUSE] if PAUSE in words else words


def features(one: Piece) -> list[Feature]:
    """Return what is weighed of a sentence: groups, words, pairs of words, pairs of groups in their order."""
    groups, words = one.groups, one.words
    near = ((first, second) for place, first in enumerate(groups, 1) for second in groups[place : place + NEAREST])
    found: list[Feature] = []
    # What is said again and again is no more dangerous: each counts once.
    for alike in (set(groups), set(words), set(pairwise(words)), set(near), set(_negated(groups))):
        found += sorted(alike)
    return found


def _negated(groups: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return three groups in a row where one of the first two says “not”: what is denied is another thing."""
    return [
        three
        for three in zip(groups, groups[1:], groups[2:], strict=False)
        if three[0] in NEGATIONS or three[1] in NEGATIONS
    ]


def name_of(feature: Feature) -> str:
    """Return a feature as it is written down: “want>die” for two groups, “'en finir” for words."""
    names = GROUPS["fr"].names
    if isinstance(feature, int):
        return names[feature]
    if isinstance(feature, str):
        return "'" + feature
    if isinstance(feature[0], str):
        return "'" + " ".join(map(str, feature))
    return ">".join(names[int(group)] for group in feature)


def packed(weights: Sequence[int]) -> int:
    """Return the numbers of all aspects in one integer."""
    return sum(weight << LANE * place for place, weight in enumerate(weights))


def unpacked(total: int) -> tuple[int, ...]:
    """Return the sum of each aspect."""
    total += _ABOVE_ZERO
    return tuple([((total >> place) & _MASK) - HALF for place in _LANES])


# Half a lane in every lane, so that none is below zero while they are taken apart.
_ABOVE_ZERO = packed([HALF] * len(ASPECTS))
_LANES = tuple(LANE * place for place in range(len(ASPECTS)))


class Weights:
    """The numbers of all features: what every sentence begins with, and what is added to it."""

    __slots__ = ("_of_group", "_of_groups", "_of_three", "_of_two", "_of_word", "bias", "of")

    def __init__(self, bias: int, of: Mapping[Feature, int]) -> None:
        """Take the numbers of every feature, all aspects in one integer, and lay each kind out by itself."""
        self.bias = bias
        self.of = of
        many = len(GROUPS["fr"].names)
        self._of_word: dict[str, int] = {}
        # Of two words; those that begin a phrase are here too, so that one look tells both.
        self._of_two = dict.fromkeys((two for reader in GROUPS.values() for two in reader.phrases), 0)
        self._of_three: dict[tuple[int, int, int], int] = {}
        self._of_group = [0] * many
        # Of every group, a row with the number of every group behind it.
        self._of_groups = [[0] * many for _group in range(many)]
        for feature, number in of.items():
            if isinstance(feature, int):
                self._of_group[feature] = number
            elif isinstance(feature, str):
                self._of_word[feature] = number
            elif len(feature) == 3:
                self._of_three[feature] = number
            elif isinstance(feature[0], str):
                self._of_two[feature] = number
            else:
                self._of_groups[feature[0]][feature[1]] = number

    def total(self, words: list[str], vocabulary: Iterable[str], language: str) -> int:
        """Return what a piece of a sentence adds up to, all aspects in one integer.

        The same as summing up `features` one by one, in a third of the time. `vocabulary` is every word once.
        """
        words = _without_pauses(words)
        of_two = self._of_two
        pairs = set(filter(of_two.__contains__, pairwise(words)))
        groups = GROUPS[language].read(words, pairs)
        alike = set(groups)
        found = sum(filter(None, map(self._of_word.get, vocabulary)), self.bias)
        found = sum(map(of_two.__getitem__, pairs), found)
        found = sum(map(self._of_group.__getitem__, alike), found)
        rows = self._of_groups
        if len(alike) == len(groups):
            for place, group in enumerate(groups, 1):
                found = sum(map(rows[group].__getitem__, groups[place : place + NEAREST]), found)
        else:
            behind: dict[int, set[int]] = {}
            for place, group in enumerate(groups, 1):
                behind.setdefault(group, set()).update(groups[place : place + NEAREST])
            for group, others in behind.items():
                found = sum(map(rows[group].__getitem__, others), found)
        if not NEGATIONS.isdisjoint(alike):
            found = sum(filter(None, map(self._of_three.get, set(_negated(groups)))), found)
        return found


def _weights(lines: Iterable[str]) -> Weights:
    """Return the numbers that `lines` hold: a name, and a number for every aspect."""
    numbers = {name: number for number, name in enumerate(GROUPS["fr"].names) if name}
    bias = 0
    found: dict[Feature, int] = {}
    # Numbers that are equal are one object: there is less to fetch from memory, which is what adding up waits for.
    same: dict[int, int] = {}
    for line in lines:
        if line.startswith("#"):
            continue
        name, _tab, written = line.partition("\t")
        total = packed([int(number) for number in written.split()])
        total = same.setdefault(total, total)
        if not name:
            bias = total
        elif name.startswith("'"):
            first, space, second = name[1:].partition(" ")
            found[(intern(first), intern(second)) if space else intern(first)] = total
        elif ">" in name:
            first_group, second_group, *third = (numbers[group] for group in name.split(">"))
            found[(first_group, second_group, *third)] = total  # type: ignore[index]
        else:
            found[numbers[name]] = total
    return Weights(bias, found)


WEIGHTS = _weights(SOURCE.read_text(encoding="utf-8").splitlines() if SOURCE.exists() else ())


# From where to where among the words a piece of a sentence stands, and what it adds up to, all aspects in one integer.
Sum = tuple[int, int, int]


def sums(words: list[str], vocabulary: Iterable[str], language: str, begin: int) -> list[Sum]:
    """Return what the pieces of one sentence add up to; `begin` is where it stands among the words of its text."""
    length = len(words)
    if length <= LONGEST_PIECE:
        return [(begin, begin + length, WEIGHTS.total(words, vocabulary, language))]
    return [
        (begin + first, begin + last, WEIGHTS.total(words[first:last], frozenset(words[first:last]), language))
        for first, last in cut(length)
    ]
