"""Undo a decision: exactly what it imposed, and nothing that another decision did."""

from __future__ import annotations

from typing import NamedTuple

from django.utils import timezone

from members import seal, standings
from members import services as members
from moderation import targets
from moderation.models import HIDING_ACTS, Decision
from moderation.targets import State, Target


class Undone(NamedTuple):
    """What changed: the words can be read again, a sanction that still ran has ended."""

    is_restored: bool
    is_lifted: bool


def undo(decision: Decision, target: Target | None) -> Undone:
    """Put back what `decision` took away. Needs an open transaction and the lock of `target`, None when erased.

    Words that a later decision took down stay down; what ended by itself, or was undone before, stays as it is.
    """
    is_restored = target is not None and target.state == State.HIDDEN and _hid_last(decision)
    if is_restored and target is not None:
        targets.restore(target)
    return Undone(is_restored, _lift(decision))


def _hid_last(decision: Decision) -> bool:
    """Whether it is this decision that the words are down for."""
    if decision.act not in HIDING_ACTS:
        return False
    case = decision.case
    hiding = Decision.objects.filter(
        case__target_kind=case.target_kind, case__target_id=case.target_id, act__in=HIDING_ACTS
    )
    return hiding.order_by("-at", "-pk").values_list("pk", flat=True).first() == decision.pk


def _lift(decision: Decision) -> bool:
    if decision.standing is None:
        return False
    try:
        until = standings.read(decision.standing).until
    except seal.Unreadable:
        # A standing that no key opens any more binds nobody, so there is nothing to lift.
        return False
    if until is not None and until <= timezone.now():
        return False
    members.lift(decision.standing)
    return True
