"""Writing on pages, without a script: previews, double submits, and every word kept whatever goes wrong."""

from __future__ import annotations

import re
from unittest import mock
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from forum.models import Post, Thread
from members.models import Consent
from tests import factories
from tests.forum.forms import WORDS, form_of_reply, form_of_thread, kept, nonce_in
from tests.forum.speaking import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme():
    return factories.make_theme("memoire")


@pytest.fixture
def thread(theme, marc):
    return factories.make_thread(theme, marc.name)


# --- starting ---------------------------------------------------------------------------------------
def test_a_thread_is_started_and_one_lands_on_it(lucie, theme):
    page = lucie.client.get("/fr/themes/memoire/new/")
    response = lucie.client.post("/fr/themes/memoire/new/", form_of_thread(nonce=nonce_in(page)))
    thread = Thread.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/fr/threads/{thread.pk}/le-soir/#p1")
    assert thread.theme == theme
    assert (
        WORDS.split("\n")[0].replace("<", "&lt;").replace(">", "&gt;")
        in lucie.client.get(response["Location"]).content.decode()
    )


def test_the_form_repeats_who_will_read_beside_the_button(lucie, theme, thread):
    page = lucie.client.get("/en/themes/memoire/new/").content.decode()
    assert "Anyone will be able to read this message</strong>, even without an account" in page
    assert len(re.findall(r"under the name\s+<strong>Lucie du port", page)) == 2
    assert re.search(
        r"Only members will be able to read this message</strong>, under the name\s+<strong>Lucie du port", page
    )
    assert re.search(r'value="anyone"[^>]*checked', page)
    reply = lucie.client.get(f"/en/threads/{thread.pk}/reply/").content.decode()
    assert "Anyone will be able to read this message" in reply
    assert "Only members" not in reply
    Thread.objects.update(audience="members")
    reply = lucie.client.get(f"/en/threads/{thread.pk}/un-fil/").content.decode()
    assert "Only members will be able to read this message" in reply
    assert "Anyone will" not in reply


def test_a_sensitive_theme_proposes_members_only_and_the_page_ones_own_language(lucie):
    factories.make_theme("violence", is_sensitive=True)
    page = lucie.client.get("/en/themes/violence/new/").content.decode()
    assert re.search(r'value="members"[^>]*checked', page)
    assert re.search(r'<option value="en" selected>', page)


def test_a_preview_shows_the_words_rendered_and_sends_nothing(lucie, theme, thread):
    body = "Une **lampe** et <script>alert(1)</script>"
    for address, data in (
        ("/fr/themes/memoire/new/", form_of_thread(body=body, preview="1")),
        (f"/fr/threads/{thread.pk}/reply/", form_of_reply(body=body, preview="1")),
    ):
        response = lucie.client.post(address, data)
        said = response.content.decode()
        assert response.status_code == 200
        assert "<strong>lampe</strong>" in said
        assert "<script>alert" not in said
        assert kept(response, body)
        assert nonce_in(response) == data["nonce"]
    assert Post.objects.count() == 1


@pytest.mark.parametrize(
    "title, body",
    [
        ("", WORDS),
        ("ab", WORDS),
        ("x" * 141, WORDS),
        ("Le soir", ""),
        ("Le soir", " \u200b\u00a0 "),
        ("Le soir", "x" * 20_001),
        ("", ""),
    ],
)
def test_words_that_cannot_be_sent_come_back_with_a_sentence(lucie, theme, title, body):
    data = form_of_thread(title=title, body=body, audience="members", language="en")
    response = lucie.client.post("/fr/themes/memoire/new/", data)
    said = response.content.decode()
    assert response.status_code == 422
    assert kept(response, body)
    assert f'value="{title}"' in said if title else True
    assert 'aria-invalid="true"' in said
    assert re.search(r'value="members"[^>]*checked', said)
    assert '<option value="en" selected>' in said
    assert not Thread.objects.exists()


def test_both_fields_say_what_is_missing_at_once(lucie, theme):
    said = lucie.client.post("/en/themes/memoire/new/", form_of_thread(title="", body="")).content.decode()
    assert "A thread needs a title" in said
    assert "There are no words here yet" in said


