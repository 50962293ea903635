"""What is read quickly is what would be read without haste: the same words, the same places, the same assessment."""

from __future__ import annotations

import importlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crisis.detection import normalise
from crisis.detection.first_look import GRAMMARS
from crisis.detection.grammar import texts_of
from crisis.detection.normalise import READ_AT_EACH_END, places_of, tokens, words_of
from tests.crisis.test_detection_first_pass import nothing_left_out, texts

# Nothing here asks the database of the run: once is enough.
pytestmark = pytest.mark.only_on("sqlite")

weighing = importlib.import_module("crisis.detection.assess")
SIGNS = [*".,;:!?…'’\"«»()[]|/-–—_*@$#>\n\u00a0\u202f\u200b\ufe0f\u200d😂😢❤☀①½", "...", "\n> ", "\n\n"]
WORDS = (
    "je jveux j en peux plus g c tt les mourir MOURIR mouuurir m0urir s u i c i d e i wanna kms u été œuf 3e 14 не"
).split()


def typed() -> st.SearchStrategy[str]:
    """Return words and signs one after the other, with and without spaces."""
    part = st.one_of(st.sampled_from(WORDS), st.sampled_from(SIGNS), st.just(" "), st.characters())
    return st.lists(part, max_size=60).flatmap(lambda said: st.sampled_from(["", " "]).map(lambda gap: gap.join(said)))


def is_read_the_same(text: str) -> None:
    slowly = tokens(text)
    words = words_of(text)
    assert words == texts_of(slowly)
    assert list(places_of(text, len(words))) == [(one.start, one.end) for one in slowly]
    for grammar in GRAMMARS.values():
        spelled_out = grammar.spelled_out(slowly)
        assert grammar.spelled(words, frozenset(words)) == texts_of(spelled_out)
        ends = [(slowly[first].start, slowly[last].end) for first, last in grammar.origins(words)]
        assert ends == [(one.start, one.end) for one in spelled_out]


@given(typed())
@example("m o u r i r. s.u.i.c.i.d.e j, j, j, j")
@example("jveux ! ? « a » \n\n b")
@settings(max_examples=300, deadline=None)
def test_words_and_places_are_those_of_the_slow_reading(text: str) -> None:
    is_read_the_same(text)


def test_sentences_of_every_kind_are_read_the_same() -> None:
    for text in texts():
        is_read_the_same(text)
    is_read_the_same(" ".join(texts())[: 2 * READ_AT_EACH_END + 100])


def test_every_ordinary_character_is_read_the_same_by_itself_and_between_letters() -> None:
    ordinary = [sign for sign in map(chr, range(0x20000)) if normalise._ORDINARY.fullmatch(sign)]
    assert len(ordinary) > 1000
    for sign in ordinary:
        for text in (sign, f"ab{sign}cd", f"3{sign}a", f"{sign}\ufe0fb"):
            if normalise._ORDINARY.fullmatch(text):
                assert normalise._read_quickly(text, 0) == normalise._read_slowly(text, 0), repr(sign)


def test_what_is_passed_over_in_silence_has_nothing_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    some = texts()
    quickly = [weighing.weigh(text) for text in some]
    passed_over = sum(not found.rules for found in quickly)
    assert 20 < passed_over < len(some)
    monkeypatch.setattr(weighing, "is_quiet", lambda _sums: False)
    with nothing_left_out():
        assert [weighing.weigh(text) for text in some] == quickly
