"""A second opinion: what groups of words in one sentence weigh together, learnt from the invented sentences of
`tests/crisis/corpus`.

The rules look for what somebody thought of beforehand; this reads what nobody did. It adds up numbers, one for every
group of words, for two groups that follow each other, for single words, and knows nothing of who writes. It can
raise a level, never lower what a rule found. The numbers stand in `second_reading.txt`, and are made again with
`python -m tests.crisis.corpus`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

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
Feature = int | str

_FRENCH = frozenset("je j le la les des est que et ai suis une du il elle pas ne qui dans pour mais ce c ca avec sur".split())
_ENGLISH = frozenset("i the to is and not that my it of in you am have was for do this but with he she they are be".split())


def language_of(found: Sequence[str]) -> str:
    """Return the language that most of the small words of a text belong to, French when there are as many."""
    french = sum(word in _FRENCH for word in found)
    return "fr" if french >= sum(word in _ENGLISH for word in found) else "en"


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, or part of a long one: where it stands among the words, and the groups that it says."""

    begin: int
    end: int
    groups: tuple[int, ...]


def pieces(found: Sequence[str], language: str) -> list[Piece]:
    """Return the sentences of a text as groups of words."""
    reader = GROUPS[language]
    result: list[Piece] = []
    begin = 0
    length = len(found)
    for place in range(length + 1):
        if place == length or found[place] == END:
            while place - begin > LONGEST_PIECE:
                result.append(_piece(reader, found, begin, begin + LONGEST_PIECE))
                begin += LONGEST_PIECE - OVERLAP
            if place > begin:
                result.append(_piece(reader, found, begin, place))
            begin = place + 1
    return result


def _piece(reader: WordGroups, found: Sequence[str], begin: int, end: int) -> Piece:
    said: list[int] = []
    last = 0
    for group in reader.read([word for word in found[begin:end] if word != PAUSE]):
        if group != last:
            said.append(group)
            last = group
    return Piece(begin, end, tuple(said))


def features(found: Sequence[str], one: Piece) -> set[Feature]:
    """Return what is weighed of a sentence: groups, pairs of groups in their order, words, pairs of words."""
    groups = one.groups
    seen: set[Feature] = set(groups)
    for place, group in enumerate(groups, 1):
        high = group << 8
        seen.update([high | other for other in groups[place : place + NEAREST]])
    words = found[one.begin : one.end]
    if PAUSE in words:
        words = [word for word in words if word != PAUSE]
    seen.update(words)
    seen.update(map(" ".join, zip(words, words[1:], strict=False)))
    return seen


def name_of(feature: Feature) -> str:
    """Return a feature as it is written down: “want>die” for two groups, “'finir” for a word."""
    if isinstance(feature, str):
        return "'" + feature
    names = GROUPS["fr"].names
    return ">".join(names[number] for number in (feature >> 8, feature & 255) if number)


def feature_of(name: str, numbers: Mapping[str, int]) -> Feature:
    """Return the feature that `name_of` wrote down; `numbers` are those of the groups by their names."""
    if name.startswith("'"):
        return name[1:]
    feature = 0
    for group in name.split(">"):
        feature = feature << 8 | numbers[group]
    return feature


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


def _weights() -> tuple[int, dict[Feature, int]]:
    """Return what every text begins with, and the numbers of every feature."""
    numbers = {name: number for number, name in enumerate(GROUPS["fr"].names) if name}
    bias = 0
    found: dict[Feature, int] = {}
    for line in SOURCE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, _tab, written = line.partition("\t")
        total = packed([int(number) for number in written.split()])
        if name:
            found[feature_of(name, numbers)] = total
        else:
            bias = total
    return bias, found


_BIAS, _WEIGHTS = _weights() if SOURCE.exists() else (0, {})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence adds up to, in hundredths, and where it stands among the words."""

    begin: int
    end: int
    scores: tuple[int, ...]


def read(found: Sequence[str], language: str) -> list[Reading]:
    """Return what every sentence of a text adds up to."""
    known = _WEIGHTS
    return [
        Reading(
            one.begin,
            one.end,
            unpacked(sum([known[feature] for feature in features(found, one) if feature in known], _BIAS)),
        )
        for one in pieces(found, language)
    ]
