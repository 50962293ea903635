"""Starting a thread and replying: who may, which words, what is written, what is announced."""

from __future__ import annotations

import itertools
from uuid import uuid4

import pytest
from django.dispatch import Signal

from forum import services, taking_down, words
from forum.models import Post, Thread
from forum.signals import published
from members.actor import GUEST
from members.models import Consent
from members.refusals import Refusal
from tests import factories
from tests.forum.speaking import answer, fresh, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme():
    return factories.make_theme("deuil")


@pytest.fixture
def news():
    """Everything that is announced while the test runs."""
    heard = []

    def hear(signal: Signal, **said):
        heard.append(said)

    published.connect(hear)
    yield heard
    published.disconnect(hear)


def test_a_started_thread_stands_with_its_first_post(lucie, theme):
    post = fresh(start(lucie.actor, theme, title="  Le premier\thiver ", body="Il neige.\r\n\r\n**Encore.**  ").post)
    thread = post.thread
    assert (thread.title, thread.slug, thread.language, thread.audience) == (
        "Le premier hiver",
        "le-premier-hiver",
        "fr",
        "anyone",
    )
    assert (post.position, thread.last_position, thread.is_answered) == (1, 1, False)
    assert post.body == "Il neige.\n\n**Encore.**"
    assert post.html == "<p>Il neige.</p>\n<p><strong>Encore.</strong></p>" or "<strong>Encore.</strong>" in post.html
    assert thread.first_words == "Il neige. Encore."
    assert post.author_id == thread.author_id == lucie.actor.pseudonym_id
    assert thread.created_at == thread.last_post_at == post.created_at


def test_replies_take_the_next_position_and_somebody_else_answers(lucie, marc, theme):
    thread = start(lucie.actor, theme).post.thread
    assert answer(lucie.actor, fresh(thread)).post.position == 2
    assert fresh(thread).is_answered is False
    second = answer(marc.actor, fresh(thread)).post
    thread = fresh(thread)
    assert (second.position, thread.last_position, thread.is_answered) == (3, 3, True)
    assert thread.last_post_at == second.created_at


def test_a_former_name_of_the_opener_is_not_somebody_else(lucie, theme):
    thread = start(lucie.actor, theme).post.thread
    former = factories.make_pseudonym("Ancienne")
    Thread.objects.filter(pk=thread.pk).update(author=former)
    actor = lucie.actor
    actor = type(actor)(**{f: getattr(actor, f) for f in actor.__slots__} | {"names": actor.names | {former.pk}})
    answer(actor, fresh(thread))
    assert fresh(thread).is_answered is False


def test_every_write_raises_the_versions_of_thread_and_theme(lucie, marc, theme):
    def versions(thread):
        thread = fresh(thread)
        return thread.version, thread.theme.version

    post = start(lucie.actor, theme).post
    seen = [versions(post.thread)]
    reply = answer(marc.actor, fresh(post.thread)).post
    seen.append(versions(post.thread))
    services.edit_post(marc.actor, post=fresh(reply), body="Autrement dit.")
    seen.append(versions(post.thread))
    taking_down.hide_post(fresh(reply), reason="hostile")
    seen.append(versions(post.thread))
    taking_down.restore_post(fresh(reply))
    seen.append(versions(post.thread))
    services.delete_post(marc.actor, post=fresh(reply))
    seen.append(versions(post.thread))
    assert all(later[0] > sooner[0] and later[1] > sooner[1] for sooner, later in itertools.pairwise(seen))


def test_news_carries_actor_post_and_assessment(lucie, marc, theme, news, django_assert_num_queries):
    first = start(lucie.actor, theme)
    second = answer(marc.actor, first.post.thread, body="Je veux mourir.")
    assert [one["post"].pk for one in news] == [first.post.pk, second.post.pk]
    assert [one["assessment"].brings_panel for one in news] == [False, True]
    assert news[1]["actor"].pseudonym_id == marc.actor.pseudonym_id
    with django_assert_num_queries(0):
        assert news[1]["post"].thread.theme.slug == "deuil"
        assert news[1]["post"].author.name == "Marc des bois"
        assert news[1]["post"].thread.author.name == "Lucie du port"


