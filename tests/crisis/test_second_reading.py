"""The second reading: learnt from what stands in the repository, added up as it is written down, and kept in bounds."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisis.detection import first_look
from crisis.detection.assess import Assessment, Level, assess
from crisis.detection.second_opinion import Sentence, is_quiet, raised
from crisis.detection.second_reading import ASPECTS, SOURCE, Sum, features, name_of, packed, pieces, unpacked
from crisis.detection.word_groups import GROUPS
from tests.crisis import suite
from tests.crisis.corpus import LEARNT, everything, messages, stamp

# Nothing here asks the database of the run: once is enough.
pytestmark = pytest.mark.only_on("sqlite")

FAR = packed((900, 900, 900, -900, -900, -900))
NOTHING = packed((-900, -900, -900, -900, -900, -900))


def always(total: int) -> Callable[..., list[Sum]]:
    """Return a second reading for which every sentence adds up to `total`."""
    return lambda words, _vocabulary, _language, begin: [(begin, begin + len(words), total)]


def test_the_numbers_were_learnt_from_the_corpus_and_the_groups_as_they_are() -> None:
    second_line = SOURCE.read_text(encoding="utf-8").splitlines()[1]
    assert second_line == f"# {stamp()}", "Learn anew: python -m tests.crisis.corpus"


def test_the_corpus_is_large_mirrored_and_more_than_half_of_it_harmless() -> None:
    found = everything()
    assert len(found) >= 4000
    harmless = sum(case.level is Level.NONE for case in found)
    assert 0.5 <= harmless / len(found) <= 0.8
    for name in LEARNT:
        said = messages(name)
        assert [case.language for case in said[:2]] == ["fr", "en"]
        assert 2 * sum(case.language == "fr" for case in said) == len(said)


def test_nothing_locked_away_is_learnt_from() -> None:
    assert not {case.text for case in suite.cases("locked")} & {case.text for case in everything()}


@given(st.lists(st.integers(-200_000, 200_000), min_size=len(ASPECTS), max_size=len(ASPECTS)))
@settings(max_examples=100, deadline=None)
def test_numbers_packed_into_one_add_up_each_by_itself(numbers: list[int]) -> None:
    assert unpacked(packed(numbers)) == tuple(numbers)
    assert unpacked(packed(numbers) + packed([-1] * len(ASPECTS))) == tuple(number - 1 for number in numbers)


@given(st.lists(st.sampled_from([-400, -201, -200, -199, -50, 0, 1, 50, 51, 60, 61, 400]), min_size=6, max_size=6))
@settings(max_examples=400, deadline=None)
def test_what_is_passed_over_is_just_what_would_not_be_believed(scores: list[int]) -> None:
    one = Sentence(0, 1, packed(scores))
    is_believed = bool(one.marks()) or one.level(Level.NONE, is_undone=False) is not Level.NONE
    assert is_quiet([(0, 1, one.total)]) is not is_believed
    for first in Level:
        level = one.level(first, is_undone=False)
        found = raised(Assessment(first), "fr", [one], lambda: ())
        assert found.level is max(first, level, key=lambda level: level.rank)
        assert found.marks == one.marks()


def test_what_is_weighed_has_a_name_that_people_can_read() -> None:
    (piece,) = pieces("je veux mourir ce soir".split(), "fr")
    names = [name_of(feature) for feature in features(piece)]
    assert {"self", "want", "die", "want>die", "die>tonight", "'mourir", "'veux mourir"} <= set(names)


@pytest.mark.parametrize("language", GROUPS)
def test_words_that_begin_a_phrase_are_read_as_the_phrase_where_it_stands(language: str) -> None:
    names = GROUPS[language].names

    def read(said: str) -> list[str]:
        return [names[group] for group in GROUPS[language].read(said.split(), set(pairwise(said.split())))]

    assert read("au bout du rouleau") == ["tired"]
    assert read("i want to kil myself") == ["self", "want", "suicide"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Ma famille mérite d’être débarrassée de moi.",
        "Je regarde les voitures passer et je me dis que ce serait simple.",
        "I have lost count of the nights I wished not to see the morning.",
    ],
)
def test_what_no_rule_foresaw_is_raised_and_says_so(sentence: str) -> None:
    found = assess(sentence)
    assert found.level is not Level.NONE
    assert found.rules[0] in {"fr.second", "en.second"}
    start, end = found.spans[0]
    assert sentence[start:end] == sentence.rstrip(".")


def test_one_sentence_in_a_long_message_is_not_thinned_out() -> None:
    calm = "Ce matin j’ai planté des tomates avec mon petit-fils. Il a ri tout le temps. "
    found = assess(f"{calm * 8}Ma famille mérite d’être débarrassée de moi. {calm * 8}")
    assert found.level is not Level.NONE


@pytest.mark.parametrize("sentence", ["Je veux mourir.", "I want to die.", "J’ai avalé tous mes cachets."])
def test_an_explicit_sentence_keeps_its_level_whatever_the_second_reading_says(
    monkeypatch: pytest.MonkeyPatch, sentence: str
) -> None:
    before = assess(sentence).level
    monkeypatch.setattr(first_look, "sums", always(NOTHING))
    assert assess(sentence).level is before
    monkeypatch.setattr(first_look, "sums", always(FAR))
    assert assess(sentence).level is Level.EMERGENCY


def test_words_loosely_put_together_are_undone_where_nothing_else_speaks_of_danger(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sentence = "I have lost all hope."
    assert assess(sentence).level is Level.MODERATE
    monkeypatch.setattr(first_look, "sums", always(NOTHING))
    assert assess(sentence).level is Level.NONE


@pytest.mark.parametrize("sentence", ["<b>", "ha ", "Non non non ", "Il pleut encore et encore "])
def test_what_is_said_again_and_again_weighs_no_more_for_it(sentence: str) -> None:
    assert assess(sentence * 12).level is Level.NONE
