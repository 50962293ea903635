"""What pages show to anybody: who spoke openly, when and where; and the words of masks, each in its quarter of an hour.

Threads and rooms alike: a place, an order that everybody sees, exact hours of open names, quarters of masks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.attack.dumps import Dump, Row

QUARTER = 900.0
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?(\+00)?")
Span = tuple[float, float]
# What stands in a place: its table, the column of the place, that of the order, that of the hour.
SPOKEN = {
    "forum_post": ("thread_id", "position", "created_at"),
    "chat_roomevent": ("room_id", "seq", "at"),
}


@dataclass(frozen=True)
class Words:
    """Words under a mask, as a page shows them, and the span of time in which they were written."""

    key: str
    mask: str
    place: str
    number: int
    span: Span


def plain(word: str | None) -> str:
    """Return a value as the linker compares it: numbers of names without their dashes."""
    return (word or "").replace("-", "").lower()


def instant(word: str | None) -> float | None:
    """Return a moment of a dump in seconds, None for what is none."""
    if word is None or not _TIME.fullmatch(word):
        return None
    return datetime.fromisoformat(word.removesuffix("+00")).replace(tzinfo=UTC).timestamp()


def is_exact(at: float) -> bool:
    """Whether a moment is finer than a quarter of an hour."""
    return at % QUARTER > 1e-6


class Pages:
    """What pages show. A row of something said is known by its table and number, as in "forum_post 12"."""

    def __init__(self, dump: Dump) -> None:
        names = dump.tables["members_pseudonym"]
        self.masks = {plain(row["id"]) for row in names if row["scope"]}
        self.open = {plain(row["id"]) for row in names if not row["scope"]}
        self.rows: dict[str, Row] = {}
        self.author: dict[str, str] = {}
        self.at: dict[str, float] = {}
        self.acts: dict[str, list[float]] = defaultdict(list)
        places: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for table, (place, order, hour) in SPOKEN.items():
            for row in dump.tables.get(table, ()):
                key = f"{table} {row['id']}"
                self.rows[key], self.author[key] = row, plain(row["author_id"])
                self.at[key] = instant(row[hour]) or 0.0
                places[f"{place} {row[place]}"].append((int(row[order] or 0), key))
                if self.author[key] in self.open:
                    self.acts[self.author[key]].append(self.at[key])
        self.words = [words for place, said in places.items() for words in self._words(place, sorted(said))]

    def is_masked(self, key: str) -> bool:
        """Whether something said is a mask's."""
        return self.author.get(key, "") in self.masks

    def _words(self, place: str, said: list[tuple[int, str]]) -> list[Words]:
        found = []
        for index, (number, key) in enumerate(said):
            if not self.is_masked(key):
                continue
            # Pages show the quarter, whatever the table says, and between which other words these stand.
            begin = self.at[key] - self.at[key] % QUARTER
            low, high = begin, begin + QUARTER
            before = [self.at[one] for _number, one in said[:index] if not self.is_masked(one)]
            after = [self.at[one] for _number, one in said[index + 1 :] if not self.is_masked(one)]
            low = max([low, *(at for at in before if at <= high)])
            high = min([high, *(at for at in after if at >= low)])
            found.append(Words(key, self.author[key], place, number, (low, high)))
        return found
