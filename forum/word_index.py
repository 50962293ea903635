"""Which words stand in which post: a table of its own on each engine, kept with the rows that it speaks of.

PostgreSQL keeps a `tsvector` under a GIN index, SQLite an FTS5 table; both hold the same forms of words
(`markup.word_forms`), made here and never by the database, so that both find the same. A post has words here while it
is shown; behind a content note only the title of its thread is kept. What may be read is judged when somebody
searches, never here: at worst, something is not found.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connections, transaction

from forum.models import Post, PostState, Thread
from forum.word_models import TABLE
from markup import plain_text, word_forms

BATCH = 20
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
