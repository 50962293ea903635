"""Find posts by their words, newest first. What somebody may not read is no hit, and nothing is ever counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from forum import reading, sparing, word_index
from forum.models import Post, PostState
from forum.word_index import is_noted
from forum.word_models import Asked
from markup import plain_text, word_forms
from members import limits, queries
from members.actor import Actor
from record.questions import ask_planned_anew

HITS_A_PAGE = 20
SINCE = {"week": 7, "month": 31, "year": 366}


@dataclass(frozen=True)
class Wanted:
    """What is looked for, and where. "" leaves a filter open; `before` is the last hit of the page before."""

    words: str
    theme: str = ""
    language: str = ""
    intent: str = ""
    since: str = ""
    before: int | None = None


@dataclass(frozen=True)
class Hit:
    """A post that was found, with a piece of its words. Behind a content note there is the note instead.

    Of a sheltered thread no words are shown.
    """

    post: Post
    address: str
    pieces: list[word_forms.Piece]


def look_for(actor: Actor, wanted: Wanted, *, now: datetime) -> tuple[list[Hit], int | None]:
    """Return one page of what `actor` may read and find, and the number to go on from (None at the end).

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
    values: dict[str, Any] = {name: getattr(wanted, name) for name in ("theme", "language", "intent", "before")}
    if wanted.since in SINCE:
        values["since"] = now - timedelta(days=SINCE[wanted.since])
    values = {name: value for name, value in values.items() if value}
    found = ask_planned_anew(_newest, actor, eyes, words=asked.for_engine(), is_kept=actor.is_guest, **values)
    page = found[:HITS_A_PAGE]
    further = page[-1].pk if len(found) > HITS_A_PAGE else None
    return [_hit(post, query) for post in page if not eyes.mutes(post)], further


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
    before: int | None = None,
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
    newest = word_index.newest(posts, HITS_A_PAGE + 1, before=before)
    unread = ("body", "nonce_key", *(f"thread__theme__{name}" for name in ("synonyms_fr", "synonyms_en", "note")))
    return newest.select_related("thread__theme", "author").defer(*unread)


def _hit(post: Post, query: word_forms.Query) -> Hit:
    words = "" if is_noted(post) or post.thread.is_sheltered else plain_text.of_html(post.html)
    return Hit(
        post, reading.post_address(post), word_forms.excerpt(words, query, post.thread.language) if words else []
    )
