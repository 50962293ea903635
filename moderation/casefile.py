"""Everything that whoever decides a case has on the screen, gathered in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils import timezone

from chat.models import Room
from forum.models import Thread
from members import inbox
from members.actor import Actor
from members.services import holder_language
from moderation import choices, queue, rules, sheltering, targets, verdicts
from moderation.choices import Ways
from moderation.deciding import seen_of
from moderation.models import Act, Case, Decision, Flag, Lane, Outcome
from moderation.surroundings import Said, around
from moderation.targets import Target
from moderation.wordings import Wording, earlier

_MOST_CALLS, _MOST_DECISIONS = 30, 10


class Past(NamedTuple):
    """A past decision about the name, with the rule it named, "" for none."""

    decision: Decision
    rule: str


@dataclass(frozen=True)
class CaseFile:
    """What the page of a case shows. `target` is None when it was erased; `decision` is there on a closed case."""

    case: Case
    row: queue.Row
    target: Target | None
    around: list[Said]
    earlier: list[Wording]
    calls: list[Flag]
    more_calls: bool
    past: list[Past]
    other_lane: Case | None
    again: Case | None
    decision: Decision | None
    ways: Ways | None
    language: str
    # Whether somebody holds the name, so that a letter finds a reader and a pause binds somebody.
    is_held: bool
    # A mask whose seal opens under no key of this house.
    is_unreadable: bool
    seen: str

    @property
    def is_care(self) -> bool:
        return self.case.lane == Lane.CARE

    @property
    def verdicts(self) -> list[tuple[str, Any]]:
        """What whoever ends the case may say of the reading by rules."""
        return [(one.value, one.label) for one in verdicts.asked_of(self.case)]

    @property
    def thread(self) -> Thread | None:
        """The thread that a case of care can shelter."""
        return sheltering.thread_of(self.case, self.target)

    @property
    def card_room(self) -> Room | None:
        """The room beside whose box a case of care can lay how to answer."""
        return sheltering.room_of(self.case, self.target)

    @property
    def is_card_laid(self) -> bool:
        """Whether how to answer lies there already."""
        return self.card_room is not None and self.card_room.card_until(timezone.now()) is not None

    @property
    def has_changed(self) -> bool:
        """Whether the target's words differ from those the case was opened with."""
        return self.target is not None and self.target.words != self.case.words

    @property
    def rule(self) -> str:
        """The rule that the case's decision names."""
        return rule_name(self.decision) if self.decision is not None else ""

    @property
    def outcomes(self) -> list[tuple[str, Any]]:
        return list(Outcome.choices)


def open_file(actor: Actor, case: Case) -> CaseFile:
    """Gather the file of a case that the actor may see. A fixed number of queries, however much was said or called."""
    target = targets.held(case.target_kind, case.target_id)
    calls = list(case.flags.filter(withdrawn_at=None).order_by("-at")[: _MOST_CALLS + 1])
    siblings = list(
        Case.objects.filter(target_kind=case.target_kind, target_id=case.target_id, closed_at=None).exclude(pk=case.pk)
    )
    decision = None
    if case.closed_at is not None:
        decision = (
            Decision.objects.filter(case=case).select_related("decider", "letter", "rule_words", "to_theme").first()
        )
    is_held = bool(inbox.reachable([case.subject_id]))
    return CaseFile(
        case=case,
        row=queue.row(case, actor=actor),
        target=target,
        around=around(target) if target is not None else [],
        earlier=earlier(target) if target is not None else [],
        calls=calls[:_MOST_CALLS],
        more_calls=len(calls) > _MOST_CALLS,
        past=_past(case),
        other_lane=next((one for one in siblings if one.lane != case.lane), None),
        again=next((one for one in siblings if one.lane == case.lane), None),
        decision=decision,
        ways=choices.ways(actor, case, target) if case.closed_at is None else None,
        language=holder_language(case.subject, place=case.language),
        is_held=is_held,
        is_unreadable=not is_held and case.subject is not None and case.subject.is_mask,
        seen=seen_of(target),
    )


def _past(case: Case) -> list[Past]:
    """Past decisions about this name alone, newest first.

    Care leaves no mark, so the care lane is not among them; nor is what an appeal has changed.
    """
    past = Decision.objects.filter(case__subject_id=case.subject_id, case__lane=Lane.RULE).exclude(case_id=case.pk)
    past = past.exclude(appeal__case__decision__act=Act.APPEAL_GRANTED)
    found = past.select_related("case", "decider", "rule_words").order_by("-at", "-pk")[:_MOST_DECISIONS]
    return [Past(one, rule_name(one)) for one in found]


def rule_name(decision: Decision) -> str:
    """Return the rule that a decision names, in the words that it had then, "" for none."""
    named = rules.of_decision(decision)
    return named.name if named is not None else ""
