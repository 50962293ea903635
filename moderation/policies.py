"""May they? Read only."""

from __future__ import annotations

from django.utils import timezone

from members.actor import Actor
from members.services import is_own
from moderation.models import Act, Case, Lane, Measure

# Whoever may not write in the whole house decides nothing in it either.
_AWAY = ("suspended", "muted", "closed")


def can_watch(actor: Actor) -> bool:
    """Whether the actor has a watch anywhere: a moderator or a facilitator who is not suspended."""
    has_role = actor.holds_any("moderator") or actor.holds_any("facilitator")
    return has_role and actor.sanction(timezone.now(), *_AWAY) is None


def can_see(actor: Actor, case: Case) -> bool:
    """Whether the case stands in one of the actor's scopes and is not about themselves."""
    return can_watch(actor) and Case.objects.visible_to(actor).filter(pk=case.pk).exists()


def acts_for(actor: Actor, lane: str) -> list[Act]:
    """Return the acts that the actor's roles allow in `lane`, wherever they may act at all.

    A suspension reaches the whole house, so it takes a moderator of the whole house.
    """
    if lane == Lane.CARE:
        return [Act.CARED_FOR]
    if lane == Lane.APPEAL:
        # An appeal is answered, see `appeals`.
        return []
    acts = [Act.NOTHING_WRONG, Act.HIDE, Act.RESTORE]
    if actor.holds("moderator"):
        acts[2:2] = [Act.HIDE_SUSPEND, Act.SUSPEND]
    return acts


def can_decide(actor: Actor, case: Case, act: str) -> bool:
    """Whether the actor may end `case` with `act`: their scope, their role, and never about themselves."""
    return can_see(actor, case) and not is_own(actor, case.subject_id) and act in acts_for(actor, case.lane)
