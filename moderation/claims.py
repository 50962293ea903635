"""Who looks after a case: a lease of a quarter of an hour that colleagues see, that can be given, that ends alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from markup import plain_text
from members.actor import Actor
from members.models import Pseudonym
from members.recognition import recognise_name
from members.refusals import Refusal
from members.services import is_own
from moderation import shields, watch
from moderation.models import Case, Claim, HandOver, Urgency
from moderation.policies import can_be_given, can_see
from moderation.watch_models import LEASE

LONGEST_NOTE = 1_000
_MOST_NOTES = 10


class InOtherHands(Refusal):
    """A colleague looks after the case; `claim` is theirs."""

    def __init__(self, claim: Claim, now: datetime) -> None:
        def sentence() -> str:
            return str(
                _(
                    "%(name)s is looking after this case, for %(minutes)s more min. "
                    "Nothing was done; you can read it, and it is free again after that."
                )
            ) % {"name": claim.holder.name, "minutes": minutes_left(claim, now)}

        super().__init__("not_allowed", lazy(sentence, str)())
        self.claim = claim


_IN_A_ROW = _(
    "You have looked after several heavy cases in a row. Please leave this one to somebody else, "
    "or rest a little first. If nobody else is there, you can take it all the same."
)
_JUST_NOW = _(
    "You have just looked after something heavy. Please let a quarter of an hour pass, or leave this one to somebody "
    "else. If nobody else is there, you can take it all the same."
)


class EnoughForNow(Refusal):
    """The actor has carried many heavy cases in this stretch; they may still take this one, knowingly."""

    def __init__(self, *, is_cooling: bool = False) -> None:
        super().__init__("confirm", _JUST_NOW if is_cooling else _IN_A_ROW)


@dataclass(frozen=True)
class Hand:
    """In whose hands a case is, for whoever reads it: the running lease, what was handed on, who could go on."""

    claim: Claim | None
    is_mine: bool
    minutes: int
    notes: list[HandOver]
    colleagues: list[Pseudonym]
    is_heavy: bool = False

    @property
    def second(self) -> Pseudonym | None:
        """Who stands behind whoever looks after a heavy case; the same person for as long as they are there."""
        if not self.is_heavy or self.claim is None:
            return None
        of_case = self.claim.case_id.bytes
        behind = [one for one in self.colleagues if one.pk != self.claim.holder_id]
        return min(behind, key=lambda one: hashlib.sha256(of_case + one.pk.bytes).digest(), default=None)

    @property
    def is_taken(self) -> bool:
        return self.claim is not None and not self.is_mine


def hand_of(actor: Actor, case: Case, *, now: datetime | None = None) -> Hand:
    """Return in whose hands a case is. Two queries, four more for its holder."""
    now = now or timezone.now()
    claim = running(case, now) if case.closed_at is None else None
    is_mine = claim is not None and claim.holder_id in actor.names
    notes = case.hand_overs.exclude(note="").select_related("giver", "to").order_by("-at", "-pk")
    return Hand(
        claim=claim,
        is_mine=is_mine,
        minutes=minutes_left(claim, now) if claim is not None else 0,
        notes=list(notes[:_MOST_NOTES]),
        colleagues=colleagues(actor, case, now=now) if is_mine else [],
        is_heavy=is_heavy(case),
    )


def is_heavy(case: Case) -> bool:
    """Whether a case weighs on whoever reads it: it is counted, and its words start folded."""
    return case.urgency <= Urgency.RED


def running(case: Case, now: datetime | None = None) -> Claim | None:
    """Return the lease that runs on a case now, with its holder; None when there is none."""
    found = Claim.objects.filter(case=case, until__gt=now or timezone.now())
    return found.select_related("holder", "giver").first()


def minutes_left(claim: Claim, now: datetime | None = None) -> int:
    """Return how many minutes a running lease still has, at least one."""
    left = (claim.until - (now or timezone.now())).total_seconds()
    return max(1, -int(-left // 60))


def take(actor: Actor, case: Case, *, anyway: bool = False, now: datetime | None = None) -> Claim:
    """Look after a case from now on; taking again what one holds renews the lease.

    Of two who take at once, one has it and the other is told. `anyway` takes one more heavy case after many.
    Raises InOtherHands, EnoughForNow, and Refusal `not_allowed` (not in their scope, about themselves, decided).
    """
    now = now or timezone.now()
    with transaction.atomic():
        locked = _lock(actor, case)
        claim = Claim.objects.select_related("holder").filter(case=locked).first()
        if claim is not None and claim.until > now:
            if claim.holder_id not in actor.names:
                raise InOtherHands(claim, now)
            claim.until = now + LEASE
            claim.save(update_fields=["until"])
            return claim
        if is_heavy(locked):
            duty = watch.duty_of(actor, now)
            if duty is not None and duty.heavy >= watch.MOST_HEAVY and not anyway:
                raise EnoughForNow
            if watch.is_cooling(duty, now) and not anyway:
                raise EnoughForNow(is_cooling=True)
            if claim is None or claim.holder_id not in actor.names:
                watch.count_heavy(actor)
        return _lease(locked, holder_id=_name_of(actor), giver_id=None, now=now)


def renew(actor: Actor, case: Case, *, now: datetime | None = None) -> None:
    """Prolong the actor's own running lease, if there is one: they are still at it. Rarely writes."""
    now = now or timezone.now()
    # A minute more or less matters to nobody: a page that is read again does not write each time.
    worn = Claim.objects.filter(case=case, holder__in=actor.names, until__gt=now, until__lt=now + LEASE * 14 / 15)
    worn.update(until=now + LEASE)


