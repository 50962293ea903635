"""The first detector: what it sees, what it leaves alone, and that no text can stop or slow it."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisis.detection import grammar
from crisis.detection.assess import Assessment, Level, assess, weigh
from crisis.detection.english import ENGLISH
from crisis.detection.french import FRENCH
from crisis.detection.normalise import READ_AT_EACH_END, tokens
from tests.crisis.sentences import PAIRS, SPELLINGS

# Nothing here asks the database of the run: once is enough.
pytestmark = pytest.mark.only_on("sqlite")

DOCS = Path(__file__).resolve().parents[2] / "docs" / "detection.md"
GRAMMARS = {"fr": FRENCH, "en": ENGLISH}


@pytest.mark.parametrize("level, sentence", [(level, fr) for level, fr, _en in PAIRS])
def test_a_french_sentence_has_the_level_a_careful_person_would_give_it(level: Level, sentence: str) -> None:
    assert assess(sentence).level is level, assess(sentence)


@pytest.mark.parametrize("level, sentence", [(level, en) for level, _fr, en in PAIRS])
def test_an_english_sentence_has_the_level_a_careful_person_would_give_it(level: Level, sentence: str) -> None:
    assert assess(sentence).level is level, assess(sentence)


@pytest.mark.parametrize("level, sentence", SPELLINGS)
def test_unusual_spelling_hides_nothing(level: Level, sentence: str) -> None:
    assert assess(sentence).level is level, assess(sentence)


def test_the_suite_is_large_and_half_of_it_is_harmless() -> None:
    levels = [level for level, _fr, _en in PAIRS]
    assert 2 * len(levels) >= 120
    assert 0.4 <= levels.count(Level.NONE) / len(levels) <= 0.6


@pytest.mark.parametrize("level, french, english", [pair for pair in PAIRS if pair[0] is not Level.NONE])
def test_harmless_words_around_change_nothing(level: Level, french: str, english: str) -> None:
    around = "Bonjour, je viens de lire vos messages.\n{}\nIl fait froid dehors."
    assert assess(around.format(french)).level is level
    assert assess(f"Hello, I have been reading along.\n{english}\nIt is cold outside.").level is level


def test_spans_show_the_words_in_the_text_as_typed() -> None:
    text = "Bonsoir. Je\u200b VEUX… mourir, voilà."
    (start, end), *_rest = assess(text).spans
    assert text[start:end] == "Je\u200b VEUX… mourir"
    assert assess(text).rules[0] == "fr.wish"


def test_the_highest_level_leads() -> None:
    found = assess("Je voudrais disparaître. Ce soir je vais me tuer. I am tired of living.")
    assert found.level is Level.EMERGENCY
    assert found.rules[0] in {"fr.set", "fr.plan", "fr.together-now"}
    assert {"fr.plan", "fr.weary", "en.weary"} <= set(found.rules)


def test_only_high_and_emergency_open_a_case_and_everything_but_none_brings_the_panel() -> None:
    assert [Assessment(level).opens_case for level in Level] == [False, False, True, True]
    assert [Assessment(level).brings_panel for level in Level] == [False, True, True, True]


def test_a_long_text_is_read_at_both_ends() -> None:
    filling = "Il pleut sur le port. " * 2000
    assert assess(f"Je veux mourir. {filling}").level is Level.HIGH
    last = assess(f"{filling}Je veux mourir.")
    assert last.level is Level.HIGH
    assert f"{filling}Je veux mourir."[slice(*last.spans[0])] == "Je veux mourir"
    assert assess(f"{filling}Je veux mourir. {filling}").level is Level.NONE


def test_two_halves_of_a_cut_text_never_make_one_sentence() -> None:
    text = "x" * (READ_AT_EACH_END - 8) + " je veux" + "y" * 50 + "mourir" + " z" * ((READ_AT_EACH_END - 6) // 2)
    assert len(text) > 2 * READ_AT_EACH_END
    assert assess(text).level is Level.NONE


@pytest.mark.parametrize(
    "said, level",
    [
        ("La tristesse, oui. L’envie de mourir, non.", Level.NONE),
        ("Wanting to die, no, never.", Level.NONE),
        ("Je veux mourir, non, je dois mourir.", Level.HIGH),
        ("I want to die, no, I have to.", Level.HIGH),
        ("Il m’a frappée pendant neuf ans.", Level.NONE),
        ("He hit me for nine years.", Level.NONE),
        ("Il m’a encore frappée.", Level.EMERGENCY),
        ("C’est mon dernier message en tant que déléguée.", Level.NONE),
        ("This is my last message as such.", Level.NONE),
        ("C’est mon dernier message.", Level.HIGH),
    ],
)
def test_a_bare_no_what_is_over_and_an_office_undo_what_they_stand_beside(said: str, level: Level) -> None:
    assert assess(said).level is level, assess(said)


HOSTILE = {
    "spaces": " " * 500_000,
    "one letter": "j" * 500_000,
    "letters apart": "j " * 250_000,
    "apostrophes": "j'" * 250_000,
    "combining": "e\u0301" * 250_000,
    "only combining": "\u0301" * 500_000,
    "zero width": "je\u200b" * 150_000,
    "quotes": "« " * 250_000,
    "dots": "." * 500_000,
    "nearly": "je veux " * 60_000,
    "fillers": "je veux " + "vraiment " * 60_000,
    "fillers and pauses": "envie de mourir, " + "vraiment, " * 60_000 + "grosse envie de mourir",
    "again and again": "je veux mourir " * 30_000,
    "past": "j'ai voulu mourir, il y a " * 20_000,
    "english": "i want to i have i am " * 20_000,
    "surrogates": "\ud800\udfff" * 1000,
    "ligatures": "\ufdfa" * 100_000,
    "nul": "\x00" * 10_000,
}


class Counted(list[str]):
    """Words that count how often they are looked at, a slice as many times as it is long."""

    looks = 0

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        if isinstance(key, slice):
            Counted.looks += len(found)
            return Counted(found)
        Counted.looks += 1
        return found


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], int]:
    """Return how often the words of a text are looked at while it is weighed: its cost, whatever the machine."""
    spelled = grammar.Grammar.spelled
    monkeypatch.setattr(grammar.Grammar, "spelled", lambda self, *told: Counted(spelled(self, *told)))

    def count(text: str) -> int:
        Counted.looks = 0
        weigh(text)
        return Counted.looks

    return count


# Every word of every rule stands in this one: no pattern can be left out.
HOSTILE["every rule"] = " ".join(
    grammar.examples(pattern)[0] for found in GRAMMARS.values() for rule in found.rules for pattern in rule.patterns
)
HOSTILE["every rule, then nearly"] = (
    HOSTILE["every rule"][:READ_AT_EACH_END] + " i want to i have i am je veux" * 20_000
)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_costs_more_than_its_bounded_length(name: str, looks: Callable[[str], int]) -> None:
    assert looks(HOSTILE[name]) <= 60 * 2 * READ_AT_EACH_END


@pytest.mark.parametrize(
    "phrase",
    ["je veux vraiment dormir, i want to sleep. ", "je veux vraiment ", "j'ai voulu mourir, ", "i have really "],
)
def test_twice_the_words_cost_at_most_twice_as_much(phrase: str, looks: Callable[[str], int]) -> None:
    times = READ_AT_EACH_END // len(phrase)
    assert looks(phrase * 2 * times) <= 2.1 * looks(phrase * times)


def test_the_tokens_of_a_text_are_never_more_than_what_is_read() -> None:
    for text in HOSTILE.values():
        assert len(tokens(text)) <= 2 * READ_AT_EACH_END + 1


@given(st.text(max_size=400))
@settings(max_examples=300, deadline=None)
def test_nothing_that_can_be_typed_raises(text: str) -> None:
    found = weigh(text)
    assert all(0 <= start < end <= len(text) for start, end in found.spans)
    assert len(found.spans) == len(found.rules)


@given(
    st.lists(
        st.sampled_from("je veux i want to die mourir , . : « » ne pas not plus dit said que that".split()), max_size=60
    )
)
@settings(max_examples=300, deadline=None)
def test_no_order_of_telling_words_raises(found: list[str]) -> None:
    weigh(" ".join(found))


def test_a_fault_inside_takes_nobody_s_message_with_it(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def broken(text: str) -> Assessment:
        raise ZeroDivisionError(text)

    # The package's own name `assess` is the function; the module is found by its full name.
    monkeypatch.setattr(importlib.import_module("crisis.detection.assess"), "weigh", broken)
    assert assess("mes mots à moi") == Assessment()
    assert "ZeroDivisionError" in caplog.text
    assert "mes mots" not in caplog.text


@pytest.mark.parametrize("language", GRAMMARS)
def test_every_pattern_matches_the_words_that_it_spells(language: str) -> None:
    found = GRAMMARS[language]
    for rule in found.rules:
        for pattern in rule.patterns:
            for example in grammar.examples(pattern):
                said = grammar.texts_of(found.spelled_out(tokens(example)))
                ends = [grammar.match(pattern, said, start, found) for start in range(len(said))]
                assert len(said) in ends, (rule.id, example)


def test_both_languages_have_the_same_rules() -> None:
    ids = {
        language: {rule.id.removeprefix(f"{language}.") for rule in GRAMMARS[language].rules} for language in GRAMMARS
    }
    assert ids["fr"] == ids["en"]
    kinds = {language: {rule.id[3:]: rule.kind for rule in GRAMMARS[language].rules} for language in GRAMMARS}
    assert kinds["fr"] == kinds["en"]
    gathered = {
        language: {(bag.rule.id[3:], bag.rule.kind) for bag in GRAMMARS[language].bags} for language in GRAMMARS
    }
    assert gathered["fr"] == gathered["en"]


def test_every_rule_stands_in_words_in_the_documentation() -> None:
    table = DOCS.read_text(encoding="utf-8").partition("## The rules")[2]
    told = set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE))
    assert told == {rule.id[3:] for rule in FRENCH.rules} | {bag.rule.id[3:] for bag in FRENCH.bags} | {"second"}
