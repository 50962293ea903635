"""What somebody wrote in threads under their masks, for their own list of it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from forum import policies, removals, words
from forum.models import Post
from members.actor import Actor
from members.under_masks import Key, Said

KIND = "post"


def written(actor: Actor, masks: frozenset[UUID], after: Key | None, most: int) -> Iterable[Said]:
    """Return what these masks of the actor wrote, the latest first, at most so many. One query."""
    posts = Post.objects.visible_to(actor).filter(author__in=masks)
    if after is not None:
        posts = posts.filter(after.further(KIND, "created_at"))
    posts = posts.select_related("author", "thread__theme").order_by("-created_at", "-pk").defer("html")
    return [_said(actor, post) for post in posts[:most]]


def _said(actor: Actor, post: Post) -> Said:
    thread, gone = post.thread, removals.sentence_of(post)
    may_edit = policies.can_edit(actor, post, now=timezone.now())
    return Said(
        key=Key(post.created_at, KIND, post.pk),
        mask=post.author,
        place=thread.shown_title,
        language=thread.title_language,
        url=reverse("forum:post_detail", args=[post.pk]),
        words="" if gone else words.first_words_of(post.body),
        gone=gone,
        change=reverse("forum:post_edit", args=[post.pk]) if may_edit else "",
        take_back=reverse("forum:post_delete", args=[post.pk]) if policies.can_delete(actor, post) else "",
    )
