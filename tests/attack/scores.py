"""How often the linker is right, and whether two linkers differ by more than chance."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass

from tests.attack.community import Community
from tests.attack.dumps import Dump
from tests.attack.linker import Guess, Linker, Sight

# Student's factors for 95 %, by how many were measured less one.
_FACTORS = {1: 12.71, 2: 4.30, 3: 3.18, 4: 2.78, 5: 2.57, 7: 2.36, 9: 2.26, 14: 2.14, 19: 2.09}


@dataclass(frozen=True)
class Score:
    """For every mask, the share of right answers among the best ones: whose it is, and which other is the same."""

    holders: dict[str, float]
    partners: dict[str, float]


def scored(guess: Guess, truth: Community) -> Score:
    """Hold a guess against the truth. Several best answers share what the right one is worth."""
    names = {member: name.hex for name, member in truth.open_names.items()}
    holders = {mask.hex: names[member] for mask, member in truth.holders.items()}
    whose = {mask: _share(weights, {holders[mask]}) for mask, weights in guess.holders.items() if mask in holders}
    same = {}
    for mask, weights in guess.partners.items():
        others = {other for other, holder in holders.items() if holder == holders.get(mask) and other != mask}
        if others & set(guess.partners):
            same[mask] = _share(weights, others)
    return Score(whose, same)


def _share(weights: dict[str, float], right: set[str]) -> float:
    best = max(weights.values(), default=0.0)
    chosen = {one for one, weight in weights.items() if weight == best} if best > 0 else set()
    return len(chosen & right) / len(chosen) if chosen else 0.0


@dataclass(frozen=True)
class Attack:
    """What one dump told, by how much of it the linker was given; `believed` is what it took from the whole."""

    scores: dict[Sight, Score]
    believed: list[str]

    def pairs(self, kind: str, one: Sight = Sight.WHOLE, other: Sight = Sight.REDUCED) -> list[tuple[float, float]]:
        """Return for every mask how right one sight was and how right another; `kind` is "holders" or "partners"."""
        mine, theirs = getattr(self.scores[one], kind), getattr(self.scores[other], kind)
        return [(mine[mask], theirs[mask]) for mask in mine]

    def share(self, kind: str, sight: Sight) -> float:
        """Return the share of right answers over all masks."""
        return statistics.mean(getattr(self.scores[sight], kind).values())


def attacked(dump: Dump, truth: Community) -> Attack:
    """Give a dump to the linker three times: as pages show it, with masked rows reduced to that, and whole."""
    scores, believed = {}, []
    for sight in Sight:
        linker = Linker(dump, sight)
        scores[sight] = scored(linker.guess(), truth)
        believed = sorted(set(linker.believed))
    return Attack(scores, believed)


@dataclass(frozen=True)
class Difference:
    """By how much one linker is better than the other, and half the width of the interval around it."""

    mean: float
    half: float
    first: float
    second: float

    @property
    def is_a_win(self) -> bool:
        return self.mean > self.half

    def __str__(self) -> str:
        return f"{self.first:.3f} against {self.second:.3f}: {self.mean:+.3f} ± {self.half:.3f}"


def difference(pairs: list[tuple[float, float]], *, width: float = 1.96) -> Difference:
    """Return the mean difference of paired results, with `width` standard errors on either side."""
    gaps = [one - other for one, other in pairs]
    half = width * statistics.stdev(gaps) / math.sqrt(len(gaps)) if len(gaps) > 1 else 1.0
    first, second = (statistics.mean(column) for column in zip(*pairs, strict=True))
    return Difference(statistics.mean(gaps), half, first, second)


def over_communities(pairs: list[tuple[float, float]]) -> Difference:
    """Return the mean difference over communities, one pair each, with its 95 % interval by Student."""
    free = len(pairs) - 1
    return difference(pairs, width=_FACTORS[max((one for one in _FACTORS if one <= free), default=1)])
