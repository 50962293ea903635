"""The list of a theme's threads, a page at a time: what is kept on top, the reader's language, then the others.

Within each of the three, the newest words come first. Pages hang on the key of a thread (`?after=`, `?before=`,
`?end`), so what is written meanwhile moves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BooleanField, Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.http import HttpRequest

from forum.models import Thread
from members.models import Language

THREADS_A_PAGE = 20
RANKS = (0, 1, 2)
# They stand in a question for each of several themes and languages in turn; none is called so.
_ANY_THEME, _ANY_LANGUAGE = -1896, "each language"


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
    threads: QuerySet[Thread], request: HttpRequest, *, own: str, themes: Sequence[int]
) -> tuple[list[Any], dict[str, str]]:
    """Return one page of those of `threads` that stand in `themes` (a theme, or a chapter with its themes), and the
    addresses of the other pages (`first`, `newer`, `older`, `last`). One query.

    `own` is the reader's language. However long the lists are, a page's worth of rows is read of each theme.
    """
    after, before = Key.read(request.GET.get("after", "")), Key.read(request.GET.get("before", ""))
    upward = "end" in request.GET or before is not None
    mark = before if upward else after
    # Chosen by their numbers alone: with the theme's name beside, the planner would read all of it.
    rows = Thread.objects.filter(_nearest(threads, own, themes, mark, upward=upward))
    listed = rows.select_related("author", "theme").annotate(is_other=_rank(own))
    listed = listed.order_by(*_order("is_other", upward=not upward), *_order("last_post_at", "pk", upward=upward))
    found = list(listed[: THREADS_A_PAGE + 1])
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
    return page, addresses


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


def _nearest(threads: QuerySet[Thread], own: str, themes: Sequence[int], mark: Key | None, *, upward: bool) -> Any:
    """Return what chooses the first threads beyond `mark` of each rank.

    Each rank of each theme is read along its own index; the themes of a chapter have no order together that is kept
    anywhere, so the first few of each are sorted.
    """
    others = [code for code in Language.values if code != own]
    # What is kept on top is asked for by language too: the index has its order within a language alone.
    languages = (Language.values, [own], others)
    written: list[tuple[str, tuple[Any, ...]]] = []
    for rank in RANKS:
        if mark is not None and (rank > mark.is_other if upward else rank < mark.is_other):
            continue
        # `is_pinned=False` would become `NOT is_pinned`, for which SQLite uses no index.
        side = threads.filter(theme_id=_ANY_THEME, is_pinned__in=[rank == 0], language=_ANY_LANGUAGE)
        if mark is not None and rank == mark.is_other:
            side = side.filter(_past(mark, upward=upward))
        side = side.order_by(*_order("last_post_at", "pk", upward=upward))
        few = side.values("id", "last_post_at")[: THREADS_A_PAGE + 1]
        written.append(_of_each([*product(themes, languages[rank])], few, upward=upward))
    union = " UNION ALL ".join(sql for sql, _params in written)
    chosen = [one for _sql, params in written for one in params]
    if connection.vendor == "postgresql":
        # As a list the numbers are looked up; as a table PostgreSQL might read all threads to join them.
        return RawSQL(f'"forum_thread"."id" = ANY(ARRAY({union}))', chosen, output_field=BooleanField())  # noqa: S611
    return Q(pk__in=RawSQL(union, chosen))  # noqa: S611


def _of_each(places: Sequence[tuple[int, str]], few: Any, *, upward: bool) -> tuple[str, tuple[Any, ...]]:
    """Return what asks for the numbers of `few` in all `places`, each a theme and a language.

    It is compiled once for all of them.
    """
    sql, params = few.query.sql_with_params()
    each = [f"SELECT * FROM ({sql}) place{number}" for number, _place in enumerate(places)]  # noqa: S608
    way = "ASC" if upward else "DESC"
    chosen = (
        f"SELECT id FROM (SELECT * FROM ({' UNION ALL '.join(each)}) every"  # noqa: S608
        f" ORDER BY last_post_at {way}, id {way} LIMIT {THREADS_A_PAGE + 1}) side"
    )
    put = [{_ANY_THEME: theme, _ANY_LANGUAGE: language} for theme, language in places]
    return chosen, tuple(known.get(one, one) for known in put for one in params)
