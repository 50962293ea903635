"""How the numbers of the second reading are found: logistic regression over groups of words, in plain Python."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crisis.detection.assess import Level
from crisis.detection.english import ENGLISH
from crisis.detection.french import FRENCH
from crisis.detection.grammar import texts_of
from crisis.detection.normalise import tokens
from crisis.detection.second_reading import ASPECTS, Feature, features, language_of, name_of, pieces
from tests.crisis.suite import Case

ROUNDS = 20
STEP = 0.1
# Danger is learnt twice as often as its absence, of which there is more.
TIMES_IN_DANGER = 2
# Single words tell less of sentences to come than groups of words do: they learn more slowly.
OF_WORDS = 0.5
DROPPED = 0.25
DECAY = 1e-4
# A feature all of whose numbers, in hundredths, are less than this is left out, and single numbers that are slighter
# still: what is left is half as much to look up, and reads what was not learnt from as well.
LEAST = 16
SLIGHT = 10
GRAMMARS = {"fr": FRENCH, "en": ENGLISH}


@dataclass(slots=True)
class Example:
    """A text as the model sees it: what is weighed of each of its sentences, and what it deserves."""

    sentences: list[list[Feature]]
    wanted: tuple[bool, ...]
    kind: str


def wanted(case: Case) -> tuple[bool, ...]:
    """Return what every aspect should say of `case`."""
    rank = case.level.rank
    return (
        rank >= Level.MODERATE.rank,
        rank >= Level.HIGH.rank,
        rank >= Level.EMERGENCY.rank,
        "other_at_risk" in case.marks,
        "abuse" in case.marks,
        "violence" in case.marks,
    )


def weighed(text: str) -> list[list[Feature]]:
    """Return what is weighed of each sentence of `text`."""
    read = tokens(text)
    language = language_of([token.text for token in read])
    found = texts_of(GRAMMARS[language].spelled_out(read))
    return [features(piece) for piece in pieces(found, language)]


def examples(cases: Iterable[Case]) -> list[Example]:
    """Return `cases` as the model sees them; those of which nothing can be weighed are left out."""
    found = [Example(weighed(case.text), wanted(case), case.kind) for case in cases]
    return [one for one in found if one.sentences]


class Model:
    """A weight for every feature and aspect, learnt by stochastic gradient descent; the strongest sentence speaks."""

    def __init__(self, learnt_from: Sequence[Example], *, seed: int = 7) -> None:
        dice = random.Random(seed)
        counts = Counter(feature for one in learnt_from for said in one.sentences for feature in set(said))
        # What is met once teaches its own sentence by heart.
        known = {feature for feature, count in counts.items() if count > 1}
        self.places = {feature: place for place, feature in enumerate(sorted(known, key=str))}
        self.weights = [[0.0] * len(self.places) for _aspect in ASPECTS]
        self.bias = [-1.0] * len(ASPECTS)
        rates = [OF_WORDS if name_of(feature).startswith("'") else 1.0 for feature in self.places]
        ready = [
            (
                [[self.places[feature] for feature in said if feature in self.places] for said in one.sentences],
                one.wanted,
            )
            for one in learnt_from
            for _time in range(TIMES_IN_DANGER if one.wanted[0] else 1)
        ]
        for number in range(ROUNDS):
            dice.shuffle(ready)
            for sentences, deserved in ready:
                self._learn(sentences, deserved, rates, dice, STEP / (1 + 0.15 * number))

    def _learn(
        self,
        sentences: list[list[int]],
        deserved: tuple[bool, ...],
        rates: list[float],
        dice: random.Random,
        step: float,
    ) -> None:
        kept = [[place for place in said if dice.random() > DROPPED] for said in sentences]
        for aspect, is_so in enumerate(deserved):
            weights = self.weights[aspect]
            score, number = max((sum([weights[place] for place in said]), number) for number, said in enumerate(kept))
            chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, score / (1 - DROPPED) + self.bias[aspect]))))
            gradient = chance - is_so
            if -0.03 < gradient < 0.03:
                continue
            self.bias[aspect] -= step * 0.1 * gradient
            for place in kept[number]:
                weights[place] -= step * (gradient * rates[place] + DECAY * weights[place])

    def score(self, one: Example) -> list[float]:
        """Return what every aspect of `one` adds up to: its strongest sentence."""
        read = [[self.places[f] for f in said if f in self.places] for said in one.sentences]
        return [
            max(sum([weights[place] for place in said]) for said in read) + bias
            for weights, bias in zip(self.weights, self.bias, strict=True)
        ]


def learnt(found: Sequence[Example], seeds: Sequence[int] = (1, 2)) -> dict[Feature | None, tuple[int, ...]]:
    """Return the numbers of every feature in hundredths, the mean of several models; None stands for the beginning."""
    models = [Model(found, seed=seed) for seed in seeds]
    first = models[0]
    result: dict[Feature | None, tuple[int, ...]] = {
        None: tuple(round(100 * sum(m.bias[aspect] for m in models) / len(models)) for aspect in range(len(ASPECTS)))
    }
    for feature, place in first.places.items():
        numbers = tuple(
            round(100 * sum(m.weights[aspect][place] for m in models) / len(models)) for aspect in range(len(ASPECTS))
        )
        if max(map(abs, numbers)) >= LEAST:
            result[feature] = tuple(number if abs(number) >= SLIGHT else 0 for number in numbers)
    return result


def written(numbers: dict[Feature | None, tuple[int, ...]], stamp: str) -> str:
    """Return the numbers as `second_reading.txt` holds them."""
    lines = [
        "# Made by `python -m tests.crisis.corpus`; not to be changed by hand.",
        "# " + stamp,
        "# " + " ".join(ASPECTS),
    ]
    named = {("" if feature is None else name_of(feature)): weights for feature, weights in numbers.items()}
    lines += [f"{name}\t{' '.join(map(str, named[name]))}" for name in sorted(named)]
    return "\n".join(lines) + "\n"
