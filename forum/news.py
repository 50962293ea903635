"""What the forum tells in the inbox, gathered when somebody looks: answers, calls by name, new threads, who waits.

Nothing is written by looking. Each source keeps silent about names and themes that the reader hides.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from forum import bookmarks, paging, reading
from forum.bookmarks import Mark
from forum.models import Mention, Post, PostState, ThemeMark, Thread, Widening
from forum.sparing import Eyes, eyes_of
from members.actor import Actor
from members.inbox import Item

LATEST = 30
Marks = dict[int, Mark]
WAITS_AFTER = timedelta(hours=12)


def told(actor: Actor) -> Iterable[Item]:
    """Tell all of it. How the reader looks, and where they have been, is asked once."""
    eyes, marks = eyes_of(actor), bookmarks.all_of(actor)
    for source in (answers, calls, new_threads, waiting):
        yield from source(actor, eyes, marks)
    yield from asked(actor)


def answers(actor: Actor, eyes: Eyes, marks: Marks) -> Iterable[Item]:
    """Tell of threads that the actor follows and where others wrote since they last read."""
    read = {pk: marks[pk].read_position for pk in _grown(marks)[:LATEST]}
    if not read:
        return
    threads = eyes.among(Thread.objects.visible_to(actor).filter(pk__in=read)).select_related("theme")
    unread = Q()
    for pk, position in read.items():
        unread |= Q(thread_id=pk, position__gt=position)
    posts = Post.objects.filter(unread, state=PostState.SHOWN).exclude(author__in=[*actor.names, *eyes.names])
    last = dict(posts.order_by().values_list("thread_id").annotate(at=Max("created_at")))
    for thread in threads:
        if thread.pk in last:
            yield Item(
                kind="reply",
                at=last[thread.pk],
                title=thread.shown_title,
                line=gettext("Somebody wrote in this thread since you last read it."),
                url=f"{reading.thread_address(thread, paging.page_of(read[thread.pk] + 1))}#new",
                is_new=True,
                title_language=thread.title_language,
            )


def _grown(marks: Marks) -> list[int]:
    """Return the threads that are followed and hold more than was read, the latest words first. One query at most."""
    followed = [pk for pk, mark in marks.items() if mark.is_followed]
    if not followed:
        return []
    rows = Thread.objects.filter(pk__in=followed).order_by("-last_post_at").values_list("pk", "last_position")
    return [pk for pk, last in rows if last > marks[pk].read_position]


def calls(actor: Actor, eyes: Eyes, marks: Marks) -> Iterable[Item]:
    """Tell where somebody called the actor by one of their names, and they have not read so far."""
    found = Mention.objects.filter(name__in=actor.names, post__state=PostState.SHOWN)
    if not eyes.wish.takes_mentions:
        found = found.filter(name__scope="")
    found = found.filter(post__in=Post.objects.visible_to(actor))
    found = found.exclude(post__author__in=[*eyes.names, *actor.names])
    latest = found.select_related("post__thread", "post__author").order_by("-post__created_at", "-pk")[: 10 * LATEST]
    fresh = [call for call in latest if not _has_read(marks, call.post)]
    for call in fresh[:LATEST]:
        yield Item(
            kind="call",
            at=call.post.created_at,
            title=gettext("%(name)s speaks to you") % {"name": call.post.author.name},
            line=gettext("In the thread “%(title)s”.") % {"title": call.post.thread.shown_title},
            url=reverse("forum:post_detail", args=[call.post_id]),
            is_new=True,
        )


def _has_read(marks: Marks, post: Post) -> bool:
    mark = marks.get(post.thread_id)
    return mark is not None and mark.read_position >= post.position


def new_threads(actor: Actor, eyes: Eyes, marks: Marks) -> Iterable[Item]:
    """Tell of threads that were opened in the themes that the actor follows."""
    seen = dict(ThemeMark.objects.filter(reader__in=actor.names).values_list("theme_id", "seen_thread"))
    later = Q()
    for theme_id, thread_id in seen.items():
        later |= Q(theme_id=theme_id, pk__gt=thread_id)
    if not seen:
        return
    threads = eyes.among(Thread.objects.visible_to(actor).highlighted().filter(later)).exclude(author__in=actor.names)
    threads = threads.exclude(pk__in=list(marks)).select_related("theme").order_by("-pk")[:LATEST]
    for thread in eyes.kept(threads):
        yield _thread_item(thread, "follow", gettext("A new thread in “%(theme)s”.") % {"theme": thread.theme.name})


def waiting(actor: Actor, eyes: Eyes, marks: Marks) -> Iterable[Item]:
    """Tell whoever chose to welcome of first words that nobody has answered for twelve hours, in their language.

    Those in a sheltered thread wait more than others: they are told of too, without their title.
    """
    if not eyes.wish.welcomes:
        return
    threads = Thread.objects.visible_to(actor).listed().waiting().filter(language=actor.language)
    threads = threads.filter(created_at__lte=timezone.now() - WAITS_AFTER).exclude(author__in=actor.names)
    threads = (
        eyes.among(threads).exclude(pk__in=list(marks)).select_related("theme").order_by("-created_at", "-pk")[:10]
    )
    for thread in eyes.kept(threads):
        yield _thread_item(
            thread, "wait", gettext("Nobody has answered these first words yet. A few words are enough.")
        )


def asked(actor: Actor) -> Iterable[Item]:
    """Tell where the author of a thread asks the actor whether anyone may read it. It stays until it is answered."""
    asking = Widening.objects.exclude(agreed__name__in=actor.names).exclude(thread__author__in=actor.names)
    own = Post.objects.filter(author__in=actor.names).exclude(state=PostState.DELETED).values("thread_id")
    for one in asking.filter(thread__in=own).select_related("thread").order_by("-pk")[:LATEST]:
        thread = one.thread
        line = gettext("Its author asks whether anyone may read this thread, your words too. You may say no.")
        yield Item(
            kind="ask",
            at=thread.last_post_at,
            title=thread.shown_title,
            line=line,
            url=f"{reading.thread_address(thread)}#asked",
            is_new=True,
            title_language=thread.title_language,
        )


def put_away(actor: Actor) -> None:
    """Mark all of it as read, for the actor who says so."""
    marks = bookmarks.all_of(actor)
    called = Mention.objects.filter(name__in=actor.names).values_list("post__thread_id", flat=True)
    grown = set(_grown(marks)) | set(called.distinct())
    last = dict(Thread.objects.filter(pk__in=grown).values_list("pk", "last_position"))
    if last and actor.member_id is not None:
        bookmarks.change(actor.member_id, last, lambda mark: mark._replace(read_position=last[mark.thread_id]))
    newest = Thread.objects.aggregate(newest=Max("pk"))["newest"] or 0
    ThemeMark.objects.filter(reader__in=actor.names, seen_thread__lt=newest).update(seen_thread=newest)


def _thread_item(thread: Thread, kind: str, line: str) -> Item:
    is_told = not thread.is_sheltered
    return Item(
        kind=kind,
        at=thread.created_at,
        title=thread.shown_title if is_told else gettext("A thread that the team shelters"),
        line=line,
        # The address holds the words of the title.
        url=reading.thread_address(thread) if is_told else reverse("forum:thread_detail", args=[thread.pk, "-"]),
        is_new=True,
        title_language=thread.title_language if is_told else "",
    )
