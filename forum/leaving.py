"""What the forum does with the words of names whose holder left, and what it gives them to take along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from forum import approval, bookmarks, taking_down
from forum.models import HeldPost, HeldState, Mention, Post, PostState, ThemeMark, Thread
from members.actor import Actor


def erase_words(names: frozenset[UUID]) -> None:
    """Take back every post of these names, one by one in the order of their threads; their drafts in waiting too."""
    ThemeMark.objects.filter(reader__in=names).delete()
    Mention.objects.filter(name__in=names).delete()
    leaving = Actor(names=names)
    for held in HeldPost.objects.filter(author__in=names, state=HeldState.WAITING).select_related("author"):
        approval.withdraw_held(leaving, held=held)
    for held in HeldPost.objects.filter(author__in=names, state=HeldState.RETURNED):
        approval.erase_held(held)
    written = Post.objects.filter(author__in=names).exclude(state=PostState.DELETED)
    for pk in written.order_by("thread_id", "position").values_list("pk", flat=True):
        with transaction.atomic():
            taking_down.take_back(pk)


def written_by(actor: Actor) -> list[dict[str, Any]]:
    """Return every post of the actor's names, oldest first, in plain values. Two queries."""
    posts = (
        Post.objects.filter(author__in=actor.names).select_related("thread", "author").order_by("thread_id", "position")
    )
    return [
        {
            "as": post.author.name,
            "thread": post.thread.shown_title,
            "place": f"/posts/{post.pk}/",
            "at": post.created_at,
            "state": post.state,
            "words": post.body,
        }
        for post in posts
    ]


def marked_by(actor: Actor) -> list[dict[str, Any]]:
    """Return in which threads the actor has read how far, and which they follow, in plain values. Three queries."""
    marks = bookmarks.all_of(actor)
    threads = Thread.objects.visible_to(actor).filter(pk__in=marks).order_by("pk")
    return [
        {
            "thread": thread.shown_title,
            "read_up_to": marks[thread.pk].read_position,
            "is_followed": bool(marks[thread.pk].is_followed),
        }
        for thread in threads
    ]
