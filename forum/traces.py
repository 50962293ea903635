"""What masks leave in the tables of the forum: the rows that `members.scattering` moves about."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import Q

from forum.models import Bookmarks, EarlierWords, HeldPost, Mention, Post, PostWords, Thread
from forum.word_models import TABLE
from groups.models import Theme
from members import masks, scattering


def move_lately(since: datetime) -> None:
    """Move what masks wrote, changed or let wait since a moment, and whatever was touched by it."""
    scattering.move_drawers(Bookmarks)
    lately = Q(created_at__gte=since) | Q(edited_at__gte=since)
    masked = Post.objects.filter(lately, pk__gte=masks.LOWEST_ID)
    found = list(masked.values_list("pk", "author_id", "thread_id", "thread__theme_id"))
    held = HeldPost.objects.filter(Q(at__gte=since) | Q(ended_at__gte=since), pk__gte=masks.LOWEST_ID)
    waiting = list(held.values_list("pk", "author_id"))
    if not found and not waiting:
        return
    posts = [pk for pk, _author, _thread, _theme in found]
    authors = {author for _pk, author, _thread, _theme in found} | {author for _pk, author in waiting}
    threads = {thread for _pk, _author, thread, _theme in found}
    scattering.move(Post, posts)
    _move_words(posts)
    scattering.move(HeldPost, [pk for pk, _author in waiting])
    for table in (Mention, EarlierWords):
        scattering.move(table, list(table.objects.filter(post__in=posts).values_list("pk", flat=True)))
    scattering.move_masks(authors)
    # Last, because others wrote these rows too: they say when something was last written there.
    openings = Post.objects.filter(pk__in=posts, position=1)
    opened = set(openings.values_list("thread_id", flat=True))
    scattering.move(Thread, opened)
    scattering.move(Thread, threads - opened, leaves_page=False)
    scattering.move(Theme, {theme for _pk, _author, _thread, theme in found}, leaves_page=False)


def _move_words(posts: list[int]) -> None:
    """Move the words by which these posts are found."""
    if connection.vendor == "postgresql":
        scattering.move(PostWords, posts)
        return
    with connection.cursor() as cursor:
        # The index keeps what was written last in heaps of their own; together they tell no order.
        cursor.execute(f"INSERT INTO {TABLE} ({TABLE}, rank) VALUES ('merge', -200)")  # noqa: S608 - our own name
