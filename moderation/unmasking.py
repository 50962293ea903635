"""Opening a mask: two administrators, a written reason, a line in the record, a letter to whoever wears it.

Exists once, for danger to life or a lawful order (docs/adr/0012-two-open-a-mask.md). One asks, another answers; only
then, for a day, can those two see the present name of whoever holds the mask. It is worked out at each look and stored
nowhere; every look is a line of the record. No key, a holder who has left and one who is among the two end alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chat.models import Room
from forum.models import Thread
from markup import plain_text
from members import limits, masks
from members.actor import Actor
from members.models import Holding, Pseudonym, Role, RoleKind
from members.policies import can_keep_house
from members.refusals import Refusal
from members.sealed import with_words
from members.services import holder_language
from moderation import unmasking_letters
from moderation.models import Unmasking
from moderation.unmasking_models import LONGEST_DELAY, WAITS, Ground, UnmaskingState
from record import services as record

LONGEST_REASON = 4_000
# What was asked and answered is let go of after a year; the lines of the record stay as long as the record does.
KEPT_FOR = timedelta(days=365)
_BATCH = 100


@dataclass(frozen=True)
class Answered:
    """A request after its answer, and the name it led to: None where it leads to nothing, or nobody agreed."""

    unmasking: Unmasking
    name: Pseudonym | None = None


def ask(
    actor: Actor, *, mask: Pseudonym, ground: str, reason: str, delay_days: int = 0, delay_reason: str = ""
) -> Unmasking:
    """Ask for a mask to be opened; nothing is opened by it. Other administrators are told that a request waits.

    It is taken for every mask alike: whether its seal opens, and for whom, is looked at when a second one has agreed.
    `delay_days` holds the letter to the mask back after that, for a reason of its own. Raises Refusal: not_found (no
    administrator, no mask), bad_field, empty, too_long, not_allowed (a request for this mask waits), rate_limited.
    """
    if not can_keep_house(actor) or actor.pseudonym_id is None or not mask.is_mask:
        raise _not_found()
    if ground not in Ground.values:
        raise Refusal(
            "bad_field", _("Please choose what it is for: there are these two, and no other."), field="ground"
        )
    reason = _tidy(reason, "reason", _("Please write why. Without a written reason no mask is opened."))
    if not 0 <= delay_days <= LONGEST_DELAY:
        raise Refusal("bad_field", _("Whoever wears the mask is told within thirty days."), field="delay_days")
    if delay_days:
        delay_reason = _tidy(
            delay_reason, "delay_reason", _("A letter that waits needs a reason of its own. Please write it.")
        )
    limits.spend(actor, "settings")
    asked = Unmasking(
        mask=mask, ground=ground, asker_id=actor.pseudonym_id, delay_days=delay_days, asked_at=timezone.now()
    )
    with_words(asked, reason=reason, delay_reason=delay_reason if delay_days else "")
    try:
        with transaction.atomic():
            # One that nobody answered in time is over, whether or not the worker has been there.
            for old in Unmasking.objects.select_for_update().filter(_over(asked.asked_at), mask=mask):
                _end(old, UnmaskingState.LAPSED, asked.asked_at)
            asked.save(force_insert=True)
            for keeper in _keepers(besides=actor.names):
                unmasking_letters.tell_of_request(asked, keeper)
            told = {"ground": ground, "by": [str(asked.asker_id)], "delay_days": delay_days}
            _record("asked", asked, told)
    except IntegrityError:
        raise Refusal(
            "not_allowed", _("A request for this mask waits for its second answer already. It stands in the list.")
        ) from None
    return asked


def answer(actor: Actor, *, pk: UUID, agrees: bool, words: str) -> Answered:
    """Answer somebody else's request, once: agree and see the name, or decline. Both need a written reason.

    Who asked must be an administrator at this moment too, else the request has lapsed, as it has after seven days. The
    first answer counts; whoever comes later finds how it ended. Raises Refusal: not_found, not_allowed (one's own
    request), empty, too_long, rate_limited.
    """
    if not can_keep_house(actor) or actor.pseudonym_id is None or actor.member_id is None:
        raise _not_found()
    words = _tidy(words, "words", _("Please write why, whichever you choose."))
    limits.spend(actor, "settings")
    with transaction.atomic():
        found = _locked(pk)
        asker = _member_of(found.asker_id)
        if found.asker_id in actor.names or asker == actor.member_id:
            raise Refusal(
                "not_allowed", _("You asked for this yourself. Somebody else who keeps the house has to answer.")
            )
        if not _keeps_house(actor.member_id):
            raise _not_found()
        now = timezone.now()
        if found.state != UnmaskingState.ASKED:
            return Answered(found)
        if found.lapses_at <= now or asker is None or not _keeps_house(asker):
            _end(found, UnmaskingState.LAPSED, now)
            return Answered(found)
        found.second_id, found.answer = actor.pseudonym_id, words
        if not agrees:
            _end(found, UnmaskingState.DECLINED, now)
            unmasking_letters.tell_of_answer(found)
            return Answered(found)
        name = _name_behind(found, {asker, actor.member_id})
        if name is not None:
            found.tell_on = timezone.localdate(now) + timedelta(days=found.delay_days)
        _end(found, UnmaskingState.OPENED if name is not None else UnmaskingState.NOTHING, now)
        if found.tell_on == timezone.localdate(now):
            _tell(found, timezone.localdate(now))
        unmasking_letters.tell_of_answer(found)
        return Answered(found, name)


def look(actor: Actor, *, pk: UUID) -> Answered:
    """Show the two who decided what a mask leads to, once more within the day. Each look is a line of the record.

    Raises Refusal: not_found (no administrator, neither of the two, or the day is over).
    """
    if not can_keep_house(actor):
        raise _not_found()
    with transaction.atomic():
        found = _locked(pk)
        if not may_look(actor, found):
            raise _not_found()
        members = {_member_of(found.asker_id), _member_of(found.second_id)}
        name = _name_behind(found, {one for one in members if one is not None})
        _record("looked", found, {"by": [str(actor.pseudonym_id)]})
        return Answered(found, name)


def may_look(actor: Actor, unmasking: Unmasking) -> bool:
    """Whether the actor is one of the two, and the day in which they may look is not over."""
    if not can_keep_house(actor) or not {unmasking.asker_id, unmasking.second_id} & actor.names:
        return False
    return unmasking.closes_at is not None and timezone.now() < unmasking.closes_at


def may_answer(actor: Actor, unmasking: Unmasking) -> bool:
    """Whether the request waits for the actor: it is another's, and its time is not over."""
    waits = unmasking.state == UnmaskingState.ASKED and timezone.now() < unmasking.lapses_at
    return waits and can_keep_house(actor) and unmasking.asker_id not in actor.names


