"""What becomes of one's own calls: read where they stand, add a word, take one back.

Whoever called sees their own calls and nobody else's; who called is on no other page, for the author or for anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from markup import plain_text
from members import limits
from members.actor import Actor
from members.refusals import Refusal
from moderation import late_lines, targets, triage
from moderation.models import Case, Claim, Flag, Lane, Origin
from record import services as record

PAGE = 20
LONGEST_ADDED = 4_000


class Stage(StrEnum):
    """Where a call stands, as whoever called is told."""

    WAITING = "waiting"
    IN_HANDS = "in_hands"
    DECIDED = "decided"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True)
class Report:
    """One of one's own calls. `is_open`: a word can be added, and it can be taken back."""

    flag: Flag
    stage: Stage

    @property
    def is_open(self) -> bool:
        return self.stage in {Stage.WAITING, Stage.IN_HANDS}


def reports_of(actor: Actor, *, before: str = "") -> tuple[list[Report], str]:
    """Return a page of the actor's calls, newest first, and the key of the next page. Two queries."""
    flags = Flag.objects.filter(reporter__in=actor.names)
    if before.isascii() and before.isdecimal() and len(before) < 19:
        flags = flags.filter(pk__lt=int(before))
    found = list(flags.select_related("case__subject", "case__theme", "case__room").order_by("-pk")[: PAGE + 1])
    return _reports(found[:PAGE]), str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def report_of(actor: Actor, pk: int) -> Report | None:
    """Return one of the actor's own calls, None for anybody else's as for one that never was."""
    try:
        flag = (
            Flag.objects.filter(reporter__in=actor.names, pk=pk)
            .select_related("case__subject", "case__theme", "case__room", "outcome")
            .first()
        )
    except OverflowError:
        return None
    return _reports([flag])[0] if flag is not None else None


def stage_of(flag: Flag) -> Stage:
    """Return where a call (loaded with its case) stands. One query."""
    return _reports([flag])[0].stage


def add_word(actor: Actor, flag: Flag, *, words: str) -> Flag:
    """Add words to one's own call while it is open; the team reads them below the first ones.

    Raises Refusal: `not_found` (not theirs), `empty`, `too_long`, `rate_limited`, `not_allowed` (decided, taken back).
    """
    words = plain_text.tidy(words)
    if plain_text.is_blank(words):
        raise Refusal("empty", _("There are no words here yet."), field="words")
    limits.spend(actor, "edit")
    with transaction.atomic():
        case, flag = _locked(actor, flag)
        added = f"{flag.added}\n\n{words}" if flag.added else words
        if len(added) > LONGEST_ADDED:
            raise Refusal(
                "too_long",
                _("This is more than the team can take in here. Please shorten it a little."),
                field="words",
            )
        if case.closed_at is not None:
            raise Refusal("not_allowed", _("It has been decided meanwhile; your words would reach nobody any more."))
        if flag.withdrawn_at is not None:
            raise Refusal("not_allowed", _("You have taken this report back. You can make a new one."))
        flag.added = added
        flag.save(update_fields=["added_box"])
    return flag


def withdraw(actor: Actor, flag: Flag) -> Flag:
    """Take one's own call back: it counts no more. A case of rules that nobody calls for any more is closed.

    A worry stays with the team even so: somebody reads it. So does what the house has set aside. Taking back twice
    changes nothing. Raises Refusal: `not_found` (not theirs), `not_allowed` (decided meanwhile).
    """
    with transaction.atomic():
        # The target is locked before the case, as everywhere; it may have been erased.
        targets.lock(flag.case.target_kind, flag.case.target_id)
        case, flag = _locked(actor, flag)
        if flag.withdrawn_at is not None:
            return flag
        if case.closed_at is not None:
            raise Refusal("not_allowed", _("It has been decided meanwhile. The letter in your inbox says how."))
        flag.withdrawn_at = timezone.now()
        flag.save(update_fields=["withdrawn_at"])
        _settle(case)
    return flag


def close_withdrawn(case: Case) -> None:
    """Close a locked case that nobody asks for any more, without a decision, and record it."""
    now = timezone.now()
    # Words that waited were taken back by their author; a call, by whoever called.
    own = case.origin == Origin.HELD
    case.is_withdrawn, case.closed_at = True, late_lines.moment_for(case.subject, now) if own else now
    case.save(update_fields=["is_withdrawn", "closed_at"])
    told = {
        "case": str(case.pk),
        "lane": case.lane,
        "target": f"{case.target_kind}:{case.target_id}",
        "subject": str(case.subject_id),
    }
    if own:
        late_lines.write(case.subject, "case.withdrawn", told, now=now)
    else:
        record.write("case.withdrawn", told)


def _settle(case: Case) -> None:
    """Close a locked case without calls, or let it be as urgent as those that are left."""
    if case.lane != Lane.RULE or case.origin != Origin.FLAG or case.set_aside_at is not None:
        return
    reason = triage.most_urgent(list(case.flags.filter(withdrawn_at=None).values_list("reason", flat=True).distinct()))
    if reason is None:
        close_withdrawn(case)
    elif case.urgency < triage.urgency_of(reason):
        case.urgency = triage.urgency_of(reason)
        case.save(update_fields=["urgency"])


def _locked(actor: Actor, flag: Flag) -> tuple[Case, Flag]:
    case = Case.objects.select_for_update().get(pk=flag.case_id)
    found = Flag.objects.select_for_update().filter(pk=flag.pk, reporter__in=actor.names).first()
    if found is None:
        raise Refusal("not_found", _("This report is not here."))
    return case, found


def _reports(flags: list[Flag]) -> list[Report]:
    now = timezone.now()
    claimed = set(
        Claim.objects.filter(case__in=[flag.case_id for flag in flags], until__gt=now).values_list("case_id", flat=True)
        if flags
        else ()
    )
    return [Report(flag, _stage(flag, flag.case_id in claimed)) for flag in flags]


def _stage(flag: Flag, is_claimed: bool) -> Stage:
    if flag.withdrawn_at is not None:
        return Stage.TAKEN_BACK
    if flag.case.closed_at is not None:
        return Stage.DECIDED
    return Stage.IN_HANDS if is_claimed else Stage.WAITING
