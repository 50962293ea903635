"""Appeals: a member asks for another look at a decision, somebody else answers in writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from markup import plain_text
from members import inbox, masks
from members import services as members
from members.actor import Actor
from members.models import Letter, LetterKind
from members.refusals import Refusal
from members.sealed import with_words
from moderation import appeal_letters, claims, late_lines, parties, targets
from moderation.appeal_letters import Answer
from moderation.appeal_models import APPEAL_WINDOW
from moderation.deciding import LONGEST_EXPLANATION, AlreadyDecided
from moderation.models import RULE_ACTS, THREAD_ACTS, Act, Appeal, Case, Decision, Lane, Origin, TargetKind, Urgency
from moderation.policies import can_see
from moderation.undoing import undo
from record import services as record

WINDOW = APPEAL_WINDOW
# How long an appeal waits before the first decider may answer it, where nobody else can.
WAITING = timedelta(hours=72)
LONGEST_APPEAL = 4_000
APPEALABLE_ACTS = [*RULE_ACTS, *THREAD_ACTS]


@dataclass(frozen=True)
class Way:
    """What somebody can do about the decision that a letter tells of: appeal until a day, or wait for the answer."""

    decision: Decision
    until: datetime
    appeal: Appeal | None
    refusal: Refusal | None

    @property
    def is_open(self) -> bool:
        """Whether an appeal can be made now."""
        return self.refusal is None

    @property
    def answer_letter(self) -> int | None:
        """The letter that answers the appeal, None while it waits."""
        answered = getattr(self.appeal.case, "decision", None) if self.appeal is not None else None
        return answered.letter_id if answered is not None else None


def way_from(actor: Actor, letter: Letter, *, now: datetime | None = None) -> Way | None:
    """Return what follows from one of the actor's letters; None when it tells of nothing that can be appealed."""
    decision = _decision_of(actor, letter)
    if decision is None:
        return None
    appeal = Appeal.objects.select_related("case__decision").filter(decision=decision).first()
    refusal = _refusal(decision, appeal, now or timezone.now())
    return Way(decision, decision.at + WINDOW, appeal, refusal)


def appeal(actor: Actor, letter: Letter, *, words: str) -> Appeal:
    """Ask for another look at the decision that a letter tells of, in one's own words; suspended members too.

    It becomes a case of the queue that its first decider does not end. Raises Refusal: `not_found` (no such decision,
    or not the actor's), `not_allowed` (out of time, a second time, put back already), `empty`, `too_long`.
    """
    words = plain_text.tidy(words)
    decision = _decision_of(actor, letter)
    if decision is None:
        raise Refusal("not_found", _("This letter tells of nothing that could be looked at again."))
    if plain_text.is_blank(words):
        raise Refusal("empty", _("Please say in a few words how you see it."), field="words")
    if len(words) > LONGEST_APPEAL:
        raise Refusal(
            "too_long",
            _("Your words are longer than the team can take in. Please shorten them a little."),
            field="words",
        )
    try:
        with transaction.atomic():
            Case.objects.select_for_update(of=("self",)).get(pk=decision.case_id)
            now = timezone.now()
            refusal = _refusal(decision, Appeal.objects.filter(decision=decision).first(), now)
            if refusal is not None:
                raise refusal
            return _open(actor, decision, words, late_lines.moment_for(decision.case.subject, now))
    except IntegrityError:
        raise _asked_before() from None


