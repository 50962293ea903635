"""Find posts by their words, newest first. What somebody may not read is no hit, and nothing is ever counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from forum import reading, sparing, word_index
from forum.models import Post, PostState
from forum.word_index import is_noted
from forum.word_models import Asked
from markup import plain_text, word_forms
from members import limits, masks, queries
from members.actor import Actor
from record.questions import ask_planned_anew

HITS_A_PAGE = 20
SINCE = {"week": 7, "month": 31, "year": 366}
_PLACE = re.compile(r"(\d{1,18})(?:-(\d{1,18}))?", re.ASCII)


class Place(NamedTuple):
    """How far a search was leafed through: the last post under an open name, and the last under a mask; 0 for none."""

    name: int = 0
    mask: int = 0

    @classmethod
    def read(cls, text: str) -> Place | None:
        """Return the place written in `text`, None when it is none."""
        found = _PLACE.fullmatch(text)
        return cls(*(int(number or 0) for number in found.groups())) if found else None

    def __str__(self) -> str:
        return f"{self.name}-{self.mask}" if self.mask else str(self.name)


@dataclass(frozen=True)
class Wanted:
    """What is looked for, and where. "" leaves a filter open; `before` says where the page before ended."""

    words: str
    theme: str = ""
    language: str = ""
    intent: str = ""
    since: str = ""
    before: Place | None = None


@dataclass(frozen=True)
class Hit:
    """A post that was found, with a piece of its words. Behind a content note there is the note instead.

    Of a sheltered thread no words are shown.
    """

    post: Post
    address: str
    pieces: list[word_forms.Piece]


def look_for(actor: Actor, wanted: Wanted, *, now: datetime) -> tuple[list[Hit], Place | None]:
    """Return one page of what `actor` may read and find, and the place to go on from (None at the end).

    Names, themes and words that they do not want to see are left out. One query for a guest.

    Raises Refusal (empty, too_long, rate_limited) with a sentence for whoever typed it.
    """
    query = queries.read(wanted.words)
    asked = Asked(query, wanted.language)
    if asked.is_empty:
        raise queries.too_common()
    if actor.is_guest:
        limits.spend_here("guest_search")
    else:
        limits.spend(actor, "search")
    eyes = sparing.eyes_of(actor)
    values: dict[str, Any] = {name: getattr(wanted, name) for name in ("theme", "language", "intent")}
    if wanted.before is not None:
        values |= {"before": wanted.before.name, "before_mask": wanted.before.mask}
    if wanted.since in SINCE:
        values["since"] = now - timedelta(days=SINCE[wanted.since])
    values = {name: value for name, value in values.items() if value}
    found = ask_planned_anew(_newest, actor, eyes, words=asked.for_engine(), is_kept=actor.is_guest, **values)
    page = list(islice(_merged(found), HITS_A_PAGE))
    further = _end_of(page, wanted.before or Place()) if len(found) > len(page) else None
    return [_hit(post, query) for post in page if not eyes.mutes(post)], further


def _merged(found: list[Post]) -> Iterator[Post]:
    """Yield posts under open names, in the order of their numbers, and those under masks, by their times, newest first.

    Numbers are the finer order; where times and numbers disagree, no post is left out or comes twice.
    """
    named = sorted((one for one in found if one.pk < masks.LOWEST_ID), key=lambda one: -one.pk)
    masked = (one for one in found if one.pk >= masks.LOWEST_ID)
    masked_too = sorted(masked, key=lambda one: (one.created_at, one.pk), reverse=True)
    while named and masked_too:
        yield (named if named[0].created_at >= masked_too[0].created_at else masked_too).pop(0)
    yield from named or masked_too


def _end_of(page: list[Post], before: Place) -> Place:
    """Return where a page ends that began behind `before`."""
    name, mask = before
    for post in page:
        name, mask = (name, post.pk) if post.pk >= masks.LOWEST_ID else (post.pk, mask)
    return Place(name, mask)


def says_little(wanted: Wanted, language: str) -> bool:
    """Whether every word looked for stands in nearly every text of `language`: it is looked for in no such text."""
    return not queries.read(wanted.words).in_language(wanted.language or language)


def _newest(
    actor: Actor,
    eyes: sparing.Eyes,
    *,
    words: str,
    theme: str = "",
    language: str = "",
    intent: str = "",
    since: datetime | None = None,
    before: int = 0,
    before_mask: int = 0,
) -> QuerySet[Post]:
    posts = Post.objects.visible_to(actor).filter(state=PostState.SHOWN, found__forms__asked=words)
    if theme:
        posts = posts.filter(Q(thread__theme__slug=theme) | Q(thread__theme__parent__slug=theme))
    if language:
        posts = posts.filter(thread__language=language)
    if intent:
        posts = posts.filter(thread__intent=intent)
    if since:
        posts = posts.filter(created_at__gte=since)
    if actor.is_guest:
        posts = posts.filter(thread__is_sheltered=False)
    if eyes.names:
        posts = posts.exclude(author_id__in=eyes.names)
    if eyes.wish.hidden_themes and not theme:
        posts = posts.exclude(thread__theme_id__in=eyes.wish.hidden_themes)
    known = Post.objects.visible_to(actor).filter(pk=before_mask) if before_mask else None
    newest = word_index.newest(posts, HITS_A_PAGE + 1, before=before or None, masked_before=known)
    unread = ("body", "nonce_key", *(f"thread__theme__{name}" for name in ("synonyms_fr", "synonyms_en", "note")))
    return newest.select_related("thread__theme", "author").defer(*unread)


def _hit(post: Post, query: word_forms.Query) -> Hit:
    words = "" if is_noted(post) or post.thread.is_sheltered else plain_text.of_html(post.html)
    return Hit(
        post, reading.post_address(post), word_forms.excerpt(words, query, post.thread.language) if words else []
    )