def test_a_failing_receiver_never_takes_the_post_with_it(lucie, theme):
    def stumble(**_news):
        raise RuntimeError("secret words")

    published.connect(stumble)
    try:
        post = start(lucie.actor, theme).post
    finally:
        published.disconnect(stumble)
    assert Post.objects.filter(pk=post.pk).exists()


def test_words_of_danger_in_a_title_are_read_too(lucie, theme):
    done = start(lucie.actor, theme, title="Je veux mourir", body="C’est tout.")
    assert done.assessment.brings_panel
    assert fresh(done.post).is_shown


@pytest.mark.parametrize("body", ["", "   \n\t", "\u200b\u200d\ufeff", "\u2800", "\x00", "\u00a0\u3164"])
def test_a_body_without_visible_words_is_refused(lucie, theme, body):
    with pytest.raises(Refusal) as refused:
        start(lucie.actor, theme, body=body)
    assert (refused.value.code, refused.value.field) == ("empty", "body")
    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    "title, code", [("", "empty"), (" \u200b ", "empty"), ("ab", "empty"), ("x" * 141, "too_long"), ("\n\n", "empty")]
)
def test_a_title_has_three_to_a_hundred_and_forty_characters(lucie, theme, title, code):
    with pytest.raises(Refusal) as refused:
        start(lucie.actor, theme, title=title)
    assert (refused.value.code, refused.value.field) == (code, "title")


def test_titles_and_bodies_may_be_as_long_as_promised(lucie, theme):
    done = start(lucie.actor, theme, title="t" * 140, body="b" * 20_000)
    assert len(fresh(done.post).body) == 20_000
    with pytest.raises(Refusal) as refused:
        answer(lucie.actor, done.post.thread, body="b" * 20_001)
    assert refused.value.code == "too_long"


@pytest.mark.parametrize("field, value", [("language", "de"), ("audience", "everybody")])
def test_choices_that_do_not_exist_are_refused(lucie, theme, field, value):
    with pytest.raises(Refusal) as refused:
        start(lucie.actor, theme, **{field: value})
    assert (refused.value.code, refused.value.field) == ("bad_field", field)


def test_guests_suspended_people_and_those_without_agreement_do_not_write(lucie, sam, theme):
    thread = start(lucie.actor, theme).post.thread
    Consent.objects.filter(member=lucie.member, topic="agreement").delete()
    for actor, code in ((GUEST, "not_member"), (sam.actor, "suspended"), (lucie.actor, "agreement")):
        for act in (lambda a=actor: start(a, theme), lambda a=actor: answer(a, thread)):
            with pytest.raises(Refusal) as refused:
                act()
            assert refused.value.code == code
    assert Post.objects.count() == 1


def test_a_hidden_theme_takes_no_words_but_from_administrators(lucie, odile, theme):
    thread = start(lucie.actor, theme).post.thread
    theme.is_shown = False
    theme.save()
    for act in (lambda: start(lucie.actor, theme), lambda: answer(lucie.actor, fresh(thread))):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "not_found"
    assert start(odile.actor, theme).post.position == 1


def test_a_locked_thread_refuses_even_when_it_is_closed_meanwhile(lucie, theme):
    thread = start(lucie.actor, theme).post.thread
    stale = fresh(thread)
    Thread.objects.filter(pk=thread.pk).update(is_locked=True)
    for seen in (stale, fresh(thread)):
        with pytest.raises(Refusal) as refused:
            answer(lucie.actor, seen)
        assert refused.value.code == "closed"
    assert fresh(thread).last_position == 1


def test_a_first_contribution_holds_no_link_and_the_second_may(lucie, theme):
    for body in ("Voyez https://exemple.test/a", "écrivez à moi@exemple.test"):
        with pytest.raises(Refusal) as refused:
            start(lucie.actor, theme, body=body)
        assert refused.value.field == "body"
    with pytest.raises(Refusal):
        start(lucie.actor, theme, title="Voyez www.exemple.test")
    thread = start(lucie.actor, theme).post.thread
    assert (
        'rel="nofollow ugc noopener noreferrer"' in answer(lucie.actor, thread, body="https://exemple.test/a").post.html
    )


