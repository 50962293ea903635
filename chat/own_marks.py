"""A member's box of rooms: how far they have read in each, and which version of its agreement they accepted.

One sealed and padded box a member: whoever speaks somewhere under a mask has listened there and accepted what is agreed
there, so that a row beside a name would leave few whom the mask can be.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from chat.models import Room, RoomMarks
from members.actor import Actor
from members.drawers import Drawer

# Beyond so many rooms the ones that were not touched for longest are forgotten.
MOST = 1_000
_ENTRY, _TOGETHER = struct.Struct(">QQI"), 32
DRAWER = Drawer(RoomMarks, "room-marks", padded_to=_ENTRY.size * _TOGETHER, filler=b"\0")


@dataclass(frozen=True, slots=True)
class Mark:
    """One room: how far somebody has read there, and which version of its agreement they accepted; 0 for neither."""

    read_seq: int = 0
    agreed_version: int = 0


Marks = dict[int, Mark]


def of_members(members: Iterable[UUID]) -> dict[UUID, Marks]:
    """Return the marks of these members by room, leaving out who has none. One query, none for nobody."""
    return {member: _read(contents) for member, contents in DRAWER.contents(set(members)).items()}


def of(actor: Actor) -> Marks:
    """Return the actor's marks by room. One query, none for a guest."""
    return _read(DRAWER.content(actor.member_id)) if actor.member_id is not None else {}


def has_agreed(actor: Actor, room: Room) -> bool:
    """Whether `actor` accepted the present version of the room's agreement. One query, none for a guest."""
    return of(actor).get(room.pk, Mark()).agreed_version == room.agreement_version


def highest_agreed(room: Room) -> int:
    """Return the highest version of the room's agreement that anybody accepted. Opens every box: for rare questions."""
    return max((_read([content]).get(room.pk, Mark()).agreed_version for content in DRAWER.all_contents()), default=0)


def change(member: UUID, room: Room, how: Callable[[Mark], Mark]) -> None:
    """Let `how` make a new mark of the one that a member has in a room; nothing is written where nothing changes."""
    with transaction.atomic(savepoint=False):
        marks = _read(DRAWER.locked(member, empty=DRAWER.filler * DRAWER.padded_to))
        before = marks.pop(room.pk, Mark())
        marks[room.pk] = how(before)
        if marks[room.pk] != before:
            DRAWER.put(member, _written(marks))


def forget(member: UUID) -> None:
    """Delete the marks of a member who leaves."""
    DRAWER.forget(member)


def _read(contents: Iterable[bytes]) -> Marks:
    """Return what lies in the boxes of one member, under an older and a newer key perhaps: the furthest of both."""
    found: Marks = {}
    for content in contents:
        for room_id, seq, version in _ENTRY.iter_unpack(content[: len(content) // _ENTRY.size * _ENTRY.size]):
            if room_id:
                known = found.pop(room_id, Mark())
                found[room_id] = Mark(max(known.read_seq, seq), max(known.agreed_version, version))
    return found


def _written(marks: Marks) -> bytes:
    kept = list(marks.items())[-MOST:]
    return b"".join(_ENTRY.pack(room_id, mark.read_seq, mark.agreed_version) for room_id, mark in kept)
