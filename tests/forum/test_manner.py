"""How words are meant: what a thread is for, which answers help, the word before a message, and who may list it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.models import EarlierWords, Post, Thread
from tests import factories
from tests.forum.forms import form_of_reply, form_of_thread, kept
from tests.forum.speaking import answer, fresh, start

pytestmark = pytest.mark.django_db
SECRET = "lampadaire"


@pytest.fixture
def theme():
    return factories.make_theme("memoire")


@pytest.fixture
def thread(theme, marc):
    return factories.make_thread(theme, marc.name)


def said(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


# --- what a thread is for ------------------------------------------------------------------------
def test_intent_and_wish_stand_on_the_thread_beside_the_box_and_in_lists(lucie, marc, theme):
    form = form_of_thread(intent="listen", wish="listen")
    place = lucie.client.post("/en/themes/memoire/new/", form)["Location"]
    assert "Lucie du port would like above all to be heard." in said(lucie.client.get(place))
    page = said(marc.client.get(place))
    box = page[page.index('id="reply"') :]
    assert "would like above all to be heard" in box
    assert "often helps more than" in box
    assert "Listen to me" in page
    assert "Listen to me" in said(marc.client.get("/en/themes/memoire/"))


def test_a_wish_goes_with_the_first_words(lucie, marc, theme):
    thread = factories.make_thread(theme, marc.name, wish="ideas", opening_state="deleted")
    assert "asks for practical ideas" not in said(lucie.client.get(f"/en/threads/{thread.pk}/un-fil/"))


@pytest.mark.parametrize("field", ["intent", "wish"])
def test_a_choice_that_is_none_keeps_every_word(lucie, theme, field):
    response = lucie.client.post("/fr/themes/memoire/new/", form_of_thread(**{field: "moon"}))
    assert response.status_code == 422
    assert kept(response)
    assert not Thread.objects.exists()


# --- a word before the words ---------------------------------------------------------------------
def test_noted_words_are_folded_and_stay_out_of_lists(lucie, guest, theme):
    form = form_of_thread(body=f"Le {SECRET} au coin.", note="parle d’un décès")
    place = lucie.client.post("/fr/themes/memoire/new/", form)["Location"]
    page = said(guest.client.get(place))
    assert re.search(rf'<details class="note"><summary>.*parle d’un décès.*</summary>.*{SECRET}', page)
    for address in ("/fr/", "/fr/themes/memoire/", "/fr/unanswered/", f"/fr/names/{lucie.name.pk}/"):
        listed = said(guest.client.get(address))
        assert SECRET not in listed, address
    assert "parle d’un décès" in said(guest.client.get("/fr/themes/memoire/"))


def test_an_answer_can_carry_a_note_and_is_not_quoted_into_the_open(lucie, marc, guest, thread):
    lucie.client.post(f"/fr/threads/{thread.pk}/reply/", form_of_reply(body=f"Le {SECRET}.", note="un accident"))
    page = said(guest.client.get(f"/fr/threads/{thread.pk}/un-fil/"))
    assert re.search(rf"un accident</strong>.*{SECRET}", page)
    quoting = said(marc.client.get(f"/fr/threads/{thread.pk}/un-fil/?quote=2"))
    assert f"&gt; Le {SECRET}" not in quoting


def test_a_note_comes_and_goes_with_an_edit(lucie, theme):
    post = start(lucie.actor, theme).post
    lucie.client.post(f"/fr/posts/{post.pk}/edit/", {"title": "Le soir", "body": "Il pleut.", "note": "deuil"})
    assert (fresh(post).note, fresh(post.thread).note, fresh(post.thread).first_words) == ("deuil", "deuil", "")
    lucie.client.post(f"/fr/posts/{post.pk}/edit/", {"title": "Le soir", "body": "Il pleut.", "note": ""})
    assert (fresh(post.thread).note, fresh(post.thread).first_words) == ("", "Il pleut.")


def test_a_note_that_is_too_long_keeps_the_words(lucie, thread):
    response = lucie.client.post(f"/fr/threads/{thread.pk}/reply/", form_of_reply(note="x" * 81))
    assert response.status_code == 422
    assert kept(response)
    assert "80 caractères au plus" in said(response)


# --- personal details ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("Mon numéro : 06 12 34 56 78", "un numéro de téléphone dans"),
        ("Écrivez à lucie@exemple.org", "une adresse électronique dans"),
        ("J’habite 12 rue des Lilas, au 06 12 34 56 78", "un numéro de téléphone et une adresse postale dans"),
        ("Mon médecin s’appelle Paul Durand, il est bien.", "le nom entier de quelqu’un dans"),
        ("My sister is called Mary Porter and she knows.", "le nom entier de quelqu’un dans"),
    ],
)
def test_personal_details_are_asked_about_by_name_and_never_stop_anybody(lucie, marc, thread, body, seen):
    factories.make_post(thread, lucie.name)
    asked = lucie.client.post(f"/fr/threads/{thread.pk}/reply/", form_of_reply(body=body))
    assert asked.status_code == 422
    assert kept(asked, body)
    assert f"Il semble y avoir {seen} vos mots" in said(asked)
    assert 'name="confirmed"' in said(asked)
    assert not Post.objects.filter(body=body).exists()
    sent = lucie.client.post(f"/fr/threads/{thread.pk}/reply/", form_of_reply(body=body, confirmed="on"))
    assert sent.status_code == 303
    assert Post.objects.filter(body=body).exists()


def test_the_question_is_not_on_a_page_where_nothing_was_asked(lucie, thread):
    assert 'name="confirmed"' not in said(lucie.client.get(f"/fr/threads/{thread.pk}/reply/"))


# --- changing ------------------------------------------------------------------------------------
def test_what_a_post_said_before_is_kept_and_goes_when_it_is_taken_back(lucie, theme):
    post = start(lucie.actor, theme, title="Avant").post
    lucie.client.post(f"/fr/posts/{post.pk}/edit/", {"title": "Après", "body": "Autrement."})
    [before] = EarlierWords.objects.filter(post=post)
    assert (before.title, before.body) == ("Avant", "Il neige sur le port.")
    lucie.client.post(f"/fr/posts/{post.pk}/delete/")
    assert not EarlierWords.objects.exists()


def test_a_change_over_a_change_overwrites_nothing_unseen(lucie, thread):
    post = answer(lucie.actor, thread, "Un.").post
    form = lucie.client.get(f"/fr/posts/{post.pk}/edit/").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', form)[1]
    first = {"body": "Deux.", "seen": seen}
    assert lucie.client.post(f"/fr/posts/{post.pk}/edit/", first).status_code == 303
    late = lucie.client.post(f"/fr/posts/{post.pk}/edit/", {"body": "Trois.", "seen": seen})
    assert late.status_code == 409
    assert kept(late, "Trois.")
    assert "Deux." in said(late)
    assert "Rien n’est écrasé" in said(late)
    assert fresh(post).body == "Deux."
    again = re.search(r'name="seen" value="(\w+)"', late.content.decode())[1]
    assert lucie.client.post(f"/fr/posts/{post.pk}/edit/", {"body": "Trois.", "seen": again}).status_code == 303
    assert fresh(post).body == "Trois."


# --- who may list it -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "wanted, audience, is_listed", [("", "anyone", False), ("on", "anyone", True), ("on", "members", False)]
)
def test_search_engines_list_a_thread_only_where_its_author_let_them(lucie, guest, theme, wanted, audience, is_listed):
    form = form_of_thread(is_indexed=wanted, audience=audience) if wanted else form_of_thread(audience=audience)
    place = lucie.client.post("/fr/themes/memoire/new/", form)["Location"]
    reader = guest if audience == "anyone" else lucie
    response = reader.client.get(place)
    assert ("X-Robots-Tag" not in response) is is_listed
    assert ('content="noindex"' not in said(response)) is is_listed


# --- pace ----------------------------------------------------------------------------------------
def test_in_a_slow_thread_one_waits_with_the_words_kept(lucie, anouk, thread):
    Thread.objects.filter(pk=thread.pk).update(slow_mode_s=600)
    answer(lucie.actor, fresh(thread), "Un.")
    response = lucie.client.post(f"/fr/threads/{thread.pk}/reply/", form_of_reply())
    assert response.status_code == 429
    assert kept(response)
    assert 0 < int(response["Retry-After"]) <= 600
    assert anouk.client.post(f"/fr/threads/{thread.pk}/reply/", form_of_reply()).status_code == 303
    Post.objects.filter(author=lucie.name).update(created_at=timezone.now() - timedelta(seconds=601))
    assert lucie.client.post(f"/fr/threads/{thread.pk}/reply/", form_of_reply()).status_code == 303


def test_a_thread_takes_nothing_more_after_its_hour(lucie, thread):
    Thread.objects.filter(pk=thread.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    response = lucie.client.post(f"/fr/threads/{thread.pk}/reply/", form_of_reply())
    assert response.status_code == 403
    assert kept(response)


def test_those_who_decide_read_what_it_said_before(lucie, marc, ines, thread):
    from moderation import services as moderation

    post = answer(lucie.actor, thread, "Le premier jet.").post
    lucie.client.post(f"/fr/posts/{post.pk}/edit/", {"body": "Le second jet."})
    case = moderation.raise_flag(marc.actor, kind="post", target_id=str(post.pk), reason="hostile").case
    page = said(ines.client.get(f"/fr/moderation/cases/{case.pk}/"))
    assert "Ce qui était écrit avant" in page
    assert "Le premier jet." in page
    assert "Le premier jet." not in said(marc.client.get(f"/fr/threads/{thread.pk}/un-fil/"))
