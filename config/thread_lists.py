"""The list of a theme's threads, a page at a time: what is kept on top, the reader's language, then the others.

Within each of the three, the newest words come first. Pages hang on the key of a thread (`?after=`, `?before=`,
`?end`), so what is written meanwhile moves nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BooleanField, Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.http import HttpRequest

from forum.models import Thread
from forum.sparing import Eyes
from groups.models import Theme
from members.actor import Actor
from members.models import Language
from record.questions import ask

THREADS_A_PAGE = 20
# Stands for the number of each theme in turn.
_EACH_THEME = 1_987_659_999
# SQLite puts no more than 500 lists together; there are four for each theme.
_MOST_LISTS = 100


class Key(NamedTuple):
    """Where a thread stands in a list: other language or not, last words, number. Never a count of rows."""

    is_other: int
    at: datetime
    pk: int

    @classmethod
    def read(cls, text: str) -> Key | None:
        """Return the key written in `text`, or None when it is none."""
        try:
            is_other, micro, pk = (int(part) for part in text.split("-"))
            at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micro)
        except (ValueError, OverflowError):
            return None
        return cls(is_other, at, pk) if is_other in (0, 1, 2) and 0 < pk < 2**63 else None

    @classmethod
    def of(cls, thread: Any) -> Key:
        return cls(thread.is_other, thread.last_post_at, thread.pk)

    def __str__(self) -> str:
        micro = (self.at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        return f"{self.is_other}-{micro}-{self.pk}"


def thread_page(
    actor: Actor, request: HttpRequest, theme: Theme, *, themes: Collection[int], own: str, eyes: Eyes
) -> tuple[list[Any], dict[str, str]]:
    """Return one page of threads and the addresses of the others (`first`, `newer`, `older`, `last`). One query.

    The threads are those of `theme` and of `themes`, the numbers of those in its chapter; `own` is the reader's
    language, `eyes` what they do not want to see. The rows of a page are read alone, however long the lists.
    """
    after, before = Key.read(request.GET.get("after", "")), Key.read(request.GET.get("before", ""))
    upward = "end" in request.GET or before is not None
    mark = before if upward else after
    shape = (actor, eyes, own, tuple(themes), upward)
    if mark is None:
        found = ask(_page, *shape, theme=theme.pk, is_kept=actor.is_guest)
    else:
        found = ask(_page, *shape, mark.is_other, theme=theme.pk, at=mark.at, pk=mark.pk, is_kept=actor.is_guest)
    is_more = len(found) > THREADS_A_PAGE
    page = found[:THREADS_A_PAGE]
    if upward:
        page.reverse()
    has_newer = is_more if upward else after is not None
    has_older = before is not None if upward else is_more
    addresses: dict[str, str] = {}
    if page and has_newer:
        addresses |= {"first": request.path, "newer": f"{request.path}?before={Key.of(page[0])}"}
    if page and has_older:
        addresses |= {"last": f"{request.path}?end", "older": f"{request.path}?after={Key.of(page[-1])}"}
    return eyes.kept(page), addresses


def _page(
    actor: Actor,
    eyes: Eyes,
    own: str,
    themes: tuple[int, ...],
    upward: bool,
    rank: int | None = None,
    *,
    theme: int,
    at: datetime | None = None,
    pk: int = 0,
) -> QuerySet[Thread]:
    """Return one page of threads and one more, chosen by their numbers alone.

    With the theme's name beside, the planner would read all of it.
    """
    mark = Key(rank, at, pk) if rank is not None and at is not None else None
    threads = eyes.among(Thread.objects.visible_to(actor).found_by(actor), within=theme)
    chosen = _nearest(threads, (theme, *themes), own, mark, upward=upward)
    rows = Thread.objects.filter(chosen).select_related("author", "theme").annotate(is_other=_rank(own))
    rows = rows.defer("theme__synonyms_fr", "theme__synonyms_en", "theme__note")
    return rows.order_by(*_order("is_other", upward=not upward), *_order("last_post_at", "pk", upward=upward))


def _rank(own: str) -> Case:
    """What is kept on top, then the reader's language, then the others."""
    top = When(is_pinned=True, then=Value(0))
    return Case(top, When(language=own, then=Value(1)), default=Value(2), output_field=IntegerField())


