"""How far each member has read in threads, and which ones they follow: one sealed and padded box a member.

What somebody reads says much about them, and would say who is behind a mask: whoever writes somewhere has read there.
So no row says who read what. A person's box holds what they do under every name, and nothing in it tells the names
apart; only the keys lead from it to a member.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from forum.models import Bookmarks, Thread
from members.actor import Actor
from members.drawers import Drawer

# Beyond these the threads that were not looked at for longest are forgotten, those that are followed last.
MOST = 2_000
_ENTRY = struct.Struct(">QIB")
_PADDED_TO = 64 * _ENTRY.size
DRAWER = Drawer(Bookmarks, "bookmarks", padded_to=_PADDED_TO, filler=b"\0")
_SAID = (None, True, False)


class Mark(NamedTuple):
    """One thread: how far it was read, and whether it is followed; None where nothing was said about it yet."""

    thread_id: int
    read_position: int = 0
    is_followed: bool | None = None

    def joined(self, other: Mark, after: int) -> Mark:
        """Return this mark together with that of a thread whose posts follow now behind `after` others."""
        followed = True if other.is_followed else self.is_followed
        read = other.read_position + after if other.read_position and self.read_position >= after else 0
        return self._replace(read_position=max(self.read_position, read), is_followed=followed)


def all_of(actor: Actor) -> dict[int, Mark]:
    """Return the actor's marks by thread, the one touched last at the end. Two queries at most, none for a guest.

    What they marked in a thread that was joined to another one stands with the latter.
    """
    return _moved_on(_read(DRAWER.content(actor.member_id))) if actor.member_id is not None else {}


def mark_of(actor: Actor, thread: Thread) -> Mark | None:
    """Return the actor's mark in a thread, None without one. One query for whoever has been there, none for a guest."""
    if actor.member_id is None:
        return None
    marks = _read(DRAWER.content(actor.member_id))
    found = marks.get(thread.pk)
    return found if found is not None else _moved_on(marks, into=[thread.pk]).get(thread.pk)


def change(
    member_id: UUID, thread_ids: Collection[int], how: Callable[[Mark], Mark], *, is_thorough: bool = True
) -> None:
    """Let `how` make new marks of those that a member has in these threads, empty ones where there is none yet.

    Nothing is written where nothing changes. With `is_thorough` false nobody looks for threads that were joined to
    these ones; the mark of such a one waits until somebody does.
    """
    with transaction.atomic(savepoint=False):
        contents = DRAWER.locked(member_id, empty=bytes(_PADDED_TO))
        before = _read(contents)
        marks = dict(_moved_on(before, into=list(thread_ids)) if is_thorough else before)
        for thread_id in thread_ids:
            mark = how(marks.get(thread_id, Mark(thread_id)))
            if mark != marks.get(thread_id):
                marks.pop(thread_id, None)
                marks[thread_id] = mark
        # Where nothing could be opened, what lies there is written over; two drawers become one.
        if marks != before or len(contents) != 1:
            DRAWER.put(member_id, _packed(marks))


def _moved_on(marks: dict[int, Mark], *, into: Iterable[int] = ()) -> dict[int, Mark]:
    """Return marks with those of joined threads put where the posts stand now; all of them, or those that came `into`.

    One query, none without marks.
    """
    if not marks:
        return marks
    joined = Thread.objects.filter(joined_to__in=list(into)) if into else Thread.objects.filter(pk__in=list(marks))
    found = dict(marks)
    moved = joined.filter(joined_to__isnull=False).values_list("pk", "joined_to_id", "joined_after")
    for old, new, after in moved:
        if new is not None and (mark := found.pop(old, None)) is not None:
            found[new] = found.get(new, Mark(new)).joined(mark, after)
    return found


def _read(contents: Iterable[bytes]) -> dict[int, Mark]:
    return {
        thread_id: Mark(thread_id, position, _SAID[said])
        for content in contents
        for thread_id, position, said in _ENTRY.iter_unpack(content)
        if thread_id
    }


def _packed(marks: dict[int, Mark]) -> bytes:
    if len(marks) > MOST:
        # Sorted alike stays in order: what nobody follows goes first, and of that what was touched first.
        order = sorted(marks.values(), key=lambda mark: mark.is_followed is True)
        kept = set(order[len(marks) - MOST :])
        marks = {key: mark for key, mark in marks.items() if mark in kept}
    entries = [_ENTRY.pack(one.thread_id, one.read_position, _SAID.index(one.is_followed)) for one in marks.values()]
    # An empty drawer is as long as one that holds little.
    return b"".join(entries) or bytes(_PADDED_TO)
