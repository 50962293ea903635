"""What becomes of the second reading: it raises a level, adds a mark, and undoes only words loosely put together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from crisis.detection.grammar import Rule
from crisis.detection.kinds import Kind
from crisis.detection.levels import Assessment, Level, Mark
from crisis.detection.second_reading import ASPECTS, HALF, Sum, packed, unpacked

# From what sum on, in hundredths, the second reading is believed; found by measuring what it had not learnt from.
ENOUGH = {Level.MODERATE: 60, Level.HIGH: 0, Level.EMERGENCY: -200}
# How much more it takes where a rule has undone the words, and where the rules found them moderate.
SURER = 300
KNOWN = 150
# How much more it takes to call an emergency what the rules found high.
WEIGHED = 130
# From what sum down a sentence is so harmless that words which are loosely put together mean nothing in it.
_HARMLESS = -200
# The same for an hour that is named and for what lies before the author: “a knife in my hand” in a kitchen, too.
_SURELY_HARMLESS = -300
# What else the second reading weighs, in its order: another person at risk, abuse, violence.
_OF_ASPECT = (
    (0, frozenset({Mark.OTHER_AT_RISK})),
    (50, frozenset({Mark.ABUSE, Mark.CARE})),
    (50, frozenset({Mark.VIOLENCE})),
)
_NO_MARKS: frozenset[Mark] = frozenset()


def _brim(moderate: int, high: int, emergency: int) -> int:
    """Return what makes a sum run over into the highest bit of a lane when more than enough is in it to be believed."""
    enough = (moderate, high, emergency, *(least for least, _told in _OF_ASPECT))
    return packed([HALF - 1 - least for least in enough])


_BRIM = packed([HALF] * len(ASPECTS))
# Where the rules found nothing, “high” alone is never enough.
_BESIDE_NOTHING = _brim(ENOUGH[Level.MODERATE], HALF // 2, 0)
_BESIDE_ANYTHING = _brim(ENOUGH[Level.MODERATE], ENOUGH[Level.HIGH], ENOUGH[Level.EMERGENCY])
# Kinds whose words are said in everyday life too; what the second reading finds harmless undoes them.
_LOOSE = frozenset({Kind.WEARY, Kind.WISHED, Kind.FAREWELL, Kind.MEANS, Kind.ATTACKED, Kind.DYING})


@dataclass(slots=True)
class Sentence:
    """What the second reading adds up to in one sentence, and where that stands in the text."""

    start: int
    end: int
    total: int

    @property
    def scores(self) -> tuple[int, ...]:
        """The sum of every aspect."""
        return unpacked(self.total)

    def level(self, first: Level, *, is_undone: bool) -> Level:
        """Return the level to be believed, beside what the rules gave the text and whether they undid this sentence."""
        moderate, high, emergency, *_marks = self.scores
        surer = SURER if is_undone else 0
        if emergency <= surer and moderate <= ENOUGH[Level.MODERATE] + surer and (is_undone or first is Level.NONE):
            return Level.NONE
        # Where the rules have weighed the words, it takes more to weigh them otherwise.
        known = KNOWN if first is Level.MODERATE else 0
        if emergency > ENOUGH[Level.EMERGENCY] + (WEIGHED if first is Level.HIGH else known):
            return Level.EMERGENCY
        return Level.HIGH if high > ENOUGH[Level.HIGH] + known else Level.MODERATE

    def marks(self) -> frozenset[Mark]:
        """Return the marks to be believed."""
        found = _NO_MARKS
        for score, (enough, told) in zip(self.scores[3:], _OF_ASPECT, strict=True):
            if score > enough:
                found |= told
        return found


def is_quiet(sums: Iterable[Sum]) -> bool:
    """Whether, beside rules that found nothing, the second reading has nothing to say either: no level and no mark."""
    return not any((total + _BESIDE_NOTHING) & _BRIM for _begin, _end, total in sums)


def is_harmless(rule: Rule, place: int, readings: Sequence[Sentence]) -> bool:
    """Whether the second reading finds nothing at all in the sentence around `place`, where `rule` found its words.

    Never for a rule that is an explicit sentence of the author about dying or about what they have done.
    """
    if not rule.patterns or rule.kind in _LOOSE:
        least = _HARMLESS
    elif rule.kind is Kind.SET:
        least = _SURELY_HARMLESS
    else:
        return False
    around = [one for one in readings if one.start <= place < one.end]
    return bool(around) and all(one.scores[0] < least for one in around)


def raised(
    first: Assessment, language: str, readings: Sequence[Sentence], undone: Callable[[], Collection[int]]
) -> Assessment:
    """Return what the rules found, raised to what the second reading says.

    `undone` tells places where a rule's words stand that its circumstances undid: an idiom, a “not”, somebody else.
    They only ever keep a level down, so they are asked for when something would be raised; mostly nothing would.
    """
    told: list[tuple[Level, Sentence]] = []
    marks: set[Mark] = set()
    places: Collection[int] | None = None
    brim = _BESIDE_NOTHING if first.level is Level.NONE else _BESIDE_ANYTHING
    for one in readings:
        if not (one.total + brim) & _BRIM:
            continue
        level = one.level(first.level, is_undone=False)
        more = one.marks() - first.marks
        if level.rank > first.level.rank or (more and level is not Level.NONE):
            places = undone() if places is None else places
            if any(one.start <= place < one.end for place in places):
                level = one.level(first.level, is_undone=True)
        if more or level.rank > first.level.rank:
            marks |= more
            told.append((level, one))
    if not told:
        return first
    told.sort(key=lambda pair: (-pair[0].rank, pair[1].start))
    highest = told[0][0]
    leads = highest.rank > first.level.rank
    rules, spans = (f"{language}.second",) * len(told), tuple((one.start, one.end) for _level, one in told)
    return Assessment(
        level=highest if leads else first.level,
        rules=rules + first.rules if leads else first.rules + rules,
        spans=spans + first.spans if leads else first.spans + spans,
        marks=first.marks | marks,
    )
