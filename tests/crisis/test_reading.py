"""The quick ways of reading a text give what the long ways give."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crisis.detection import normalise
from crisis.detection.english import ENGLISH
from crisis.detection.french import FRENCH
from crisis.detection.grammar import Grammar, is_possible
from tests.crisis.sentences import PAIRS

TYPED = st.text(
    st.one_of(st.sampled_from(normalise._KNOWN), st.sampled_from("\n.…,'’ eémM0@œß")), max_size=80
) | st.sampled_from([sentence for _level, *both in PAIRS for sentence in both])
WORDS = sorted(
    {
        word
        for found in (FRENCH, ENGLISH)
        for rule in found.rules
        for pattern in rule.patterns
        for element in pattern
        for phrase in element.phrases
        for word in phrase
    }
)


@given(TYPED, st.integers(0, 9000))
@settings(max_examples=600, deadline=None)
def test_what_people_type_is_read_as_if_looked_at_character_by_character(text: str, offset: int) -> None:
    assume(normalise._PLAIN.fullmatch(text))
    assert normalise._read_plainly(text, offset) == normalise._read_closely(text, offset)


@pytest.mark.parametrize("text", ["> cité", "mou\u00adrir", "м", "mou\u200brir", "😂"])
def test_what_is_silent_quoted_or_strange_is_looked_at_closely(text: str) -> None:
    assert not normalise._PLAIN.fullmatch(text)


@pytest.mark.parametrize("found", [FRENCH, ENGLISH])
@given(vocabulary=st.frozensets(st.sampled_from(WORDS), max_size=40))
@settings(max_examples=300, deadline=None)
def test_no_pattern_that_is_possible_is_left_out(found: Grammar, vocabulary: frozenset[str]) -> None:
    possible = {
        (rule.id, pattern) for rule in found.rules for pattern in rule.patterns if is_possible(pattern, vocabulary)
    }
    offered = found.patterns_for(vocabulary)
    assert {(rule.id, pattern) for both in offered.values() for rule, pattern in both} == possible
