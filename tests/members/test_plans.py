"""A plan for bad days that the house keeps for whoever chooses it: sealed, theirs alone, and gone when they say."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from members import export, leaving, plans, seal
from members.models import BadDayPlan
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db
PLACE = "/fr/me/plan/"
WORDS = {"signs": "Je ne réponds plus zzsecretzz.", "people": "Ma sœur, 06"}


def test_nothing_is_kept_until_its_owner_sends_it(lucie: Person) -> None:
    page = lucie.client.get(PLACE)
    assert page.headers["Cache-Control"] == "no-store"
    assert "data-plan-sealed" not in page.text
    assert plans.plan_of(lucie.actor) is None
    assert not BadDayPlan.objects.exists()


def test_a_plan_is_kept_and_read_on_any_device_without_a_script(lucie: Person, marc: Person, guest: Person) -> None:
    answer = lucie.client.post(PLACE, {"act": "keep", **WORDS})
    assert (answer.status_code, answer["Location"]) == (303, f"{PLACE}?kept")
    page = lucie.client.get(PLACE).text
    assert "zzsecretzz" in page
    assert "data-plan-sealed" in page
    assert "zzsecretzz" not in marc.client.get(PLACE).text
    assert guest.client.get(PLACE).status_code == 302
    assert plans.plan_of(guest.actor) is None
    lucie.client.post(PLACE, {"act": "keep", "signs": "Autre chose."})
    assert plans.plan_of(lucie.actor) == dict.fromkeys(plans.PARTS, "") | {"signs": "Autre chose."}
    lucie.client.post(PLACE, {"act": "let_go"})
    assert not BadDayPlan.objects.exists()


def test_what_is_too_long_keeps_every_word_on_the_page(lucie: Person) -> None:
    answer = lucie.client.post(PLACE, {"act": "keep", **WORDS, "alone": "x" * 4_001})
    assert answer.status_code == 422
    assert "zzsecretzz" in answer.text
    assert "x" * 4_001 in answer.text
    assert not BadDayPlan.objects.exists()


def test_the_table_tells_neither_whose_it_is_nor_what_it_says(lucie: Person, marc: Person) -> None:
    plans.keep(lucie.actor, WORDS)
    plans.keep(marc.actor, {})
    rows = list(BadDayPlan.objects.all())
    assert len({len(bytes(row.sealed)) for row in rows}) == 1
    assert all(b"zzsecretzz" not in bytes(row.sealed) for row in rows)
    assert {field.name for field in BadDayPlan._meta.get_fields()} == {"id", "token", "sealed"}
    assert lucie.member is not None
    assert all(lucie.member.pk.bytes not in bytes(row.token) + bytes(row.sealed) for row in rows)


def test_the_longest_plan_fits(lucie: Person) -> None:
    plans.keep(lucie.actor, dict.fromkeys(plans.PARTS, "é" * plans.LONGEST))
    assert plans.plan_of(lucie.actor) == dict.fromkeys(plans.PARTS, "é" * plans.LONGEST)


def test_it_is_read_under_an_older_key_and_turned_to_the_new_one(lucie: Person, settings: Any) -> None:
    plans.keep(lucie.actor, WORDS)
    old, new = settings.SEAL_KEYS[0], b"a newer key, of thirty-two bytes"
    settings.SEAL_KEYS = [new, old]
    assert (plans.plan_of(lucie.actor) or {})["signs"] == WORDS["signs"]
    call_command("rotate_seals", stdout=StringIO())
    settings.SEAL_KEYS = [new]
    row = BadDayPlan.objects.get()
    assert seal.open_box(plans.DRAWER.purpose, row.sealed, bound_to=bytes(row.token))


def test_it_is_taken_along_and_goes_with_its_owner(lucie: Person, marc: Person) -> None:
    plans.keep(lucie.actor, WORDS)
    plans.keep(marc.actor, WORDS)
    told = export.everything(lucie.actor, password=factories.PASSWORD)
    assert told["plan_for_bad_days"]["signs"] == WORDS["signs"]
    assert lucie.member is not None
    plans.forget(lucie.member.pk)
    assert plans.plan_of(lucie.actor) is None
    assert plans.plan_of(marc.actor) is not None
    assert plans.forget in [drawer.forget for drawer in leaving.DRAWERS]