def release(actor: Actor, case: Case, *, note: str = "") -> None:
    """Leave a case to whoever comes next, with a word for them. What one does not hold stays as it is.

    Raises Refusal: `too_long`.
    """
    note = _note(note)
    with transaction.atomic():
        Case.objects.select_for_update().filter(pk=case.pk).first()
        gone, _each = Claim.objects.filter(case=case, holder__in=actor.names, until__gt=timezone.now()).delete()
        if gone and note:
            HandOver.objects.create(case=case, giver_id=_name_of(actor), to=None, note=note)


def give(actor: Actor, case: Case, *, to: UUID, note: str = "", now: datetime | None = None) -> Claim:
    """Hand a case to a named colleague who is on duty and may see it, with a word for them.

    Somebody else's running lease is not given away. Raises InOtherHands, and Refusal: `not_allowed` (the actor may not
    see the case, or it is decided), `bad_field` (nobody who could take it now), `too_long`.
    """
    note, now = _note(note), now or timezone.now()
    with transaction.atomic():
        locked = _lock(actor, case)
        claim = running(locked, now)
        if claim is not None and claim.holder_id not in actor.names:
            raise InOtherHands(claim, now)
        if not _can_take_over(to, locked, now) or to in actor.names:
            raise Refusal(
                "bad_field", _("This colleague cannot take it at the moment. Please choose another."), field="to"
            )
        HandOver.objects.create(case=locked, giver_id=_name_of(actor), to_id=to, note=note, at=now)
        return _lease(locked, holder_id=to, giver_id=actor.pseudonym_id, now=now)


def colleagues(actor: Actor, case: Case, *, now: datetime | None = None) -> list[Pseudonym]:
    """Return who could take a case over now: on duty, awake, allowed to see it, and not sheltered from its theme."""
    now = now or timezone.now()
    scopes = watch.scopes_of(room=case.room, theme=case.theme)
    present = watch.on_duty(now, scopes=scopes).exclude(pseudonym__in=actor.names).select_related("pseudonym")
    if is_heavy(case):
        present = present.exclude(cooling_until__gt=now)
    sheltered = shields.sheltered_from(case)
    return [
        one.pseudonym
        for one in present.order_by("pseudonym__name")
        if one.pseudonym_id not in sheltered and one.pseudonym_id != case.subject_id
    ]


def end_own(actor: Actor, case: Case, now: datetime | None = None) -> None:
    """End the lease on a locked case that the actor decides; a colleague's stands in the way. Raises InOtherHands."""
    now = now or timezone.now()
    claim = Claim.objects.select_related("holder").filter(case=case).first()
    if claim is None:
        return
    if claim.until > now and claim.holder_id not in actor.names:
        raise InOtherHands(claim, now)
    claim.delete()


def _lock(actor: Actor, case: Case) -> Case:
    """Return the case, locked and open. Raises Refusal `not_allowed`."""
    locked = Case.objects.select_for_update(of=("self",)).select_related("theme", "room").filter(pk=case.pk).first()
    if locked is None or is_own(actor, locked.subject) or not can_see(actor, locked):
        raise Refusal("not_allowed", _("This case is in other hands."))
    if locked.closed_at is not None:
        raise Refusal("not_allowed", _("This case has been decided meanwhile. There is nothing left to take."))
    return locked


def _can_take_over(name: UUID, case: Case, now: datetime) -> bool:
    scopes = watch.scopes_of(room=case.room, theme=case.theme)
    duty = watch.on_duty(now, scopes=scopes).filter(pseudonym=name).first()
    if duty is None or (is_heavy(case) and watch.is_cooling(duty, now)):
        return False
    colleague = recognise_name(name)
    # Not what the colleague did under a mask: a refusal would tell it to whoever hands over.
    return colleague is not None and can_be_given(colleague, case) and not shields.is_sheltered(colleague, case)


def _lease(case: Case, *, holder_id: UUID, giver_id: UUID | None, now: datetime) -> Claim:
    terms = {"holder_id": holder_id, "giver_id": giver_id, "until": now + LEASE}
    return Claim.objects.update_or_create(case=case, defaults=terms)[0]


def _name_of(actor: Actor) -> UUID:
    """The name under which somebody watches; whoever has none was refused before."""
    assert actor.pseudonym_id is not None
    return actor.pseudonym_id


def _note(note: str) -> str:
    note = plain_text.tidy(note)
    if len(note) > LONGEST_NOTE:
        raise Refusal(
            "too_long", _("Your word for the next one is too long. Please shorten it a little."), field="note"
        )
    return note
