"""Public names: what may be one, what looks like another, what is kept for the house."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members import names, suggestions
from members.refusals import Refusal


@pytest.mark.parametrize(
    "one, other",
    [
        ("Inès", "ines"),
        ("Inès", "lnes"),
        ("Sel gris", "SEL-GRIS"),
        ("Sel gris", "Sel  gris"),
        ("Sel gris", "Sеl gris"),  # a Cyrillic e
        ("Corne", "Come"),
        ("Olive", "0live"),
        ("Willow", "WiIIow"),
        ("Marée", "Maree"),
        ("ﬁgue", "figue"),
        ("Ａｎｎｅ", "Anne"),
        ("Tilleul’s", "Tilleul's"),
    ],
)
def test_what_the_eye_takes_for_the_same_has_one_skeleton(one: str, other: str) -> None:
    assert names.skeleton(one) == names.skeleton(other)


@pytest.mark.parametrize("one, other", [("Sel gris", "Sel gros"), ("Fougère", "Fouine"), ("Low tide", "Low tides")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert names.skeleton(one) != names.skeleton(other)


@pytest.mark.parametrize(
    "name",
    [
        "Modérateur", "moderatrice", "Μoderator", "M0derator", "Moderator 7", "L’équipe", "Equipe de nuit",
        "ADMIN", "admin2", "Adrnin", "Administratrice", "Entraide", "Entraide officiel", "xXentraideXx",
        "Police", "SAMU", "Dr Martin", "Anonyme", "Support", "Staff", "Urgences", "SOS Amitié", "Samaritans",
    ],
)  # fmt: skip
def test_names_that_speak_for_others_are_refused(name: str) -> None:
    with pytest.raises(Refusal):
        names.clean_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Sel gris",
        "Low tide",
        "Anne-Lise",
        "O’Neill",
        "J. P.",
        "Zoé 2",
        "Яблоко",
        "ليلى",
        "小林",
        "Marie du 5e",
        "Modeste",
    ],
)
def test_ordinary_names_are_welcome(name: str) -> None:
    assert names.clean_name(name) == name


@pytest.mark.parametrize(
    "typed, code",
    [
        ("", "empty"),
        (" \u00a0\u200b", "empty"),
        ("a", "bad_field"),
        ("a" * 41, "too_long"),
        ("12345", "bad_field"),
        ("112", "bad_field"),
        ("anne@exemple.fr", "bad_field"),
        ("www.exemple.fr", "bad_field"),
        ("exemple.fr", "bad_field"),
        ("Sel 🙂 gris", "bad_field"),
        ("Sel_gris", "bad_field"),
        ("<b>Sel</b>", "bad_field"),
        ("Sеl gris", "bad_field"),  # two alphabets in one name
        ("ﷺﷺﷺﷺﷺﷺ", "too_long"),
    ],
)
def test_what_cannot_be_a_name_gets_a_sentence(typed: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        names.clean_name(typed)
    assert caught.value.code == code
    assert caught.value.field == "pseudonym"
    assert str(caught.value.detail)


def test_invisible_characters_do_not_make_another_name() -> None:
    assert names.clean_name("Sel\u200b \u202egris\u2060") == "Sel gris"


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_a_clean_name_or_a_refusal(typed: str) -> None:
    try:
        name = names.clean_name(typed)
    except Refusal:
        return
    assert names.clean_name(name) == name
    assert names.SHORTEST <= len(name) <= names.LONGEST
    assert 2 <= len(names.skeleton(name)) <= 80
    assert names.skeleton(names.skeleton(name)) == names.skeleton(name)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_suggestion_may_be_a_name(language: str) -> None:
    if language == "fr":
        every = [
            f"{thing} {kind}"
            for g in "mf"
            for thing in suggestions._FR_THINGS[g]
            for kind in suggestions._french_kinds(g)
        ]
    else:
        every = [f"{kind} {thing}" for kind in suggestions._EN_KINDS for thing in suggestions._EN_THINGS]
    assert len(every) > 900
    for name in every:
        assert names.clean_name(name) == name
    assert len({names.skeleton(name) for name in every}) == len(every)


@pytest.mark.django_db
def test_a_suggested_name_is_free() -> None:
    from members.models import Pseudonym

    drawn = suggestions.free_name("fr")
    Pseudonym.objects.create(name=drawn, skeleton=names.skeleton(drawn))
    assert all(names.skeleton(suggestions.free_name("fr")) != names.skeleton(drawn) for _ in range(50))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_sign_in_names_are_long_enough_to_be_nobodys_guess(language: str) -> None:
    drawn = {suggestions.sign_in_name(language) for _ in range(500)}
    assert len(drawn) == 500
    assert all(
        set(name.partition("-")[2]) <= set(suggestions.ALPHABET) and len(name.partition("-")[2]) == 6 for name in drawn
    )
