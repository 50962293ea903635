"""The first pass: by its words alone, which of many things a sentence may hold. Most sentences may hold none.

It only ever leaves out what cannot be there: a thing is told by sets of words, of each of which a sentence must hold
one. Whatever passes is then looked for word by word, so that the first pass saves time and changes no outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from functools import reduce
from operator import or_

# How many needs are looked at for all things at once; few things are left then, and are looked at one by one.
TOGETHER = 3


class FirstPass:
    """What many things need, turned around: for every word, in one integer, the things whose need it meets."""

    __slots__ = ("_further", "_rows")

    def __init__(self, needs: Iterable[Sequence[Set[str]]]) -> None:
        """Take the needs of each thing, the most telling ones first; a thing without needs always passes."""
        told = list(needs)
        # Of each row of needs, the things met by every word, and the things that have no need so far down.
        self._rows: list[tuple[dict[str, int], int]] = []
        for depth in range(TOGETHER):
            met: dict[str, int] = {}
            free = 0
            for number, one in enumerate(told):
                if depth >= len(one):
                    free |= 1 << number
                    continue
                for word in one[depth]:
                    met[word] = met.get(word, 0) | 1 << number
            self._rows.append((met, free))
        self._further = [tuple(map(frozenset, one[TOGETHER:])) for one in told]

    def passing(self, vocabulary: frozenset[str]) -> list[int]:
        """Return the numbers of the things that a sentence with the words `vocabulary` may hold, in their order."""
        left = -1
        for met, free in self._rows:
            left &= reduce(or_, filter(None, map(met.get, vocabulary)), free)
            if not left:
                return []
        found = []
        while left:
            lowest = left & -left
            left ^= lowest
            number = lowest.bit_length() - 1
            for need in self._further[number]:
                if vocabulary.isdisjoint(need):
                    break
            else:
                found.append(number)
        return found
