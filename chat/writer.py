"""The only way to write a `RoomEvent`: one log a room, without gaps, in the order in which it was committed."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from chat import hub
from chat.models import EventKind, Room, RoomEvent
from chat.policies import state_refusal

# What people say needs an open room; what the house says about it (removals, notices, its state) does not.
_NEEDS_OPEN = frozenset({EventKind.MESSAGE, EventKind.GESTURE, EventKind.EDITED})


def lock(room_ids: list[int]) -> dict[int, Room]:
    """Lock the rows of these rooms in the order of their ids, for the open transaction; return them read afresh.

    On SQLite every transaction is IMMEDIATE, so the whole file is already ours.
    """
    rooms = Room.objects.select_for_update(of=("self",)).select_related("theme").filter(pk__in=room_ids).order_by("pk")
    return {room.pk: room for room in rooms}


def append(room: Room, event: RoomEvent, *, locked: Room | None = None) -> RoomEvent:
    """Give `event` the next `seq` of `room` and save it; once committed, everybody in the room hears of it.

    `locked` is the room's row when the caller has just locked it through `lock`. Needs an open transaction.
    Raises TransactionManagementError without one, Room.DoesNotExist when the room is gone, and
    Refusal("held"/"closed") when the room lets nobody speak now.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("An event is appended inside the transaction of what it tells about.")
    if locked is None:
        locked = lock([room.pk]).get(room.pk)
    if locked is None:
        raise Room.DoesNotExist
    # An event without an author is the house's: a passage cut from a message.
    if event.kind in _NEEDS_OPEN and event.author_id is not None and (refusal := state_refusal(locked)):
        raise refusal
    event.room = locked
    event.seq = locked.last_seq + 1
    event.save(force_insert=True)
    Room.objects.filter(pk=locked.pk).update(last_seq=event.seq)
    locked.last_seq = room.last_seq = event.seq

    def tell_the_hub() -> None:
        hub.tell(event)

    transaction.on_commit(tell_the_hub, robust=True)
    return event
