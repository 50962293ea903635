"""Changing one's words, taking them back, and what moderation does to a post."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import policies, removals, services, taking_down
from forum.models import Post, PostState, Thread
from members import standings
from members.actor import Sanction
from members.refusals import Refusal
from moderation.models import Reason
from tests import factories
from tests.forum.speaking import answer, fresh, start

pytestmark = pytest.mark.django_db
SECRET = "Mots-que-personne-ne-relira"


@pytest.fixture
def post(lucie):
    """An opening post of Lucie's."""
    return fresh(start(lucie.actor, factories.make_theme(), title=f"{SECRET} titre", body=f"{SECRET} corps").post)


def test_one_changes_ones_words_and_the_page_says_when(lucie, post):
    services.edit_post(lucie.actor, post=post, title="Un autre titre", body="D’autres **mots**.")
    post = fresh(post)
    assert post.body == "D’autres **mots**."
    assert "<strong>mots</strong>" in post.html
    assert post.edited_at is not None
    assert (post.thread.title, post.thread.slug) == ("Un autre titre", "un-autre-titre")
    assert post.thread.first_words == "D’autres mots."


def test_unchanged_words_write_nothing(lucie, post):
    before = post.thread.version
    done = services.edit_post(lucie.actor, post=post, title=post.thread.title, body=f"{post.body}  \n")
    assert (done.is_new, fresh(post).edited_at, fresh(post).thread.version) == (False, None, before)


def test_a_reply_has_no_title_to_change(lucie, marc, post):
    reply = fresh(answer(marc.actor, post.thread).post)
    services.edit_post(marc.actor, post=reply, title="Détourné", body="Mieux dit.")
    reply = fresh(reply)
    assert (reply.body, reply.thread.title) == ("Mieux dit.", f"{SECRET} titre")


def test_nobody_changes_or_takes_back_the_words_of_others(marc, ines, odile, post):
    for person in (marc, ines, odile):
        for act in (
            lambda p=person: services.edit_post(p.actor, post=post, body="Faux."),
            lambda p=person: services.delete_post(p.actor, post=post),
        ):
            with pytest.raises(Refusal) as refused:
                act()
            assert refused.value.code == "not_allowed"
    assert fresh(post).said.body == f"{SECRET} corps"


@pytest.mark.parametrize("minutes, open_still", [(0, True), (59, True), (60, True), (60.02, False), (60 * 24, False)])
def test_words_can_be_changed_for_an_hour(lucie, post, minutes, open_still):
    with time_machine.travel(post.created_at + timedelta(minutes=minutes), tick=False):
        assert policies.can_edit(lucie.actor, post) is open_still
        if open_still:
            services.edit_post(lucie.actor, post=post, body="À temps.")
            assert fresh(post).body == "À temps."
        else:
            with pytest.raises(Refusal) as refused:
                services.edit_post(lucie.actor, post=post, body="Trop tard.")
            assert refused.value.code == "too_old"
            assert policies.can_delete(lucie.actor, post)


def test_an_edit_is_read_for_danger_and_announced(lucie, post):
    assert services.edit_post(lucie.actor, post=post, body="Je veux mourir.").assessment.brings_panel


def test_no_edit_in_a_closed_thread_or_while_suspended_but_taking_back_stays_possible(lucie, post):
    Thread.objects.filter(pk=post.thread_id).update(is_locked=True)
    with pytest.raises(Refusal) as refused:
        services.edit_post(lucie.actor, post=fresh(post), body="Non.")
    assert refused.value.code == "closed"
    standings.impose(lucie.member.pk, Sanction("suspended", "", timezone.now() + timedelta(days=1)))
    services.delete_post(lucie.actor, post=fresh(post))
    assert fresh(post).state == PostState.DELETED


def test_taking_back_an_opening_erases_words_title_and_address(lucie, marc, post):
    answer(marc.actor, post.thread)
    services.delete_post(lucie.actor, post=post)
    post = fresh(post)
    thread = post.thread
    assert (post.body, post.html, post.state) == ("", "", PostState.DELETED)
    assert (thread.title, thread.slug, thread.first_words) == ("", "-", "")
    assert thread.shown_title == "A thread whose first words were taken back"
    assert not Thread.objects.listed().exists()
    with connection.cursor() as cursor:
        for table in ("forum_thread", "forum_post"):
            cursor.execute(f"SELECT * FROM {table}")
            assert SECRET not in str(cursor.fetchall())


def test_taking_back_twice_is_calm(lucie, post):
    services.delete_post(lucie.actor, post=post)
    version = fresh(post).thread.version
    services.delete_post(lucie.actor, post=fresh(post))
    assert fresh(post).thread.version == version


