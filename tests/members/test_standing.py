"""Suspensions and consents: sealed, found again, told in words, lifted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone, translation

from members import nonces, policies, services, standings
from members.actor import GUEST, Sanction
from members.models import Consent, Holding, Standing
from members.signals import rights_changed
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Any:
    found: list[Any] = []

    def hear(member_id: Any, **_: Any) -> None:
        found.append(member_id)

    rights_changed.connect(hear)
    yield found
    rights_changed.disconnect(hear)


def test_who_may_speak(guest: Person, lucie: Person, sam: Person) -> None:
    assert policies.can_speak(lucie.actor)
    assert policies.speaking_refusal(GUEST).code == "not_member"
    assert policies.speaking_refusal(sam.actor).code == "suspended"


@pytest.mark.parametrize("topic", ["adult", "agreement", "health"])
def test_each_consent_is_needed_to_speak(lucie: Person, topic: str) -> None:
    Consent.objects.filter(member=lucie.member, topic=topic).delete()
    assert policies.speaking_refusal(lucie.actor).code == "agreement"
    assert policies.missing_consents(lucie.actor) == [topic]


def test_a_suspension_reaches_the_holder_through_the_name_and_ends(
    lucie: Person, heard: list[Any], time_machine: Any, django_capture_on_commit_callbacks: Any
) -> None:
    time_machine.move_to("2026-06-04T05:30:00Z", tick=False)
    until = datetime(2026, 6, 11, 7, 0, tzinfo=UTC)
    with django_capture_on_commit_callbacks(execute=True):
        standing = services.suspend(factories.name_of(lucie.member), until=until)
    assert standing is not None
    assert heard == [lucie.member.pk]
    refusal = policies.speaking_refusal(lucie.actor)
    with translation.override("en"):
        assert "Thursday 11\u00a0June, 9\u00a0am" in str(refusal.detail)
    time_machine.move_to(until)
    assert policies.can_speak(lucie.actor)


def test_french_days_and_hours_are_written_in_french() -> None:
    with translation.override("fr"):
        assert policies.until_words(datetime(2026, 6, 1, 17, 5, tzinfo=UTC)) == "lundi 1er\u00a0juin, 19\u00a0h\u00a005"


def test_a_receiver_that_fails_takes_nobody_with_it(
    lucie: Person, django_capture_on_commit_callbacks: Any, caplog: Any
) -> None:
    def broken(member_id: Any, **_: Any) -> None:
        raise RuntimeError("a dead bus")

    rights_changed.connect(broken)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            assert services.suspend(factories.name_of(lucie.member), until=None) is not None
    finally:
        rights_changed.disconnect(broken)
    assert "RuntimeError" in caplog.text
    assert str(lucie.member.pk) not in caplog.text


def test_lifting_ends_now_and_keeps_the_row(lucie: Person) -> None:
    standing = services.suspend(factories.name_of(lucie.member), until=timezone.now() + timedelta(days=30))
    services.lift(standing)
    assert policies.can_speak(lucie.actor)
    assert Standing.objects.count() == 1
    before = bytes(Standing.objects.get().sealed)
    services.lift(Standing.objects.get())
    assert bytes(Standing.objects.get().sealed) == before


def test_a_sanction_follows_the_person_to_their_other_names(lucie: Person) -> None:
    old = factories.name_of(lucie.member)
    Holding.objects.filter(member=lucie.member).update(is_current=False)
    Holding.objects.create(member=lucie.member, pseudonym=factories.make_pseudonym("Nouveau"))
    services.suspend(old, until=None)
    assert not policies.can_speak(lucie.actor)


def test_a_sanction_of_one_room_holds_there_alone(lucie: Person) -> None:
    services.suspend(factories.name_of(lucie.member), until=None, scope="room:12")
    assert policies.can_speak(lucie.actor)
    assert policies.can_speak(lucie.actor, scope="room:13")
    assert policies.speaking_refusal(lucie.actor, scope="room:12").code == "suspended"
    standings.impose(lucie.member.pk, Sanction("muted", "room:13", timezone.now() + timedelta(minutes=10)))
    refusal = policies.speaking_refusal(lucie.actor, scope="room:13")
    assert refusal.code == "muted"
    assert 590 <= refusal.retry_after_s <= 600


def test_a_name_that_nobody_holds_cannot_be_suspended() -> None:
    assert services.suspend(factories.make_pseudonym("Parti"), until=None) is None


def test_the_row_names_nobody(lucie: Person) -> None:
    standing = services.suspend(factories.name_of(lucie.member), until=None)
    name = factories.name_of(lucie.member)
    content = bytes(standing.token) + bytes(standing.sealed)
    for secret in (lucie.member.pk.bytes, name.pk.bytes, b"suspended", lucie.member.username.encode()):
        assert secret not in content
    other = services.suspend(name, until=timezone.now(), scope="room:1234567")
    assert len(bytes(other.sealed)) == len(bytes(standing.sealed))


def test_language_and_ownership_of_a_name(lucie: Person, marc: Person) -> None:
    name = factories.name_of(marc.member)
    assert services.holder_language(name, place="") == "en"
    assert services.holder_language(factories.make_pseudonym("Parti"), place="") == "en"
    assert services.is_own(marc.actor, name)
    assert not services.is_own(lucie.actor, name)
    assert not services.is_own(lucie.actor, None)


def test_a_nonce_is_one_persons_own(lucie: Person, marc: Person) -> None:
    nonce = uuid4()
    assert nonces.nonce_key(lucie.actor, nonce) == nonces.nonce_key(lucie.actor, nonce)
    assert nonces.nonce_key(lucie.actor, nonce) != nonces.nonce_key(marc.actor, nonce)
    assert len(nonces.nonce_key(lucie.actor, nonce)) == 32
    with pytest.raises(ValueError, match="guest"):
        nonces.nonce_key(GUEST, nonce)


@pytest.mark.parametrize(
    "code, place",
    [("not_member", "/fr/accounts/login/"), ("agreement", "/fr/me/consents/"), ("suspended", "/fr/inbox/")],
)
def test_a_refusal_to_speak_comes_with_a_way_on(code: str, place: str) -> None:
    from django.template.loader import render_to_string

    from members.refusals import Refusal

    with translation.override("fr"):
        assert place in render_to_string("members/_way_to_speak.html", {"refusal": Refusal(code, "Non.")})
        assert not render_to_string("members/_way_to_speak.html", {"refusal": Refusal("closed", "Non.")}).strip()
