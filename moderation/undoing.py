"""Undo a decision: exactly what it imposed, and nothing that another decision did."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from members import new_name, seal, standings
from members import services as members
from moderation import cuts, targets
from moderation.models import HIDING_ACTS, UNDOABLE_ACTS, Act, Case, Decision
from moderation.targets import State, Target


class Undone(NamedTuple):
    """What changed: words or a thread are as they were before, a sanction that still ran has ended."""

    is_restored: bool
    is_lifted: bool


def undo(decision: Decision, target: Target | None, *, may_lift: bool = True) -> Undone:
    """Put back what `decision` took away. Needs an open transaction and the lock of `target`, None when erased.

    Words that a later decision took down stay down; what ended by itself, or was undone before, stays as it is.
    Without `may_lift` the sanction stays: whoever puts the words back may not reach as far.
    """
    is_restored = target is not None and _put_back(decision, target)
    is_lifted = may_lift and _lift(decision)
    if decision.act in UNDOABLE_ACTS and decision.undone_at is None and not is_running(decision):
        decision.undone_at = timezone.now()
        decision.save(update_fields=["undone_at"])
    return Undone(is_restored, is_lifted)


def in_force(case: Case, target: Target | None, *, may_lift: bool) -> list[Decision]:
    """Return the decisions about the target of `case` of which something can be changed back now, the last one first.

    Without `may_lift`, a sanction alone is nothing that can be.
    """
    made = _decisions(case).select_related("standing", "case", "from_theme", "to_theme", "decider")[:_MOST]
    return [one for one in made if (target is not None and _stands(one, target)) or (may_lift and is_running(one))]


def is_running(decision: Decision) -> bool:
    """Whether the sanction that a decision imposed still binds somebody."""
    if decision.standing is None:
        return False
    try:
        until = standings.read(decision.standing).until
    except seal.Unreadable:
        # A standing that no key opens any more binds nobody, so there is nothing to lift.
        return False
    return until is None or until > timezone.now()


_MOST = 20


def _decisions(case: Case) -> QuerySet[Decision]:
    made = Decision.objects.filter(
        case__target_kind=case.target_kind,
        case__target_id=case.target_id,
        act__in=UNDOABLE_ACTS,
        undone_at=None,
    )
    return made.order_by("-at", "-pk")


def _stands(decision: Decision, target: Target) -> bool:
    """Whether the words or the thread are still as `decision` left them."""
    if decision.act in HIDING_ACTS:
        # Words that were erased when their time was over cannot come back.
        return target.state == State.HIDDEN and bool(target.words) and _is_last(decision, HIDING_ACTS)
    if decision.act == Act.GIVE_BACK:
        # Words erased since are not shown anew.
        return target.state == State.HIDDEN and bool(target.words)
    if decision.act == Act.REDACT:
        # Words erased or changed since by their author are not written anew.
        is_there = bool(decision.before) and target.state != State.TAKEN_BACK
        return is_there and cuts.words_without(decision, target.source, target.language) is not None
    if decision.act == Act.RENAME:
        # Once another one was chosen, that is the person's name; and nobody loses theirs for it.
        return is_running(decision) and bool(decision.before) and new_name.is_free(decision.before)
    if decision.act == Act.MOVE:
        return target.is_opening and target.row.thread.theme_id == decision.to_theme_id
    return decision.act == Act.LOCK and target.is_opening and target.row.thread.is_locked


def _put_back(decision: Decision, target: Target) -> bool:
    if decision.undone_at is not None or not _stands(decision, target):
        return False
    if decision.act in (*HIDING_ACTS, Act.GIVE_BACK):
        targets.restore(target)
    elif decision.act == Act.REDACT:
        body = cuts.words_without(decision, target.source, target.language) or decision.before
        targets.replace_words(target, body=body, reason=cuts.reason_left(decision))
    elif decision.act == Act.RENAME:
        new_name.give_back(target.row, name=decision.before)
        decision.case.subject.name = decision.before
    elif decision.act == Act.MOVE and decision.from_theme is not None:
        targets.move(target, decision.from_theme)
    else:
        targets.close(target, is_locked=False)
    return True


def _is_last(decision: Decision, acts: list[Act]) -> bool:
    """Whether nothing of the kind was decided after it: that it is this decision that the words are so for."""
    later = _decisions(decision.case).filter(act__in=acts)
    return later.values_list("pk", flat=True).first() in {decision.pk, None}


def _lift(decision: Decision) -> bool:
    if decision.standing is None or not is_running(decision):
        return False
    members.lift(decision.standing, pseudonym=decision.case.subject)
    return True
