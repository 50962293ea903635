"""How often the linker is right, and whether two linkers differ by more than chance."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass

from tests.attack.community import Community
from tests.attack.linker import Guess


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
