"""Decide: one case, one decision, in one transaction with everything that follows from it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from groups.models import Theme
from members import inbox, masks
from members import services as members
from members.actor import Actor
from members.models import Letter, LetterKind, Standing
from members.refusals import Refusal
from members.sealed import with_words
from moderation import (
    aside,
    claims,
    cuts,
    held_letters,
    letters,
    measures,
    parties,
    redaction,
    targets,
    undoing,
    verdicts,
    watch,
)
from moderation.asked import LONGEST_EXPLANATION as LONGEST_EXPLANATION
from moderation.asked import Asked, weighed
from moderation.models import HIDING_ACTS, VISIBLE_ACTS, Act, Case, Decision
from moderation.policies import can_see, measures_for, reaches
from moderation.possible import possible_acts
from moderation.targets import Target
from record import services as record


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
    measure: str = "",
    cut: Collection[int] = (),
    to_theme: Theme | None = None,
    seen: str | None = None,
    undoes: Decision | None = None,
    chosen: int | None = None,
    nonce_key: bytes | None = None,
    verdict: str = "",
) -> Decision:
    """End a case: the target's verb, the sanction, the letters, the decision and the record, together or not at all.

    `rule` is the broken rule of an act that takes something away, `measure` what a pause keeps somebody from and
    `until` its end, `cut` the pieces to take out (see `redaction`), `to_theme` where a thread moves, `outcome` how a
    case of care ends. `explanation` goes into the author's letter; into the notes to those who called when nothing was
    wrong; in the care lane it is the letter to the person, sent only if it holds words. `seen` is `Target.seen` of what
    the decider had on the screen, None where nothing was shown. `undoes` is what putting things back takes back;
    without it the one numbered `chosen` among those in force, or the last of them. `nonce_key` names this attempt, for
    a decision made inside a room. `verdict` is what the decider says of the reading by rules, "" for nothing.

    Raises AlreadyDecided, TakenBackMeanwhile, ChangedMeanwhile, claims.InOtherHands while a colleague looks after it,
    and Refusal: `not_allowed` (about themselves, another scope, a role that does not reach so far), `bad_field`,
    `too_long`, `empty` for what was asked.
    """
    asked = weighed(
        Asked(
            act=act,
            rule=rule,
            explanation=explanation,
            until=until,
            outcome=outcome,
            measure=measure,
            cut=frozenset(cut),
            to_theme=to_theme,
        )
    )
    with transaction.atomic():
        # Which target a case has never changes, so it is locked first, before the case.
        target = targets.lock(case.target_kind, case.target_id)
        locked = Case.objects.select_for_update(of=("self",)).select_related("subject", "theme", "room")
        case = locked.get(pk=case.pk)
        if case.is_withdrawn:
            raise TakenBackMeanwhile
        if case.closed_at is not None:
            raise AlreadyDecided(Decision.objects.select_related("decider").get(case=case))
        _may(actor, case, asked)
        claims.end_own(actor, case)
        if seen is not None and seen != seen_of(target):
            raise ChangedMeanwhile
        earlier = undoes
        if earlier is None and asked.act == Act.RESTORE:
            earlier = _chosen(all_to_undo(actor, case, target), chosen)
        _possible(case, target, asked, earlier)
        verdicts.count(case, verdict)
        return _carry_out(actor, case, target, asked, earlier, nonce_key)


def seen_of(target: Target | None) -> str:
    """Return what the form keeps of the words on the screen; an erased target has none."""
    return target.seen if target is not None else "erased"


def _chosen(decisions: list[Decision], number: int | None) -> Decision | None:
    if number is None or not decisions:
        return decisions[0] if decisions else None
    found = next((one for one in decisions if one.pk == number), None)
    if found is None:
        raise Refusal("bad_field", _("This has been changed back meanwhile. Please choose again."), field="undoes")
    return found


def all_to_undo(actor: Actor, case: Case, target: Target | None) -> list[Decision]:
    """Return every decision about this target that is still in force and that the actor can change back, last first.

    Putting things back undoes exactly one of them, never what another imposed; a sanction alone is only in the hands of
    somebody whose role could have imposed it.
    """
    found = undoing.in_force(case, target, may_lift=True)
    if all(not one.measure or may_lift(actor, one) for one in found):
        return found
    words_alone = undoing.in_force(case, target, may_lift=False)
    return [one for one in found if not one.measure or may_lift(actor, one) or one in words_alone]


def may_lift(actor: Actor, decision: Decision) -> bool:
    """Whether the actor's role reaches as far as the sanction that `decision` imposed."""
    return decision.measure in measures_for(actor)


