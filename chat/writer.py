"""The only way to write a `RoomEvent`: one log a room, without gaps, in the order in which it was committed."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from chat import hub, voices
from chat.held_models import HeldMessage, HeldState
from chat.models import EventKind, MessageState, Room, RoomEvent, RoomState
from chat.policies import state_refusal
from groups.models import Approval, Theme
from members.changes import prints_query

if TYPE_CHECKING:
    from chat.own_line import OwnLine

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


def _row(event: RoomEvent) -> dict[str, Any]:
    return {
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


def _write_at_once(events: list[RoomEvent]) -> None:
    """Write events and heads in one statement, and give each event its id."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [json.dumps([_row(event) for event in events])])
        ids = {(room_id, seq): pk for pk, room_id, seq in cursor.fetchall()}
    for event in events:
        event.pk = ids[event.room_id, event.seq]
        event._state.adding, event._state.db = False, connection.alias


class Plain(NamedTuple):
    """A message that may be written by `append_plain`, and what that depends on besides its room.

    `is_trusted`: nobody reads first what they say, whoever is asked to be read. `seen` is the print of who they were
    when they were judged, as a row of `members.changes`; None when they were judged just now.
    """

    event: RoomEvent
    is_trusted: bool
    seen: tuple[str, str, int] | None = None


@cache
def plain_statements() -> dict[str, str]:
    """Return what `append_plain` asks, by name: to lock rooms in their order, to write what nothing speaks against."""
    models = {"events": RoomEvent, "rooms": Room, "held": HeldMessage, "themes": Theme}
    names = {name: connection.ops.quote_name(model._meta.db_table) for name, model in models.items()}
    prints = prints_query("(SELECT place, session_key, member_id FROM asked WHERE seen IS NOT NULL) AS asked")
    # Only what a mask says brings a number of its own, and that goes the longer way.
    columns = [name for name in _COLUMNS if name != "id"]
    typed = ", ".join(f"{name} {kind}" for name, kind in (_TOLD_OF_PLAIN | _ASKED_OF_PLAIN).items())
    values = ", ".join({"nonce_key": "key", "seq": "next", **_OF_ALL_PLAIN}.get(name, name) for name in columns)
    words = {"columns": ", ".join(columns), "values": values, "typed": typed, "prints": prints}
    write = _WRITE_PLAIN.format_map(names | words)
    places = iter(range(1, 100))
    return {LOCK: _LOCK.format_map(names), WRITE: re.sub("%s", lambda _place: f"${next(places)}", write)}


