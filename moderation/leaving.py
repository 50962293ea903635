"""What the watch keeps of somebody who leaves: nothing of their own watch, and the record of what was decided."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from members.actor import Actor
from moderation.models import VISIBLE_ACTS, Claim, Decision, Duty, Flag, Shield


def end_watch(names: frozenset[UUID]) -> None:
    """Let go of what these names had in hand; what they called the team to stays, and its letter finds nobody."""
    Claim.objects.filter(holder__in=names).delete()
    Duty.objects.filter(pseudonym__in=names).delete()
    Shield.objects.filter(pseudonym__in=names).delete()


def flags_of(actor: Actor) -> list[dict[str, Any]]:
    """Return what the actor called the team to, in plain values. One query."""
    flags = Flag.objects.filter(reporter__in=actor.names).select_related("reporter").order_by("pk")
    return [
        {
            "as": flag.reporter.name if flag.reporter else "",
            "at": flag.at,
            "reason": flag.reason,
            "note": flag.note,
            "added": flag.added,
            "is_withdrawn": flag.withdrawn_at is not None,
        }
        for flag in flags
    ]


def decisions_about(actor: Actor) -> list[dict[str, Any]]:
    """Return what was decided about the actor's names and shown to them, in plain values. One query."""
    made = Decision.objects.filter(case__subject__in=actor.names, act__in=VISIBLE_ACTS).select_related("case__subject")
    return [
        {
            "about": decision.case.subject.name,
            "act": decision.act,
            "rule": decision.rule,
            "until": decision.until,
            "at": decision.at,
            "undone_at": decision.undone_at,
        }
        for decision in made.order_by("pk")
    ]
