"""How often the linker is right, by how much of a copy it was given."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from tests.attack.community import Community
from tests.attack.dumps import Dump
from tests.attack.linker import Guess, Linker, Sight


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
