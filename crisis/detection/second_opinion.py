"""What becomes of the second reading: it raises a level, adds a mark, and undoes only words loosely put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crisis.detection.grammar import Rule, texts_of
from crisis.detection.kinds import Kind
from crisis.detection.levels import Assessment, Level, Mark
from crisis.detection.normalise import Token
from crisis.detection.second_reading import read

# From what sum on, in hundredths, the second reading is believed; found by measuring what it had not learnt from.
ENOUGH = {Level.MODERATE: 60, Level.HIGH: 0, Level.EMERGENCY: -100}
# From what sum down a sentence is so harmless that words which are loosely put together mean nothing in it.
_HARMLESS = -200
# What else the second reading weighs, in its order: another person at risk, abuse, violence.
_OF_ASPECT = (
    (0, frozenset({Mark.OTHER_AT_RISK})),
    (50, frozenset({Mark.ABUSE, Mark.CARE})),
    (50, frozenset({Mark.VIOLENCE})),
)
_NO_MARKS: frozenset[Mark] = frozenset()
# Kinds whose words are said in everyday life too; what the second reading finds harmless undoes them.
_LOOSE = frozenset({Kind.WEARY, Kind.WISHED, Kind.FAREWELL, Kind.MEANS, Kind.ATTACKED, Kind.DYING})


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the second reading says of one sentence, and where that stands in the text."""

    start: int
    end: int
    level: Level
    marks: frozenset[Mark]
    is_harmless: bool


def read_again(said: Sequence[Token], language: str) -> list[Sentence]:
    """Return what the second reading finds in each sentence."""
    found = []
    for begin, end, (moderate, high, emergency, *others) in read(texts_of(said), language):
        level = Level.NONE
        if moderate > ENOUGH[Level.MODERATE]:
            level = Level.MODERATE
            if emergency > ENOUGH[Level.EMERGENCY]:
                level = Level.EMERGENCY
            elif high > ENOUGH[Level.HIGH]:
                level = Level.HIGH
        marks = _NO_MARKS
        for score, (enough, told) in zip(others, _OF_ASPECT, strict=True):
            if score > enough:
                marks |= told
        found.append(Sentence(said[begin].start, said[end - 1].end, level, marks, moderate < _HARMLESS))
    return found


def is_loose(rule: Rule) -> bool:
    """Whether a rule is not an explicit sentence of the author about dying or about what they have done."""
    return not rule.patterns or rule.kind in _LOOSE


def is_harmless(place: int, readings: Sequence[Sentence]) -> bool:
    """Whether the second reading finds nothing at all in the sentence around `place`."""
    around = [one for one in readings if one.start <= place < one.end]
    return bool(around) and all(one.is_harmless for one in around)


def raised(first: Assessment, language: str, readings: Sequence[Sentence]) -> Assessment:
    """Return what the rules found, raised to what the second reading says."""
    told = [one for one in readings if one.level.rank > first.level.rank or one.marks - first.marks]
    if not told:
        return first
    told.sort(key=lambda one: (-one.level.rank, one.start))
    leads = told[0].level.rank > first.level.rank
    rules, spans = (f"{language}.second",) * len(told), tuple((one.start, one.end) for one in told)
    return Assessment(
        level=told[0].level if leads else first.level,
        rules=rules + first.rules if leads else first.rules + rules,
        spans=spans + first.spans if leads else first.spans + spans,
        marks=first.marks.union(*(one.marks for one in told)),
    )
