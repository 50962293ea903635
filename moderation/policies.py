"""May they? Read only."""

from __future__ import annotations

from django.utils import timezone

from chat.models import Room
from chat.policies import keeps_order
from groups.models import Theme
from members.actor import Actor
from members.services import is_own
from moderation.models import Act, Case, Lane, Measure

# Whoever may not write in the whole house decides nothing in it either.
_AWAY = ("suspended", "muted", "closed")


def can_watch(actor: Actor) -> bool:
    """Whether the actor has a watch anywhere: a moderator or a facilitator who is not suspended."""
    has_role = actor.holds_any("moderator") or actor.holds_any("facilitator")
    return has_role and actor.sanction(timezone.now(), *_AWAY) is None


def can_coordinate(actor: Actor) -> bool:
    """Whether the actor sees who watches and how much waits, without a word of any case."""
    return (actor.holds("coordinator") or actor.holds("moderator")) and actor.sanction(timezone.now(), *_AWAY) is None


def can_see(actor: Actor, case: Case) -> bool:
    """Whether the case stands in one of the actor's scopes and is not about themselves."""
    return can_watch(actor) and Case.objects.visible_to(actor).filter(pk=case.pk).exists()


def can_be_given(actor: Actor, case: Case) -> bool:
    """Whether the case may be handed to this colleague, as far as whoever hands it over can know."""
    return can_watch(actor) and Case.objects.within_reach(actor).filter(pk=case.pk).exists()


def acts_for(actor: Actor, lane: str) -> list[Act]:
    """Return the acts that the actor's roles allow in `lane`, wherever they may act at all.

    What a pause keeps somebody from is judged by `measures_for`.
    """
    if lane == Lane.CARE:
        return [Act.CARED_FOR]
    if lane == Lane.APPEAL:
        # An appeal is answered, see `appeals`.
        return []
    acts = [Act.NOTHING_WRONG, Act.WARN, Act.REDACT, Act.HIDE, Act.HIDE_SUSPEND, Act.SUSPEND]
    if actor.holds_any("moderator"):
        acts += [Act.RENAME]
    # Whoever welcomes in a theme looks after its threads; whoever welcomes in a room has none to look after.
    if actor.holds_any("moderator") or any(scope.startswith("theme:") for scope in actor.scopes("facilitator")):
        acts += [Act.MOVE, Act.LOCK]
    return [*acts, Act.RESTORE, Act.SHOW, Act.GIVE_BACK]


def measures_for(actor: Actor) -> list[Measure]:
    """Return what the actor's roles can keep somebody from: beyond one place, it takes a moderator of the house."""
    if actor.holds("moderator"):
        return [Measure.HERE, Measure.READ_ONLY, Measure.SUSPENDED, Measure.CLOSED]
    return [Measure.HERE]


def reaches(actor: Actor, act: str, measure: str, lane: str) -> bool:
    """Whether the actor's roles reach as far as `act` with `measure` ("" for none), wherever they may act at all."""
    return act in acts_for(actor, lane) and (not measure or measure in measures_for(actor))


def can_decide(actor: Actor, case: Case, act: str) -> bool:
    """Whether the actor may end `case` with `act`: their scope, their role, and never about themselves."""
    return can_see(actor, case) and not is_own(actor, case.subject) and act in acts_for(actor, case.lane)


def can_see_target(actor: Actor, theme: Theme | None, room: Room | None) -> bool:
    """Whether a case about something in this place (none: a name) would stand in one of the actor's scopes."""
    if actor.holds("moderator"):
        return can_watch(actor)
    scopes = [place.scope for place in (room, theme) if place is not None]
    if theme is not None and theme.parent_id is not None:
        scopes.append(f"theme:{theme.parent_id}")
    granted = actor.scopes("moderator") | actor.scopes("facilitator")
    return can_watch(actor) and not granted.isdisjoint(scopes)


def can_steer(actor: Actor, room: Room) -> bool:
    """Whether the actor welcomes people in `room` (loaded with its theme) or moderates it, and is not suspended."""
    return can_watch(actor) and keeps_order(actor, room)
