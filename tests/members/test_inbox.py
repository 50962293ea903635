"""The inbox: letters to one's names and nobody else's; looking writes nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from members import inbox
from members.actor import GUEST
from members.inbox import Item
from members.models import Holding, Letter
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db


def letter_to(person: Person, **changes: Any) -> Letter:
    assert person.member is not None
    words = {"kind": "notice", "language": "fr", "subject": "Un mot", "body": "Bonjour **vous**."}
    return inbox.send(factories.name_of(person.member), **{**words, **changes})


def test_a_letter_is_rendered_once_and_found_by_its_reader(lucie: Person) -> None:
    letter = letter_to(lucie, subject="  Un   mot\n")
    assert letter.subject == "Un mot" or "\n" not in letter.subject
    assert "<strong>vous</strong>" in letter.html
    (item,) = inbox.items_for(lucie.actor)
    assert item.is_new
    assert item.url == f"/en/inbox/{letter.pk}/"
    assert "Bonjour vous" in str(item.line)
    assert inbox.has_news(lucie.actor)


def test_hostile_words_of_a_letter_are_made_safe(lucie: Person) -> None:
    assert "<script" not in letter_to(lucie, body="<script>alert(1)</script> [x](javascript:alert(1))").html


def test_nobody_reads_anothers_letter(lucie: Person, marc: Person, guest: Person) -> None:
    letter = letter_to(lucie)
    for other in (marc.actor, GUEST):
        with pytest.raises(Http404):
            inbox.letter_for(other, letter.pk)
        with pytest.raises(Http404):
            inbox.mark_read(other, letter.pk)
        assert inbox.items_for(other) == []
    with pytest.raises(Http404):
        inbox.letter_for(lucie.actor, 10**30)
    assert marc.client.get(f"/fr/inbox/{letter.pk}/").status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_letter_of_a_day_says_no_hour_that_nobody_meant(language: str, lucie: Person) -> None:
    def written(**how: bool) -> str:
        page = lucie.client.get(f"/{language}/inbox/{letter_to(lucie, **how).pk}/").content.decode()
        return re.findall(r"<time [^>]*>([^<]*)</time>", page)[0]

    hour = r"\d\s?(h|am|pm)\b"
    assert not re.search(hour, written(by_day=True))
    assert re.search(hour, written())


def test_letters_to_a_retired_name_still_arrive(lucie: Person) -> None:
    old = letter_to(lucie)
    Holding.objects.filter(member=lucie.member).update(is_current=False)
    Holding.objects.create(member=lucie.member, pseudonym=factories.make_pseudonym("Nouveau nom"))
    assert inbox.letter_for(lucie.actor, old.pk) == old


def test_looking_writes_nothing_and_a_mark_is_put_one_by_one(lucie: Person) -> None:
    first, second = letter_to(lucie), letter_to(lucie)
    lucie.client.get("/fr/inbox/")
    lucie.client.get(f"/fr/inbox/{first.pk}/")
    assert Letter.objects.filter(is_read=False).count() == 2
    inbox.mark_read(lucie.actor, first.pk)
    assert [item.is_new for item in inbox.items_for(lucie.actor) if item.url.endswith(f"/{second.pk}/")] == [True]
    assert list(Letter.objects.filter(is_read=True)) == [first]
    inbox.mark_read(lucie.actor, first.pk, is_read=False)
    assert not Letter.objects.filter(is_read=True).exists()


def test_sources_of_other_apps_are_gathered_newest_first(lucie: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "_sources", [])
    letter_to(lucie)
    now = timezone.now()

    def replies(actor: Any) -> list[Item]:
        return [Item("reply", now + timedelta(days=days), f"R{days}", "", "/", True) for days in (-1, 1)]

    inbox.register(replies)
    inbox.register(replies)
    assert [str(item.title) for item in inbox.items_for(lucie.actor)] == ["R1", "Un mot", "R-1"]


def test_a_letter_to_nobody_is_kept_for_the_record(db: None) -> None:
    letter = inbox.send(None, kind="outcome", language="en", subject="What became of it", body="Thank you.")
    assert letter.recipient is None


def test_the_inbox_asks_the_same_however_many_letters(
    lucie: Person, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    actor = lucie.actor
    with django_assert_max_num_queries(9) as few:
        assert inbox.items_for(actor) == []
    for number in range(30):
        letter_to(lucie, subject=f"Mot {number}")
    with django_assert_num_queries(len(few)):
        assert len(inbox.items_for(actor)) == 30
