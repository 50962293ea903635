"""The page from which anybody calls the team: two activations, no script, nothing lost, no trace of a guest."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from forum.models import Post, PostState
from moderation.models import Flag, Lane, Reason
from tests import factories
from tests.moderation.makers import target_of

pytestmark = pytest.mark.django_db
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def address(kind: str, target_id: str, language: str = "fr") -> str:
    return f"/{language}/flag/{kind}/{target_id}/"


@pytest.mark.parametrize("kind", ["post", "message", "name"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_member_calls_in_two_activations(kind, language, lucie, marc):
    target_id, _ = target_of(kind, lucie)
    page = marc.client.get(address(kind, target_id, language))
    words = page.content.decode()
    assert page.status_code == 200
    assert words.index('value="worry"') < words.index('value="hostile"')
    assert words.count('type="radio"') == len(Reason.values)
    sent = marc.client.post(address(kind, target_id, language), {"reason": "hostile", "note": "Un mot."})
    assert sent.status_code == 303
    thanks = marc.client.get(sent["Location"]).content.decode()
    assert Flag.objects.get().note == "Un mot."
    assert ("Nous avons bien reçu" if language == "fr" else "We have your report") in thanks
    assert f'href="/{language}/inbox/"' in thanks


def test_a_worry_is_thanked_for_in_its_own_words(lucie, marc):
    target_id, _ = target_of("post", lucie)
    sent = marc.client.post(address("post", target_id), {"reason": "worry"}, follow=True)
    assert "Merci de l’avoir dit." in sent.content.decode()
    assert Flag.objects.get().case.lane == Lane.CARE


def test_calling_twice_is_answered_alike(lucie, marc):
    target_id, _ = target_of("post", lucie)
    answers = [marc.client.post(address("post", target_id), {"reason": "other"}, follow=True) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert Flag.objects.count() == 1


def test_a_guest_calls_without_token_cookie_or_trace(lucie):
    client = Client(enforce_csrf_checks=True)
    target_id, _ = target_of("post", lucie)
    page = client.get(address("post", target_id))
    assert "csrfmiddlewaretoken" not in page.content.decode()
    sent = client.post(address("post", target_id), {"reason": "hostile", "note": "x"}, **OURS)
    thanks = client.get(sent["Location"])
    assert (sent.status_code, thanks.status_code) == (303, 200)
    assert "pas de boîte" in thanks.content.decode()
    for answer in (page, sent, thanks):
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
    flag = Flag.objects.get()
    assert (flag.reporter, flag.note) == (None, "x")


FOREIGN = [
    {},
    {"HTTP_SEC_FETCH_SITE": "cross-site"},
    {"HTTP_SEC_FETCH_SITE": "same-site"},
    {"HTTP_ORIGIN": "https://evil.example"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_form_from_elsewhere_does_nothing(headers, lucie, marc):
    target_id, _ = target_of("post", lucie)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address("post", target_id), {"reason": "hostile"}, **headers).status_code == 403
    strict.force_login(marc.member)
    assert strict.post(address("post", target_id), {"reason": "hostile"}, **headers).status_code == 403
    assert not Flag.objects.exists()


@override_settings(RATE_LIMITS=True)
def test_guests_have_a_limit_and_keep_their_words(lucie, guest):
    for _ in range(12):
        target_id, _row = target_of("post", lucie)
        last = guest.client.post(address("post", target_id), {"reason": "hostile", "note": "Mes mots à moi."}, **OURS)
    assert last.status_code == 429
    assert "Mes mots à moi." in last.content.decode()
    assert int(last["Retry-After"]) > 0


INCOMPLETE = [
    {},
    {"reason": ""},
    {"reason": "rude"},
    {"reason": "hostile\x00"},
    {"reason": "other", "note": "é" * 1_001},
]


@pytest.mark.parametrize("sent", INCOMPLETE)
def test_what_is_missing_is_said_beside_it_and_every_word_stays(sent, lucie, marc):
    target_id, _ = target_of("post", lucie)
    answer = marc.client.post(address("post", target_id), {"note": "Un mot gardé.", **sent})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="fix"' in words
    assert sent.get("note", "Un mot gardé.") in words
    assert not Flag.objects.exists()


def test_ones_own_words_are_refused_with_a_way_on(lucie):
    target_id, _ = target_of("post", lucie)
    assert "demandez à l’équipe" in lucie.client.get(address("post", target_id)).content.decode()
    answer = lucie.client.post(address("post", target_id), {"reason": "hostile", "note": "Gardé."})
    assert answer.status_code == 403
    assert "Ces mots sont les vôtres" in answer.content.decode()
    assert "Gardé." in answer.content.decode()
    assert lucie.client.post(address("post", target_id), {"reason": "worry"}).status_code == 303


@pytest.mark.parametrize("state", [PostState.HIDDEN, PostState.DELETED])
def test_words_taken_down_are_not_shown_on_the_page(state, lucie, marc):
    target_id, post = target_of("post", lucie, "Rien que pour le test.")
    Post.objects.filter(pk=post.pk).update(state=state)
    words = marc.client.get(address("post", target_id)).content.decode()
    assert "Rien que pour le test." not in words
    assert "ne se lisent plus" in words
    assert marc.client.post(address("post", target_id), {"reason": "hostile"}).status_code == 410


@pytest.mark.parametrize("state", [PostState.HIDDEN, PostState.DELETED])
def test_a_title_that_was_taken_down_stands_on_no_page_of_the_flag(state, lucie, marc, guest):
    thread = factories.make_thread(author=lucie.name, title="Le nom de ma voisine", opening_state=state)
    answer = factories.make_post(thread, marc.name)
    Post.objects.filter(thread=thread, position=1).update(state=state)
    for post in thread.posts.all():
        for end in ("", "received/"):
            words = guest.client.get(address("post", str(post.pk)) + end).content.decode()
            assert "Le nom de ma voisine" not in words
    crumb = guest.client.get(address("post", str(answer.pk))).content.decode()
    assert thread.theme.name_fr in crumb


NOWHERE = ["post/0", "post/x", "post/999999999", "theme/1", "name/1", f"message/{UUID(int=0)}", "post/" + "9" * 300]


@pytest.mark.parametrize("path", NOWHERE)
@pytest.mark.parametrize("end", ["", "received/"])
def test_nothing_stands_at_an_address_that_means_nothing(path, end, marc, guest):
    for person in (marc, guest):
        assert person.client.get(f"/fr/flag/{path}/{end}").status_code == 404
        assert person.client.post(f"/fr/flag/{path}/{end}", {"reason": "other"}, **OURS).status_code in {404, 405}


def test_a_guest_cannot_call_to_what_only_members_read(lucie, guest, marc):
    post = factories.make_thread(author=lucie.name, audience="members").posts.get()
    assert guest.client.get(address("post", str(post.pk))).status_code == 404
    assert marc.client.get(address("post", str(post.pk))).status_code == 200


def test_hostile_words_stay_words(lucie, marc):
    target_id, _ = target_of("post", lucie, "<img src=x onerror=alert(1)>")
    answer = marc.client.post(address("post", target_id), {"note": "</textarea><script>alert(1)</script>"})
    words = answer.content.decode()
    assert "<script>alert" not in words
    assert "<img src=x" not in words


def test_the_page_costs_few_queries(lucie, guest, django_assert_max_num_queries):
    target_id, _ = target_of("post", lucie)
    with django_assert_max_num_queries(2):
        guest.client.get(address("post", target_id))


def test_every_fold_has_its_way_to_the_page(lucie, guest):
    """The links of posts and names lead to it; a message's does too, from its room."""
    target_id, post = target_of("post", lucie)
    thread = guest.client.get(reverse("forum:thread_detail", args=[post.thread_id, post.thread.slug]), follow=True)
    assert re.search(rf'href="/\w\w/flag/post/{target_id}/"', thread.content.decode())
    message_id, event = target_of("message", lucie)
    room = guest.client.get(reverse("chat:room_detail", args=[event.room.slug]), follow=True)
    assert f"/flag/message/{message_id}/" in room.content.decode()
    name = guest.client.get(reverse("name_detail", args=[lucie.name.pk]), follow=True)
    assert f"/flag/name/{lucie.name.pk}/" in name.content.decode()


def test_the_page_of_a_name_does_not_tell_which_language_its_holder_reads(marc, guest):
    words = guest.client.get(address("name", str(marc.name.pk))).content.decode()
    assert ' lang="en"' not in words.split("<main")[1].split("</main")[0]


def test_a_browser_cuts_nothing_that_is_pasted(lucie, marc):
    assert "maxlength" not in marc.client.get(address("post", target_of("post", lucie)[0])).content.decode()