@pytest.mark.parametrize("field, value", [("language", "xx"), ("audience", "moon"), ("language", ""), ("audience", "")])
def test_a_choice_that_is_none_keeps_every_word(lucie, theme, field, value):
    response = lucie.client.post("/fr/themes/memoire/new/", form_of_thread(**{field: value}))
    assert response.status_code == 422
    assert kept(response)


def test_an_unknown_theme_keeps_the_words_and_offers_those_that_are_open(lucie, theme):
    factories.make_theme("cache", is_shown=False)
    for slug in ("nulle-part", "cache"):
        data = form_of_thread()
        response = lucie.client.post(f"/fr/themes/{slug}/new/", data)
        assert response.status_code == 404
        assert kept(response)
        said = response.content.decode()
        assert 'value="memoire"' in said
        assert 'value="cache"' not in said
    response = lucie.client.post("/fr/themes/nulle-part/new/", {**data, "theme": "memoire"})
    assert response.status_code == 303
    assert Thread.objects.get().theme == theme
    assert lucie.client.get("/fr/themes/nulle-part/new/").status_code == 404


def test_one_form_sent_twice_makes_one_thread(lucie, theme):
    data = form_of_thread()
    first, second = (lucie.client.post("/fr/themes/memoire/new/", data) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Thread.objects.count() == 1


@pytest.mark.parametrize("nonce", ["", "x", "1" * 500, "\x00"])
def test_a_broken_nonce_costs_nobody_their_words(lucie, theme, nonce):
    assert lucie.client.post("/fr/themes/memoire/new/", form_of_thread(nonce=nonce)).status_code == 303


def test_a_form_without_its_nonce_is_taken(lucie, thread):
    assert lucie.client.post(f"/fr/threads/{thread.pk}/reply/", {"body": WORDS}).status_code == 303


# --- replying ---------------------------------------------------------------------------------------
def test_a_reply_lands_on_its_page(lucie, thread):
    for _ in range(29):
        factories.make_post(thread)
    response = lucie.client.post(f"/fr/threads/{thread.pk}/reply/", form_of_reply())
    assert (response.status_code, response["Location"]) == (303, f"/fr/threads/{thread.pk}/un-fil/?page=2#p31")


@pytest.mark.parametrize("body", ["", "   ", "\u200b", "x" * 20_001])
def test_a_reply_that_cannot_be_sent_comes_back(lucie, thread, body):
    response = lucie.client.post(f"/fr/threads/{thread.pk}/reply/", form_of_reply(body=body))
    assert response.status_code == 422
    assert kept(response, body)
    assert Post.objects.count() == 1


def test_a_thread_closed_meanwhile_keeps_the_words(lucie, thread):
    Thread.objects.update(is_locked=True)
    for extra in ({}, {"preview": "1"}):
        response = lucie.client.post(f"/en/threads/{thread.pk}/reply/", form_of_reply(**extra))
        assert response.status_code == 403
        assert kept(response)
        assert "This thread is closed" in response.content.decode()
    assert lucie.client.get(f"/en/threads/{thread.pk}/reply/").status_code == 403


def test_a_thread_that_cannot_be_found_gives_the_words_back(lucie):
    response = lucie.client.post("/fr/threads/999999/reply/", form_of_reply())
    assert response.status_code == 404
    assert kept(response)
    response = lucie.client.post("/fr/posts/999999/edit/", form_of_reply())
    assert response.status_code == 404
    assert kept(response)
    assert lucie.client.get("/fr/threads/999999/reply/").status_code == 404
    assert lucie.client.post("/fr/threads/999999/reply/", {}).status_code == 404


def test_a_suspended_member_keeps_the_words_and_reads_until_when(sam, theme, thread):
    for address, data in (
        ("/en/themes/memoire/new/", form_of_thread()),
        (f"/en/threads/{thread.pk}/reply/", form_of_reply()),
    ):
        response = sam.client.post(address, data)
        assert response.status_code == 403
        assert kept(response)
        assert "You cannot write until" in response.content.decode()
        page = sam.client.get(address)
        assert page.status_code == 403
        assert "You cannot write until" in page.content.decode()
    assert Post.objects.count() == 1


def test_without_the_agreement_the_words_wait(lucie, thread):
    Consent.objects.filter(member=lucie.member, topic="agreement").delete()
    response = lucie.client.post(f"/fr/threads/{thread.pk}/reply/", form_of_reply())
    assert response.status_code == 403
    assert kept(response)


def test_too_many_at_once_keeps_the_words_and_says_when(lucie, thread, settings):
    settings.RATE_LIMITS = True
    for number in range(8):
        lucie.client.post(f"/fr/threads/{thread.pk}/reply/", form_of_reply(body=f"Réponse {number}"))
    response = lucie.client.post(f"/fr/threads/{thread.pk}/reply/", form_of_reply())
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert kept(response)


def test_a_link_in_a_first_contribution_keeps_the_words(lucie, thread):
    words = "Voyez https://exemple.test/page"
    response = lucie.client.post(f"/fr/threads/{thread.pk}/reply/", form_of_reply(body=words))
    assert response.status_code == 403
    assert kept(response, words)


def test_a_used_form_with_other_words_gets_a_fresh_number(lucie, thread):
    data = form_of_reply()
    lucie.client.post(f"/fr/threads/{thread.pk}/reply/", data)
    response = lucie.client.post(f"/fr/threads/{thread.pk}/reply/", {**data, "body": "Encore un mot."})
    assert kept(response, "Encore un mot.")
    assert nonce_in(response) != data["nonce"]
    again = lucie.client.post(
        f"/fr/threads/{thread.pk}/reply/", {"body": "Encore un mot.", "nonce": nonce_in(response)}
    )
    assert again.status_code == 303
    assert Post.objects.count() == 3


def test_an_ended_session_keeps_the_words(guest, theme, thread):
    for address, data in (
        ("/fr/themes/memoire/new/", form_of_thread()),
        (f"/fr/threads/{thread.pk}/reply/", form_of_reply()),
    ):
        response = guest.client.post(address, {**data, "note": ""})
        assert response.status_code == 403
        assert kept(response)
        # A note that was left empty is sent along, and shown in no box.
        assert response.content.decode().count("<textarea") == 1
        assert 'type="hidden" name="note" value=""' in response.content.decode()
        assert Post.objects.count() == 1


def test_words_kept_at_the_door_are_sent_with_the_sign_in(guest, lucie, thread):
    data = form_of_reply(kept_words="1", login=lucie.member.username, password=factories.PASSWORD)
    response = guest.client.post(f"/fr/threads/{thread.pk}/reply/", data)
    assert response.status_code == 303
    assert Post.objects.get(position=2).author == lucie.name


def test_a_form_from_elsewhere_does_nothing(lucie, theme, thread):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lucie.member)
    for address, data in (
        ("/fr/themes/memoire/new/", form_of_thread()),
        (f"/fr/threads/{thread.pk}/reply/", form_of_reply()),
    ):
        for headers in (
            {"Origin": "https://ailleurs.test"},
            {"Origin": "https://ailleurs.test", "Sec-Fetch-Site": "cross-site"},
            {},
        ):
            response = client.post(address, data, headers=headers)
            assert response.status_code == 403
    assert Post.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        "Un\x00zéro",
        "Deux\r\nlignes\rici",
        "\u202eà l’envers",
        "a\u0301\u0301" * 2000,
        "<b>" * 3000,
        "> " * 300 + "x",
        "[" * 5000,
        "*" * 9000,
        "`" * 999,
        "😀" * 20_000,
    ],
)
def test_hostile_words_are_words(lucie, thread, body):
    response = lucie.client.post(f"/fr/threads/{thread.pk}/reply/", form_of_reply(body=body))
    assert response.status_code in (303, 422)
    page = lucie.client.get(f"/fr/threads/{thread.pk}/un-fil/")
    assert page.status_code == 200
    assert "<b>" not in page.content.decode()