def _may(actor: Actor, case: Case, asked: Asked) -> None:
    actor = masks.knowing_all(actor)
    if members.is_own(actor, case.subject):
        raise Refusal("not_allowed", _("This case is about you. Somebody else decides it."))
    if not can_see(actor, case):
        raise Refusal("not_allowed", _("This case is in other hands."))
    if not reaches(actor, asked.act, asked.measure, case.lane):
        raise Refusal(
            "not_allowed",
            _("Your role does not reach so far. A moderator of the whole house can do this."),
            field="pause" if asked.measure else "act",
        )
    if (refusal := parties.refusal(actor, case, asked.act, asked.measure)) is not None:
        raise refusal


def _possible(case: Case, target: Target | None, asked: Asked, earlier: Decision | None) -> None:
    """Refuse what cannot be done with the target as it stands."""
    if asked.act not in possible_acts(case.target_kind, target, may_lift=earlier is not None):
        raise Refusal(
            "bad_field",
            _("This can no longer be done: the words are not there any more, or stand as they should."),
            field="act",
        )
    if asked.measure and asked.measure not in measures.possible(case):
        raise Refusal(
            "bad_field", _("A name stands in no place of its own. Please choose another pause."), field="pause"
        )
    if asked.act == Act.MOVE and target is not None and asked.to_theme == target.theme:
        raise Refusal("bad_field", _("The thread stands in this theme already."), field="to_theme")
    if asked.cut and target is not None:
        numbers = {piece.number for piece in redaction.pieces_of_somebody(target.source)}
        if not asked.cut <= numbers:
            raise Refusal("bad_field", _("Please mark the passage that is to go."), field="cut")
        if asked.cut == numbers:
            raise Refusal(
                "bad_field", _("Nothing would be left. To take all of it down, choose that instead."), field="cut"
            )


def _carry_out(
    actor: Actor,
    case: Case,
    target: Target | None,
    asked: Asked,
    earlier: Decision | None,
    nonce_key: bytes | None,
) -> Decision:
    """Do what was decided. The target and the case are locked; the reporters' notes come first, the case's end last."""
    before = target.source if asked.act == Act.REDACT and target is not None else ""
    if asked.act == Act.RENAME:
        before = case.subject.name
    from_theme = target.theme if asked.act == Act.MOVE and target is not None else None
    if target is not None:
        target = targets.release(target, asked.act)
        _change(case, target, asked)
    standing = _standing(case, asked)
    undone = None
    if asked.act == Act.RESTORE and earlier is not None:
        undone = undoing.undo(earlier, target, may_lift=not earlier.measure or may_lift(actor, earlier))
        if earlier.act == Act.RENAME:
            case.subject.refresh_from_db()
    elif asked.act == Act.RESTORE and target is not None:
        targets.restore(target)
    facts = letters.Facts(
        case=case,
        target=target,
        act=asked.act,
        rule=asked.rule,
        explanation=asked.explanation,
        until=asked.until,
        was_lifted=undone is not None and undone.is_lifted,
        measure=asked.measure,
        named=asked.named,
        cut=asked.cut,
        to_theme=asked.to_theme,
        undone=earlier if undone is not None else None,
    )
    letter = _letter(facts)
    letters.send_outcomes(facts)
    decision = Decision(
        case=case,
        decider_id=_name_of(actor),
        act=asked.act,
        rule=asked.rule,
        rule_words=asked.named.row if asked.named is not None else None,
        outcome=asked.outcome,
        explanation=asked.explanation,
        until=asked.until,
        measure=asked.measure,
        letter=letter,
        standing=standing,
        cut=sorted(asked.cut),
        from_theme=from_theme,
        to_theme=asked.to_theme,
        nonce_key=nonce_key,
    )
    with_words(decision, before=before).save(force_insert=True)
    case.closed_at = decision.at
    case.save(update_fields=["closed_at"])
    if claims.is_heavy(case):
        watch.cool(actor, now=decision.at)
    entry = record.write(f"decision.{decision.act}", _told(decision, case, asked, undone, earlier))
    decision.line = entry.number
    decision.save(update_fields=["line"])
    return decision


