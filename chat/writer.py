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
    rooms = (
        Room.objects.select_for_update(of=("self",))
        .select_related("theme__parent")
        .filter(pk__in=room_ids)
        .order_by("pk")
    )
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


def append_all(events: list[RoomEvent]) -> None:
    """Give each event the next `seq` of its room and save them together, with two queries; as `append` does one.

    Each event's `room` must have been locked through `lock` in the open transaction, one object a room, and the caller
    has seen that it is open.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("Events are appended inside the transaction of what they tell about.")
    if not events:
        return
    for event in events:
        event.room.last_seq += 1
        event.seq = event.room.last_seq
    RoomEvent.objects.bulk_create(events)
    heads = {event.room_id: event.room.last_seq for event in events}
    table = connection.ops.quote_name(Room._meta.db_table)
    rows = ", ".join(["(%s, %s)"] * len(heads))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET last_seq = heads.column2 FROM (VALUES {rows}) AS heads "  # noqa: S608 - our own names
            f"WHERE {table}.id = heads.column1",
            [number for head in heads.items() for number in head],
        )

    def tell_the_hub() -> None:
        hub.tell_all(events)

    transaction.on_commit(tell_the_hub, robust=True)
