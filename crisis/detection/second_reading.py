"""A second opinion: what groups of words in one sentence weigh together, learnt from the invented sentences of
`tests/crisis/corpus`.

The rules look for what somebody thought of beforehand; this reads what nobody did. It adds up numbers, one for every
group of words, for two groups that follow each other, for single words, and knows nothing of who writes. It can
raise a level, never lower what a rule found. The numbers stand in `second_reading.txt`, and are made again with
`python -m tests.crisis.corpus`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, pairwise
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

from crisis.detection.normalise import END, PAUSE
from crisis.detection.word_groups import GROUPS, WordGroups

SOURCE = Path(__file__).with_name("second_reading.txt")
# What is weighed: the three levels that can be reached, and marks that stand apart from them.
ASPECTS = ("moderate", "high", "emergency", "other", "abuse", "violence")
# A feature's numbers for all aspects stand in one integer, a lane of bits for each: adding them is one addition.
LANE = 24
_HALF = 1 << (LANE - 1)
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
    french, english = (sum(map(tells.__contains__, found)) for tells in (TELLS_FRENCH, TELLS_ENGLISH))
    return "fr" if french >= english else "en"


class Piece(NamedTuple):
    """A sentence, or part of a long one: where it stands, its words without pauses, the groups that they say."""

    begin: int
    end: int
    words: list[str]
    groups: list[int]


def pieces(found: Sequence[str], language: str) -> list[Piece]:
    """Return the sentences of a text as groups of words."""
    reader = GROUPS[language]
    result: list[Piece] = []
    begin = 0
    length = len(found)
    ends = [place for place, word in enumerate(found) if word == END] if END in found else []
    for place in (*ends, length):
        while place - begin > LONGEST_PIECE:
            result.append(_piece(reader, found, begin, begin + LONGEST_PIECE))
            begin += LONGEST_PIECE - OVERLAP
        if place > begin:
            result.append(_piece(reader, found, begin, place))
        begin = place + 1
    return result


def _piece(reader: WordGroups, found: Sequence[str], begin: int, end: int) -> Piece:
    words = list(found[begin:end])
    if PAUSE in words:
        words = [word for word in words if word != PAUSE]
    return Piece(begin, end, words, reader.read(words))


def features(one: Piece) -> list[Feature]:
    """Return what is weighed of a sentence: groups, words, pairs of words, pairs of groups in their order."""
    found: list[Feature] = []
    for alike in _said(one.groups, one.words):
        found += sorted(alike)
    return found


def _said(groups: Sequence[int], words: Sequence[str]) -> tuple[set[Any], ...]:
    """Return each kind of feature by itself. What is said again and again is no more dangerous: each counts once."""
    if len(groups) <= NEAREST + 1:
        pairs = set(combinations(groups, 2))
    else:
        pairs = set().union(*(zip(groups, groups[far:], strict=False) for far in range(1, NEAREST + 1)))
    negated = set() if NEGATIONS.isdisjoint(groups) else set(_negated(groups))
    return set(groups), set(words), set(pairwise(words)), pairs, negated


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
    return tuple([((total >> place) & _MASK) - _HALF for place in _LANES])


# Half a lane in every lane, so that none is below zero while they are taken apart.
_ABOVE_ZERO = packed([_HALF] * len(ASPECTS))
_LANES = tuple(LANE * place for place in range(len(ASPECTS)))


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of all features: what every sentence begins with, and what is added to it."""

    bias: int
    # Of every feature, all aspects in one integer.
    of: Mapping[Feature, int]

    def total(self, one: Piece) -> int:
        """Return what a sentence adds up to, all aspects in one integer."""
        said = chain.from_iterable(_said(one.groups, one.words))
        return sum(filter(None, map(self.of.get, said)), self.bias)


def _weights(lines: Iterable[str]) -> Weights:
    """Return the numbers that `lines` hold: a name, and a number for every aspect."""
    numbers = {name: number for number, name in enumerate(GROUPS["fr"].names) if name}
    bias = 0
    found: dict[Feature, int] = {}
    for line in lines:
        if line.startswith("#"):
            continue
        name, _tab, written = line.partition("\t")
        total = packed([int(number) for number in written.split()])
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


class Reading(NamedTuple):
    """What a sentence adds up to, in hundredths, and where it stands among the words."""

    begin: int
    end: int
    scores: tuple[int, ...]


def read(found: Sequence[str], language: str) -> list[Reading]:
    """Return what every sentence of a text adds up to."""
    total = WEIGHTS.total
    return [Reading(one.begin, one.end, unpacked(total(one))) for one in pieces(found, language)]
