"""Everything that whoever decides a case has on the screen, gathered in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.actor import Actor
from members.services import holder_language
from moderation import queue, targets
from moderation.deciding import seen_of, standing_to_lift
from moderation.forms import PAUSES
from moderation.models import Act, Case, Decision, Flag, Lane, Outcome, TargetKind
from moderation.policies import acts_for
from moderation.rules import RULES
from moderation.targets import Said, Target

_MOST_CALLS, _MOST_DECISIONS = 30, 10
_EFFECTS: dict[str, str | Promise] = {
    Act.NOTHING_WRONG: gettext_lazy("Nothing changes for its writer, who is told nothing. Those who called are told."),
    Act.HIDE: gettext_lazy("It disappears for everybody. Its writer gets a letter with their words."),
    Act.HIDE_SUSPEND: gettext_lazy(
        "It disappears, and its writer cannot write anywhere for a time. They can read. They get a letter."
    ),
    Act.SUSPEND: gettext_lazy("The person cannot write anywhere for a time. They can read. They get a letter."),
    Act.CARED_FOR: gettext_lazy(
        "The case ends. Nothing is held against the person. Those who called are told that somebody looked after it."
    ),
}


@dataclass(frozen=True)
class Choice:
    """One way to end the case, with what follows from it."""

    value: str
    name: str
    effect: str


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
    calls: list[Flag]
    more_calls: bool
    past: list[Past]
    other_lane: Case | None
    again: Case | None
    decision: Decision | None
    choices: list[Choice]
    language: str
    seen: str

    @property
    def is_care(self) -> bool:
        return self.case.lane == Lane.CARE

    @property
    def has_changed(self) -> bool:
        """Whether the target's words differ from those the case was opened with."""
        return self.target is not None and self.target.words != self.case.words

    @property
    def rule(self) -> str:
        """The rule that the case's decision names."""
        return rule_name(self.decision) if self.decision is not None else ""

    @property
    def asks_rule(self) -> bool:
        return any(one.value in {Act.HIDE, Act.HIDE_SUSPEND, Act.SUSPEND} for one in self.choices)

    @property
    def asks_days(self) -> bool:
        return any(one.value in {Act.HIDE_SUSPEND, Act.SUSPEND} for one in self.choices)

    @property
    def rules(self) -> list[tuple[str, str]]:
        return [(key, str(rule.name)) for key, rule in RULES.items()]

    @property
    def pauses(self) -> list[tuple[str, str]]:
        return [(key, str(words)) for key, words in PAUSES.items()]

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
        decision = Decision.objects.filter(case=case).select_related("decider", "letter").first()
    return CaseFile(
        case=case,
        row=queue.row(case, actor=actor),
        target=target,
        around=targets.around(target) if target is not None else [],
        calls=calls[:_MOST_CALLS],
        more_calls=len(calls) > _MOST_CALLS,
        past=_past(case),
        other_lane=next((one for one in siblings if one.lane != case.lane), None),
        again=next((one for one in siblings if one.lane == case.lane), None),
        decision=decision,
        choices=_choices(actor, case, target) if case.closed_at is None else [],
        language=holder_language(case.subject),
        seen=seen_of(target),
    )


def _past(case: Case) -> list[Past]:
    """Past decisions about this name alone, newest first. Care leaves no mark, so the care lane is not among them."""
    past = Decision.objects.filter(case__subject_id=case.subject_id, case__lane=Lane.RULE).exclude(case_id=case.pk)
    found = past.select_related("case", "decider").order_by("-at", "-pk")[:_MOST_DECISIONS]
    return [Past(one, rule_name(one)) for one in found]


def rule_name(decision: Decision) -> str:
    """Return the rule that a decision names, in words, "" for none."""
    return str(RULES[decision.rule].name) if decision.rule in RULES else ""


def _choices(actor: Actor, case: Case, target: Target | None) -> list[Choice]:
    may_lift = standing_to_lift(actor, case) is not None
    possible = targets.possible_acts(case.target_kind, target, may_lift=may_lift)
    return [
        Choice(act.value, _name(act, case), _effect(act, may_lift))
        for act in acts_for(actor, case.lane)
        if act in possible
    ]


def _name(act: Act, case: Case) -> str:
    if act == Act.SUSPEND and case.target_kind == TargetKind.NAME:
        return _("A pause from writing")
    return str(act.label)


def _effect(act: Act, may_lift: bool) -> str:
    if act == Act.RESTORE:
        if may_lift:
            return _("What was taken down can be read again, the pause ends now, and its writer gets a letter.")
        return _("It can be read again where it stood, and its writer gets a letter.")
    return str(_EFFECTS[act])
