"""What is left out to save time never changes an outcome: every text is read as if nothing had been left out."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest

from crisis.detection import grammar
from crisis.detection.assess import weigh
from crisis.detection.beginnings import by_first_words, first_words, second_words
from crisis.detection.english import ENGLISH
from crisis.detection.first_pass import TOGETHER, FirstPass
from crisis.detection.french import FRENCH
from crisis.detection.grammar import Grammar
from crisis.detection.normalise import tokens
from crisis.detection.second_reading import NEAREST, WEIGHTS, features, pieces
from tests.crisis import suite
from tests.crisis.sentences import PAIRS, SPELLINGS

# Nothing here asks the database of the run: once is enough.
pytestmark = pytest.mark.only_on("sqlite")

GRAMMARS = {"fr": FRENCH, "en": ENGLISH}


def everything(self: FirstPass, vocabulary: frozenset[str]) -> list[int]:
    """Pass every thing, whatever the words."""
    return list(range(len(self._further)))


@contextmanager
def nothing_left_out() -> Iterator[None]:
    """Read with every pattern and bag looked for at every word of every sentence."""
    with (
        patch.object(FirstPass, "passing", everything),
        patch.object(grammar.Candidate, "starts", lambda self, words: range(len(words))),
    ):
        yield


def texts() -> list[str]:
    """Return sentences of every kind, some joined as no person would, some of telling words in any order."""
    dice = random.Random(11)
    said = [case.text for part in ("open", "locked") for case in suite.cases(part)]
    said += [one for _level, french, english in PAIRS for one in (french, english)] + [one for _level, one in SPELLINGS]
    telling = sorted(
        {
            " ".join(phrase)
            for found in GRAMMARS.values()
            for rule in found.rules
            for one in rule.patterns
            for element in one
            for phrase in element.phrases
        }
    )
    some = dice.sample(said, 120)
    some += [dice.choice([" ", ". ", ", ", " mais ", " not "]).join(dice.sample(said, 3)) for _ in range(30)]
    some += [" ".join(dice.choices([*telling, ",", "14", ".", "«"], k=25)) for _ in range(30)]
    return some


def test_what_is_left_out_changes_no_outcome() -> None:
    some = texts()
    quickly = [weigh(text) for text in some]
    with nothing_left_out():
        for text, found in zip(some, quickly, strict=True):
            assert weigh(text) == found, text
    assert sum(bool(found.rules) for found in quickly) > len(some) / 3


@pytest.mark.parametrize("language", GRAMMARS)
def test_whatever_a_pattern_matches_it_is_looked_for_there(language: str) -> None:
    found: Grammar = GRAMMARS[language]
    lasting = [rule.drop for rule in found.rules] + [found.doubts, found.now, found.recovery, found.long_ago]
    candidates = found._candidates
    for candidate in candidates:
        for example in grammar.examples(candidate.pattern)[::7]:
            said = grammar.texts_of(found.spelled_out(tokens(f"oui {example} non")))
            ends = [grammar.match(candidate.pattern, said, place, found) for place in range(len(said))]
            places = [place for place, end in enumerate(ends) if end > place]
            assert set(places) <= set(candidate.starts(said)), (candidate.rule.id, example)
            if places:
                assert candidate in found.possible(frozenset(said))[0], (candidate.rule.id, example)
    for wanted in lasting:
        begun = by_first_words(wanted, found.fillers)
        for one in wanted:
            for example in grammar.examples(one)[:20]:
                said = [*grammar.texts_of(found.spelled_out(tokens(example))), "."]
                if said[0] != "7" and grammar.match(one, said, 0, found) > 0:
                    assert one in (begun[said[0]].get(said[1]) or begun[said[0]][""]), example


def test_two_words_tell_whether_a_pattern_can_begin() -> None:
    fillers = frozenset({"really"})
    one = grammar.pattern("i ~ want to_die|sleep?")
    assert first_words(one, fillers) == {"i"}
    assert second_words(one, fillers) == frozenset({"really", "want"})
    assert second_words(grammar.pattern("to_die|sleep now"), fillers) == frozenset({"die", "now"})
    assert second_words(grammar.pattern("i? want it"), fillers) == frozenset({"want", "it"})
    for anything in ("i", "i want?", "i # years", "i .. want", "i $", "i want|$ it"):
        assert second_words(grammar.pattern(anything), fillers) is None


def test_the_first_pass_asks_for_every_need_however_many_there_are() -> None:
    needs = [frozenset({f"word {place}", "any"}) for place in range(TOGETHER + 2)]
    first = FirstPass([needs, needs[:1], []])
    every = [f"word {place}" for place in range(TOGETHER + 2)]
    assert first.passing(frozenset(every)) == [0, 1, 2]
    assert first.passing(frozenset({"any"})) == [0, 1, 2]
    for missing in every[1:]:
        assert first.passing(frozenset(every) - {missing}) == [1, 2]
    assert first.passing(frozenset()) == [2]


@pytest.mark.parametrize("language", GRAMMARS)
def test_what_is_added_up_quickly_is_the_sum_of_what_was_learnt(language: str) -> None:
    long = " ".join(case.text for case in suite.cases("open")[:30]).replace(".", "")
    for text in [*texts()[:100], long]:
        said = grammar.texts_of(GRAMMARS[language].spelled_out(tokens(text)))
        for piece in pieces(said, language):
            told = features(piece)
            total = WEIGHTS.total(piece.words, frozenset(piece.words), language)
            assert total == WEIGHTS.bias + sum(WEIGHTS.of.get(feature, 0) for feature in told)
            groups = piece.groups
            near = {(one, other) for place, one in enumerate(groups, 1) for other in groups[place : place + NEAREST]}
            assert near == {one for one in told if isinstance(one, tuple) and len(one) == 2 and isinstance(one[0], int)}
            assert len(told) == len(set(told))
