"""Who is on duty: coming, going, resting. A watch ends by itself, and the house says honestly whether there is one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models import Room
from groups.models import Theme
from members.actor import Actor
from members.models import Holding, Pseudonym, Role, RoleKind
from members.refusals import Refusal
from moderation.models import Claim, Duty
from moderation.policies import can_watch

WATCH = timedelta(hours=4)
# A pause is offered in words after this long; so many heavy cases are enough for one stretch.
STRETCH = timedelta(minutes=100)
REST = timedelta(minutes=10)
MOST_HEAVY = 5
_WATCHERS = [RoleKind.MODERATOR, RoleKind.FACILITATOR]


def on_duty(now: datetime, *, scopes: Iterable[str] | None = ("",), resting: bool = False) -> QuerySet[Duty]:
    """Return who is on duty at `now` with a watch that reaches one of `scopes`.

    "" among the scopes is the whole house; None asks for any watch. Whoever rests is left out, unless `resting`.
    """
    today = timezone.localdate(now)
    held = Role.objects.filter(Q(until=None) | Q(until__gte=today), kind__in=_WATCHERS)
    if scopes is not None:
        held = held.filter(scope__in=list(scopes))
    holders = Holding.objects.filter(member__is_active=True, member__in=held.values("member"))
    found = Duty.objects.filter(until__gt=now, pseudonym__in=holders.values("pseudonym"))
    return found if resting else found.filter(rested_at__lte=now)


def somebody_watches(now: datetime | None = None, *, room: Room | None = None, theme: Theme | None = None) -> bool:
    """Whether somebody is on duty now for the whole house, or for this room or theme. One query."""
    return on_duty(now or timezone.now(), scopes=scopes_of(room=room, theme=theme)).exists()


def scopes_of(*, room: Room | None = None, theme: Theme | None = None) -> list[str]:
    """Return the scopes that reach a place, the whole house first."""
    found = [""]
    if room is not None:
        found.append(room.scope)
        theme = theme or room.theme
    if theme is not None:
        found.append(f"theme:{theme.pk}")
        if theme.parent_id is not None:
            found.append(f"theme:{theme.parent_id}")
    return found


def duty_of(actor: Actor, now: datetime | None = None) -> Duty | None:
    """Return the actor's own running watch, None when they are off duty. One query."""
    found = Duty.objects.filter(pseudonym__in=actor.names, until__gt=now or timezone.now())
    return found.order_by("-until").first()


@dataclass(frozen=True)
class Present:
    """The actor's own watch, and who else is there."""

    own: Duty | None
    others: list[Pseudonym]
    now: datetime

    @property
    def is_awake(self) -> bool:
        return self.own is not None and not self.is_resting

    @property
    def is_resting(self) -> bool:
        return is_resting(self.own, self.now)

    @property
    def needs_rest(self) -> bool:
        return needs_rest(self.own, self.now)

    @property
    def is_heavy(self) -> bool:
        """Whether it was heavy more than long."""
        return self.own is not None and self.own.heavy >= MOST_HEAVY


def present(actor: Actor, now: datetime | None = None) -> Present:
    """Return the actor's own watch and the names of the others who are on duty and awake. One query."""
    now = now or timezone.now()
    rows = list(on_duty(now, scopes=None, resting=True).select_related("pseudonym").order_by("pseudonym__name"))
    own = next((one for one in rows if one.pseudonym_id in actor.names), None)
    others = [one.pseudonym for one in rows if one.pseudonym_id not in actor.names and not is_resting(one, now)]
    return Present(own, others, now)


def come(actor: Actor, *, now: datetime | None = None) -> Duty:
    """Go on duty for some hours; coming again prolongs the watch. Raises Refusal `not_allowed`."""
    if not can_watch(actor) or actor.pseudonym_id is None:
        raise Refusal("not_allowed", _("There is no watch entrusted to you at the moment."))
    now = now or timezone.now()
    with transaction.atomic():
        duty = duty_of(actor, now)
        if duty is not None:
            duty.until = now + WATCH
            duty.save(update_fields=["until"])
            return duty
        fresh = {"since": now, "until": now + WATCH, "rested_at": now, "heavy": 0}
        return Duty.objects.update_or_create(pseudonym_id=actor.pseudonym_id, defaults=fresh)[0]


def go(actor: Actor) -> None:
    """Go off duty: the watch is forgotten, and what the actor had in hand is free for others."""
    with transaction.atomic():
        Claim.objects.filter(holder__in=actor.names).delete()
        Duty.objects.filter(pseudonym__in=actor.names).delete()


def rest(actor: Actor, *, now: datetime | None = None) -> Duty | None:
    """Take a pause: until its end nothing is given to the actor, and afterwards the count begins anew.

    Being off duty already, nothing happens and None is returned.
    """
    now = now or timezone.now()
    duty = duty_of(actor, now)
    if duty is not None:
        duty.rested_at, duty.heavy = now + REST, 0
        duty.until = max(duty.until, now + REST)
        duty.save(update_fields=["rested_at", "heavy", "until"])
    return duty


def wake(actor: Actor, *, now: datetime | None = None) -> None:
    """End a pause before its time."""
    now = now or timezone.now()
    Duty.objects.filter(pseudonym__in=actor.names, rested_at__gt=now).update(rested_at=now)


def is_resting(duty: Duty | None, now: datetime) -> bool:
    """Whether the watch is in a pause."""
    return duty is not None and duty.rested_at > now


def needs_rest(duty: Duty | None, now: datetime) -> bool:
    """Whether a pause should be offered: a long stretch, or many heavy cases."""
    if duty is None or is_resting(duty, now):
        return False
    return now - duty.rested_at >= STRETCH or duty.heavy >= MOST_HEAVY


def count_heavy(actor: Actor) -> None:
    """Note that the actor took one more heavy case in this stretch."""
    Duty.objects.filter(pseudonym__in=actor.names, until__gt=timezone.now()).update(heavy=F("heavy") + 1)


def end_for(names: Iterable[UUID]) -> None:
    """End the watch and the leases of these names: whoever lost the role no longer watches."""
    with transaction.atomic():
        Claim.objects.filter(holder__in=names).delete()
        Duty.objects.filter(pseudonym__in=names).delete()


def names_of(member_id: UUID) -> frozenset[UUID]:
    """Return the open names of a member."""
    return frozenset(Holding.objects.filter(member=member_id).values_list("pseudonym_id", flat=True))
