"""Forget words when their time is over: what was taken down, and the copies that closed cases kept.

Until then they stand sealed, and only those who decide can read them. The decision and the record stay; the letters
about it stay too, but repeat the words no more.
"""

from __future__ import annotations

from datetime import datetime
from time import monotonic
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from members import inbox
from members.models import Letter
from moderation import afterwards, targets
from moderation.appeal_models import APPEAL_WINDOW
from moderation.models import HIDING_ACTS, Act, Appeal, Case, Decision, Flag, HandOver, Lane, Question, TargetKind
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
            Decision.objects.filter(pk=decision.pk).update(before_box=b"")
        Flag.objects.filter(case=case).update(words_box=b"", note_box=b"", added_box=b"")
        _shorten_letters(case, target, decision)
        Question.objects.filter(case=case).update(words="", answer="")
        HandOver.objects.filter(case=case).delete()
        case.words = case.words_html = ""
        case.erased_on = timezone.localdate(now)
        case.save(update_fields=["words_box", "words_html_box", "erased_on"])
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


def _shorten_letters(case: Case, target: Target | None, decision: Decision | None) -> None:
    """Let the letters about erased words repeat them no more; letters that nobody can read any more are emptied.

    Letters of earlier cases about the same words are among them: they may have outlived words that stood then.
    """
    is_cut = decision is not None and decision.act == Act.REDACT and decision.undone_at is None
    are_away = target is None or target.state in {State.HIDDEN, State.TAKEN_BACK} or is_cut
    same = Case.objects.filter(Q(pk=case.pk) | Q(erased_on__isnull=False))
    same = same.filter(target_kind=case.target_kind, target_id=case.target_id)
    told = Decision.objects.filter(case__in=same, letter__isnull=False).select_related(
        "letter", "case__subject", "case__theme", "case__room", "rule_words"
    )
    for one in told:
        assert one.letter is not None
        if not _is_readable(one.letter):
            _say(one.letter, "", "")
        elif are_away:
            _say(one.letter, *afterwards.of_decision(one, one.letter.language))
    for aside in same.filter(set_aside_letter__isnull=False).select_related(
        "set_aside_letter", "subject", "theme", "room"
    ):
        assert aside.set_aside_letter is not None
        if are_away or not _is_readable(aside.set_aside_letter):
            _say(aside.set_aside_letter, *afterwards.of_setting_aside(aside, aside.set_aside_letter.language))
    if are_away and not is_cut and (target is None or target.holds_title):
        _shorten_notes(same)


def _shorten_notes(same: QuerySet[Case]) -> None:
    """Let the notes to those who called no longer name the title of a thread that went with its opening post."""
    calls = Flag.objects.filter(case__in=same.filter(target_kind=TargetKind.POST), outcome__isnull=False)
    seen: set[UUID] = set()
    for call in calls.select_related("outcome", "case__theme", "case__room", "case__subject").order_by("pk"):
        assert call.outcome is not None
        if call.outcome.text not in seen:
            seen.add(call.outcome.text)
            _say(call.outcome, *afterwards.of_note(call.case, call.outcome.language))


def _is_readable(letter: Letter) -> bool:
    return letter.recipient_id is not None and bool(inbox.reachable([letter.recipient_id]))


def _say(letter: Letter, subject: str, body: str) -> None:
    inbox.reword(letter, subject=subject, body=body)
