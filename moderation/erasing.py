"""Forget words when their time is over: what was taken down, and the copies that closed cases kept.

Until then only those who decide can read them. The decision, its letter to the person and the record stay.
"""

from __future__ import annotations

from datetime import datetime
from time import monotonic
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from members import inbox
from members.models import Letter
from moderation import targets
from moderation.appeal_models import APPEAL_WINDOW
from moderation.models import HIDING_ACTS, Act, Appeal, Case, Decision, Flag, HandOver, Lane, Question
from moderation.targets import State, Target
from record import services as record

_MOST = 500
_HIDES = [*HIDING_ACTS, Act.GIVE_BACK]


def erase_due(*, now: datetime | None = None, budget_s: float = 2.0) -> int:
    """Erase the words of closed cases that nobody can appeal any more; return of how many.

    Each case is a transaction of its own, a few milliseconds long. What does not fit into `budget_s` seconds is for the
    next time. A case waits while an appeal is open, or another case about the same words.
    """
    now, end = now or timezone.now(), monotonic() + budget_s
    done = 0
    for pk in list(_due(now).values_list("pk", flat=True)[:_MOST]):
        if monotonic() > end:
            break
        done += _erase(pk, now)
    return done


def _due(now: datetime) -> QuerySet[Case]:
    appealed = Appeal.objects.filter(decision__case=OuterRef("pk"), case__closed_at=None)
    open_twin = Case.objects.filter(
        target_kind=OuterRef("target_kind"), target_id=OuterRef("target_id"), closed_at=None
    )
    due = Case.objects.filter(closed_at__lt=now - APPEAL_WINDOW, erased_on=None)
    return due.exclude(Exists(appealed)).exclude(Exists(open_twin)).order_by("closed_at")


def _erase(pk: UUID, now: datetime) -> bool:
    """Erase what one case keeps; False when it is no longer due."""
    place = Case.objects.values_list("target_kind", "target_id").get(pk=pk)
    with transaction.atomic():
        # As everywhere: the target first, then the case.
        target = targets.lock(*place)
        case = Case.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if case is None or not _due(now).filter(pk=pk).exists():
            return False
        decision = Decision.objects.select_related("letter").filter(case=case).first()
        if target is not None and decision is not None and _is_down_for(decision, target):
            targets.erase(target)
        if decision is not None:
            _forget_letter(decision.letter)
            Decision.objects.filter(pk=decision.pk).exclude(before="").update(before="")
        Flag.objects.filter(case=case).update(words="", note="", added="")
        Question.objects.filter(case=case).update(words="", answer="")
        HandOver.objects.filter(case=case).delete()
        case.words = case.words_html = ""
        case.erased_on = timezone.localdate(now)
        case.save(update_fields=["words", "words_html", "erased_on"])
        record.write("case.erased", {"case": str(case.pk)})
        return True


def _is_down_for(decision: Decision, target: Target) -> bool:
    """Whether the words are down for this decision, the last that took them down."""
    if decision.act not in _HIDES or decision.undone_at is not None or target.state != State.HIDDEN:
        return False
    hiding = Decision.objects.filter(
        case__target_kind=target.kind, case__target_id=target.id, case__lane=Lane.RULE, act__in=_HIDES
    )
    return hiding.order_by("-at", "-pk").values_list("pk", flat=True).first() == decision.pk


def _forget_letter(letter: Letter | None) -> None:
    """Empty a letter that nobody can read any more; whoever received one keeps it."""
    if letter is None or (letter.recipient_id is not None and inbox.reachable([letter.recipient_id])):
        return
    Letter.objects.filter(pk=letter.pk).update(body="", html="")
