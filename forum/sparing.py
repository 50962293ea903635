"""What one reader does not want to see: names they hide, themes they hide, words they mute."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.html import strip_tags

from forum.models import Post, Thread, ThreadQuerySet
from members import hiding, quiet
from members.actor import Actor
from members.quiet import ORDINARY, Quiet


@dataclass(frozen=True, slots=True)
class Eyes:
    """How one reader looks: `names` they hide and what else they wish."""

    names: frozenset[UUID] = frozenset()
    wish: Quiet = ORDINARY

    def among(self, threads: ThreadQuerySet, *, within: int = 0) -> ThreadQuerySet:
        """Return `threads` without those of hidden names, and of hidden themes but the one that is open, `within`."""
        if self.names:
            threads = threads.exclude(author_id__in=self.names)
        if hidden := [pk for pk in self.wish.hidden_themes if pk != within]:
            threads = threads.exclude(theme_id__in=hidden)
        return threads

    def kept(self, threads: Iterable[Thread]) -> list[Thread]:
        """Return `threads` without those whose title, note or first words hold a muted word."""
        return [one for one in threads if not self.wish.mutes(one.title, one.first_words, one.note)]

    def hides(self, post: Post) -> bool:
        """Whether the name of a post is hidden."""
        return post.author_id in self.names

    def mutes(self, post: Post) -> bool:
        """Whether a post holds a muted word."""
        if not self.wish.muted_words:
            return False
        return self.wish.mutes(html.unescape(strip_tags(post.html.replace("</p>", " "))), post.note)


OPEN = Eyes()


def eyes_of(actor: Actor) -> Eyes:
    """Return how `actor` looks. Two queries for a member, none for a guest."""
    return OPEN if actor.is_guest else Eyes(hiding.hidden_names(actor), quiet.quiet_of(actor))
