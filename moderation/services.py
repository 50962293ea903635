"""Call the team, open what has to be looked at, decide. The only writers of flags, cases and decisions.

One lock order everywhere: target, then case, then the record's head (inside `record.services.write`).
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models import HeldMessage
from crisis.detection import Assessment, Mark
from forum.models import HeldPost, HeldState
from markup import plain_text
from members import limits, masks, seal
from members.actor import Actor
from members.news import only_if
from members.refusals import Refusal
from members.sealed import with_words
from members.services import holder_language, is_own
from moderation import aside, targets, triage, waiting
from moderation.calls import close_withdrawn
from moderation.deciding import decide as decide
from moderation.models import Case, Flag, Lane, Origin, Reason, TargetKind, Urgency
from moderation.policies import can_see
from moderation.targets import State, Target
from moderation.waiting import Held
from moderation.weighing import weight_of
from record import services as record

LONGEST_NOTE = 1_000
# A guest who presses twice: the same words on the same case within this time are one call.
_SAME_GUEST = timedelta(minutes=10)
_MOST_TWINS = 50
_MOST = 200
_DANGER = frozenset({"high", "emergency"})


def raise_flag(
    actor: Actor, *, kind: str, target_id: str, reason: str, note: str = "", longest: int = LONGEST_NOTE
) -> Flag:
    """Call the team to a post, a message or a name; guests too. Calling again for the same changes nothing.

    Opens or joins the one open case of target and lane, keeps the exact words of this moment, and raises the case's
    urgency where the reason is more urgent. A suspended member may call like anybody else. Returns the flag, the
    earlier one where there was one. Raises Refusal: `bad_field`, `too_long`, `rate_limited`, `not_found` (no such
    target for this actor, or its words are no longer shown), `not_allowed` (one's own words; a worry about oneself
    passes, because asking the team to look is one way of asking for help).
    """
    if reason not in Reason.values:
        raise Refusal("bad_field", _("Please choose what it is about."), field="reason")
    note = plain_text.tidy(note)
    if len(note) > longest:
        raise Refusal(
            "too_long", _("Your note is longer than the team can take in. Please shorten it a little."), field="note"
        )
    if not actor.is_guest:
        # Who has called for much may still be worried about somebody.
        limits.spend(actor, "worry" if reason == Reason.WORRY else "flag")
    known = targets.find(actor, kind, target_id)
    if known is None:
        raise Refusal("not_found", _("What you want to point out is not here."))
    if reason != Reason.WORRY and is_own(actor, known.author):
        raise Refusal(
            "not_allowed",
            _(
                "These words are yours: you can change them or take them back yourself. "
                "If you are not well, choose the first answer and the team will read."
            ),
            field="reason",
        )
    with transaction.atomic():
        target = targets.lock(kind, target_id)
        if target is None or (target.state != State.SHOWN and reason != Reason.WORRY):
            raise Refusal(
                "not_found", _("These words are no longer shown to anyone. Thank you for wanting to tell us.")
            )
        by_holder = target.room is not None and actor.holds("facilitator", target.room.scope)
        urgency = triage.urgency_of(reason, by_holder=by_holder)
        case = open_or_join(target, triage.lane_of(reason), urgency, Origin.FLAG)
        flag = _flag(actor, case, target, reason, note)
        aside.consider(case, target)
        return flag


def _asks_for_care(*, assessment: Assessment, **_news: Any) -> bool:
    """Whether somebody ought to read soon: the author may be in danger, or somebody whom they told to die."""
    return assessment.level.value in _DANGER or Mark.CARE in assessment.marks


@only_if(_asks_for_care)
def open_care_case(*, actor: Actor, assessment: Assessment, **news: Any) -> Case | None:
    """Open a case in the care lane for words that plainly speak of danger, inside the transaction that publishes them.

    Receiver of both `published` signals (`post` or `event` in `news`); nobody but the team learns of it. Words that
    the team has already looked after are not brought back by an edit that leaves them as they are.
    """
    if not _asks_for_care(assessment=assessment):
        return None
    kind, row = (TargetKind.POST, news["post"]) if "post" in news else (TargetKind.MESSAGE, news["event"])
    target = targets.lock(kind, str(row.pk))
    if target is None:
        return None
    earlier = Case.objects.filter(target_kind=kind, target_id=target.id, lane=Lane.CARE, closed_at__isnull=False)
    if any(one.words == target.words for one in earlier.only("words_box")):
        return None
    return open_or_join(target, Lane.CARE, Urgency.CRISIS, Origin.WORDS)


def open_held_case(*, actor: Actor, held: Held, assessment: Assessment, **news: Any) -> Case | None:
    """Ask the team to read words before others see them, inside the transaction that keeps them.

    Receiver of `held_back`; words that plainly speak of danger open a case of care as well.
    """
    target = targets.lock(TargetKind.HELD, waiting.name_of(held))
    if target is None or target.state != State.HELD:
        return None
    if _asks_for_care(assessment=assessment):
        open_or_join(target, Lane.CARE, Urgency.CRISIS, Origin.WORDS)
    case = open_or_join(target, Lane.RULE, Urgency.AMBER, Origin.HELD)
    if case.words != target.words:
        # Its author changed it while it waits: nobody is asked to read what nobody will be shown.
        with_words(case, words=target.words, words_html=target.html).save(update_fields=["words_box", "words_html_box"])
    return case


def find_forgotten() -> int:
    """Open the case of words that wait without one, should its opening have failed; return how many there were.

    Nobody's words wait for ever because something went wrong.
    """
    known = Case.objects.filter(target_kind=TargetKind.HELD, target_id=OuterRef("name"), closed_at=None)
    number = Cast("pk", CharField())
    posts = HeldPost.objects.filter(state=HeldState.WAITING).annotate(name=number)
    messages = HeldMessage.objects.filter(state=HeldState.WAITING).annotate(name=Concat(Value("m"), number))
    forgotten: list[str] = []
    for held in (posts, messages):
        lost = held.exclude(Exists(known.filter(lane=Lane.RULE))).order_by("pk")
        forgotten += lost.values_list("name", flat=True)[:_MOST]
    for name in forgotten:
        with transaction.atomic():
            target = targets.lock(TargetKind.HELD, name)
            if target is not None and target.state == State.HELD:
                open_or_join(target, Lane.RULE, Urgency.AMBER, Origin.HELD)
    return len(forgotten)


def end_held_case(*, held: Held, **news: Any) -> None:
    """Close the case about words that their author took back before anybody decided. Receiver of `held_ended`."""
    cases = Case.objects.select_for_update().filter(
        target_kind=TargetKind.HELD, target_id=waiting.name_of(held), lane=Lane.RULE, closed_at=None
    )
    for case in cases:
        close_withdrawn(case)


def look_again(actor: Actor, case: Case) -> Case:
    """Open a new case on the target and lane of a closed one; return the open one if there is one already.

    Raises Refusal: `not_allowed` (not in the actor's scope, or about themselves), `not_found` (target erased).
    """
    if not can_see(actor, case) or is_own(actor, case.subject):
        raise Refusal("not_allowed", _("This case is in other hands."))
    with transaction.atomic():
        target = targets.lock(case.target_kind, case.target_id)
        if target is None:
            raise Refusal("not_found", _("What this case was about has been erased. There is nothing left to look at."))
        before = Case.objects.filter(target_kind=case.target_kind, target_id=case.target_id, lane=case.lane)
        if (found := before.filter(closed_at=None).first()) is not None:
            return found
        urgency = Urgency.CRISIS if case.lane == Lane.CARE else Urgency.AMBER
        fresh = open_or_join(target, Lane(case.lane), urgency, Origin.AGAIN)
        record.write(
            "case.again",
            {"case": str(fresh.pk), "earlier": str(case.pk), "by": str(actor.pseudonym_id), "lane": case.lane},
        )
        return fresh


def _opened_at(target: Target, origin: Origin) -> datetime:
    """Return when a case counts as opened: one that a mask's own words open would tell when they were written."""
    now = timezone.now()
    return masks.coarse(now) if target.author.is_mask and origin in (Origin.WORDS, Origin.HELD) else now


def open_or_join(target: Target, lane: Lane, urgency: Urgency, origin: Origin) -> Case:
    """Return the one open case of a locked target and lane, locked; its urgency only rises."""
    case = _open_case(target, lane)
    if case is None:
        try:
            with transaction.atomic():
                case = Case(
                    target_kind=target.kind,
                    target_id=target.id,
                    lane=lane,
                    origin=origin,
                    opened_at=_opened_at(target, origin),
                    urgency=urgency,
                    subject=target.author,
                    theme=target.theme,
                    room=target.room,
                    language=target.language or holder_language(target.author, place=""),
                )
                with_words(case, words=target.words, words_html=target.html).save(force_insert=True)
                return case
        except IntegrityError:
            # Somebody opened it at the same moment; the lock on the target makes that rare, the constraint safe.
            case = _open_case(target, lane)
            if case is None:
                raise
    if urgency < case.urgency:
        case.urgency = urgency
        case.save(update_fields=["urgency"])
    return case


def _open_case(target: Target, lane: Lane) -> Case | None:
    cases = Case.objects.select_for_update().filter(target_kind=target.kind, target_id=target.id)
    return cases.filter(lane=lane, closed_at=None).first()


def _flag(actor: Actor, case: Case, target: Target, reason: str, note: str) -> Flag:
    """Return this person's flag on a locked case: the earlier one, else a new one with the words as they are."""
    if actor.member_id is None:
        key = secrets.token_bytes(32)
        since = timezone.now() - _SAME_GUEST
        # A form sent twice comes soon after itself: the last calls are enough to look through.
        twins = case.flags.filter(reporter=None, reason=reason, at__gte=since).order_by("-pk")[:_MOST_TWINS]
        found = next((one for one in twins if (one.note, one.words) == (note, target.words)), None)
    else:
        parts = (actor.member_id.bytes, target.kind.value, target.id)
        key = seal.digest("flag", *parts)
        found = case.flags.filter(by_key__in=seal.digests("flag", *parts)).first()
    if found is not None:
        return _called_again(found, reason, note)
    flag = Flag(
        case=case,
        by_key=key,
        reporter_id=actor.pseudonym_id,
        language=actor.language,
        reason=reason,
        weight=weight_of(actor, reason),
    )
    with_words(flag, note=note, words=target.words).save(force_insert=True)
    return flag


def _called_again(flag: Flag, reason: str, note: str) -> Flag:
    """Return the earlier call of the same person; one that was taken back counts again, with what is said now."""
    if flag.withdrawn_at is not None:
        flag.withdrawn_at, flag.reason, flag.note = None, reason, note
        flag.save(update_fields=["withdrawn_at", "reason", "note_box"])
    return flag