def test_taking_back_a_reply_leaves_its_place(lucie, marc, post):
    reply = answer(marc.actor, post.thread, SECRET).post
    after = answer(lucie.actor, post.thread).post
    services.delete_post(marc.actor, post=fresh(reply))
    assert [one.position for one in Post.objects.order_by("position")] == [1, 2, 3]
    assert answer(marc.actor, fresh(after).thread).post.position == 4
    assert fresh(post).thread.opening_state == PostState.SHOWN


def test_a_thread_waits_again_when_its_only_answer_goes(lucie, marc, post):
    reply = answer(marc.actor, post.thread).post
    taking_down.hide_post(reply, reason="hostile")
    assert fresh(post).thread.is_answered is False
    taking_down.restore_post(fresh(reply))
    assert fresh(post).thread.is_answered is True
    services.delete_post(marc.actor, post=fresh(reply))
    assert fresh(post).thread.is_answered is False


def test_hiding_an_opening_takes_title_and_first_words_along_and_restoring_brings_them_back(post):
    taking_down.hide_post(post, reason="personal_data")
    hidden = fresh(post)
    assert (hidden.state, hidden.removal_reason, hidden.thread.opening_state) == ("hidden", "personal_data", "hidden")
    assert (hidden.thread.slug, hidden.thread.first_words) == ("-", "")
    assert SECRET not in hidden.thread.shown_title
    assert not Thread.objects.listed().exists()
    taking_down.restore_post(hidden)
    shown = fresh(post)
    assert (shown.state, shown.removal_reason) == ("shown", "")
    assert (shown.thread.title, shown.thread.slug) == (f"{SECRET} titre", f"{SECRET} titre".lower().replace(" ", "-"))
    assert shown.thread.first_words == f"{SECRET} corps"


def test_hiding_what_is_hidden_or_taken_back_changes_nothing(lucie, marc, post):
    reply = answer(marc.actor, post.thread).post
    taking_down.hide_post(reply, reason="hostile")
    taking_down.hide_post(fresh(reply), reason="illegal")
    assert fresh(reply).removal_reason == "hostile"
    services.delete_post(lucie.actor, post=post)
    taking_down.hide_post(fresh(post), reason="illegal")
    taking_down.restore_post(fresh(post))
    assert (fresh(post).state, fresh(post).removal_reason) == (PostState.DELETED, "")


def test_what_the_team_took_down_is_neither_changed_nor_erased_by_its_author(lucie, post):
    taking_down.hide_post(post, reason="hostile")
    hidden = fresh(post)
    assert not policies.can_delete(lucie.actor, hidden)
    for act in (
        lambda: services.edit_post(lucie.actor, post=hidden, body="Adouci."),
        lambda: services.delete_post(lucie.actor, post=hidden),
        lambda: services.edit_post(lucie.actor, post=post, body="Vu avant."),
        lambda: services.delete_post(lucie.actor, post=post),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "not_allowed"
    assert fresh(post).said.body == f"{SECRET} corps"


def test_hiding_rolls_back_with_the_decision_around_it(post):
    class ChangedMindError(Exception):
        pass

    def decide():
        with transaction.atomic():
            taking_down.hide_post(post, reason="hostile")
            raise ChangedMindError

    with pytest.raises(ChangedMindError):
        decide()
    assert fresh(post).state == PostState.SHOWN


def test_locks_are_taken_thread_first_then_post_then_theme(post):
    """On PostgreSQL the order is in the statements; on SQLite one writer is alone, and the order of writes remains."""
    with CaptureQueriesContext(connection) as seen:
        taking_down.hide_post(post, reason="hostile")
    said = [one["sql"] for one in seen.captured_queries]

    def place(start):
        return next(number for number, sql in enumerate(said) if sql.startswith(start))

    assert place('UPDATE "forum_post"') < place('UPDATE "groups_theme"')
    if connection.vendor == "postgresql":
        locks = [sql for sql in said if "FOR NO KEY UPDATE" in sql]
        assert len(locks) == 2
        assert 'FROM "forum_thread"' in locks[0]
        assert 'FROM "forum_post"' in locks[1]


def test_every_reason_for_a_removal_has_its_sentence_in_place(post):
    for reason in Reason.values:
        post.state, post.removal_reason = PostState.HIDDEN, reason
        assert str(removals.sentence_of(post)).startswith("The team took a message down")
    ordinary = {Reason.WORRY, Reason.OTHER}
    sentences = {
        str(removals.sentence_of(Post(state="hidden", removal_reason=one))) for one in set(Reason.values) - ordinary
    }
    assert len(sentences) == len(Reason.values) - len(ordinary)
    assert removals.sentence_of(Post(state="shown")) == ""
    assert "taken it back" in str(removals.sentence_of(Post(state="deleted")))
