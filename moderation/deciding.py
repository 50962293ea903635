"""Decide: one case, one decision, in one transaction with everything that follows from it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from markup import plain_text
from members import inbox, seal
from members import services as members
from members.actor import Actor
from members.models import LetterKind, Pseudonym, Standing
from members.refusals import Refusal
from moderation import claims, letters, parties, targets
from moderation.models import HIDING_ACTS, PAUSING_ACTS, RULE_ACTS, VISIBLE_ACTS, Act, Case, Decision, Measure, Outcome
from moderation.policies import acts_for, can_see
from moderation.rules import RULES
from moderation.targets import Target
from record import services as record

LONGEST_EXPLANATION = 4_000
LONGEST_PAUSE = timedelta(days=31)


class AlreadyDecided(Refusal):
    """Somebody else ended the case first; `decision` is theirs."""

    def __init__(self, decision: Decision) -> None:
        def sentence() -> str:
            return str(_("%(name)s decided meanwhile: %(act)s. Nothing was done a second time.")) % {
                "name": decision.decider.name,
                "act": str(Act(decision.act).label),
            }

        super().__init__("not_allowed", lazy(sentence, str)())
        self.decision = decision


class TakenBackMeanwhile(Refusal):
    """Nobody asks for a decision any more: whoever called took it back, or the author what waited."""

    def __init__(self) -> None:
        super().__init__("not_allowed", _("It was taken back meanwhile. There is nothing left to decide here."))


class ChangedMeanwhile(Refusal):
    """The words are no longer those that the decider has read."""

    def __init__(self) -> None:
        super().__init__(
            "confirm",
            _("The words have changed since you opened this page. Here is how they read now; please decide again."),
        )


def decide(
    actor: Actor,
    case: Case,
    *,
    act: str,
    rule: str = "",
    explanation: str = "",
    until: datetime | None = None,
    outcome: str = "",
    seen: str | None = None,
) -> Decision:
    """End a case: the target's verb, the sanction, the letters, the decision and the record, together or not at all.

    `rule` is the broken rule of an act that takes something away, `until` the end of a pause, `outcome` how a case of
    care ends. `explanation` goes into the author's letter; into the notes to those who called when nothing was wrong;
    in the care lane it is the letter to the person, sent only if it holds words. `seen` is `Target.seen` of what the
    decider had on the screen, None where nothing was shown.

    Raises AlreadyDecided, TakenBackMeanwhile, ChangedMeanwhile, claims.InOtherHands while a colleague looks after it,
    and Refusal:
    `not_allowed` (about themselves, another scope, a role that does not reach so far), `bad_field`, `too_long`,
    `empty` for what was asked.
    """
    explanation = plain_text.tidy(explanation)
    _weigh(act, rule=rule, explanation=explanation, until=until, outcome=outcome)
    if act not in RULE_ACTS:
        rule = ""
    if act not in PAUSING_ACTS:
        until = None
    with transaction.atomic():
        # Which target a case has never changes, so it is locked first, before the case.
        target = targets.lock(case.target_kind, case.target_id)
        case = Case.objects.select_for_update(of=("self",)).select_related("subject").get(pk=case.pk)
        if case.is_withdrawn:
            raise TakenBackMeanwhile
        if case.closed_at is not None:
            raise AlreadyDecided(Decision.objects.select_related("decider").get(case=case))
        _may(actor, case, act)
        claims.end_own(actor, case)
        if seen is not None and seen != seen_of(target):
            raise ChangedMeanwhile
        imposed = standing_to_lift(actor, case)
        if act not in targets.possible_acts(case.target_kind, target, may_lift=imposed is not None):
            raise Refusal(
                "bad_field",
                _("This can no longer be done: the words are not there any more, or stand as they should."),
                field="act",
            )
        return _carry_out(
            actor, case, target, imposed, act=act, rule=rule, explanation=explanation, until=until, outcome=outcome
        )


def seen_of(target: Target | None) -> str:
    """Return what the form keeps of the words on the screen; an erased target has none."""
    return target.seen if target is not None else "erased"


def standing_to_lift(actor: Actor, case: Case) -> Standing | None:
    """Return the standing that the last decision about this target imposed, if its pause still runs.

    Putting things back lifts exactly that one, never what another decision imposed; and only in the hands of somebody
    whose role could have imposed it.
    """
    if Act.SUSPEND not in acts_for(actor, case.lane):
        return None
    last = (
        Decision.objects.filter(case__target_kind=case.target_kind, case__target_id=case.target_id)
        .exclude(act__in=[Act.NOTHING_WRONG, Act.CARED_FOR])
        .select_related("standing")
        .order_by("-at", "-pk")
        .first()
    )
    if last is None or last.until is None or last.until <= timezone.now():
        return None
    return last.standing


def _weigh(act: str, *, rule: str, explanation: str, until: datetime | None, outcome: str) -> None:
    """Refuse what no case could end with."""
    now = timezone.now()
    if act not in Act.values:
        raise Refusal("bad_field", _("Please choose what is to be done."), field="act")
    if len(explanation) > LONGEST_EXPLANATION:
        raise Refusal(
            "too_long",
            _("Your words are longer than a letter can hold. Please shorten them a little."),
            field="explanation",
        )
    if act in RULE_ACTS and rule not in RULES:
        raise Refusal("bad_field", _("Please choose the rule that this is about; the letter names it."), field="rule")
    if act in PAUSING_ACTS and (until is None or not now < until <= now + LONGEST_PAUSE):
        raise Refusal("bad_field", _("Please choose how long the pause lasts."), field="days")
    if act == Act.CARED_FOR and outcome not in Outcome.values:
        raise Refusal("bad_field", _("Please say how it was looked after; the case ends with that."), field="outcome")
    if act != Act.CARED_FOR and outcome:
        raise Refusal("bad_field", _("Only a case of care ends in this way."), field="outcome")


def _may(actor: Actor, case: Case, act: str) -> None:
    if members.is_own(actor, case.subject_id):
        raise Refusal("not_allowed", _("This case is about you. Somebody else decides it."))
    if not can_see(actor, case):
        raise Refusal("not_allowed", _("This case is in other hands."))
    if act not in acts_for(actor, case.lane):
        raise Refusal(
            "not_allowed",
            _("Your role does not reach so far. A moderator of the whole house can do this."),
            field="act",
        )
    if (refusal := parties.refusal(actor, case, act)) is not None:
        raise refusal


def _carry_out(
    actor: Actor,
    case: Case,
    target: Target | None,
    imposed: Standing | None,
    *,
    act: str,
    rule: str,
    explanation: str,
    until: datetime | None,
    outcome: str,
) -> Decision:
    """Do what was decided. The target and the case are locked; the reporters' notes come first, the case's end last."""
    standing = None
    if act in HIDING_ACTS and target is not None:
        targets.hide(target, reason=rule)
    if act in PAUSING_ACTS:
        standing = _suspend(case.subject, until)
    if act == Act.RESTORE:
        if target is not None and target.state == targets.State.HIDDEN:
            targets.restore(target)
        if imposed is not None:
            # A standing that no key opens any more binds nobody, so there is nothing to lift.
            with suppress(seal.Unreadable):
                members.lift(imposed)
    facts = letters.Facts(
        case=case,
        target=target,
        act=act,
        rule=rule,
        explanation=explanation,
        until=until,
        was_lifted=imposed is not None,
    )
    letter = None
    if act in VISIBLE_ACTS or (act == Act.CARED_FOR and explanation):
        language = members.holder_language(case.subject)
        words = letters.to_author(facts, language)
        kind = LetterKind.CARE if act == Act.CARED_FOR else LetterKind.DECISION
        letter = inbox.send(case.subject, kind=kind, language=language, subject=words.subject, body=words.body)
    letters.send_outcomes(facts)
    decision = Decision.objects.create(
        case=case,
        decider_id=_name_of(actor),
        act=act,
        rule=rule,
        outcome=outcome,
        explanation=explanation,
        until=until,
        measure=Measure.SUSPENDED if act in PAUSING_ACTS else "",
        letter=letter,
        standing=standing,
    )
    case.closed_at = decision.at
    case.save(update_fields=["closed_at"])
    record.write(f"decision.{act}", _told(decision, case, imposed))
    return decision


def _name_of(actor: Actor) -> UUID:
    """The name under which somebody decides; whoever has none was refused before."""
    assert actor.pseudonym_id is not None
    return actor.pseudonym_id


def _suspend(subject: Pseudonym, until: datetime | None) -> Standing | None:
    """Suspend whoever holds the name; None when nobody does. Raises Refusal when the house can note no more pauses."""
    try:
        return members.suspend(subject, until=until)
    except OverflowError:
        raise Refusal(
            "unavailable",
            _(
                "The house cannot note one more pause for this person. "
                "Please tell the administrators; nothing was done."
            ),
            field="act",
        ) from None


def _told(decision: Decision, case: Case, imposed: Standing | None) -> dict[str, object]:
    """What the record keeps: who, what, why and on what, by reference, and nobody's words but the decider's."""
    return {
        "decision": decision.pk,
        "case": str(case.pk),
        "lane": case.lane,
        "target": f"{case.target_kind}:{case.target_id}",
        "subject": str(case.subject_id),
        "by": str(decision.decider_id),
        "act": decision.act,
        "rule": decision.rule,
        "outcome": decision.outcome,
        "explanation": decision.explanation,
        "until": decision.until.isoformat() if decision.until else None,
        "letter": decision.letter_id,
        "lifted": imposed is not None and decision.act == Act.RESTORE,
    }