def answer(actor: Actor, case: Case, *, is_granted: bool, explanation: str) -> Decision:
    """End the case of an appeal: undo exactly what the first decision imposed or keep it, with a written answer.

    Raises AlreadyDecided, claims.InOtherHands, and Refusal: `not_allowed` (their own decision, a party, another scope,
    the waiting period), `empty` or `too_long` for the answer, `not_found` when the case is no appeal.
    """
    explanation = plain_text.tidy(explanation)
    if plain_text.is_blank(explanation):
        raise Refusal("empty", _("Please write why; the answer goes to the person."), field="explanation")
    if len(explanation) > LONGEST_EXPLANATION:
        raise Refusal(
            "too_long",
            _("Your words are longer than a letter can hold. Please shorten them a little."),
            field="explanation",
        )
    found = _with_first(Appeal.objects.filter(case_id=case.pk)).first()
    if found is None:
        raise Refusal("not_found", _("This case is not an appeal."))
    first = found.decision
    with transaction.atomic():
        # The target of the first decision never changes, so it is locked before the case, as everywhere.
        target = targets.lock(first.case.target_kind, first.case.target_id)
        case = Case.objects.select_for_update(of=("self",)).select_related("subject").get(pk=case.pk)
        if case.closed_at is not None:
            raise AlreadyDecided(Decision.objects.select_related("decider").get(case=case))
        if not can_see(actor, case):
            raise Refusal("not_allowed", _("This case is in other hands."))
        if (refusal := parties.appeal_refusal(actor, found)) is not None:
            raise refusal
        claims.end_own(actor, case)
        undone = undo(first, target) if is_granted else None
        if is_granted and first.undone_at is None:
            # Nothing was left to put back, or it only said something: it counts no more either.
            Decision.objects.filter(pk=first.pk).update(undone_at=timezone.now())
        by_same = members.is_own(actor, first.decider)
        language = members.holder_language(case.subject, place=case.language)
        words = appeal_letters.answer_letter(Answer(found, explanation, undone, by_same), language)
        letter = inbox.send(
            case.subject, kind=LetterKind.ANSWER, language=language, subject=words.subject, body=words.body
        )
        assert actor.pseudonym_id is not None
        decision = Decision.objects.create(
            case=case,
            decider_id=actor.pseudonym_id,
            act=Act.APPEAL_GRANTED if is_granted else Act.APPEAL_REFUSED,
            explanation=explanation,
            letter=letter,
            at=timezone.now(),
        )
        case.closed_at = decision.at
        case.save(update_fields=["closed_at"])
        record.write(
            f"decision.{decision.act}",
            {
                "decision": decision.pk,
                "case": str(case.pk),
                "first": first.pk,
                "subject": str(case.subject_id),
                "by": str(decision.decider_id),
                "act": decision.act,
                "explanation": explanation,
                "letter": letter.pk,
                "restored": undone is not None and undone.is_restored,
                "lifted": undone is not None and undone.is_lifted,
                "by_same": by_same,
            },
        )
        return decision


def of_case(case: Case) -> Appeal | None:
    """Return the appeal that a case is about, with the first decision and what it was about; None for other cases."""
    return _with_first(Appeal.objects.filter(case_id=case.pk)).first() if case.lane == Lane.APPEAL else None


def _with_first(appeals):  # type: ignore[no-untyped-def]
    return appeals.select_related(
        "decision__case__subject",
        "decision__case__theme",
        "decision__case__room__theme",
        "decision__decider",
        "decision__letter",
        "decision__standing",
    )


def _decision_of(actor: Actor, letter: Letter) -> Decision | None:
    """Return the decision against one of the actor's names that this letter of theirs tells of."""
    if not members.is_own(actor, letter.recipient):
        return None
    own = Decision.objects.filter(letter_id=letter.pk, act__in=APPEALABLE_ACTS)
    return own.select_related("case__subject", "case__theme", "case__room").first()


def _refusal(decision: Decision, earlier: Appeal | None, now: datetime) -> Refusal | None:
    """Return why a decision cannot be appealed now."""
    if earlier is not None:
        return _asked_before()
    if now > decision.at + WINDOW:
        return Refusal(
            "not_allowed",
            _(
                "This decision is more than six months old, so it is no longer looked at again. "
                "You can still write to the address on the page “Legal notice and contact”."
            ),
        )
    if decision.undone_at is not None:
        return Refusal("not_allowed", _("The team has looked again by itself, and put things back."))
    return None


def _asked_before() -> Refusal:
    return Refusal(
        "not_allowed",
        _("You have asked for this already: a decision is looked at again once. The answer comes by letter."),
    )


def _open(actor: Actor, decision: Decision, words: str, now: datetime) -> Appeal:
    first = decision.case
    case = Case(
        target_kind=TargetKind.DECISION,
        target_id=str(decision.pk),
        lane=Lane.APPEAL,
        origin=Origin.APPEAL,
        urgency=Urgency.AMBER,
        subject=first.subject,
        theme=first.theme,
        room=first.room,
        language=actor.language,
        opened_at=now,
    )
    with_words(case, words=words).save(force_insert=True)
    number = masks.hidden_id() if case.subject.is_mask else None
    found = Appeal.objects.create(pk=number, decision=decision, case=case, at=now, same_from=now + WAITING)
    told = {"case": str(case.pk), "decision": decision.pk, "subject": str(case.subject_id)}
    late_lines.write(case.subject, "appeal.opened", told, now=now)
    return found
