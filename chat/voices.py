"""Under which name somebody speaks in a room: their own, or a mask that exists in this room alone.

What is written under a mask bears the beginning of its quarter of an hour and, but for its `seq`, a number drawn by
chance: in a room everybody knows the order of what was said, and a copy of the tables knows no more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from chat.held_models import HeldMessage
from chat.models import Room, RoomEvent
from members import masks
from members.actor import Actor
from members.models import Pseudonym

Place = tuple[UUID | None, int]


def masks_in(asked: Collection[tuple[Actor, Room]]) -> dict[Place, Pseudonym]:
    """Return the mask that each has in a room, by (member, room), leaving out who has none. One query at most."""
    rooms = {room.scope: room.pk for _actor, room in asked}
    found = masks.owned_in((actor, room.scope) for actor, room in asked)
    return {(member_id, rooms[scope]): mask for (member_id, scope), mask in found.items()}


def mask_in(actor: Actor, room: Room) -> Pseudonym | None:
    """Return the actor's mask in a room, None without one. One query, none for a guest."""
    return masks.own_in(actor, room.scope)


def knowing(actor: Actor, masks_of_theirs: Iterable[Pseudonym | None]) -> Actor:
    """Return the actor with these masks, which are theirs, among their names: for what is shown to themselves."""
    more = {mask.pk for mask in masks_of_theirs if mask is not None} - actor.names
    return actor.but(names=actor.names | more) if more else actor


def knowing_here(actor: Actor, room: Room) -> Actor:
    """Return the actor with their mask in `room` among their names. One query, none for a guest."""
    return knowing(actor, [mask_in(actor, room)])


def behind(actor: Actor, mask: Pseudonym | None) -> Actor:
    """Return the actor under the mask they have in a room; unchanged, still to be given one, where that is None."""
    return masks.under(actor, mask) if mask is not None else actor


def as_author(actor: Actor, author: Pseudonym | None) -> Actor:
    """Return the actor under the mask `author` where that is theirs, else unchanged. One query for a mask."""
    if author is None or not author.is_mask or actor.member_id is None:
        return actor
    return masks.under(actor, author) if masks.is_held_by(author.pk, actor.member_id) else actor


def dated(*, is_masked: bool) -> datetime:
    """Return when something said now counts as said: under a mask, the beginning of the quarter of an hour."""
    now = timezone.now()
    return masks.coarse(now) if is_masked else now


def name_of(actor: Actor, room: Room) -> Pseudonym:
    """Return the public name that an actor speaks under in a room, asking the database for nothing that is known."""
    scope = room.scope if actor.is_mask else ""
    return _name(actor.pseudonym_id, actor.name, scope, actor.shape, actor.hue)


@lru_cache(2048)
def _name(pk: UUID | None, name: str, scope: str, shape: int, hue: int) -> Pseudonym:
    known = {"id": pk, "name": name, "scope": scope, "shape": shape, "hue": hue}
    # What else a name has is read when somebody wants it.
    return Pseudonym.from_db(None, list(known), list(known.values()))


def number(events: Sequence[RoomEvent]) -> None:
    """Give ids to events about to be written: drawn by chance under a mask, the table's own count for the rest.

    SQLite counts on from the highest id there is, so that there the count of what is not masked is made here. Every
    event raises the head of its room, so that no id comes twice, also where a room has forgotten its last words.
    """
    others = []
    for event in events:
        if event.author_id is not None and event.author is not None and event.author.is_mask:
            event.pk = masks.random_id()
        else:
            others.append(event)
    if not others or connection.vendor != "sqlite":
        return
    for pk, event in enumerate(others, start=_last() + 1):
        event.pk = pk


def _last() -> int:
    rows, rooms = (connection.ops.quote_name(model._meta.db_table) for model in (RoomEvent, Room))
    highest = f"SELECT coalesce(max(id), 0) FROM {rows} WHERE id < %s"  # noqa: S608 - our own names
    said = f"SELECT coalesce(sum(last_seq), 0) FROM {rooms}"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(({highest}), ({said}))", [masks.LOWEST_ID])
        return int(cursor.fetchone()[0])


def number_of_held(*, is_masked: bool) -> int | None:
    """Return the id of a message that waits: drawn by chance under a mask, None for the table's own count."""
    if is_masked:
        return masks.random_id()
    if connection.vendor != "sqlite":
        return None
    return (HeldMessage.objects.filter(pk__lt=masks.LOWEST_ID).aggregate(last=Max("pk"))["last"] or 0) + 1
