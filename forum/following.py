"""Following threads and themes, and how far one has read. The marks stand with names, and bear no time.

Reading a page writes nothing: a mark moves when its reader says so, by a button or by the page's script.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from forum import calls
from forum.models import Mention, Post, ThemeMark, Thread, ThreadMark
from groups.models import Theme
from members import limits, masks, quiet
from members.actor import Actor
from members.models import Pseudonym
from members.refusals import Refusal


def follow_thread(actor: Actor, *, thread: Thread, is_on: bool) -> None:
    """Follow a thread, or no more. Twice changes nothing.

    Raises Refusal: not_member, rate_limited, not_found where nothing is left to follow.
    """
    limits.spend(actor, "settings")
    if is_on and thread.last_position == 0:
        raise _gone()
    mark = _mark(actor, thread)
    if is_on and not mark.is_followed:
        # What stands there already is no news.
        read = max(mark.read_position, thread.last_position)
        ThreadMark.objects.filter(pk=mark.pk).update(is_followed=True, read_position=read)
    elif not is_on:
        ThreadMark.objects.filter(thread=thread, reader__in=actor.names).update(is_followed=False)


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
    mark = _mark(actor, thread)
    position = min(position, thread.last_position)
    ThreadMark.objects.filter(pk=mark.pk, read_position__lt=position).update(read_position=position)
    calls = Mention.objects.filter(name__in=actor.names, is_read=False, post__thread=thread)
    calls.filter(post__position__lte=position).update(is_read=True)


def read_position(actor: Actor, thread: Thread) -> int | None:
    """Return how far the actor has read in a thread, None if they were never there. One query, none for a guest."""
    mark = mark_of(actor, thread)
    return mark.read_position if mark is not None else None


def mark_of(actor: Actor, thread: Thread) -> ThreadMark | None:
    """Return the mark of the actor in a thread, the furthest of their names. One query, none for a guest."""
    if actor.is_guest:
        return None
    found = ThreadMark.objects.filter(thread=thread, reader__in=actor.names)
    return found.order_by(F("is_followed").desc(nulls_last=True), "-read_position").first()


def is_following_theme(actor: Actor, theme: Theme) -> bool:
    """Whether the actor follows a theme. One query, none for a guest."""
    return not actor.is_guest and ThemeMark.objects.filter(theme=theme, reader__in=actor.names).exists()


def keep_own(post: Post) -> None:
    """Let whoever wrote a post follow its thread, unless they said otherwise before. In the transaction of the post."""
    mark = ThreadMark(
        # A number in order would tell when a mask wrote.
        pk=masks.hidden_id() if post.author.is_mask else None,
        thread_id=post.thread_id,
        reader_id=post.author_id,
        read_position=post.position,
        is_followed=True,
    )
    ThreadMark.objects.bulk_create([mark], ignore_conflicts=True)
    marks = ThreadMark.objects.filter(thread_id=post.thread_id, reader_id=post.author_id)
    marks.filter(is_followed=None).update(is_followed=True)
    # One's own words are no news; what others wrote before them may be.
    marks.filter(read_position=post.position - 1).update(read_position=post.position)


def on_published(post: Post, **_: object) -> None:
    """Hear that a post was written or changed."""
    keep_own(post)
    calls.note(post)


def followed_threads(actor: Actor) -> list[Thread]:
    """Return the threads that the actor follows, the latest words first. One query."""
    marks = ThreadMark.objects.filter(reader__in=actor.names, is_followed=True).values("thread_id")
    threads = Thread.objects.visible_to(actor).filter(pk__in=marks).select_related("author", "theme")
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


def _mark(actor: Actor, thread: Thread) -> ThreadMark:
    """Return the mark of the actor's present name in a thread, made where there was none."""
    name = _name(actor)
    try:
        with transaction.atomic():
            return ThreadMark.objects.get_or_create(thread=thread, reader=name)[0]
    except IntegrityError as gone:
        # The thread went meanwhile.
        raise _gone() from gone


def _name(actor: Actor) -> Pseudonym:
    if actor.pseudonym_id is None:
        raise Refusal("not_member", _("To do this, come in first."))
    return Pseudonym.objects.get(pk=actor.pseudonym_id)


def _gone() -> Refusal:
    return Refusal(
        "not_found", _("This thread is no longer there, so there is nothing to follow. Nothing was changed.")
    )
