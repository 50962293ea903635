"""Pages for changing one’s words and taking them back."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from forum import taking_down
from members import standings
from members.actor import Sanction
from tests import factories
from tests.forum.forms import WORDS, kept
from tests.forum.speaking import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme():
    return factories.make_theme("memoire")


# --- changing and taking back -----------------------------------------------------------------------
@pytest.fixture
def post(lucie, theme):
    return factories.make_thread(theme, lucie.name, body="Avant.", title="Titre d’avant").posts.get()


def test_one_changes_ones_words_on_a_page(lucie, post):
    page = lucie.client.get(f"/fr/posts/{post.pk}/edit/")
    assert kept(page, "Avant.")
    assert "Titre d’avant" in html.unescape(page.content.decode())
    preview = lucie.client.post(f"/fr/posts/{post.pk}/edit/", {"title": "Après", "body": "*Après.*", "preview": "1"})
    assert "<em>Après.</em>" in preview.content.decode()
    assert fresh(post).body == "Avant."
    response = lucie.client.post(f"/fr/posts/{post.pk}/edit/", {"title": "Titre d’après", "body": "Après."})
    assert (response.status_code, response["Location"]) == (303, f"/fr/threads/{post.thread_id}/titre-dapres/#p1")
    assert fresh(post).body == "Après."


def test_a_change_that_comes_too_late_keeps_the_words(lucie, post):
    lucie.client.get("/fr/")
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        for extra in ({}, {"preview": "1"}):
            response = lucie.client.post(f"/en/posts/{post.pk}/edit/", {"title": "Après", "body": WORDS, **extra})
            assert response.status_code == 403
            assert kept(response)
            assert "A message can be changed for an hour" in html.unescape(response.content.decode())
        assert lucie.client.get(f"/en/posts/{post.pk}/edit/").status_code == 403
        assert lucie.client.get(f"/en/posts/{post.pk}/delete/").status_code == 200


def test_an_empty_change_comes_back(lucie, post):
    response = lucie.client.post(f"/fr/posts/{post.pk}/edit/", {"title": "", "body": "  "})
    assert response.status_code == 422
    assert fresh(post).body == "Avant."


def test_taking_back_asks_first_and_then_leaves_a_sentence(lucie, guest, post):
    page = lucie.client.get(f"/en/posts/{post.pk}/delete/").content.decode()
    assert "Avant." in page
    assert fresh(post).is_shown
    response = lucie.client.post(f"/en/posts/{post.pk}/delete/")
    assert (response.status_code, response["Location"]) == (303, f"/en/threads/{post.thread_id}/-/#p1")
    said = guest.client.get(f"/en/threads/{post.thread_id}/-/").content.decode()
    assert "Its writer has taken it back." in said
    assert "Avant." not in said
    assert lucie.client.post(f"/en/posts/{post.pk}/delete/").status_code == 303


def test_the_words_of_others_are_out_of_reach(marc, ines, odile, guest, post):
    for person in (marc, ines, odile):
        for address in (f"/en/posts/{post.pk}/edit/", f"/en/posts/{post.pk}/delete/"):
            assert person.client.get(address).status_code == 403
            response = person.client.post(address, {"title": "Faux", "body": "Faux."})
            assert response.status_code == 403
    for address in (f"/en/posts/{post.pk}/edit/", f"/en/posts/{post.pk}/delete/"):
        assert guest.client.get(address).status_code == 302
        assert guest.client.post(address, {"body": "Faux."}).status_code == 403
    assert fresh(post).body == "Avant."
    assert fresh(post).is_shown


def test_a_hidden_post_shows_its_words_to_nobody_even_on_the_writers_own_pages(lucie, post):
    taking_down.hide_post(post, reason="hostile")
    for address in (f"/en/posts/{post.pk}/edit/", f"/en/posts/{post.pk}/delete/"):
        response = lucie.client.get(address)
        assert response.status_code == 403
        assert "Avant." not in response.content.decode()


def test_a_suspended_member_can_still_take_words_back(lucie, post):
    standings.impose(lucie.member.pk, Sanction("suspended", "", timezone.now() + timedelta(days=1)))
    assert lucie.client.post(f"/en/posts/{post.pk}/edit/", {"title": "Non", "body": "Non."}).status_code == 403
    assert lucie.client.post(f"/en/posts/{post.pk}/delete/").status_code == 303
