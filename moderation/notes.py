"""The notes to those who called, written together: as many statements for a thousand calls as for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import F, OuterRef, QuerySet, Subquery

from members import inbox
from members.models import Letter, LetterKind
from moderation.models import Case, Flag


def unanswered(case: Case) -> QuerySet[Flag]:
    """Return the calls of a case that wait for their note."""
    return Flag.objects.filter(case=case, outcome=None, withdrawn_at=None)


def send(case: Case, words: Mapping[str, tuple[str, str]]) -> None:
    """Write one note to each call that has none, and tie it to its call. Three statements.

    `words` holds subject and body by language. A guest's note, and one to a name that nobody holds any more, has no
    recipient. Needs the case's lock.
    """
    calls = unanswered(case)
    reached = inbox.reached().filter(pk=OuterRef("reporter_id")).values("pk")[:1]
    waiting = calls.annotate(number=F("pk"), recipient=Subquery(reached)).values("number", "language", "recipient")
    last = Letter.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    at = inbox.send_many(waiting, kind=LetterKind.OUTCOME, words=words)
    _tie(calls.values("pk"), Letter.objects.filter(pk__gt=last, at=at, kind=LetterKind.OUTCOME).values("pk"))


def _tie(calls: QuerySet[Flag, Any], sent: QuerySet[Letter, Any]) -> None:
    """Give the n-th of these calls the n-th of these letters: both were made in the order of the calls."""
    calls_sql, calls_params = calls.query.sql_with_params()
    sent_sql, sent_params = sent.query.sql_with_params()
    table = connection.ops.quote_name(Flag._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET outcome_id = pair.letter FROM ("  # noqa: S608 (no part of it comes from people)
            " SELECT c.pk AS call, s.pk AS letter FROM"
            f" (SELECT pk, ROW_NUMBER() OVER (ORDER BY pk) AS n FROM ({calls_sql}) one) c"
            f" JOIN (SELECT pk, ROW_NUMBER() OVER (ORDER BY pk) AS n FROM ({sent_sql}) two) s ON s.n = c.n"
            f") pair WHERE {table}.id = pair.call",
            [*calls_params, *sent_params],
        )
