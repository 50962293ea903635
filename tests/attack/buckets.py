"""What a copy of Redis says: the counts of limits, each of somebody unknown, read for when and how often they acted.

A bucket keeps the moment at which it will be full again. Were it kept as it is, that moment less some refills would be
when somebody began to write; where that is an open word's moment the bucket is its author's, and what it counts beyond
their open words they wrote under a mask. So would the moment at which a mask was made stand there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from members.limits import RATES
from tests.attack.dumps import Key
from tests.attack.shown import Span

_SAME_S = 0.002
# What counts the words in threads for hours, and what counts new masks.
_WORDS, _MASKS = RATES["post"][1], RATES["mask"][0]
_MOST = 12
# Of so many numbers the attack must explain so many, and far more than of the same numbers moved a little.
_SHIFTS = (3.7, 11.3, 41.9, 97.1)
_BELIEVED, _TIMES_CHANCE = 5, 3.0
# What it says for somebody that they wrote more than pages show, and against them that they did not.
_FOR, _AGAINST = 6.0, -6.0


@dataclass
class Told:
    """Exact moments of words under masks, and how much speaks for an open name as the author of some."""

    moments: dict[str, float] = field(default_factory=dict)
    names: list[tuple[str, str, float]] = field(default_factory=list)
    believed: list[str] = field(default_factory=list)


class _Count(NamedTuple):
    name: str
    since: float
    times: int

    @property
    def until(self) -> float:
        return self.since + self.times * _WORDS.every_s


def told(keys: list[Key], acts: dict[str, list[float]], masked: dict[str, Span]) -> Told:
    """Return what Redis adds to `acts`, the moments of open words in threads by name, and to the spans of masks."""
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
        counts = list(_counts(numbers, moments))
        moved = [len(list(_counts([number + shift for number in numbers], moments))) for shift in _SHIFTS]
        if len(counts) < _BELIEVED or len(counts) <= _TIMES_CHANCE * max(1.0, sum(moved) / len(moved)):
            continue
        found.believed.append(f"{kind} in Redis")
        for count in counts:
            own = acts[count.name]
            more = count.times - (bisect_left(own, count.until) - bisect_left(own, count.since - _SAME_S))
            inside = [key for key, span in masked.items() if count.since <= span[1] and span[0] <= count.until]
            found.names += [(key, count.name, _FOR if more > 0 else _AGAINST) for key in inside]
        for number in numbers:
            made = number - _MASKS.every_s
            begun = [key for key, span in masked.items() if span[0] <= made <= span[1]]
            if len(begun) == 1 and not _whose(made, moments):
                found.moments[begun[0]] = made
    return found


def _whose(at: float, moments: dict[int, set[str]]) -> str:
    place = round(at / _SAME_S)
    names = set().union(*(moments.get(place + step, set()) for step in (-1, 0, 1)))
    return names.pop() if len(names) == 1 else ""


def _counts(numbers: list[float], moments: dict[int, set[str]]) -> Iterator[_Count]:
    """Yield whose open word stands some refills before a number."""
    for number in numbers:
        for times in range(1, _MOST + 1):
            since = number - times * _WORDS.every_s
            if name := _whose(since, moments):
                yield _Count(name, since, times)
                break
