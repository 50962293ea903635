"""Whom a post calls by name (@ and the name): among those who wrote in its thread.

What is called is marked in the words; it leads nowhere, so that nothing has to be undone when a name goes. What is
marked does not depend on who writes, else words under a mask could be tried on names until one of them stays unmarked;
nor does a mask stay unmarked whatever its holder wishes, who only does not hear of it: two names that both cannot be
called would be taken for one person's.
"""

from __future__ import annotations

from uuid import UUID

from forum.models import Mention, Post, Thread
from markup import rich_text
from members import masks, quiet
from members.models import Pseudonym

MOST = 5


def heard(thread: Thread, body: str, note: str = "") -> dict[UUID, str]:
    """Return the names that `body` calls in `thread`, and that let themselves be called. Three queries, or none.

    Nobody is called in a tender thread, nor behind a content note, nor who switched it off; five names at most. Of an
    open name and a mask that are called alike, the open one is meant.
    """
    if "@" not in body or note or thread.is_tender:
        return {}
    here = Pseudonym.objects.filter(posts__thread=thread).distinct().values_list("name", "pk", "scope")
    near = {name: (pk, bool(scope)) for name, pk, scope in sorted(here, key=lambda one: one[2], reverse=True)}
    named = [near[name] + (name,) for name in sorted(rich_text.names_called(body, near))[:MOST]]
    wishes = quiet.quiet_of_holders(pk for pk, is_mask, _name in named if not is_mask) if named else {}
    return {
        pk: name
        for pk, is_mask, name in named
        if is_mask or ((wish := wishes.get(pk)) is not None and wish.takes_mentions)
    }


def rendered(body: str, called: dict[UUID, str]) -> str:
    """Return the HTML of `body` with these calls marked."""
    return rich_text.render(body, called=frozenset(called.values())).html


def kept(post: Post) -> dict[UUID, str]:
    """Return the names that a post was noted to call, for words that are rendered anew. One query."""
    return dict(Mention.objects.filter(post=post).values_list("name_id", "name__name"))


def note(post: Post) -> None:
    """Note whom a post (loaded with its thread) calls, and mark them in its words. In the post's transaction.

    Whoever was called before and is no longer is told no more.
    """
    if "@" not in post.body and post.edited_at is None:
        return
    called = heard(post.thread, post.body, post.note)
    Mention.objects.filter(post=post).exclude(name_id__in=called).delete()
    for name in called:
        # One's own name is marked like others; there is nobody to tell.
        if name != post.author_id:
            # A number in order would tell when a mask wrote.
            number = {"pk": masks.hidden_id()} if post.author.is_mask else {}
            Mention.objects.get_or_create(post=post, name_id=name, defaults=number)
    if called:
        post.html = rendered(post.body, called)
        post.save(update_fields=["html"])