def test_a_list_in_place_of_a_word_is_no_trouble(lucie, theme, thread):
    nonce = str(uuid4())
    answer = lucie.client.post(f"/fr/threads/{thread.pk}/reply/", {"body": ["un", "deux"], "nonce": [nonce, nonce]})
    assert answer.status_code == 303
    assert lucie.client.post("/fr/themes/memoire/new/", {"title[]": "x", "theme": "\x00"}).status_code in (404, 422)


# --- words of danger --------------------------------------------------------------------------------
def test_heavy_words_bring_help_first_and_are_published(lucie, marc, guest, thread):
    data = form_of_reply(body="Je veux mourir.")
    response = lucie.client.post(f"/fr/threads/{thread.pk}/reply/", data)
    said = response.content.decode()
    assert response.status_code == 200
    assert said.index('class="care') < said.index("<p>Je veux mourir.</p>")
    post = Post.objects.get(position=2)
    assert post.is_shown
    assert "Je veux mourir." in guest.client.get(f"/fr/threads/{thread.pk}/un-fil/").content.decode()
    for other in (guest, marc, lucie):
        assert 'class="care' not in other.client.get(f"/fr/threads/{thread.pk}/un-fil/").content.decode()
    again = lucie.client.post(f"/fr/threads/{thread.pk}/reply/", data)
    assert again.status_code == 200
    assert 'class="care' in again.content.decode()
    assert Post.objects.count() == 2


