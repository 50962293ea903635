"""Hiding a person: for one's own eyes, for every place at once, and unknown to anybody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from members import hiding, seal
from members.actor import GUEST
from members.models import Hiding
from members.refusals import Refusal
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db


def refused(act: Any, *args: Any) -> str:
    with pytest.raises(Refusal) as no:
        act(*args)
    return no.value.code


def test_a_hidden_name_is_hidden_for_one_person_alone(lucie: Person, marc: Person, anouk: Person) -> None:
    hiding.hide(lucie.actor, marc.name.pk)
    hiding.hide(lucie.actor, marc.name.pk)
    assert hiding.hidden_names(lucie.actor) == {marc.name.pk}
    assert hiding.hidden_names(marc.actor) == hiding.hidden_names(anouk.actor) == hiding.hidden_names(GUEST) == set()


def test_what_was_hidden_is_shown_again(lucie: Person, marc: Person, anouk: Person) -> None:
    hiding.hide(lucie.actor, marc.name.pk)
    hiding.hide(lucie.actor, anouk.name.pk)
    assert [name.name for name in hiding.listed(lucie.actor)] == [anouk.name.name, marc.name.name]
    hiding.show(lucie.actor, marc.name.pk)
    hiding.show(lucie.actor, marc.name.pk)
    assert hiding.hidden_names(lucie.actor) == {anouk.name.pk}


def test_reading_the_list_takes_one_query_however_long_it_is(
    lucie: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actor = lucie.actor
    with django_assert_num_queries(1):
        assert hiding.hidden_names(actor) == set()
    names = {factories.name_of(factories.make_member(f"Voisin {word}")).pk for word in ("un", "deux", "trois")}
    for name in names:
        hiding.hide(actor, name)
    with django_assert_num_queries(1):
        assert hiding.hidden_names(actor) == names
    with django_assert_num_queries(0):
        assert hiding.hidden_names(GUEST) == set()


def test_the_table_tells_neither_who_hides_whom_nor_how_many(lucie: Person, marc: Person, anouk: Person) -> None:
    hiding.hide(lucie.actor, marc.name.pk)
    one = Hiding.objects.get()
    before = len(bytes(one.sealed))
    hiding.hide(lucie.actor, anouk.name.pk)
    two = Hiding.objects.get()
    assert len(bytes(two.sealed)) == before
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {Hiding._meta.db_table}")
        row = cursor.fetchone()
    kept = b"".join(bytes(value) for value in row[1:])
    for person in (lucie, marc, anouk):
        for known in (person.member.pk, person.name.pk):  # type: ignore[union-attr]
            assert known.bytes not in kept
            assert known.hex.encode() not in kept
            assert str(known).encode() not in kept
    assert [field.name for field in Hiding._meta.get_fields()] == ["id", "token", "sealed"]


def test_no_other_row_changes_when_somebody_is_hidden(lucie: Person, marc: Person) -> None:
    def house() -> dict[str, list[Any]]:
        models = [model for model in apps.get_models() if model is not Hiding]
        return {str(model): list(model._default_manager.order_by("pk").values_list()) for model in models}

    actor, name = lucie.actor, marc.name.pk
    before = house()
    hiding.hide(actor, name)
    assert house() == before


def test_what_cannot_be_hidden_is_said_calmly(lucie: Person) -> None:
    assert refused(hiding.hide, GUEST, uuid4()) == "not_member"
    assert refused(hiding.show, GUEST, uuid4()) == "not_member"
    assert refused(hiding.hide, lucie.actor, lucie.name.pk) == "not_allowed"
    assert refused(hiding.hide, lucie.actor, uuid4()) == "not_found"
    assert not Hiding.objects.exists()


def test_a_list_has_an_end(lucie: Person, marc: Person, anouk: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hiding, "MOST", 1)
    hiding.hide(lucie.actor, marc.name.pk)
    assert refused(hiding.hide, lucie.actor, anouk.name.pk) == "too_long"
    hiding.hide(lucie.actor, marc.name.pk)
    assert hiding.hidden_names(lucie.actor) == {marc.name.pk}


def test_a_list_survives_a_change_of_keys_and_moves_to_the_new_one(
    lucie: Person, marc: Person, anouk: Person, settings: Any
) -> None:
    old = list(settings.SEAL_KEYS)
    hiding.hide(lucie.actor, marc.name.pk)
    settings.SEAL_KEYS = [b"n" * 32, *old]
    assert hiding.hidden_names(lucie.actor) == {marc.name.pk}
    hiding.hide(lucie.actor, anouk.name.pk)
    settings.SEAL_KEYS = [b"n" * 32]
    assert hiding.hidden_names(lucie.actor) == {marc.name.pk, anouk.name.pk}
    assert Hiding.objects.count() == 1
    # With its key gone a list opens onto nobody, and nothing breaks.
    settings.SEAL_KEYS = [b"m" * 32]
    assert hiding.hidden_names(lucie.actor) == set()


def test_a_box_of_somebody_else_does_not_open_here(lucie: Person, marc: Person, anouk: Person) -> None:
    hiding.hide(lucie.actor, anouk.name.pk)
    hiding.hide(marc.actor, lucie.name.pk)
    mine, theirs = Hiding.objects.order_by("pk")
    Hiding.objects.filter(pk=mine.pk).update(sealed=theirs.sealed)
    assert hiding.hidden_names(lucie.actor) == set()
    assert seal.digests("hiding-token", b"x") != seal.digests("hiding", b"x")


def test_whoever_leaves_takes_their_list_along(lucie: Person, marc: Person) -> None:
    hiding.hide(lucie.actor, marc.name.pk)
    hiding.hide(marc.actor, lucie.name.pk)
    assert lucie.member is not None
    hiding.forget(lucie.member.pk)
    assert hiding.hidden_names(lucie.actor) == set()
    assert hiding.hidden_names(marc.actor) == {lucie.name.pk}


@pytest.mark.django_db(transaction=True)
def test_two_hidden_at_the_same_moment_are_both_hidden(lucie: Person) -> None:
    actor = lucie.actor
    names = [
        factories.name_of(factories.make_member(f"Voisin {word}")).pk for word in ("un", "deux", "trois", "quatre")
    ]
    ready = Barrier(len(names))

    def hide(name: UUID) -> None:
        try:
            ready.wait(30)
            hiding.hide(actor, name)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(names)) as people:
        list(people.map(hide, names))
    assert hiding.hidden_names(actor) == set(names)
    assert Hiding.objects.count() == 1
