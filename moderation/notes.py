"""The notes to those who called, written together: as many statements for a thousand calls as for one."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F, OuterRef, QuerySet, Subquery

from members import inbox
from members.models import Letter, LetterKind
from moderation.models import Case, Flag


def unanswered(case: Case) -> QuerySet[Flag]:
    """Return the calls of a case that wait for their note."""
    return Flag.objects.filter(case=case, outcome=None, withdrawn_at=None)


def send(case: Case, words: Mapping[str, tuple[str, str]]) -> None:
    """Write one note to each call that has none, and tie it to its call. Two statements.

    `words` holds subject and body by language. A guest's note, and one to a name that nobody holds any more, has no
    recipient. Each note bears the number of its call, so that no order and no moment has to be relied on.
    Needs the case's lock.
    """
    calls = unanswered(case)
    reached = inbox.reached().filter(pk=OuterRef("reporter_id")).values("pk")[:1]
    waiting = calls.annotate(number=F("pk"), recipient=Subquery(reached)).values("number", "language", "recipient")
    inbox.send_many(waiting, kind=LetterKind.OUTCOME, words=words)
    written = Letter.objects.filter(kind=LetterKind.OUTCOME, answers=OuterRef("pk"))
    calls.update(outcome_id=Subquery(written.values("pk")[:1]))
