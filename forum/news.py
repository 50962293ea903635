"""What the forum tells in the inbox, gathered when somebody looks: answers, calls by name, new threads, who waits.

Nothing is written by looking. Each source keeps silent about names and themes that the reader hides.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from forum import paging, reading
from forum.models import Mention, Post, PostState, ThemeMark, Thread, ThreadMark, Widening
from forum.sparing import Eyes, eyes_of
from members.actor import Actor
from members.inbox import Item

LATEST = 30
WAITS_AFTER = timedelta(hours=12)


def told(actor: Actor) -> Iterable[Item]:
    """Tell all of it. How the reader looks is asked once."""
    eyes = eyes_of(actor)
    for source in (answers, calls, new_threads, waiting):
        yield from source(actor, eyes)
    yield from asked(actor)


def answers(actor: Actor, eyes: Eyes) -> Iterable[Item]:
    """Tell of threads that the actor follows and where others wrote since they last read."""
    marks = ThreadMark.objects.filter(
        reader__in=actor.names, is_followed=True, thread__last_position__gt=F("read_position")
    )
    read = {mark.thread_id: mark.read_position for mark in marks.order_by("-thread__last_post_at")[:LATEST]}
    threads = eyes.among(Thread.objects.visible_to(actor).filter(pk__in=read)).select_related("theme")
    unread = Q()
    for pk, position in read.items():
        unread |= Q(thread_id=pk, position__gt=position)
    if not read:
        return
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


def calls(actor: Actor, eyes: Eyes) -> Iterable[Item]:
    """Tell where somebody called the actor by name."""
    found = Mention.objects.filter(name__in=actor.names, post__state=PostState.SHOWN, is_read=False)
    found = found.filter(post__in=Post.objects.visible_to(actor)).exclude(post__author__in=eyes.names)
    for call in found.select_related("post__thread", "post__author").order_by("-pk")[:LATEST]:
        yield Item(
            kind="call",
            at=call.post.created_at,
            title=gettext("%(name)s speaks to you") % {"name": call.post.author.name},
            line=gettext("In the thread “%(title)s”.") % {"title": call.post.thread.shown_title},
            url=reverse("forum:post_detail", args=[call.post_id]),
            is_new=True,
        )


def new_threads(actor: Actor, eyes: Eyes) -> Iterable[Item]:
    """Tell of threads that were opened in the themes that the actor follows."""
    seen = dict(ThemeMark.objects.filter(reader__in=actor.names).values_list("theme_id", "seen_thread"))
    later = Q()
    for theme_id, thread_id in seen.items():
        later |= Q(theme_id=theme_id, pk__gt=thread_id)
    if not seen:
        return
    threads = eyes.among(Thread.objects.visible_to(actor).highlighted().filter(later)).exclude(author__in=actor.names)
    been = ThreadMark.objects.filter(reader__in=actor.names).values("thread_id")
    threads = threads.exclude(pk__in=been).select_related("theme").order_by("-pk")[:LATEST]
    for thread in eyes.kept(threads):
        yield _thread_item(thread, "follow", gettext("A new thread in “%(theme)s”.") % {"theme": thread.theme.name})


def waiting(actor: Actor, eyes: Eyes) -> Iterable[Item]:
    """Tell whoever chose to welcome of first words that nobody has answered for twelve hours, in their language.

    Those in a sheltered thread wait more than others: they are told of too, without their title.
    """
    if not eyes.wish.welcomes:
        return
    threads = Thread.objects.visible_to(actor).listed().waiting().filter(language=actor.language)
    threads = threads.filter(created_at__lte=timezone.now() - WAITS_AFTER).exclude(author__in=actor.names)
    been = ThreadMark.objects.filter(reader__in=actor.names).values("thread_id")
    threads = eyes.among(threads).exclude(pk__in=been).select_related("theme").order_by("-created_at", "-pk")[:10]
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
    marks = ThreadMark.objects.filter(reader__in=actor.names, is_followed=True)
    for mark in marks.filter(thread__last_position__gt=F("read_position")).select_related("thread")[: 10 * LATEST]:
        ThreadMark.objects.filter(pk=mark.pk).update(read_position=mark.thread.last_position)
    Mention.objects.filter(name__in=actor.names, is_read=False).update(is_read=True)
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