def test_heavy_words_in_a_first_post_or_an_edit_bring_help_too(lucie, theme):
    response = lucie.client.post(
        "/en/themes/memoire/new/", form_of_thread(title="I want to die", body="So.", language="en")
    )
    assert response.status_code == 200
    assert 'class="care' in response.content.decode()
    post = Post.objects.get()
    offer = f"/en/posts/{post.pk}/edit/"
    # Within the hour it comes no second time; the words are kept all the same.
    response = lucie.client.post(offer, {"title": "Evening", "body": "I want to die, still."})
    assert response.status_code == 303
    assert fresh(post).thread.title == "Evening"
    cache.clear()
    response = lucie.client.post(offer, {"title": "Tonight", "body": "I want to kill myself."})
    assert 'class="care' in response.content.decode()
    assert fresh(post).thread.title == "Tonight"


@pytest.mark.parametrize("address", ["/fr/unanswered/", "/fr/threads/1/x/", "/fr/posts/1/"])
def test_pages_for_reading_take_no_form(lucie, address):
    assert lucie.client.post(address).status_code == 405


def test_whoever_comes_back_to_the_address_of_a_form_reads_a_sentence(lucie, thread):
    response = lucie.client.get(f"/fr/threads/{thread.pk}/widening/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "/fr/help/" in response.content.decode()


def test_every_page_speaks_both_languages(lucie, theme, thread):
    post = factories.make_thread(theme, lucie.name).posts.get()
    pages = ["/themes/memoire/new/", f"/threads/{thread.pk}/reply/", f"/threads/{thread.pk}/un-fil/", "/unanswered/"]
    pages += [f"/posts/{post.pk}/edit/", f"/posts/{post.pk}/delete/"]
    for end in pages:
        english, french = (lucie.client.get(f"/{lang}{end}") for lang in ("en", "fr"))
        assert (english.status_code, french.status_code) == (200, 200)
        assert '<html lang="en">' in english.content.decode()
        assert '<html lang="fr">' in french.content.decode()
        title = [re.search(r"<h1[^>]*>(.*?)</h1>", page.content.decode(), re.DOTALL)[1] for page in (english, french)]
        assert title[0] != title[1] or end.endswith("un-fil/"), title


def test_a_lost_panel_does_not_take_the_answer_along(lucie, thread):
    """Help may fail to be found; the words are published all the same, and the answer is never a fault."""
    with mock.patch("forum.writing_views.support_panel", side_effect=OSError("no lines")):
        response = lucie.client.post(f"/fr/threads/{thread.pk}/reply/", form_of_reply(body="Je veux mourir."))
    assert response.status_code == 200
    assert "/fr/help/" in response.content.decode()
    assert Post.objects.count() == 2