# --- what comes back by itself ------------------------------------------------------------------------
def go_round(*, now: datetime | None = None) -> int:
    """End requests that nobody answered, write the letters whose day has come, let go of what is a year old.

    Idempotent; may run beside itself. Returns how many letters were written.
    """
    now = now or timezone.now()
    told = 0
    with transaction.atomic():
        for one in Unmasking.objects.select_for_update(skip_locked=True).filter(_over(now))[:_BATCH]:
            _end(one, UnmaskingState.LAPSED, now)
        today = timezone.localdate(now)
        due = Unmasking.objects.filter(state=UnmaskingState.OPENED, told_on=None, tell_on__lte=today)
        for one in due.select_for_update(skip_locked=True, of=("self",)).select_related("mask")[:_BATCH]:
            _tell(one, today)
            told += 1
    old = Unmasking.objects.filter(ended_at__lt=now - KEPT_FOR)
    old.exclude(state=UnmaskingState.OPENED, told_on=None).delete()
    return told


def _over(now: datetime) -> Q:
    return Q(state=UnmaskingState.ASKED, asked_at__lte=now - WAITS)


def _tell(unmasking: Unmasking, today: date) -> None:
    """Write to the mask, whose holder alone finds it. In the open transaction."""
    language = holder_language(unmasking.mask, place=_language_of(unmasking.mask))
    letter = unmasking_letters.tell_holder(unmasking, language)
    unmasking.told_on = today
    unmasking.save(update_fields=["told_on"])
    _record("told", unmasking, {"letter": letter.pk, "is_reached": letter.recipient_id is not None})


def _language_of(mask: Pseudonym) -> str:
    kind, _colon, number = mask.scope.partition(":")
    place = {"thread": Thread, "room": Room}.get(kind)
    if place is None or not number.isdigit():
        return ""
    found: str | None = place._default_manager.filter(pk=int(number)).values_list("language", flat=True).first()
    return found or ""


def _end(unmasking: Unmasking, state: UnmaskingState, now: datetime) -> None:
    unmasking.state, unmasking.ended_at = state, now
    by = [str(one) for one in (unmasking.asker_id, unmasking.second_id) if one is not None]
    tell_on = unmasking.tell_on.isoformat() if unmasking.tell_on else None
    unmasking.save()
    _record(str(state), unmasking, {"ground": unmasking.ground, "by": by, "tell_on": tell_on})


def _record(what: str, unmasking: Unmasking, told: dict[str, object]) -> None:
    record.write(f"unmasking.{what}", {"unmasking": str(unmasking.pk), "mask": str(unmasking.mask_id), **told})


def _name_behind(unmasking: Unmasking, deciders: set[UUID]) -> Pseudonym | None:
    """Return the present name of whoever wears the mask; None where that is nobody, unreadable, or one of the two."""
    holder = masks.holder(unmasking.mask_id)
    if holder is None or holder in deciders:
        return None
    return Pseudonym.objects.filter(holding__member=holder, holding__is_current=True).first()


def _locked(pk: UUID) -> Unmasking:
    found = Unmasking.objects.select_for_update(of=("self",)).select_related("mask").filter(pk=pk).first()
    if found is None:
        raise _not_found()
    return found


def _member_of(name: UUID | None) -> UUID | None:
    return Holding.objects.filter(pseudonym=name).values_list("member_id", flat=True).first() if name else None


def _keeps_house(member_id: UUID) -> bool:
    return _keys_of_house().filter(member=member_id).exists()


def _keys_of_house() -> QuerySet[Role]:
    until = Q(until=None) | Q(until__gte=timezone.localdate())
    return Role.objects.filter(until, kind=RoleKind.ADMINISTRATOR, scope="", member__is_active=True)


def _keepers(*, besides: frozenset[UUID]) -> list[Pseudonym]:
    """Return the present names of the other administrators."""
    held = Holding.objects.filter(is_current=True, member__in=_keys_of_house().values("member"))
    return list(Pseudonym.objects.filter(pk__in=held.values("pseudonym")).exclude(pk__in=besides))


def _tidy(words: str, field: str, missing: str | Promise) -> str:
    words = plain_text.tidy(words)
    if plain_text.is_blank(words):
        raise Refusal("empty", missing, field=field)
    if len(words) > LONGEST_REASON:
        raise Refusal("too_long", _("This is longer than a reason can be. Please shorten it a little."), field=field)
    return words


def _not_found() -> Refusal:
    return Refusal("not_found", _("There is nothing here."))
