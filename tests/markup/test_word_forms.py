"""Words as a search sees them: the same whatever their accents, and harmless to every engine."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markup import word_forms
from markup.word_forms import excerpt, forms_in, read_query

# Nothing here asks the database of the run: once is enough.
pytestmark = pytest.mark.only_on("sqlite")

SAME_FRENCH = [
    "déprimé déprimée deprime deprimee déprimés",
    "désespéré désespérée desespere desesperee",
    "ami amis amie amies",
    "perdu perdus perdue",
    "cheval chevaux",
    "œil oeil OEIL",
    "Noël noel",
    "heureux heureuse",
    "national nationaux",
]
SAME_ENGLISH = ["house houses", "grieve grieving grieved", "naïve naive", "lonely loneliness", "café cafe"]


@pytest.mark.parametrize(
    "language, words", [*(("fr", one) for one in SAME_FRENCH), *(("en", one) for one in SAME_ENGLISH)]
)
def test_forms_of_one_word_are_one(language: str, words: str) -> None:
    assert len(set(forms_in(words, language))) == 1


def test_words_that_differ_stay_apart() -> None:
    assert len(set(forms_in("fils fille deuil seuil mort mère maison raison", "fr"))) == 8


@given(st.text(max_size=200), st.sampled_from(["fr", "en"]))
def test_a_form_is_letters_and_digits_alone(text: str, language: str) -> None:
    for form in forms_in(text, language):
        assert form.isalnum()
        assert form[0] == language[0]
        assert len(form) <= word_forms.LONGEST + 1
        assert not any("A" <= sign <= "Z" for sign in form)


@given(st.text(max_size=200), st.sampled_from(["fr", "en"]))
def test_words_are_found_by_themselves(text: str, language: str) -> None:
    known = set(forms_in(text, language))
    for group in read_query(text).in_language(language):
        assert set(group) <= known


@given(st.text(max_size=400), st.text(max_size=30), st.integers(10, 300))
def test_an_excerpt_says_what_the_text_says(text: str, typed: str, length: int) -> None:
    pieces = excerpt(text, read_query(typed), "fr", length=length)
    said = "".join(piece.text for piece in pieces).removeprefix("… ").removesuffix("…")
    assert said.removesuffix("…") in unicodedata.normalize("NFC", text) + "…"
    assert len(said) <= length + 2


def test_an_excerpt_begins_near_the_words_that_were_looked_for() -> None:
    text = "Bonjour. " * 60 + "Alors la fatigue est venue, et elle est restée. " + "Merci. " * 60
    pieces = excerpt(text, read_query("fatigues"), "fr", length=120)
    assert [piece.text for piece in pieces if piece.is_found] == ["fatigue"]
    assert pieces[0].text == "… "
    assert pieces[-1].text == "…"


def test_quotes_of_every_kind_keep_words_together() -> None:
    for typed in ['"mon père"', "« mon père »", "“mon père”", "„mon père”"]:
        assert read_query(typed).groups == (("mon", "pere"),)
    assert read_query('mon "père').groups == (("mon",), ("pere",))
