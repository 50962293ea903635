"""What a reader finds on a page: the posts of a thread by position, and the threads nobody has answered yet."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.urls import get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language

from forum import paging, policies, removals, voices
from forum.gestures import made_by
from forum.models import GestureKind, Post, Thread, ThreadQuerySet
from forum.sparing import OPEN, Eyes
from groups.models import Theme
from members.actor import Actor
from record.questions import ask

NEAR = 5
_GESTURES = tuple(GestureKind.choices)
ROWS = 30


@dataclass(frozen=True)
class Offered:
    """A gesture that the reader can make to a post, or take back."""

    kind: str
    words: str | Promise
    is_made: bool


@dataclass(frozen=True)
class Line:
    """A post as it stands on the page, for this reader. `gone` stands in the place of words that are not shown."""

    post: Post
    gone: str | Promise
    by_opener: bool
    is_mine: bool
    may_edit: bool
    may_delete: bool
    may_decide: bool
    quote_address: str
    gestures: tuple[Offered, ...] = ()
    # The first words since the reader was here.
    is_first_new: bool = False
    # Words of a name that the reader hides, or that hold a word they mute.
    is_hidden: bool = False
    is_muted: bool = False


@dataclass(frozen=True)
class Pages:
    """The addresses of other pages, "" where there is none."""

    number: int
    first: str
    newer: str
    older: str
    last: str


def within(theme: Theme) -> Q:
    """Return what makes a thread one of `theme`'s: its own, or with a chapter those of its themes."""
    return Q(theme=theme) | Q(theme__parent=theme) if theme.parent_id is None else Q(theme=theme)


def thread_address(thread: Thread, page: int = 1) -> str:
    """Return the address of a page of a thread."""
    if thread.slug.isascii():
        before, between, after = _around(get_language() or "", get_script_prefix(), settings.ROOT_URLCONF)
        address = f"{before}{thread.pk}{between}{thread.slug}{after}"
    else:
        address = reverse("forum:thread_detail", args=[thread.pk, thread.slug])
    return address if page == 1 else f"{address}?page={page}"


@lru_cache(maxsize=16)
def _around(_language: str, _prefix: str, _addresses: str) -> list[str]:
    """Return what stands around number and slug in the address of every thread: a long list names many."""
    return re.split("1987650001|zz-slug-zz", reverse("forum:thread_detail", args=[1_987_650_001, "zz-slug-zz"]))


def address_since(thread: Thread) -> str:
    """Return the address at which what is written from now on is marked as new: it needs no memory of its reader."""
    address = thread_address(thread, paging.last_page(thread.last_position))
    return f"{_with(address, f'since={thread.last_position}')}#new"


def post_address(post: Post) -> str:
    """Return the address of a post (loaded with its thread) in its thread: page and anchor."""
    return f"{thread_address(post.thread, paging.page_of(post.position))}#p{post.position}"


def lines_on(
    actor: Actor, thread: Thread, page: int, *, now: datetime, read: int | None = None, eyes: Eyes = OPEN
) -> list[Line]:
    """Return the posts on `page` of a thread (loaded with its theme), in one query however long the thread.

    `read` is how far the reader had come, `eyes` what they do not want to see. One query more for a member.
    """
    first, last = paging.positions_on(page)
    found = ask(_posts_on_a_page, thread=thread.pk, first=first, last=last)
    actor, made = voices.as_own_on(actor, found), made_by(actor, found)
    address = thread_address(thread, page)
    lines = [line_of(actor, post, thread, now=now, made=made.get(post.pk, set()), page=address) for post in found]
    new = next((post.pk for post in found if read and post.position > read and not policies.is_author(actor, post)), 0)
    return (
        [
            replace(
                line,
                is_first_new=line.post.pk == new,
                is_hidden=not line.is_mine and eyes.hides(line.post),
                is_muted=not line.is_mine and not line.gone and eyes.mutes(line.post),
            )
            for line in lines
        ]
        if new or eyes != OPEN
        else lines
    )


def _posts_on_a_page(thread: int, first: int, last: int) -> QuerySet[Post]:
    posts = Post.objects.filter(thread=thread, position__gte=first, position__lte=last).defer("body", "nonce_key")
    # As many as there are places: told so, the database goes along the places instead of reading the whole thread.
    return posts.select_related("author").order_by("position")[: paging.PAGE_SIZE]