def _order(*names: str, upward: bool) -> list[str]:
    return list(names) if upward else [f"-{name}" for name in names]


def _past(mark: Key, *, upward: bool) -> Q:
    """What stands beyond `mark` among those of its own rank."""
    side = "gt" if upward else "lt"
    # The first half says where to begin reading; the second is exact.
    near = Q(**{f"last_post_at__{side}e": mark.at})
    return near & (Q(**{f"last_post_at__{side}": mark.at}) | Q(**{f"pk__{side}": mark.pk}))


def _nearest(threads: QuerySet[Thread], themes: tuple[int, ...], own: str, mark: Key | None, *, upward: bool) -> Any:
    """Return what chooses the first threads beyond `mark`: each rank of each theme is read along its own index."""
    others = [code for code in Language.values if code != own]
    # What is kept on top is asked for by language too: the index has its order within a language alone.
    kinds = [*((0, code) for code in Language.values), (1, own), *((2, code) for code in others)]
    sides: list[str] = []
    chosen: list[Any] = []
    for rank, language in kinds:
        if mark is not None and (rank > mark.is_other if upward else rank < mark.is_other):
            continue
        # `is_pinned=False` would become `NOT is_pinned`, for which SQLite uses no index.
        side = threads.filter(is_pinned__in=[rank == 0], language=language)
        if mark is not None and rank == mark.is_other:
            side = side.filter(_past(mark, upward=upward))
        source, params = _of_each(side.order_by(*_order("last_post_at", "pk", upward=upward)), themes)
        sides.append(f'SELECT "pk", "last_post_at", {rank} AS "rank" FROM {source} side{len(sides)}')  # noqa: S608
        chosen += params
    first = '"rank" DESC, "last_post_at", "pk"' if upward else '"rank", "last_post_at" DESC, "pk" DESC'
    nearest = f'SELECT "pk" FROM ({" UNION ALL ".join(sides)}) near ORDER BY {first} LIMIT {THREADS_A_PAGE + 1}'  # noqa: S608
    if connection.vendor == "postgresql":
        # As a list the numbers are looked up; as a table PostgreSQL might read all threads to join them.
        return RawSQL(f'"forum_thread"."id" = ANY(ARRAY({nearest}))', chosen, output_field=BooleanField())  # noqa: S611
    return Q(pk__in=RawSQL(nearest, chosen))  # noqa: S611


def _of_each(side: QuerySet[Thread], themes: tuple[int, ...]) -> tuple[str, list[Any]]:
    """Return SQL that gives the first threads of `side` in each of these themes, and what it is asked with."""
    is_lateral = connection.vendor == "postgresql" and len(themes) > 1
    if not is_lateral and len(themes) > _MOST_LISTS:
        side = side.filter(theme__in=themes)
    else:
        side = side.filter(theme=_EACH_THEME)
    sql, params = side.values("pk", "last_post_at")[: THREADS_A_PAGE + 1].query.sql_with_params()
    if not is_lateral:
        lists = 1 if _EACH_THEME not in params else len(themes)
        each = " UNION ALL ".join([f"SELECT * FROM ({sql}) one"] * lists)  # noqa: S608
        return f"({each})", [number if one == _EACH_THEME else one for number in themes[:lists] for one in params]
    pieces = sql.split("%s")
    lateral = pieces[0]
    for param, piece in zip(params, pieces[1:], strict=True):
        lateral += ('"every"."theme"' if param == _EACH_THEME else "%s") + piece
    every = ", ".join(["(%s::bigint)"] * len(themes))
    asked = [*themes, *(one for one in params if one != _EACH_THEME)]
    return f'(VALUES {every}) "every" ("theme") CROSS JOIN LATERAL ({lateral})', asked
