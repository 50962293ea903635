"""Whoever searches very often is asked to wait, with words kept; words of long ago are found as those of today."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from forum import search, word_index
from members import limits
from members.limits import Rate
from members.refusals import Refusal
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db


def test_guests_who_search_too_often_together_keep_their_words_and_read_why(guest: Person, monkeypatch: Any) -> None:
    monkeypatch.setitem(limits.RATES, "guest_search", (Rate(2, 30.0),))
    factories.make_thread(body="Une nuit sans sommeil.")
    for _time in range(2):
        assert guest.client.get("/fr/search/?q=sommeil").status_code == 200
    answer = guest.client.get("/fr/search/?q=sommeil&since=week")
    html = answer.content.decode()
    assert answer.status_code == 429
    assert answer["Cache-Control"] == "no-store"
    assert 'value="sommeil"' in html
    assert '<option value="week" selected>' in html
    assert "Attendez quelques secondes" in html
    assert 'aria-invalid="true"' in html
    # The page without words, and help for whoever looks for words of danger, are there all the same.
    assert guest.client.get("/fr/search/").status_code == 200
    assert "data-care" in guest.client.get("/fr/search/?q=envie+de+mourir").content.decode()


def test_a_member_has_a_bucket_of_their_own(guest: Person, lucie: Person, marc: Person, monkeypatch: Any) -> None:
    monkeypatch.setitem(limits.RATES, "guest_search", (Rate(0, 30.0),))
    monkeypatch.setitem(limits.RATES, "search", (Rate(1, 30.0),))
    assert guest.client.get("/en/search/?q=sleep").status_code == 429
    assert lucie.client.get("/en/search/?q=sleep").status_code == 200
    answer = lucie.client.get("/en/search/?q=sleep")
    assert answer.status_code == 429
    assert b"your words are kept" in answer.content
    assert marc.client.get("/en/search/?q=sleep").status_code == 200


def test_what_cannot_be_looked_for_costs_nothing(lucie: Person, monkeypatch: Any) -> None:
    monkeypatch.setitem(limits.RATES, "search", (Rate(0, 30.0),))
    with pytest.raises(Refusal) as refusal:
        search.look_for(lucie.actor, search.Wanted("..."), now=timezone.now())
    assert refusal.value.code == "empty"


@pytest.mark.parametrize("near", [0, 3, 1000])
def test_words_of_long_ago_are_found_as_those_of_today(lucie: Person, near: int, monkeypatch: Any) -> None:
    monkeypatch.setattr(word_index, "_NEAR", near)
    monkeypatch.setattr(search, "HITS_A_PAGE", 4)
    threads = [factories.make_thread(body=f"Une calebasse, {number}.") for number in range(10)]
    for number in range(5):
        factories.make_thread(body=f"Autre chose, {number}.")
    found: list[int] = []
    before: int | None = None
    for _page in range(4):
        hits, before = search.look_for(lucie.actor, search.Wanted("calebasse", before=before), now=timezone.now())
        found += [hit.post.thread_id for hit in hits]
        if before is None:
            break
    assert found == [thread.pk for thread in reversed(threads)]