def _standing(case: Case, asked: Asked) -> Standing | None:
    if asked.act == Act.RENAME:
        return measures.ask_for_another_name(case)
    return measures.impose(case, measure=asked.measure, until=asked.until) if asked.measure else None


def _change(case: Case, target: Target, asked: Asked) -> None:
    """Do to the words, or to their thread, what the act says."""
    if asked.act in HIDING_ACTS:
        targets.hide(target, reason=asked.rule)
    elif asked.act == Act.REDACT:
        body = cuts.words_cut(case, target.source, asked.cut, target.language)
        targets.replace_words(target, body=body, reason=asked.rule)
    elif asked.act == Act.MOVE and asked.to_theme is not None:
        targets.move(target, asked.to_theme)
    elif asked.act == Act.LOCK:
        targets.close(target)
    elif asked.act == Act.SHOW:
        targets.show(target)
    elif asked.act == Act.GIVE_BACK:
        targets.give_back(target)


def _letter(facts: letters.Facts) -> Letter | None:
    """Send the author's letter, if what was decided has one."""
    is_back = facts.act == Act.NOTHING_WRONG and facts.case.set_aside_at is not None
    if facts.act not in VISIBLE_ACTS and not is_back and not (facts.act == Act.CARED_FOR and facts.explanation):
        return None
    subject = facts.case.subject
    language = members.holder_language(subject, place=facts.case.language)
    if is_back:
        words = letters.Words(*aside.back_again(facts, language))
    elif facts.act == Act.SHOW:
        words = letters.Words(*held_letters.shown(facts, language))
    else:
        words = letters.to_author(facts, language)
    kind = LetterKind.CARE if facts.act == Act.CARED_FOR else LetterKind.DECISION
    return inbox.send(subject, kind=kind, language=language, subject=words.subject, body=words.body)


def _name_of(actor: Actor) -> UUID:
    """The name under which somebody decides; whoever has none was refused before."""
    assert actor.pseudonym_id is not None
    return actor.pseudonym_id


def _told(
    decision: Decision, case: Case, asked: Asked, undone: undoing.Undone | None, earlier: Decision | None
) -> dict[str, object]:
    """What the record keeps: who, what, why and on what, by reference, and nobody's words but the decider's."""
    row = asked.named.row if asked.named is not None else None
    return {
        "decision": decision.pk,
        "case": str(case.pk),
        "lane": case.lane,
        "target": f"{case.target_kind}:{case.target_id}",
        "subject": str(case.subject_id),
        "by": str(decision.decider_id),
        "act": decision.act,
        "rule": decision.rule,
        "rule_version": row.version if row is not None else 0,
        "outcome": decision.outcome,
        "explanation": decision.explanation,
        "measure": decision.measure,
        "until": decision.until.isoformat() if decision.until else None,
        "pieces_cut": len(asked.cut),
        "from_theme": decision.from_theme.slug if decision.from_theme else None,
        "to_theme": decision.to_theme.slug if decision.to_theme else None,
        "letter": decision.letter_id,
        "undone": earlier.pk if undone is not None and earlier is not None else None,
        "restored": undone is not None and undone.is_restored,
        "lifted": undone is not None and undone.is_lifted,
    }