def test_a_first_post_cannot_be_changed_into_a_link(lucie, theme):
    post = fresh(start(lucie.actor, theme).post)
    with pytest.raises(Refusal):
        services.edit_post(lucie.actor, post=post, body="Voyez https://exemple.test/")
    answer(lucie.actor, post.thread)
    services.edit_post(lucie.actor, post=post, body="Voyez https://exemple.test/")
    assert "https://exemple.test/" in fresh(post).html


def test_a_message_that_was_taken_down_does_not_open_the_way_for_links(lucie, theme):
    post = start(lucie.actor, theme).post
    taking_down.hide_post(post, reason="advertising")
    with pytest.raises(Refusal):
        start(lucie.actor, theme, body="https://exemple.test/")


def test_whoever_holds_a_role_may_link_at_once(ines, theme):
    assert start(ines.actor, theme, body="https://exemple.test/").post.position == 1


def test_limits_hold_and_say_when_to_come_back(lucie, theme, settings):
    settings.RATE_LIMITS = True
    for number in range(4):
        start(lucie.actor, theme, title=f"Fil {number}")
    with pytest.raises(Refusal) as refused:
        start(lucie.actor, theme, title="Fil de trop")
    assert refused.value.code == "rate_limited"
    assert refused.value.retry_after_s
    assert Thread.objects.count() == 4


def test_the_same_form_sent_twice_makes_one_thread_and_one_post(lucie, theme, news):
    nonce = uuid4()
    first = start(lucie.actor, theme, nonce=nonce)
    again = start(lucie.actor, theme, nonce=nonce)
    assert (again.post.pk, first.is_new, again.is_new) == (first.post.pk, True, False)
    nonce = uuid4()
    first = answer(lucie.actor, first.post.thread, nonce=nonce)
    assert answer(lucie.actor, fresh(first.post.thread), nonce=nonce).post.pk == first.post.pk
    assert Thread.objects.count() == 1
    assert Post.objects.count() == 2
    assert len(news) == 2


def test_a_double_submit_spends_no_second_token(lucie, theme, settings):
    settings.RATE_LIMITS = True
    nonce = uuid4()
    pks = {start(lucie.actor, theme, nonce=nonce).post.pk for _ in range(12)}
    assert len(pks) == 1


def test_a_double_submit_of_heavy_words_still_brings_the_panel(lucie, theme):
    nonce = uuid4()
    start(lucie.actor, theme, body="Je veux mourir.", nonce=nonce)
    assert start(lucie.actor, theme, body="Je veux mourir.", nonce=nonce).assessment.brings_panel


def test_the_same_nonce_of_somebody_else_is_unrelated(lucie, marc, theme):
    nonce = uuid4()
    thread = start(lucie.actor, theme, nonce=nonce).post.thread
    assert start(marc.actor, theme, nonce=nonce).post.thread_id != thread.pk
    assert answer(marc.actor, thread, nonce=uuid4()).is_new


def test_a_used_form_with_other_words_says_so_and_loses_none(lucie, theme):
    nonce = uuid4()
    thread = start(lucie.actor, theme, nonce=nonce).post.thread
    for act in (
        lambda: start(lucie.actor, theme, body="Autre chose.", nonce=nonce),
        lambda: answer(lucie.actor, thread, nonce=nonce),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert (refused.value.code, refused.value.field) == ("bad_field", "nonce")
    assert Post.objects.count() == 1


@pytest.mark.parametrize(
    "title, slug",
    [("Été à la mer", "ete-a-la-mer"), ("…?!", "-"), ("日本", "-"), ("Reply", "reply-"), ("a" * 140, "a" * 80)],
)
def test_the_address_says_the_title_as_far_as_it_can(title, slug):
    assert words.slug_of(title) == slug