LOCK, WRITE = "lock", "write"
# What is the same in every plain message, whatever its author does.
_OF_ALL_PLAIN = {
    "kind": f"'{EventKind.MESSAGE}'",
    "state": f"'{MessageState.SHOWN}'",
    "target_seq": "NULL::bigint",
    "code": "''",
    "params": "'{}'::jsonb",
}
_TOLD_OF_PLAIN = {name: kind for name, kind in _COLUMNS.items() if name not in {"id", "seq", *_OF_ALL_PLAIN}}
_ASKED_OF_PLAIN = {
    "place": "bigint",
    "is_trusted": "boolean",
    "session_key": "text",
    "member_id": "uuid",
    "seen": "bigint",
}
# What lets words under an open name be shown at once.
_NOT_OF_NAMES = f"('{Approval.NOBODY}', '{Approval.MASKS}')"
_LOCK = "SELECT id FROM {rooms} WHERE id = ANY(string_to_array($1, ',')::bigint[]) ORDER BY id FOR UPDATE"
_WRITE_PLAIN = f"""
WITH asked AS (
    SELECT one.*, decode(one.nonce_key, 'hex') AS key FROM json_to_recordset(%s::json) AS one({{typed}})
), prints AS MATERIALIZED (
    {{prints}}
), plain AS (
    SELECT asked.*, room.last_seq + row_number() OVER (PARTITION BY asked.room_id ORDER BY asked.place) AS next
    FROM asked CROSS JOIN LATERAL (SELECT * FROM {{rooms}} AS one WHERE one.id = asked.room_id OFFSET 0) AS room
    JOIN {{themes}} AS theme ON theme.id = room.theme_id
    LEFT JOIN {{themes}} AS parent ON parent.id = theme.parent_id LEFT JOIN prints ON prints.place = asked.place
    WHERE room.state = '{RoomState.OPEN}' AND room.slow_mode_s = 0 AND room.agreement_version = 0 AND theme.is_shown
    AND (asked.seen IS NULL OR asked.seen = prints.print)
    AND (asked.is_trusted OR (room.approval IN {_NOT_OF_NAMES} AND theme.approval IN {_NOT_OF_NAMES}
        AND (parent.id IS NULL OR parent.approval IN {_NOT_OF_NAMES})))
    AND NOT EXISTS (SELECT FROM {{events}} AS earlier WHERE earlier.nonce_key = asked.key)
    AND NOT EXISTS (SELECT FROM {{held}} AS held WHERE held.nonce_key = asked.key AND held.state <> '{HeldState.SHOWN}')
    AND (asked.reply_to IS NULL OR EXISTS (
        SELECT FROM {{events}} AS answered WHERE answered.room_id = asked.room_id AND answered.seq = asked.reply_to
        AND answered.kind = '{EventKind.MESSAGE}' AND answered.state <> '{MessageState.REMOVED}'))
), written AS (
    INSERT INTO {{events}} ({{columns}}) SELECT {{values}} FROM plain ORDER BY place
    RETURNING id, room_id, seq, nonce_key
), heads AS (
    UPDATE {{rooms}} AS room SET last_seq = head.seq
    FROM (SELECT room_id, max(seq) AS seq FROM written GROUP BY room_id) AS head WHERE room.id = head.room_id
)
SELECT id, seq, encode(nonce_key, 'hex') FROM written
"""  # noqa: S608 - our own words


async def append_plain(line: OwnLine, messages: dict[bytes, Plain]) -> dict[bytes, RoomEvent]:
    """Write messages, by nonce key, in a transaction of their own on `line`; return the events of those written.

    Left out, with no number taken, is what anything speaks against: somebody who is no longer who they were, a room
    that is not open, or has got slow mode, an agreement or readers who read first, a nonce that was heard before, an
    answer to what is gone. `append` and `append_all` can say what it is. PostgreSQL alone; the caller tells the hub,
    and has told `line` the `plain_statements`. Raises psycopg.Error with nothing written.
    """
    keys = {key.hex(): key for key in messages}
    rows = [_plain_row(key, place, messages[keys[key]]) for place, key in enumerate(keys)]
    rooms = ",".join({str(one.event.room_id) for one in messages.values()})
    today, now = timezone.localdate().isoformat().encode(), timezone.now().isoformat().encode()
    # Each statement sees what was committed before it began, so that the second looks at rooms nobody else changes.
    _locked, told = await line.ask((LOCK, [rooms.encode()]), (WRITE, [json.dumps(rows).encode(), today, today, now]))
    written: dict[bytes, RoomEvent] = {}
    for pk, seq, key in sorted(_numbers(told, place) for place in range(told.ntuples)):
        event = written[keys[key]] = messages[keys[key]].event
        event.pk, event.seq = pk, seq
        event._state.adding, event._state.db = False, connection.alias
    return written


def _plain_row(key: str, place: int, one: Plain) -> dict[str, Any]:
    event = one.event
    row: dict[str, Any] = {
        "room_id": event.room_id,
        "at": event.at.isoformat(),
        "author_id": str(event.author_id),
        "badge": event.badge,
        "body": event.body,
        "html": event.html,
        "recipe": event.recipe,
        "content_note": event.content_note,
        "reply_to": event.reply_to,
        "nonce_key": key,
        "place": place,
        "is_trusted": one.is_trusted,
    }
    if one.seen is not None:
        row["session_key"], row["member_id"], row["seen"] = one.seen
    return row


def _numbers(told: Any, place: int) -> tuple[int, int, str]:
    return int(told.get_value(place, 0)), int(told.get_value(place, 1)), told.get_value(place, 2).decode()
