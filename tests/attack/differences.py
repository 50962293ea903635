"""Whether two linkers differ by more than chance."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass

# Student's factors for 95 %, by how many were measured less one.
_FACTORS = {1: 12.71, 2: 4.30, 3: 3.18, 4: 2.78, 5: 2.57, 7: 2.36, 9: 2.26, 14: 2.14, 19: 2.09}


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
