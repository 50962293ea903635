"""Would somebody be judged the same now? Told for hundreds with two queries, without judging anybody again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from django.db import connection

from chat.models import Room
from groups.models import Theme
from members.actor import Actor
from members.changes import changed_of, prints_of

# What of a room a judgement depends on.
RIGHTS = (
    "state",
    "guests_may_read",
    "slow_mode_s",
    "agreement_version",
    "approval",
    "theme__is_shown",
    "theme__approval",
    "theme__parent__approval",
)


class Known(Protocol):
    """An earlier judgement. `seen` is the print of who they were then; None where it has to be made again anyway."""

    actor: Actor
    room: Room | None
    session_key: str | None
    seen: int | None

    @property
    def row(self) -> tuple[str, str, int] | None:
        """Who they were, as `members.changes` asks whether they still are; None where that cannot be asked."""


def prints(asked: Sequence[tuple[str | None, Actor | None]]) -> list[int | None]:
    """Return a print for each (session cookie, whoever it belongs to); None for guests, and where none can be made."""
    places = [
        (place, (session_key, actor.member_id))
        for place, (session_key, actor) in enumerate(asked)
        if session_key is not None and actor is not None and actor.member_id is not None
    ]
    made: list[int | None] = [None] * len(asked)
    for (place, _who), found in zip(places, prints_of([who for _place, who in places]), strict=True):
        made[place] = found
    return made


def still_hold(looks: Sequence[Known]) -> list[bool]:
    """Whether each of these looks would be the same now; False where that can only be told by judging again."""
    made = prints([(look.session_key, look.actor) if look.seen is not None else (None, None) for look in looks])
    same = [found is not None and found == look.seen for found, look in zip(made, looks, strict=True)]
    wanted = {look.room.pk for look, is_same in zip(looks, same, strict=True) if is_same and look.room is not None}
    rights = rights_of(wanted)
    return [
        is_same and look.room is not None and rights.get(look.room.pk) == rights_in(look.room)
        for look, is_same in zip(looks, same, strict=True)
    ]


def who_changed(looks: Sequence[Known]) -> list[Known]:
    """Return those of these looks whose person is no longer who they were, or cannot be asked about. Knows no room."""
    rows = [(look, look.row) for look in looks]
    asked = [(look, row) for look, row in rows if row is not None]
    changed = changed_of([row for _look, row in asked]) if connection.vendor == "postgresql" else set(range(len(asked)))
    return [asked[place][0] for place in sorted(changed)] + [look for look, row in rows if row is None]


def rights_of(room_ids: set[int]) -> dict[int, tuple[Any, ...]]:
    """Return what a judgement depends on, for each of these rooms. One query, none without rooms.

    For PostgreSQL alone, as prints are: the ids travel in one piece.
    """
    if not room_ids:
        return {}
    rooms, themes = (connection.ops.quote_name(model._meta.db_table) for model in (Room, Theme))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT room.id, room.state, room.guests_may_read, room.slow_mode_s, room.agreement_version, "  # noqa: S608
            "room.approval, theme.is_shown, theme.approval, parent.approval "
            f"FROM {rooms} AS room JOIN {themes} AS theme ON theme.id = room.theme_id "
            f"LEFT JOIN {themes} AS parent ON parent.id = theme.parent_id "
            "WHERE room.id = ANY(string_to_array(%s, ',')::bigint[])",
            [",".join(map(str, room_ids))],
        )
        return {pk: tuple(rights) for pk, *rights in cursor.fetchall()}


def rights_in(room: Room) -> tuple[Any, ...]:
    """Return what a judgement depended on, in the order of RIGHTS. Asks nothing where the theme is known."""
    theme, parent = room.theme, room.theme.parent
    ours = (room.state, room.guests_may_read, room.slow_mode_s, room.agreement_version, room.approval)
    return (*ours, theme.is_shown, theme.approval, parent.approval if parent is not None else None)
