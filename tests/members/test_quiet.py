"""How quiet one wants it: kept under seal, read by nobody else, and the house keeps to it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from markup import word_forms
from members import inbox, quiet, seal
from members.models import Letter, QuietWish
from members.quiet import Quiet
from members.refusals import Refusal
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db


def letter_to(person: Person) -> Letter:
    return inbox.send(person.name, kind="notice", language="fr", subject="Un mot", body="Bonjour.")


def test_wishes_are_kept_for_oneself_alone(lucie: Person, marc: Person, guest: Person) -> None:
    told = quiet.change(lucie.actor, muted_words=(" Hôpital ", "", "perte d’un enfant"), welcomes=True)
    assert told.muted_words == ("Hôpital", "perte d’un enfant")
    assert quiet.quiet_of(lucie.actor) == told
    assert quiet.quiet_of(marc.actor) == Quiet()
    assert quiet.quiet_of(guest.actor) == Quiet()


def test_the_table_tells_neither_whose_it_is_nor_what_it_says(lucie: Person, marc: Person) -> None:
    quiet.change(lucie.actor, muted_words=("hôpital",))
    quiet.change(marc.actor, takes_mentions=False)
    rows = [(bytes(row.token), bytes(row.sealed)) for row in QuietWish.objects.all()]
    assert len({len(sealed) for _token, sealed in rows}) == 1
    for token, sealed in rows:
        assert b"pital" not in sealed
        assert lucie.member.pk.bytes not in token + sealed
    quiet.forget(lucie.member.pk)
    assert quiet.quiet_of(lucie.actor) == Quiet()
    assert not quiet.quiet_of(marc.actor).takes_mentions


def test_wishes_are_read_under_an_older_key_and_move_to_the_new_one(lucie: Person, settings: Any) -> None:
    quiet.change(lucie.actor, muted_words=("hôpital",))
    settings.SEAL_KEYS = [b"n" * 32, *settings.SEAL_KEYS]
    seal._derived.cache_clear()
    assert quiet.quiet_of(lucie.actor).muted_words == ("hôpital",)
    quiet.change(lucie.actor, welcomes=True)
    settings.SEAL_KEYS = settings.SEAL_KEYS[:1]
    assert quiet.quiet_of(lucie.actor) == Quiet(muted_words=("hôpital",), welcomes=True)


@pytest.mark.parametrize(
    "wanted, field",
    [
        ({"muted_words": tuple(f"mot{n}" for n in range(51))}, "muted_words"),
        ({"muted_words": ("x" * 61,)}, "muted_words"),
        ({"break_until": date(2999, 1, 1)}, "break_until"),
        ({"from_hour": 22}, "to_hour"),
        ({"from_hour": 22, "to_hour": 24}, "from_hour"),
    ],
)
def test_wishes_that_make_no_sense_change_nothing(lucie: Person, wanted: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as no:
        quiet.change(lucie.actor, **wanted)
    assert no.value.field == field
    assert quiet.quiet_of(lucie.actor) == Quiet()


@pytest.mark.parametrize(
    "muted, text, is_muted",
    [
        ("hôpital", "À l’HOPITAL, la nuit.", True),
        ("hôpital", "Les hospitaliers", False),
        ("perte d’un enfant", "la Perte d'un enfant, encore", True),
        ("or", "encore", False),
        ("…", "…", False),
    ],
)
def test_a_muted_word_is_met_whole_whatever_its_accents(muted: str, text: str, is_muted: bool) -> None:
    words = (muted,) if word_forms.spaced(muted) else ()
    assert Quiet(muted_words=words).mutes(text) is is_muted


@pytest.mark.parametrize(
    "start, end, hour, is_silent",
    [(22, 7, 23, True), (22, 7, 3, True), (22, 7, 7, False), (9, 17, 12, True), (9, 17, 20, False), (5, 5, 5, False)],
)
def test_quiet_hours_may_pass_midnight(start: int, end: int, hour: int, is_silent: bool) -> None:
    now = timezone.make_aware(datetime(2026, 6, 3, hour, 30))
    assert Quiet(from_hour=start, to_hour=end).is_silent(now) is is_silent


def test_during_a_break_nothing_new_is_told_and_everything_waits(lucie: Person) -> None:
    letter_to(lucie)
    assert "Quelque chose vous attend" in lucie.client.get("/fr/me/").content.decode()
    sent = {"break_for": "7", "takes_mentions": "on"}
    assert lucie.client.post("/fr/me/quiet/", sent).status_code == 303
    assert quiet.quiet_of(lucie.actor).break_until == timezone.localdate() + timedelta(days=7)
    assert "Quelque chose vous attend" not in lucie.client.get("/fr/me/").content.decode()
    page = lucie.client.get("/fr/inbox/").content.decode()
    assert "Vous êtes en pause" in page
    assert "Un mot" not in page
    assert "Un mot" in lucie.client.get("/fr/inbox/?look=1").content.decode()
    assert lucie.client.post("/fr/me/quiet/", {"break_for": "keep"}).status_code == 303
    assert quiet.quiet_of(lucie.actor).break_until is not None
    assert lucie.client.post("/fr/me/quiet/end/").status_code == 302
    assert "Un mot" in lucie.client.get("/fr/inbox/").content.decode()


def test_the_form_gives_back_what_it_was_told(lucie: Person) -> None:
    sent = {"break_for": "", "from_hour": "22", "to_hour": "7", "muted_words": "un\r\ndeux", "welcomes": "on"}
    assert "C’est gardé." in lucie.client.post("/fr/me/quiet/", sent, follow=True).content.decode()
    expected = Quiet(muted_words=("un", "deux"), from_hour=22, to_hour=7, takes_mentions=False, welcomes=True)
    assert quiet.quiet_of(lucie.actor) == expected
    page = lucie.client.get("/fr/me/quiet/").content.decode()
    assert "un\ndeux</textarea>" in page
    assert '<option value="22" selected>22\xa0h</option>' in page
    bad = lucie.client.post("/fr/me/quiet/", {"from_hour": "22", "muted_words": "trois"})
    assert bad.status_code == 422
    assert "trois</textarea>" in bad.content.decode()
    assert quiet.quiet_of(lucie.actor) == expected


def test_holders_are_asked_by_the_names_they_hold(lucie: Person, marc: Person) -> None:
    quiet.change(lucie.actor, takes_mentions=False)
    nobody = factories.make_pseudonym()
    found = quiet.quiet_of_holders([lucie.name.pk, marc.name.pk, nobody.pk])
    assert {name: wish.takes_mentions for name, wish in found.items()} == {lucie.name.pk: False, marc.name.pk: True}
