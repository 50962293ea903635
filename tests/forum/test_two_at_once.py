"""Two people, or one person twice, at the very same moment: positions stay gapless and one form makes one post."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from forum import services, taking_down
from forum.models import Post, Thread
from groups.models import Theme
from members.refusals import Refusal
from tests import factories
from tests.forum.speaking import answer, fresh, start

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run every act in a thread of its own, let go at the same moment; return results and exceptions in order."""
    gate, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait(60)
            found[number] = act()
        except Exception as problem:
            found[number] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def test_replies_at_once_leave_no_gap_and_no_double(lucie, marc):
    thread = start(lucie.actor, factories.make_theme()).post.thread
    actors = [lucie.actor, marc.actor]

    def twice(number: int) -> None:
        for again in ("", " encore"):
            answer(actors[number % 2], fresh(thread), body=f"Mot {number}{again}")

    # No more at a time than there are connections: who waits for one is refused after a while.
    found = together(*[lambda n=n: twice(n) for n in range(6)])
    assert not [one for one in found if isinstance(one, Exception)]
    assert list(Post.objects.order_by("position").values_list("position", flat=True)) == list(range(1, 14))
    thread = fresh(thread)
    assert (thread.last_position, thread.is_answered, thread.version) == (13, True, 13)
    assert thread.theme.version == 13
    assert thread.last_post_at == Post.objects.get(position=13).created_at


def test_one_reply_form_sent_many_times_at_once_makes_one_post(lucie):
    thread = start(lucie.actor, factories.make_theme()).post.thread
    actor, nonce = lucie.actor, uuid4()
    found = together(*[lambda: answer(actor, thread, nonce=nonce) for _ in range(6)])
    assert {one.post.pk for one in found} == {Post.objects.get(position=2).pk}
    assert [one.is_new for one in found].count(True) == 1
    assert fresh(thread).last_position == 2


def test_one_form_for_a_thread_sent_many_times_at_once_makes_one_thread(lucie):
    theme, actor, nonce = factories.make_theme(), lucie.actor, uuid4()
    found = together(*[lambda: start(actor, theme, nonce=nonce) for _ in range(6)])
    assert {one.post.pk for one in found} == {Post.objects.get().pk}
    assert Thread.objects.count() == 1
    assert Theme.objects.get(pk=theme.pk).version == 1


def test_taking_down_and_taking_back_at_once_end_in_one_of_both(lucie):
    post = fresh(start(lucie.actor, factories.make_theme()).post)
    actor = lucie.actor
    hidden, deleted = together(
        lambda: taking_down.hide_post(fresh(post), reason="hostile"), lambda: services.delete_post(actor, post=post)
    )
    assert not isinstance(hidden, Exception)
    state = fresh(post).state
    if state == "hidden":
        assert isinstance(deleted, Refusal)
    else:
        assert (state, fresh(post).body) == ("deleted", "")
    assert fresh(post).thread.opening_state == state


def test_an_edit_never_overtakes_a_removal(lucie):
    actor = lucie.actor
    for _ in range(4):
        post = fresh(start(lucie.actor, factories.make_theme()).post)
        _hidden, edited = together(
            lambda p=post: taking_down.hide_post(fresh(p), reason="hostile"),
            lambda p=post: services.edit_post(actor, post=p, body="Changé.", title="Titre changé"),
        )
        after = fresh(post)
        assert after.state == "hidden"
        assert (after.thread.slug, after.thread.first_words) == ("-", "")
        assert isinstance(edited, Refusal) or after.said.body == "Changé."


# SQLite has one writer at a time.
@pytest.mark.only_on("postgresql")
def test_writers_in_different_threads_do_not_end_in_a_deadlock(lucie, marc):
    theme = factories.make_theme()
    one, two = (start(lucie.actor, theme, title=f"Fil {n}").post for n in "ab")

    def thrice(actor: Any, post: Post, words: str) -> None:
        for again in range(3):
            answer(actor, fresh(post.thread), body=f"{words} {again}")

    acts: list[Callable[[], Any]] = [lambda: taking_down.hide_post(fresh(one), reason="other")]
    for n in range(2):
        acts.append(lambda n=n: thrice(lucie.actor, one, f"Un {n}"))
        acts.append(lambda n=n: thrice(marc.actor, two, f"Deux {n}"))
    assert not [found for found in together(*acts) if isinstance(found, Exception)]
    assert Theme.objects.get(pk=theme.pk).version == 15
