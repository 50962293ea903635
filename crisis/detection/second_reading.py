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
from itertools import pairwise, repeat
from pathlib import Path
from typing import NamedTuple

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
    french = sum(word in TELLS_FRENCH for word in found)
    return "fr" if french >= sum(word in TELLS_ENGLISH for word in found) else "en"


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
    """Return what is weighed of a sentence: groups, pairs of groups in their order, words, pairs of words."""
    groups, words = one.groups, one.words
    found: list[Feature] = [*sorted(set(groups)), *sorted(set(words)), *sorted(set(pairwise(words)))]
    pairs = {(group, other) for place, group in enumerate(groups, 1) for other in groups[place : place + NEAREST]}
    found += sorted(pairs)
    if not NEGATIONS.isdisjoint(groups):
        found += sorted(set(_negated(groups)))
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
    found = []
    for _aspect in ASPECTS:
        lane = ((total + _HALF) & _MASK) - _HALF
        found.append(lane)
        total = (total - lane) >> LANE
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of all features: what every sentence begins with, and what is added to it."""

    bias: int
    words: Mapping[str, int]
    word_pairs: Mapping[tuple[str, str], int]
    # By the number of a group.
    groups: Sequence[int]
    pairs: Sequence[Mapping[int, int]]
    negated: Mapping[tuple[int, int, int], int]

    def total(self, one: Piece) -> int:
        """Return what a sentence adds up to, all aspects in one integer."""
        groups, words = one.groups, one.words
        total = self.bias + sum(map(self.groups.__getitem__, set(groups)))
        pairs = self.pairs
        # What is said again and again is not more dangerous for it: each thing counts once.
        behind: dict[int, set[int]] = {}
        for place, group in enumerate(groups, 1):
            behind.setdefault(group, set()).update(groups[place : place + NEAREST])
        for group, others in behind.items():
            total += sum(map(pairs[group].get, others, _NOTHING))
        if not NEGATIONS.isdisjoint(groups):
            total += sum(map(self.negated.get, set(_negated(groups)), _NOTHING))
        total += sum(map(self.words.get, set(words), _NOTHING))
        return total + sum(map(self.word_pairs.get, set(pairwise(words)), _NOTHING))


def _weights(lines: Iterable[str]) -> Weights:
    """Return the numbers that `lines` hold: a name, and a number for every aspect."""
    names = GROUPS["fr"].names
    numbers = {name: number for number, name in enumerate(names) if name}
    bias = 0
    words: dict[str, int] = {}
    word_pairs: dict[tuple[str, str], int] = {}
    groups = [0] * len(names)
    pairs: list[dict[int, int]] = [{} for _name in names]
    negated: dict[tuple[int, int, int], int] = {}
    for line in lines:
        if line.startswith("#"):
            continue
        name, _tab, written = line.partition("\t")
        total = packed([int(number) for number in written.split()])
        if not name:
            bias = total
        elif name.startswith("'"):
            first, _space, second = name[1:].partition(" ")
            if second:
                word_pairs[first, second] = total
            else:
                words[first] = total
        else:
            said = [numbers[group] for group in name.split(">")]
            if len(said) == 1:
                groups[said[0]] = total
            elif len(said) == 2:
                pairs[said[0]][said[1]] = total
            else:
                negated[said[0], said[1], said[2]] = total
    return Weights(bias, words, word_pairs, groups, pairs, negated)


_NOTHING = repeat(0)
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
