"""Following threads and themes, and how far one has read. What one does in threads stands sealed, under any name.

Reading a page writes nothing: a mark moves when its reader says so, by a button or by the page's script.
"""

from __future__ import annotations

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from forum import bookmarks, calls
from forum.bookmarks import Mark
from forum.models import Post, ThemeMark, Thread
from groups.models import Theme
from members import limits, masks, quiet
from members.accounts import id_of
from members.actor import Actor
from members.models import Pseudonym
from members.refusals import Refusal


def follow_thread(actor: Actor, *, thread: Thread, is_on: bool) -> None:
    """Follow a thread, or no more. Twice changes nothing.

    Raises Refusal: not_member, rate_limited, not_found where nothing is left to follow.
    """
    limits.spend(actor, "settings")
    if is_on and not Thread.objects.filter(pk=thread.pk, last_position__gt=0).exists():
        raise _gone()

    def said(mark: Mark) -> Mark:
        # What stands there already is no news.
        is_new = is_on and not mark.is_followed
        return mark._replace(
            is_followed=is_on, read_position=max(mark.read_position, thread.last_position if is_new else 0)
        )

    bookmarks.change(id_of(actor), [thread.pk], said)


def follow_theme(actor: Actor, *, theme: Theme, is_on: bool) -> None:
    """Follow a theme, or no more. Twice changes nothing. Raises Refusal: not_member, rate_limited."""
    limits.spend(actor, "settings")
    if not is_on:
        ThemeMark.objects.filter(theme=theme, reader__in=actor.names).delete()
        return
    newest = Thread.objects.aggregate(newest=Max("pk"))["newest"] or 0
    ThemeMark.objects.get_or_create(theme=theme, reader=_name(actor), defaults={"seen_thread": newest})


def read_up_to(actor: Actor, *, thread: Thread, position: int) -> None:
    """Remember how far the actor has read, never back. Mentions up to there are read with it.

    Raises Refusal: not_member, rate_limited.
    """
    limits.spend(actor, "read")
    up_to = min(position, thread.last_position)
    bookmarks.change(
        id_of(actor), [thread.pk], lambda mark: mark._replace(read_position=max(mark.read_position, up_to))
    )


def read_position(actor: Actor, thread: Thread) -> int | None:
    """Return how far the actor has read in a thread, None if they were never there. See `bookmarks.mark_of`."""
    mark = bookmarks.mark_of(actor, thread)
    return mark.read_position if mark is not None else None


def is_following_theme(actor: Actor, theme: Theme) -> bool:
    """Whether the actor follows a theme. One query, none for a guest."""
    return not actor.is_guest and ThemeMark.objects.filter(theme=theme, reader__in=actor.names).exists()


def keep_own(post: Post, *, author: Actor | None = None) -> None:
    """Let whoever wrote a post follow its thread, unless they said otherwise before. In the transaction of the post.

    `author` is who wrote it, where that is known: else whoever holds its name.
    """
    member_id = author.member_id if author is not None else masks.holder(post.author_id)
    if member_id is None:
        return

    def wrote(mark: Mark) -> Mark:
        # One's own words are no news; what others wrote before them may be.
        is_next = mark == Mark(post.thread_id) or mark.read_position == post.position - 1
        read = post.position if is_next else mark.read_position
        return mark._replace(read_position=read, is_followed=True if mark.is_followed is None else mark.is_followed)

    bookmarks.change(member_id, [post.thread_id], wrote, is_thorough=False)


def on_published(actor: Actor, post: Post, **_: object) -> None:
    """Hear that a post was written or changed."""
    keep_own(post, author=actor)
    calls.note(post)


def followed_threads(actor: Actor) -> list[Thread]:
    """Return the threads that the actor follows under any name, the latest words first. Three queries at most."""
    followed = [mark.thread_id for mark in bookmarks.all_of(actor).values() if mark.is_followed]
    threads = Thread.objects.visible_to(actor).filter(pk__in=followed).select_related("author", "theme")
    return list(threads.order_by("-last_post_at", "-pk")[:200])


def followed_themes(actor: Actor) -> list[Theme]:
    """Return the themes that the actor follows, in their order. One query."""
    marks = ThemeMark.objects.filter(reader__in=actor.names).values("theme_id")
    return list(Theme.objects.visible_to(actor).filter(pk__in=marks))


def hide_theme(actor: Actor, *, theme: Theme, is_on: bool) -> None:
    """Leave a theme out of what the actor is shown, or show it again. Raises Refusal: see `quiet.change`."""
    hidden = [pk for pk in quiet.quiet_of(actor).hidden_themes if pk != theme.pk]
    quiet.change(actor, hidden_themes=tuple([*hidden, theme.pk] if is_on else hidden))


def hidden_themes(actor: Actor) -> list[Theme]:
    """Return the themes that the actor hides, in their order. Two queries."""
    return list(Theme.objects.visible_to(actor).filter(pk__in=quiet.quiet_of(actor).hidden_themes))


def _name(actor: Actor) -> Pseudonym:
    if actor.pseudonym_id is None:
        raise Refusal("not_member", _("To do this, come in first."))
    return Pseudonym.objects.get(pk=actor.pseudonym_id)


def _gone() -> Refusal:
    return Refusal(
        "not_found", _("This thread is no longer there, so there is nothing to follow. Nothing was changed.")
    )
