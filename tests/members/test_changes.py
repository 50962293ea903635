"""A print changes with whatever changes who somebody is, and with nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from members import changes, sessions, standings
from members.actor import Sanction
from members.models import Consent, Holding, HousePage, Member, Pseudonym, Role, Session
from members.socket_sessions import actor_of_session
from tests.cast import person
from tests.factories import make_pseudonym

pytestmark = [pytest.mark.django_db]
on_postgresql = pytest.mark.only_on("postgresql")


def key_of(one: Any) -> str:
    return str(one.session_cookie().partition("=")[2])


def print_of(one: Any) -> int | None:
    return changes.prints_of([(key_of(one), one.member.pk)])[0]


def be_renamed(one: Any) -> None:
    Holding.objects.filter(member=one.member).update(is_current=False)
    Holding.objects.create(member=one.member, pseudonym=make_pseudonym("Autre nom"))


def sanction(one: Any) -> None:
    standings.impose(one.member.pk, Sanction("muted", "", timezone.now() + timedelta(hours=1)))


def read_a_new_agreement(_one: Any) -> None:
    page = HousePage.objects.get(slug="agreement")
    page.pk, page.version = None, 2
    page.save()


CHANGES: list[Callable[[Any], object]] = [
    lambda one: Member.objects.filter(pk=one.member.pk).update(session_epoch="x" * 32),
    lambda one: Member.objects.filter(pk=one.member.pk).update(password="another"),
    lambda one: Member.objects.filter(pk=one.member.pk).update(is_active=False),
    lambda one: Member.objects.filter(pk=one.member.pk).update(is_demo=True),
    lambda one: Member.objects.filter(pk=one.member.pk).update(language="en"),
    lambda one: Member.objects.filter(pk=one.member.pk).update(region="QC"),
    lambda one: Member.objects.filter(pk=one.member.pk).update(shows_presence=True),
    lambda one: Role.objects.create(member=one.member, kind="facilitator", scope="room:12"),
    lambda one: Role.objects.filter(member=one.member).update(until=timezone.localdate() - timedelta(days=1)),
    lambda one: Role.objects.filter(member=one.member).delete(),
    lambda one: Consent.objects.filter(member=one.member, topic="health").delete(),
    lambda one: Consent.objects.filter(member=one.member, topic="health").update(version=1),
    lambda one: Pseudonym.objects.filter(pk=one.name.pk).update(hue=7),
    be_renamed,
    sanction,
    read_a_new_agreement,
]


@on_postgresql
@pytest.mark.parametrize("change", CHANGES)
def test_a_print_changes_with_what_one_is(change: Callable[[Any], object]) -> None:
    one: Any = person("Lise")
    other: Any = person("Paul")
    for somebody in (one, other):
        Role.objects.create(member=somebody.member, kind="moderator", scope="theme:3")
    before, others = print_of(one), print_of(other)
    assert before is not None
    assert before != others
    change(one)
    assert print_of(one) != before
    if change not in (sanction, read_a_new_agreement):
        assert print_of(other) == others


@on_postgresql
def test_nobody_has_a_print_without_a_session() -> None:
    one: Any = person("Lise")
    assert changes.prints_of([("nobodys-cookie", one.member.pk)]) == [None]
    row = Session.objects.filter(session_key=sessions.row_key(key_of(one)))
    row.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert print_of(one) is None
    row.delete()
    assert print_of(one) is None


@on_postgresql
def test_a_print_stays_while_nothing_changes_and_changes_with_the_day(monkeypatch: Any) -> None:
    one: Any = person("Lise")
    before = print_of(one)
    Member.objects.exclude(pk=one.member.pk).update(language="en")
    assert print_of(one) == before
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(changes.timezone, "localdate", lambda: tomorrow)
    assert print_of(one) != before


@on_postgresql
def test_hundreds_of_prints_take_one_query(django_assert_num_queries: Any) -> None:
    people: list[Any] = [person(f"Voix {number}") for number in range(12)]
    asked = [(key_of(one), one.member.pk) for one in people]
    with django_assert_num_queries(1):
        prints = changes.prints_of([*asked, ("nobodys-cookie", people[0].member.pk)])
    assert prints[-1] is None
    assert len(set(prints)) == 13


def test_where_no_print_can_be_made_nobody_has_one_and_no_print_stands_for_an_actor_who_differs() -> None:
    one: Any = person("Lise")
    before, known = print_of(one), actor_of_session(key_of(one), language="fr")
    assert (before is None) == (connection.vendor != "postgresql")
    Role.objects.create(member=one.member, kind="facilitator", scope="room:12")
    assert actor_of_session(key_of(one), language="fr") != known
    assert before is None or print_of(one) != before
