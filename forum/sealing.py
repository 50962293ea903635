"""The words of a post that was taken down: sealed when it goes, opened when it comes back, erased in the end.

The title of a thread goes with its opening post. Each needs the lock of thread and post, and leaves saving the post and
settling the thread to its caller.
"""

from __future__ import annotations

from forum.models import Post, TakenDown
from members.sealed import with_words


def seal_words(post: Post) -> None:
    """Put the words of a post that is shown into their sealed box, and leave none in the tables."""
    said = post.said
    with_words(TakenDown(post=post), **said._asdict()).save(force_insert=True)
    post.body = post.html = post.note = ""
    if post.is_opening:
        post.thread.title = ""


def open_words(post: Post) -> bool:
    """Give a post that was taken down its words back and empty the box; False when there are none to give."""
    said = post.said
    if not said.body:
        return False
    post.body, post.html, post.note = said.body, said.html, said.note
    if post.is_opening:
        post.thread.title = said.title
    erase(post)
    return True


def change_words(post: Post, *, body: str, html: str) -> None:
    """Let the sealed words of a post be others: a passage was cut, or is back."""
    said = post.said
    TakenDown.objects.filter(pk=post.pk).delete()
    if said.body:
        changed = said._replace(body=body, html=html)
        with_words(TakenDown(post=post), **changed._asdict()).save(force_insert=True)


def erase(post: Post) -> None:
    """Erase the sealed words of a post."""
    TakenDown.objects.filter(pk=post.pk).delete()
    post._state.fields_cache.pop("taken_down", None)
