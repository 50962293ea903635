"""What a copy of Redis says: the counts of limits, each of somebody unknown, read for when and how often they acted.

A bucket keeps the moment at which it will be full again. Were it kept as it is, that moment less one refill would be
when somebody last acted; and where it lies several refills after an open act, somebody known did more than pages show.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from members.limits import RATES
from tests.attack.dumps import Key
from tests.attack.shown import Span

_MOST = 12
_SAME_S = 0.002
# Of so many numbers the attack must explain so many, and far more than of the same numbers moved a little.
_SHIFTS = (3.7, 11.3, 41.9, 97.1)
_BELIEVED, _TIMES_CHANCE = 5, 3.0


@dataclass
class Told:
    """Exact moments of words under masks, and (words, open name) of who did more than pages show just then."""

    moments: dict[str, float] = field(default_factory=dict)
    names: list[tuple[str, str]] = field(default_factory=list)
    believed: list[str] = field(default_factory=list)


def told(keys: list[Key], acts: dict[str, list[float]], masked: dict[str, Span]) -> Told:
    """Return what the numbers in Redis and the ends of its keys add to open acts and to the spans of masked words."""
    found = Told()
    moments: dict[int, set[str]] = defaultdict(set)
    for name, times in acts.items():
        for at in times:
            moments[round(at / _SAME_S)].add(name)
    kinds = {
        "values": [number for key in keys for number in key.numbers()],
        "ends": [key.ends_at for key in keys if key.ends_at is not None],
    }
    for kind, numbers in kinds.items():
        whole = list(_explained(numbers, moments))
        chance = sum(len(list(_explained([number + shift for number in numbers], moments))) for shift in _SHIFTS) / len(
            _SHIFTS
        )
        if len(whole) < _BELIEVED or len(whole) <= _TIMES_CHANCE * max(1.0, chance):
            continue
        found.believed.append(f"{kind} in Redis")
        for name, since, until, times in whole:
            meeting = [key for key, span in masked.items() if times > 1 and since <= span[1] and span[0] <= until]
            # Whoever did more than pages show did it between these two moments.
            found.names += [(key, name) for key in meeting] if len(meeting) <= 4 else []
        known = {name for name, *_rest in whole}
        for number in numbers:
            for _burst, every in _rates():
                inside = [key for key, span in masked.items() if span[0] <= number - every <= span[1]]
                if len(inside) == 1 and known and not _whose(number - every, moments):
                    found.moments.setdefault(inside[0], number - every)
    return found


def _rates() -> list[tuple[int, float]]:
    return sorted({(rate.burst, rate.every_s) for rates in RATES.values() for rate in rates})


def _whose(at: float, moments: dict[int, set[str]]) -> str:
    place = round(at / _SAME_S)
    names = set().union(*(moments.get(place + step, set()) for step in (-1, 0, 1)))
    return names.pop() if len(names) == 1 else ""


def _explained(numbers: list[float], moments: dict[int, set[str]]) -> Iterator[tuple[str, float, float, int]]:
    """Yield who acted openly some refills before a number, between when and when they did more, and how often."""
    for number in numbers:
        for burst, every in _rates():
            for times in range(1, min(burst, _MOST) + 1):
                if name := _whose(number - times * every, moments):
                    yield name, number - times * every, number - (times - 1) * every, times
                    break
