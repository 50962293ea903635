"""Who is on duty: coming, going, resting. A watch ends by itself, and the house says honestly whether there is one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
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
from record.questions import ask

WATCH = timedelta(hours=4)
# A pause is offered in words after this long; so many heavy cases are enough for one stretch.
STRETCH = timedelta(minutes=100)
REST = timedelta(minutes=10)
COOLING = timedelta(minutes=15)
MOST_HEAVY = 5
_WATCHERS = [RoleKind.MODERATOR, RoleKind.FACILITATOR]


def on_duty(now: datetime, *, scopes: Iterable[str] | None = ("",), resting: bool = False) -> QuerySet[Duty]:
    """Return who is on duty at `now` with a watch that reaches one of `scopes`.

    "" among the scopes is the whole house; None asks for any watch. Whoever rests is left out, unless `resting`.
    """
    holders = _holders(timezone.localdate(now), scopes).values("pseudonym")
    found = Duty.objects.filter(since__lte=now, until__gt=now, pseudonym__in=holders)
    return found if resting else found.filter(rested_at__lte=now)


def _holders(today: date, scopes: Iterable[str] | None) -> QuerySet[Holding]:
    """Return the names of those whose watch reaches one of `scopes` on this day, on duty or not."""
    held = Role.objects.filter(Q(until=None) | Q(until__gte=today), kind__in=_WATCHERS)
    if scopes is not None:
        held = held.filter(scope__in=list(scopes))
    return Holding.objects.filter(member__is_active=True, member__in=held.values("member"))


class Watching(NamedTuple):
    """Whether somebody is there, and if not, when somebody has said that they will be back; None when nobody has."""

    is_watched: bool
    back_at: datetime | None


def watching(now: datetime | None = None, *, room: Room | None = None, theme: Theme | None = None) -> Watching:
    """Say honestly whether somebody watches over the house, or over this room or theme. One query."""
    now = now or timezone.now()
    scopes = scopes_of(room=room, theme=theme)
    if scopes == [""]:
        rows = ask(_over_the_house, now=now, today=timezone.localdate(now))
    else:
        rows = list(_to_come(now, timezone.localdate(now), scopes))
    is_watched = any(since <= now and rested_at <= now for since, rested_at in rows)
    return Watching(is_watched, None if is_watched else next((since for since, _rested in rows if since > now), None))


def _over_the_house(now: datetime, today: date) -> QuerySet[Duty, tuple[datetime, datetime]]:
    return _to_come(now, today, [""])


def _to_come(now: datetime, today: date, scopes: list[str]) -> QuerySet[Duty, tuple[datetime, datetime]]:
    """Return from when on the watches that reach one of `scopes` last, and until when they rest; the ended left out."""
    found = Duty.objects.filter(until__gt=now, pseudonym__in=_holders(today, scopes).values("pseudonym"))
    return found.order_by("since").values_list("since", "rested_at")


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
    now = now or timezone.now()
    return Duty.objects.filter(pseudonym__in=actor.names, since__lte=now, until__gt=now).order_by("-until").first()


@dataclass(frozen=True)
class Present:
    """The actor's own watch, and who else is there."""

    own: Duty | None
    others: list[Pseudonym]
    now: datetime
    # When they have said that they will be back, while they are off duty.
    back_at: datetime | None = None

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
    def is_cooling(self) -> bool:
        """Whether something heavy has just been looked after, so that nothing heavy is given now."""
        return self.is_awake and is_cooling(self.own, self.now)

    @property
    def is_heavy(self) -> bool:
        """Whether it was heavy more than long."""
        return self.own is not None and self.own.heavy >= MOST_HEAVY


def present(actor: Actor, now: datetime | None = None) -> Present:
    """Return the actor's own watch and the names of the others who are on duty and awake. One query."""
    now = now or timezone.now()
    found = Duty.objects.filter(
        until__gt=now, pseudonym__in=_holders(timezone.localdate(now), None).values("pseudonym")
    )
    rows = list(found.select_related("pseudonym").order_by("pseudonym__name"))
    here = [one for one in rows if one.since <= now]
    own = next((one for one in here if one.pseudonym_id in actor.names), None)
    others = [one.pseudonym for one in here if one.pseudonym_id not in actor.names and not is_resting(one, now)]
    back_at = next((one.since for one in rows if one.since > now and one.pseudonym_id in actor.names), None)
    return Present(own, others, now, back_at)


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
        fresh = {"since": now, "until": now + WATCH, "rested_at": now, "heavy": 0, "cooling_until": None}
        return Duty.objects.update_or_create(pseudonym_id=actor.pseudonym_id, defaults=fresh)[0]


def go(actor: Actor, *, back_at: datetime | None = None, now: datetime | None = None) -> None:
    """Go off duty: the watch is forgotten, and what the actor had in hand is free for others.

    `back_at` is when they say that they will be back, within a day; pages then name that hour where nobody watches.
    Raises Refusal `bad_field` for a moment further away, or past.
    """
    now = now or timezone.now()
    # A day has twenty-five hours when the clocks go back.
    if back_at is not None and not now < back_at <= now + timedelta(hours=25):
        raise Refusal("bad_field", _("Please name an hour within the next day."), field="back")
    with transaction.atomic():
        Claim.objects.filter(holder__in=actor.names).delete()
        Duty.objects.filter(pseudonym__in=actor.names).delete()
        if back_at is not None and can_watch(actor) and actor.pseudonym_id is not None:
            Duty.objects.create(pseudonym_id=actor.pseudonym_id, since=back_at, until=back_at, rested_at=back_at)


def next_hour(said: str, *, now: datetime | None = None) -> datetime | None:
    """Return when it is next so late by the house's clock ("07:00"), None for anything that is no time of day."""
    try:
        hour = time.fromisoformat(said)
    except ValueError:
        return None
    local = timezone.localtime(now or timezone.now())
    today = local.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)
    return today if today > local else today + timedelta(days=1)


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


def is_cooling(duty: Duty | None, now: datetime) -> bool:
    """Whether something heavy was looked after a moment ago."""
    return duty is not None and duty.cooling_until is not None and duty.cooling_until > now


def cool(actor: Actor, *, now: datetime | None = None) -> None:
    """Note that the actor has just finished something heavy: for a while nothing heavy is given to them.

    Noted once what they finished is committed: it is for their sake, and no part of it.
    """
    at = now or timezone.now()

    def note() -> None:
        Duty.objects.filter(pseudonym__in=actor.names, until__gt=at).update(cooling_until=at + COOLING)

    transaction.on_commit(note, robust=True)


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
