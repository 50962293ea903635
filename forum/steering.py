"""What a decision does to a thread as a whole, or to a part of a post: move it, close it, open it, cut a passage.

For moderation, inside its transaction. Locks as in `forum.services`: thread, post, theme.
"""

from __future__ import annotations

from django.db import transaction

from forum import calls, sealing, words
from forum.models import Post, PostState, Thread
from forum.versions import raise_versions
from groups.models import Theme
from markup import rich_text


def move_thread(thread: Thread, *, theme: Theme) -> Thread:
    """Let a thread stand in another theme, and return it as it is now. Its address stays."""
    with transaction.atomic():
        locked = _locked(thread.pk)
        if (old := locked.theme_id) != theme.pk:
            locked.theme = theme
            locked.save(update_fields=["theme"])
            raise_versions(locked, old)
    return locked


def close_thread(thread: Thread, *, is_locked: bool = True) -> Thread:
    """Let nobody add to a thread (or, `is_locked` being false, let them again), and return it as it is now."""
    with transaction.atomic():
        locked = _locked(thread.pk)
        if locked.is_locked != is_locked:
            locked.is_locked = is_locked
            locked.save(update_fields=["is_locked"])
            raise_versions(locked)
    return locked


def replace_words(post: Post, *, body: str, reason: str) -> Post:
    """Let a post say `body`: its words without a passage, or with it again, and return it as it is now.

    `reason` is the code for which a passage was cut; while it stands, the author changes nothing. With "" the words
    are the author's own again. What its author took back stays taken back.
    """
    with transaction.atomic():
        thread = _locked(post.thread_id)
        fresh = Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
        fresh.thread = thread
        if fresh.state != PostState.DELETED:
            rendered = rich_text.render(body, called=frozenset(calls.kept(fresh).values()))
            fresh.recipe = rendered.recipe
            if fresh.state == PostState.HIDDEN:
                sealing.change_words(fresh, body=body, html=rendered.html)
            else:
                fresh.body, fresh.html, fresh.removal_reason = body, rendered.html, reason
            fresh.save(update_fields=["body", "html", "recipe", "removal_reason"])
            if fresh.is_opening and fresh.is_shown:
                thread.first_words = words.first_words_of(body, fresh.note, is_sheltered=thread.is_sheltered)
                thread.save(update_fields=["first_words"])
            raise_versions(thread)
    return fresh


def erase_words(post: Post) -> Post:
    """Erase the words of a post that was taken down, with the title for an opening, and return it as it is now.

    They are sealed, so nothing that anybody can see changes. Words that can be read are left as they are.
    """
    with transaction.atomic():
        thread = _locked(post.thread_id)
        fresh = Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
        fresh.thread = thread
        if fresh.state == PostState.HIDDEN:
            sealing.erase(fresh)
            fresh.earlier_words.all().delete()
    return fresh


def _locked(pk: int) -> Thread:
    return Thread.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
