"""Take a post out of its thread and put it back: for whoever decides, and for those who take their words along.

Locks are taken in the order thread, post; the versions of thread and theme are raised after the rows they speak of.
"""

from __future__ import annotations

from django.db import transaction

from forum import sealing, words
from forum.models import Post, PostState, Thread
from forum.removals import SET_ASIDE
from forum.versions import raise_versions


def hide_post(post: Post, *, reason: str, is_locked: bool = False) -> Post:
    """Take a post down for `reason` (a code that `forum.removals` has a sentence for) and return it as it is now.

    For moderation, inside its transaction. What its author took back stays taken back; hiding twice changes nothing,
    but a decision takes the place of what was only set aside.
    """
    with transaction.atomic(savepoint=False):
        thread, post = (post.thread, post) if is_locked else lock_post(post.pk)
        is_aside = post.state == PostState.HIDDEN and post.removal_reason == SET_ASIDE
        if post.state == PostState.SHOWN or (is_aside and reason != SET_ASIDE):
            if not is_aside:
                sealing.seal_words(post)
            post.state, post.removal_reason = PostState.HIDDEN, reason
            post.save(update_fields=["state", "removal_reason", "body", "html", "note"])
            settle(thread, post)
    return post


def restore_post(post: Post) -> Post:
    """Put back a post that was taken down and return it as it is now. For moderation, inside its transaction.

    Words that were erased meanwhile, or that no key opens any more, cannot come back: the post stays down.
    """
    with transaction.atomic():
        thread, post = lock_post(post.pk)
        if post.state == PostState.HIDDEN and sealing.open_words(post):
            post.state, post.removal_reason = PostState.SHOWN, ""
            post.save(update_fields=["state", "removal_reason", "body", "html", "note"])
            settle(thread, post)
    return post


def take_back(pk: int) -> Post:
    """Erase a post whose author left the house, as they would have done themselves; also one that was taken down."""
    with transaction.atomic():
        return erase(*lock_post(pk))


def erase(thread: Thread, post: Post) -> Post:
    """Leave a sentence in the place of a post, both locked, and none of its words, sealed ones included."""
    if post.state == PostState.DELETED:
        return post
    post.state = PostState.DELETED
    post.body = post.html = post.note = ""
    post.save(update_fields=["state", "body", "html", "note"])
    post.earlier_words.all().delete()
    sealing.erase(post)
    if post.is_opening:
        thread.title = ""
    settle(thread, post)
    return post


def lock_post(pk: int) -> tuple[Thread, Post]:
    """Return a post and its thread, locked in this order: thread, post. Raises Post.DoesNotExist."""
    locked = Thread.objects.select_related("theme", "author").select_for_update(of=("self",), no_key=True)
    thread = locked.filter(pk__in=Post.objects.filter(pk=pk).values("thread_id")).first()
    if thread is None:
        raise Post.DoesNotExist
    post = Post.objects.select_related("author").select_for_update(of=("self",), no_key=True).get(pk=pk)
    post.thread = thread
    return thread, post


def settle(thread: Thread, post: Post) -> None:
    """Let a thread say what is true after one of its posts came or went, and raise the versions."""
    changed = ["is_answered"]
    if post.is_opening:
        changed += ["title", "opening_state", "slug", "note", "first_words"]
        thread.opening_state = post.state
        is_shown = post.state == PostState.SHOWN
        # The address holds the words of the title, so it goes with them.
        thread.slug = words.slug_of(thread.title) if is_shown else "-"
        thread.note = post.note if is_shown else ""
        told = words.first_words_of(post.body, post.note, is_sheltered=thread.is_sheltered)
        thread.first_words = told if is_shown else ""
    others = Post.objects.filter(thread=thread, state=PostState.SHOWN).exclude(author_id=thread.author_id)
    thread.is_answered = others.exists()
    thread.save(update_fields=changed)
    raise_versions(thread)
