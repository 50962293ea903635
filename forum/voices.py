"""Under which name somebody speaks in a thread: their own, or a mask that exists in this thread alone."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from forum.models import HeldPost, Post, Thread
from members import masks
from members.actor import Actor
from members.models import Pseudonym


def scope_of(thread_id: int) -> str:
    """Return the place of a thread's masks."""
    return f"thread:{thread_id}"


def mask_in(actor: Actor, thread: Thread) -> Pseudonym | None:
    """Return the actor's mask in a thread, None without one. One query, none for a guest."""
    return masks.own_in(actor, scope_of(thread.pk))


class Speaker(NamedTuple):
    """Somebody as they speak in a place, and their mask there, None under their own name."""

    actor: Actor
    mask: Pseudonym | None = None


def speaker(actor: Actor, scope: str, *, language: str, is_masked: bool) -> Speaker:
    """Return the actor as they speak in a place, under a mask made now if need be; inside the open transaction.

    Raises Refusal (rate_limited) when too many masks were asked for.
    """
    if not is_masked:
        return Speaker(actor)
    mask = masks.own_or_made(actor, scope=scope, language=language)
    return Speaker(masks.under(actor, mask), mask)


def scope_of_held(held_id: int) -> str:
    """Return the place of the mask under which a thread waits to be opened; it moves into the thread with the words."""
    return f"held:{held_id}"


def next_thread() -> int:
    """Take the next number of the table of threads: a mask is bound to its thread before there is one.

    On SQLite inside the transaction that opens the thread, where nobody else writes.
    """
    if connection.vendor == "sqlite":
        return (Thread.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [Thread._meta.db_table])
        return int(cursor.fetchone()[0])


def new_id(table: type[Post | HeldPost], *, is_masked: bool) -> int | None:
    """Return the id of a row to be written: drawn by chance under a mask, None for the table's own count.

    SQLite counts on from the highest id there is, so that there the count of what is not masked is made here.
    """
    if is_masked:
        return masks.random_id()
    if connection.vendor != "sqlite":
        return None
    return (table.objects.filter(pk__lt=masks.LOWEST_ID).aggregate(last=Max("pk"))["last"] or 0) + 1


def dated(moment: datetime, *, is_masked: bool) -> datetime:
    """Return when something counts as written: under a mask, the beginning of the quarter of an hour."""
    return masks.coarse(moment) if is_masked else moment


def own_here(speaker: Actor, actor: Actor) -> frozenset[UUID]:
    """Return the names that count as the speaker's own where others look: a mask has no other name.

    Were a mask's answer to its own holder's thread no answer, the list of unanswered threads would tell who it is.
    """
    if speaker.is_mask and speaker.pseudonym_id is not None:
        return frozenset({speaker.pseudonym_id})
    return actor.names


def as_author(actor: Actor, post: Post) -> Actor:
    """Return the actor as the author of a post (loaded with thread and author) if its mask is theirs, else unchanged.

    One query for what was written under a mask, none for the rest.
    """
    if not post.author.is_mask:
        return actor
    # Not by the thread's place: the post may have been moved into another since.
    is_theirs = actor.member_id is not None and masks.is_held_by(post.author_id, actor.member_id)
    return masks.under(actor, post.author) if is_theirs else actor


def as_own(actor: Actor, thread: Thread, mask: Pseudonym | None) -> Actor:
    """Return the actor with what they did in a thread (loaded with its author) under masks counted as theirs.

    `mask` is theirs there, see `mask_in`. One query where the thread was opened under a mask that comes from elsewhere.
    """
    found = {mask.pk} if mask is not None else set()
    if thread.author.is_mask and thread.author_id not in found and thread.author.scope != scope_of(thread.pk):
        found |= masks.own_among(actor, [thread.author_id])
    return actor.but(names=actor.names | found) if found else actor


def as_own_on(actor: Actor, posts: Iterable[Post]) -> Actor:
    """Return the actor with those masks of theirs that came to this thread with posts from another one.

    One query where there are such posts (loaded with their authors), else none.
    """
    strangers = {one.author_id for one in posts if one.author.is_mask and one.author.scope != scope_of(one.thread_id)}
    own = masks.own_among(actor, strangers - actor.names)
    return actor.but(names=actor.names | own) if own else actor


def follow_the_words(thread: Thread, *, into: Thread) -> None:
    """Bind the masks of a thread that have no words left in it to the one in which all of them stand now.

    Where somebody has a mask there already, or a name is taken there, a mask stays bound as it was, with its words its
    holder's own. In the open transaction.
    """
    gone = Pseudonym.objects.filter(scope=scope_of(thread.pk), posts__thread=into).exclude(posts__thread=thread)
    # Their numbers are drawn by chance, and so is this order.
    for mask in gone.distinct().order_by("pk"):
        with suppress(IntegrityError), transaction.atomic():
            masks.move(mask, scope=scope_of(into.pk))


def is_masked(post: Post) -> bool:
    """Whether a post (loaded with its author) was written under a mask."""
    return post.author.is_mask
