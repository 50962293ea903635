"""What a thief would hold of a house that left one thing in: a key, an hour, an order. The linker must win on each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from tests.attack.community import Community
from tests.attack.dumps import Dump, Row


def with_a_key(dump: Dump, truth: Community) -> Dump:
    """Return the dump of a house whose masks name their holder in one column."""
    held = {mask.hex: member for mask, member in truth.holders.items()}

    def named(row: Row) -> Row:
        return {**row, "holder_id": str(held.get(_mask(row), ""))}

    return _changed(dump, "members_mask", lambda rows: [named(row) for row in rows])


def with_an_hour(dump: Dump, truth: Community) -> Dump:
    """Return the dump of a house that keeps the exact hour of masked words."""

    def dated(row: Row) -> Row:
        at = truth.written.get(int(row["id"] or 0))
        return row if at is None else {**row, "created_at": datetime.fromtimestamp(at, UTC).strftime("%F %T.%f")}

    return _changed(dump, "forum_post", lambda rows: [dated(row) for row in rows])


def with_an_order(dump: Dump, truth: Community) -> Dump:
    """Return the dump of a house whose table of words stands in the order in which they were written."""

    def written_at(row: Row) -> float:
        found = truth.written.get(int(row["id"] or 0))
        at = datetime.fromisoformat(str(row["created_at"]).removesuffix("+00")).replace(tzinfo=UTC).timestamp()
        return found if found is not None else at

    return _changed(dump, "forum_post", lambda rows: sorted(rows, key=written_at))


BUILDS: dict[str, Callable[[Dump, Community], Dump]] = {
    "a key": with_a_key,
    "an hour": with_an_hour,
    "an order": with_an_order,
}


def _mask(row: Row) -> str:
    return str(row["pseudonym_id"]).replace("-", "")


def _changed(dump: Dump, table: str, change: Callable[[list[Row]], list[Row]]) -> Dump:
    return replace(dump, tables={**dump.tables, table: change(dump.tables[table])})
