"""The only way to write a `RoomEvent`: one log a room, without gaps, in the order in which it was committed."""

from __future__ import annotations

import json
from functools import cache

from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from chat import hub, voices
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


# What writing needs to know of a room; the rest is read when somebody wants it. In the order of the table's columns.
_HEAD = ("id", "theme_id", "state", "slow_mode_s", "last_seq", "agreement_version")


def lock_heads(room_ids: list[int]) -> dict[int, Room]:
    """Lock rooms as `lock` does, and read no more of them than what a message needs."""
    names = ", ".join(_HEAD)
    places = ", ".join(["%s"] * len(room_ids))
    table = connection.ops.quote_name(Room._meta.db_table)
    ending = "FOR UPDATE" if connection.features.has_select_for_update else ""
    query = f"SELECT {names} FROM {table} WHERE id IN ({places}) ORDER BY id {ending}"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(query, sorted(room_ids))
        return {row[0]: Room.from_db(connection.alias, _HEAD, row) for row in cursor.fetchall()}


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
    voices.number([event])
    event.save(force_insert=True)
    Room.objects.filter(pk=locked.pk).update(last_seq=event.seq)
    locked.last_seq = room.last_seq = event.seq

    def tell_the_hub() -> None:
        hub.tell(event)

    transaction.on_commit(tell_the_hub, robust=True)
    return event


def append_all(events: list[RoomEvent]) -> None:
    """Give each event the next `seq` of its room and save them together: two queries at most. `append` does one event.

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
    voices.number(events)
    if connection.vendor == "postgresql":
        _write_at_once(events)
    else:
        RoomEvent.objects.bulk_create(events)
        _write_heads({event.room_id: event.room.last_seq for event in events})

    def tell_the_hub() -> None:
        hub.tell_all(events)

    transaction.on_commit(tell_the_hub, robust=True)


def _write_heads(heads: dict[int, int]) -> None:
    table = connection.ops.quote_name(Room._meta.db_table)
    rows = ", ".join(["(%s, %s)"] * len(heads))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET last_seq = heads.column2 FROM (VALUES {rows}) AS heads "  # noqa: S608 - our own names
            f"WHERE {table}.id = heads.column1",
            [number for head in heads.items() for number in head],
        )


# What the columns of an event hold, in one piece of JSON: cut apart there, a hundred rows cost what one costs here.
_COLUMNS = {
    "id": "bigint",
    "room_id": "bigint",
    "seq": "bigint",
    "kind": "text",
    "at": "timestamptz",
    "author_id": "uuid",
    "badge": "text",
    "body": "text",
    "html": "text",
    "recipe": "smallint",
    "content_note": "text",
    "reply_to": "bigint",
    "target_seq": "bigint",
    "state": "text",
    "code": "text",
    "params": "jsonb",
    "nonce_key": "text",
}


@cache
def _statement() -> str:
    events, rooms = (connection.ops.quote_name(model._meta.db_table) for model in (RoomEvent, Room))
    typed = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
    told = {
        "nonce_key": "decode(nonce_key, 'hex')",
        # What a mask says brings a number drawn by chance.
        "id": f"coalesce(id, nextval(pg_get_serial_sequence('{RoomEvent._meta.db_table}', 'id')))",
    }
    values = ", ".join(told.get(name, name) for name in _COLUMNS)
    return f"""
WITH written AS (
    INSERT INTO {events} ({", ".join(_COLUMNS)}) SELECT {values} FROM json_to_recordset(%s::json) AS one({typed})
    RETURNING id, room_id, seq
), heads AS (
    UPDATE {rooms} AS room SET last_seq = head.seq
    FROM (SELECT room_id, max(seq) AS seq FROM written GROUP BY room_id) AS head WHERE room.id = head.room_id
)
SELECT id, room_id, seq FROM written
"""  # noqa: S608 - our own names


def _write_at_once(events: list[RoomEvent]) -> None:
    """Write events and heads in one statement, and give each event its id."""
    rows = [
        {
            "id": event.pk,
            "room_id": event.room_id,
            "seq": event.seq,
            "kind": event.kind,
            "at": event.at.isoformat(),
            "author_id": str(event.author_id) if event.author_id else None,
            "badge": event.badge,
            "body": event.body,
            "html": event.html,
            "recipe": event.recipe,
            "content_note": event.content_note,
            "reply_to": event.reply_to,
            "target_seq": event.target_seq,
            "state": event.state,
            "code": event.code,
            "params": event.params,
            "nonce_key": event.nonce_key.hex() if event.nonce_key else None,
        }
        for event in events
    ]
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [json.dumps(rows)])
        ids = {(room_id, seq): pk for pk, room_id, seq in cursor.fetchall()}
    for event in events:
        event.pk = ids[event.room_id, event.seq]
        event._state.adding, event._state.db = False, connection.alias
