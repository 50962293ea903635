"""Which words stand in which post: a table of its own on each engine, kept with the rows that it speaks of.

PostgreSQL keeps a `tsvector` under a GIN index, SQLite an FTS5 table; both hold the same forms of words
(`markup.word_forms`), made here and never by the database, so that both find the same. A post has words here while it
is shown; behind a content note only the title of its thread is kept. What may be read is judged when somebody
searches, never here: at worst, something is not found.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, connections, transaction
from django.db.models import BooleanField, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from forum.models import Post, PostState, Thread
from forum.word_models import TABLE
from markup import plain_text, word_forms
from members import masks

BATCH = 20
# Through so many posts one goes back for a word that may stand in any of them.
_NEAR = 2000
_TABLES = {
    "sqlite": [f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5(forms, tokenize='ascii', columnsize=0)"],
    "postgresql": [
        f"CREATE TABLE IF NOT EXISTS {TABLE} (rowid bigint PRIMARY KEY, forms tsvector NOT NULL)",
        # Without the list of what is not sorted in yet, which every search would have to read through.
        f"CREATE INDEX IF NOT EXISTS {TABLE}_forms ON {TABLE} USING gin (forms) WITH (fastupdate = off)",
        # How rare a word is decides whether it is looked up or met on the way: let the planner know more of them.
        f"ALTER TABLE {TABLE} ALTER COLUMN forms SET STATISTICS 1000",
    ],
}


def make_table(using: str = "default", **_: Any) -> None:
    """Make the table of words if it is not there. Called after every migrate."""
    connection = connections[using]
    if Post._meta.db_table in connection.introspection.table_names():
        with transaction.atomic(using=using), connection.cursor() as cursor:
            for statement in _TABLES[connection.vendor]:
                cursor.execute(statement)


def words_of(post: Post, *, title: str, language: str) -> list[str]:
    """Return the forms of the words of `post` that may be found, [] when none may. `title` is that of its thread."""
    if post.state != PostState.SHOWN:
        return []
    shown = "" if is_noted(post) else plain_text.of_html(post.html)
    return word_forms.forms_in(f"{title}\n{shown}" if post.is_opening else shown, language)


def is_noted(post: Post) -> bool:
    """Whether the words of `post` (loaded with its thread) wait behind a content note."""
    return bool(post.note or (post.is_opening and post.thread.note))


def keep(post: Post) -> None:
    """Write down the words of a post as it is now, in the transaction of whoever changed it."""
    keep_all([(post.pk, words_of(post, title=post.thread.title, language=post.thread.language))])


def keep_all(found: Iterable[tuple[int, list[str]]]) -> None:
    """Write down the words of many posts, each as (number, forms)."""
    connection = connections["default"]
    rows = list(found)
    kept = [(number, written(forms)) for number, forms in rows if forms]
    cast = "::tsvector" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        if rows:
            marks = ", ".join(["%s"] * len(rows))
            cursor.execute(f"DELETE FROM {TABLE} WHERE rowid IN ({marks})", [number for number, _forms in rows])  # noqa: S608
        if kept:
            cursor.executemany(f"INSERT INTO {TABLE} (rowid, forms) VALUES (%s, %s{cast})", kept)  # noqa: S608


def on_post_saved(instance: Post, update_fields: Any = None, **_: Any) -> None:
    """Hear that a post was written or changed."""
    if update_fields is None or {"html", "state", "note", "thread", "position"} & set(update_fields):
        keep(instance)


def on_thread_saved(instance: Thread, update_fields: Any = None, created: bool = False, **_: Any) -> None:
    """Hear that a thread has another title: it is found by the words of its opening post."""
    if created or (update_fields is not None and not {"title", "language", "note"} & set(update_fields)):
        return
    opening = Post.objects.filter(thread=instance, position=1).first()
    if opening is not None:
        opening.thread = instance
        keep(opening)


def newest(
    found: QuerySet[Post], most: int, *, before: int | None = None, masked_before: QuerySet[Post] | None = None
) -> QuerySet[Post]:
    """Return the `most` newest of the posts found by their words under open names, and as many under masks.

    Numbers of posts follow each other in time but under masks, where they are drawn by chance: those are sorted by
    when they count as written. Returned is what stands before post number `before`, and before the post under a mask
    that `masked_before` finds, if it finds one. One question.
    """
    masked = found.filter(found__pk__gte=masks.LOWEST_ID)
    if masked_before is not None:
        at, number = (masked_before.values(name)[:1] for name in ("created_at", "pk"))
        earlier = Q(created_at__lt=Subquery(at)) | Q(created_at=Subquery(at), pk__lt=Subquery(number))
        masked = masked.filter(earlier)
    few = masked.order_by("-created_at", "-pk").values("found__pk")[:most]
    written = [_newest_open(found.filter(found__pk__lt=masks.LOWEST_ID), most, before), few.query.sql_with_params()]
    union = " UNION ALL ".join(f"SELECT * FROM ({sql}) side{number}" for number, (sql, _params) in enumerate(written))  # noqa: S608
    return Post.objects.filter(pk__in=RawSQL(union, [one for _sql, params in written for one in params]))  # noqa: S611


def _newest_open(found: QuerySet[Post], most: int, before: int | None) -> tuple[str, tuple[Any, ...]]:
    """Return what asks for the numbers of the `most` newest under open names, before number `before`.

    PostgreSQL can go back through the posts until enough are met, or look the words up and sort. It chooses by how
    rare it takes them for, and where it errs it goes back through all posts there are: a word that stands nowhere, or
    two that never meet. So it goes back through the last few alone, and what lies before them is looked up.
    """
    if before is not None:
        found = found.filter(found__pk__lt=before)
    newest_first = found.order_by("-found__pk").values("found__pk")
    if connection.vendor != "postgresql":
        return newest_first[:most].query.sql_with_params()
    last = f"(SELECT MAX(rowid) FROM {TABLE} WHERE rowid < {masks.LOWEST_ID})" if before is None else "%s"  # noqa: S608
    edge = RawSQL(f"({last} - {_NEAR})", [] if before is None else [before])  # noqa: S611
    # Two by two, though one says it all: PostgreSQL takes what lies between two bounds of one column for next to
    # nothing, and would read all of the last few.
    is_near = RawSQL(f'("{TABLE}"."rowid", 0) > ({last} - {_NEAR}, 0)', edge.params, output_field=BooleanField())  # noqa: S611
    near = newest_first.filter(is_near)[:most]
    far = found.filter(found__pk__lte=edge).order_by().values("found__pk")
    (near_sql, near_params), (far_sql, far_params) = (one.query.sql_with_params() for one in (near, far))
    # OFFSET 0 and the sum keep the planner from going back through the posts after all. The second half is only asked
    # where the first did not give enough.
    either = (
        f"SELECT * FROM ({near_sql}) near UNION ALL SELECT * FROM (SELECT * FROM ({far_sql} OFFSET 0) met (number)"  # noqa: S608
        f" ORDER BY number + 0 DESC LIMIT {most}) far LIMIT {most}"
    )
    return either, (*near_params, *far_params)


def rebuild(after: int = 0) -> int | None:
    """Write down the words of the next posts after number `after`; return the last one, None when there is no more."""
    with transaction.atomic():
        posts = (
            Post.objects.filter(pk__gt=after)
            .select_related("thread")
            .only("html", "state", "note", "position", "thread__title", "thread__language", "thread__note")
        )
        # Locked, so that nobody changes a post between its words being read and being written down.
        found = list(posts.select_for_update(of=("self",), no_key=True).order_by("pk")[:BATCH])
        keep_all((post.pk, words_of(post, title=post.thread.title, language=post.thread.language)) for post in found)
    return found[-1].pk if found else None


def settle() -> None:
    """Let the planner look at the table anew, after many rows were written at once."""
    with connections["default"].cursor() as cursor:
        if connections["default"].vendor == "postgresql":
            cursor.execute(f"ANALYZE {TABLE}")


def written(forms: list[str]) -> str:
    """Return the forms as the engine takes them: with their places, or one after the other."""
    if connections["default"].vendor != "postgresql":
        return " ".join(forms)
    # It keeps no place beyond this one.
    return " ".join(f"'{form}':{min(place, 16383)}" for place, form in enumerate(forms, 1))
