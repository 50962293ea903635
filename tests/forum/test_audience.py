"""Who reads a thread: narrower at will, wider only when each person who answered agrees."""

from __future__ import annotations

import re

import pytest

from forum import audience, taking_down
from forum import services as forum
from forum.models import Post, Thread, Widening
from members import inbox
from members.models import Holding
from members.refusals import Refusal
from tests import factories
from tests.forum.speaking import answer, fresh, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme():
    return factories.make_theme("memoire")


@pytest.fixture
def thread(theme, marc):
    return start(marc.actor, theme, audience="members").post.thread


def to(person, thread, where):
    return person.client.post(f"/fr/threads/{thread.pk}/audience/", {"to": where})


def say(person, thread, what):
    return person.client.post(f"/fr/threads/{thread.pk}/widening/", {"answer": what})


def said(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_author_says_anew_what_a_thread_is_for(marc, lucie, guest, theme):
    thread = start(marc.actor, theme).post.thread
    form = {"intent": "good", "wish": "same", "is_indexed": "on"}
    assert marc.client.post(f"/fr/threads/{thread.pk}/ways/", form).status_code == 303
    now = fresh(thread)
    assert (now.intent, now.wish, now.is_indexed) == ("good", "same", True)
    assert now.version == thread.version + 2
    assert "Une bonne nouvelle" in said(guest.client.get(f"/fr/threads/{thread.pk}/{thread.slug}/"))
    for way in ("get", "post"):
        assert getattr(lucie.client, way)(f"/fr/threads/{thread.pk}/ways/").status_code == 403
    assert marc.client.post(f"/fr/threads/{thread.pk}/ways/", {"wish": "moon"}).status_code == 422


def test_a_thread_is_narrowed_at_once_and_leaves_search_engines(marc, lucie, guest, theme):
    thread = start(marc.actor, theme).post.thread
    Thread.objects.filter(pk=thread.pk).update(is_indexed=True)
    answer(lucie.actor, thread)
    assert to(lucie, thread, "members").status_code == 403
    assert to(marc, thread, "members").status_code == 303
    assert guest.client.get(f"/fr/threads/{thread.pk}/{thread.slug}/").status_code == 404
    assert not fresh(thread).is_indexed
    assert "Le premier hiver" not in said(guest.client.get("/fr/themes/memoire/"))


def test_without_an_answer_a_thread_is_opened_at_once(marc, guest, thread):
    assert guest.client.get(f"/fr/threads/{thread.pk}/{thread.slug}/").status_code == 404
    to(marc, thread, "anyone")
    assert guest.client.get(f"/fr/threads/{thread.pk}/{thread.slug}/").status_code == 200


def test_with_answers_each_person_is_asked_and_a_yes_of_all_opens_it(marc, lucie, anouk, guest, thread):
    answer(lucie.actor, thread)
    answer(anouk.actor, fresh(thread))
    to(marc, thread, "anyone")
    assert fresh(thread).audience == "members"
    for person in (lucie, anouk):
        assert "ask" in [item.kind for item in inbox.items_for(person.actor)]
        assert "May anyone read" not in said(person.client.get("/fr/"))
        assert "Tout le monde peut-il lire ce fil" in said(
            person.client.get(f"/fr/threads/{thread.pk}/x/", follow=True)
        )
    assert say(lucie, thread, "yes").status_code == 303
    assert say(lucie, thread, "yes").status_code == 303
    assert fresh(thread).audience == "members"
    assert "ask" not in [item.kind for item in inbox.items_for(lucie.actor)]
    say(anouk, thread, "yes")
    assert fresh(thread).audience == "anyone"
    assert not Widening.objects.exists()
    assert guest.client.get(f"/fr/threads/{thread.pk}/{thread.slug}/").status_code == 200


def test_a_no_ends_the_asking_and_nobody_learns_whose_it_was(marc, lucie, anouk, thread):
    answer(lucie.actor, thread)
    answer(anouk.actor, fresh(thread))
    to(marc, thread, "anyone")
    say(lucie, thread, "no")
    assert not Widening.objects.exists()
    assert fresh(thread).audience == "members"
    assert say(anouk, thread, "yes").status_code == 404
    assert "Lucie" not in said(marc.client.get(f"/fr/threads/{thread.pk}/ways/"))
    assert not [item for item in inbox.items_for(marc.actor) if item.kind == "ask"]


def test_who_answers_while_it_is_asked_is_asked_too(marc, lucie, anouk, thread):
    answer(lucie.actor, thread)
    to(marc, thread, "anyone")
    answer(anouk.actor, fresh(thread))
    say(lucie, thread, "yes")
    assert fresh(thread).audience == "members"
    say(anouk, thread, "yes")
    assert fresh(thread).audience == "anyone"


def test_words_that_may_come_back_count_and_words_taken_back_do_not(marc, lucie, anouk, thread):
    hidden = answer(lucie.actor, thread).post
    taking_down.hide_post(hidden, reason="hostile")
    gone = answer(anouk.actor, fresh(thread)).post
    forum.delete_post(anouk.actor, post=Post.objects.select_related("thread__theme").get(pk=gone.pk))
    to(marc, thread, "anyone")
    assert fresh(thread).audience == "members"
    assert say(anouk, thread, "yes").status_code == 404
    say(lucie, thread, "yes")
    assert fresh(thread).audience == "anyone"


def test_somebody_who_left_cannot_be_asked(marc, lucie, thread):
    answer(lucie.actor, thread)
    Holding.objects.filter(member=lucie.member).delete()
    response = to(marc, thread, "anyone")
    assert response.status_code == 403
    assert "ne peut plus être interrogé" in said(response)
    assert not Widening.objects.exists()


def test_only_who_is_asked_answers(marc, lucie, thread):
    to(lucie, thread, "anyone")
    assert not Widening.objects.exists()
    with pytest.raises(Refusal):
        audience.answer_widening(lucie.actor, thread=thread, agrees=True)
    assert say(marc, thread, "perhaps").status_code == 404
