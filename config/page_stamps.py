"""What a guest's page hangs on, read from the shared database at the moment of asking.

A stamp is all that can change the page: the versions of its thread and themes (raised in every writing transaction),
the head of the record (every act of power grows it: roles, rooms, themes, decisions), the day (dates drop their year, a
trade ends), and whether somebody watches. Equal stamps mean an equal page. They are read by one thread with a
connection of its own; whoever asks while it is busy is answered together with the others by the next reading, never by
one that began before the question.
"""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from moderation.watch import on_duty

logger = logging.getLogger(__name__)

Stamp = tuple[Any, ...]
_HEAD = "(SELECT number FROM record_head)"
_THREAD = (
    f"SELECT {_HEAD}, t.theme_id, t.version, own.version, above.version, t.closes_at <= %s"  # noqa: S608
    " FROM forum_thread t JOIN groups_theme own ON own.id = t.theme_id"
    " LEFT JOIN groups_theme above ON above.id = own.parent_id WHERE t.id = %s"
)
# A theme with its chapter and what stands close by; a chapter with its themes.
_THEME = (
    f"SELECT {_HEAD}, t.id, COUNT(*), SUM(near.version) FROM groups_theme t"  # noqa: S608
    " JOIN groups_theme near ON near.id = COALESCE(t.parent_id, t.id) OR near.parent_id = COALESCE(t.parent_id, t.id)"
    " WHERE t.slug = %s GROUP BY t.id"
)
_HOUSE = f"SELECT {_HEAD}, COUNT(*), SUM(version) FROM groups_theme"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Place:
    """Which page: the kind of its stamp, and the number or the short name of what it shows."""

    kind: str
    key: int | str = 0


_PLACES: tuple[tuple[str, re.Pattern[str], frozenset[str]], ...] = (
    ("thread", re.compile(r"/(?:fr|en)/threads/([1-9]\d{0,17})/[\w-]+/"), frozenset({"page", "since"})),
    (
        "theme",
        re.compile(r"/(?:fr|en)/themes/([\w-]{1,60})/(?:feed/)?"),
        frozenset({"after", "before", "end", "who"}),
    ),
    ("home", re.compile(r"/(?:fr|en)/()"), frozenset()),
    ("house", re.compile(r"/(?:fr|en)/(?:themes|unanswered)/()"), frozenset({"before"})),
)


def place_of(path: str, query: str) -> Place | None:
    """Return the place that an address shows, None where nothing is ever kept."""
    for kind, pattern, known in _PLACES:
        if found := pattern.fullmatch(path):
            if query and not all(part.partition("=")[0] in known for part in query.split("&")):
                return None
            return Place(kind, int(found[1]) if kind == "thread" else found[1])
    return None


class Stamps:
    """The thread that reads stamps for one event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: dict[Place, list[asyncio.Future[Stamp | None]]] = defaultdict(list)
        self._some = threading.Condition()
        self._has_ended = False
        self._watch: tuple[date | None, str, list[Any], Any] = (None, "", [], None)
        self._thread = threading.Thread(target=self._run, name="page stamps", daemon=True)
        self._thread.start()

    async def read(self, place: Place) -> Stamp | None:
        """Return the stamp of `place` as it is now; None when there is no such place, or no database."""
        answer: asyncio.Future[Stamp | None] = self._loop.create_future()
        with self._some:
            self._waiting[place].append(answer)
            self._some.notify()
        return await answer

    def close(self) -> None:
        """End the thread and its connection. Whoever still waits is told nothing."""
        with self._some:
            self._has_ended = True
            self._some.notify()
        self._thread.join(30)

    def _run(self) -> None:
        while not self._has_ended and not self._loop.is_closed():
            with self._some:
                if not self._waiting and not self._has_ended:
                    self._some.wait(5)
                asked, self._waiting = self._waiting, defaultdict(list)
            told = [(stamp_now(self, place), answers) for place, answers in asked.items()]
            try:
                self._loop.call_soon_threadsafe(_tell, told)
            except RuntimeError:  # the loop ended meanwhile
                break
        connection.close()

    def watched(self, now: datetime) -> bool:
        """Whether somebody of the whole house's watch is there: the question of home, put together once a day."""
        today = timezone.localdate(now)
        if self._watch[0] != today:
            mark = timezone.make_aware(datetime.combine(today, time(12, 34, 56, 789012)))
            sql, params = on_duty(mark).query.exists().get_compiler("default").as_sql()
            self._watch = (today, sql, list(params), connection.ops.adapt_datetimefield_value(mark))
        _day, sql, params, told = self._watch
        at = connection.ops.adapt_datetimefield_value(now)
        return _row(sql, [at if one == told else one for one in params]) is not None


def stamp_now(stamps: Stamps, place: Place) -> Stamp | None:
    """Read the stamp of `place`; None when there is none, or while the database cannot be reached."""
    now = timezone.now()
    try:
        connection.ensure_connection()
        found = _ASK[place.kind](place, now)
        if found is None:
            return None
        watched = stamps.watched(now) if place.kind == "home" else None
    except DatabaseError as lost:
        logger.warning("No stamps of pages: %s", type(lost).__name__)
        connection.close()
        return None
    return (timezone.localdate(now), watched, *found)


def _row(sql: str, params: list[Any]) -> tuple[Any, ...] | None:
    """Ask and return the first row. PostgreSQL prepares each question once: the same few are asked all day."""
    if connection.vendor == "postgresql":
        from record.prepared import Prepared

        with connection.wrap_database_errors, Prepared(connection.connection) as asked:
            found: tuple[Any, ...] | None = asked.execute(sql, params).fetchone()
            return found
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


_ASK: dict[str, Callable[[Place, datetime], tuple[Any, ...] | None]] = {
    "thread": lambda place, now: _row(_THREAD, [connection.ops.adapt_datetimefield_value(now), place.key]),
    "theme": lambda place, now: _row(_THEME, [place.key]),
    "home": lambda place, now: _row(_HOUSE, []),
    "house": lambda place, now: _row(_HOUSE, []),
}


def _tell(told: list[tuple[Stamp | None, list[asyncio.Future[Stamp | None]]]]) -> None:
    for stamp, answers in told:
        for answer in answers:
            if not answer.done():
                answer.set_result(stamp)