def line_of(
    actor: Actor, post: Post, thread: Thread, *, now: datetime, made: Collection[str] = frozenset(), page: str = ""
) -> Line:
    """Return one post as `actor` sees it, `made` being the gestures that they made to it, `page` its page's address.

    No query.
    """
    post.thread = thread
    page = page or thread_address(thread, paging.page_of(post.position))
    return Line(
        post=post,
        gone=removals.sentence_of(post),
        by_opener=post.author_id == thread.author_id,
        is_mine=policies.is_author(actor, post),
        may_edit=policies.can_edit(actor, post, now=now),
        may_delete=policies.can_delete(actor, post),
        gestures=_offered(actor, post, made),
        may_decide=policies.keeps_order(actor, thread) and not policies.is_author(actor, post),
        quote_address=f"{_with(page, f'quote={post.position}')}#reply",
    )


def _offered(actor: Actor, post: Post, made: Collection[str]) -> tuple[Offered, ...]:
    if actor.is_guest or not post.is_shown or policies.is_author(actor, post):
        return ()
    return tuple(Offered(kind, words, kind in made) for kind, words in _GESTURES)


def pages_of(thread: Thread, number: int) -> Pages:
    """Return where page `number` of a thread leads on to."""
    last = paging.last_page(thread.last_position)
    return Pages(
        number=number,
        first=thread_address(thread) if number > 2 else "",
        newer=thread_address(thread, number - 1) if number > 1 else "",
        older=thread_address(thread, number + 1) if number < last else "",
        last=thread_address(thread, last) if number + 1 < last else "",
    )


def near(actor: Actor, thread: Thread, *, eyes: Eyes = OPEN) -> list[Thread]:
    """Return the last threads of the same theme, without this one."""
    if actor.is_guest:
        return ask(_near, actor, theme=thread.theme_id, besides=thread.pk)
    others = eyes.among(_near(actor, thread.theme_id, thread.pk, most=None), within=thread.theme_id)
    return eyes.kept(others[:NEAR])


def _near(actor: Actor, theme: int, besides: int, most: int | None = NEAR) -> ThreadQuerySet:
    found = Thread.objects.visible_to(actor).highlighted().filter(theme_id=theme).exclude(pk=besides)
    return found.order_by("-last_post_at", "-id")[:most]


def some_who_wait(actor: Actor, most_own: int, most_other: int, *, eyes: Eyes = OPEN) -> list[Thread]:
    """Return the newest threads that wait for an answer in the reader's language, then in others. One query."""
    own = actor.language
    found = ask(_some_of_each, actor, eyes, most_own, most_other, is_kept=actor.is_guest)
    return eyes.kept(sorted(found, key=lambda one: (one.language != own, -one.created_at.timestamp(), -one.pk)))


def _some_of_each(actor: Actor, eyes: Eyes, most_own: int, most_other: int) -> QuerySet[Thread]:
    """A union of two short lists: neither database lets Django write it, both read a few rows for it."""
    newest = eyes.among(Thread.objects.visible_to(actor).highlighted().waiting())
    newest = newest.order_by("-created_at", "-id")
    sides = [newest.filter(language=actor.language)[:most_own], newest.exclude(language=actor.language)[:most_other]]
    written = [side.values("pk").query.sql_with_params() for side in sides]
    union = " UNION ALL ".join(f"SELECT * FROM ({sql}) side{number}" for number, (sql, _params) in enumerate(written))  # noqa: S608
    chosen = RawSQL(union, [one for _sql, params in written for one in params])  # noqa: S611
    return Thread.objects.filter(pk__in=chosen).select_related("author")


def unanswered(actor: Actor, *, before: int | None = None, eyes: Eyes = OPEN) -> list[Thread]:
    """Return threads nobody else has answered yet: the reader's language first, newest first in each.

    `before` is the last thread of the page before this one. One more than a page is returned when there is more; what
    holds a word that the reader mutes is among them, for the page to go on from. Two queries for the first page, one
    more for those that follow.
    """
    waiting = eyes.among(Thread.objects.visible_to(actor).highlighted().waiting())
    waiting = waiting.select_related("author", "theme").order_by("-created_at", "-id")
    own, others = waiting.filter(language=actor.language), waiting.exclude(language=actor.language)
    if before is not None:
        # Nobody learns from the rest of the list when a thread was opened that they may not know of.
        mark = Thread.objects.visible_to(actor).filter(pk=before).values_list("created_at", "language").first()
        if mark is None:
            return []
        at, language = mark
        further = Q(created_at__lt=at) | Q(created_at=at, pk__lt=before)
        if language != actor.language:
            return list(others.filter(further)[: ROWS + 1])
        own = own.filter(further)
    found = list(own[: ROWS + 1])
    return found + list(others[: ROWS + 1 - len(found)])


def _with(address: str, query: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{query}"
