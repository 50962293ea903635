"""The ways to end a case that somebody has before them: what each does, and what it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.models import Theme
from members.actor import Actor
from moderation import ladder, measures, redaction, rules
from moderation.deciding import all_to_undo, may_lift
from moderation.ladder import Earlier, Proposal
from moderation.models import PAUSING_ACTS, RULE_ACTS, THREAD_ACTS, Act, Case, Decision, Lane, Measure, TargetKind
from moderation.policies import acts_for, measures_for
from moderation.possible import possible_acts
from moderation.redaction import Piece
from moderation.targets import Target

_MOST_EARLIER = 100
_EFFECTS: dict[str, str | Promise] = {
    Act.NOTHING_WRONG: gettext_lazy("Nothing changes for its writer, who is told nothing. Those who called are told."),
    Act.WARN: gettext_lazy(
        "Nothing is taken down and nothing is closed. Its writer gets a letter that names the rule."
    ),
    Act.REDACT: gettext_lazy(
        "The rest stays for everybody, with a mark where the passage was. Its writer sees in the letter what was cut."
    ),
    Act.HIDE: gettext_lazy("It disappears for everybody. Its writer gets a letter with their words."),
    Act.HIDE_SUSPEND: gettext_lazy(
        "It disappears, and its writer cannot write for a time, in one place or everywhere. They can read. They get a "
        "letter."
    ),
    Act.SUSPEND: gettext_lazy(
        "The person cannot write for a time, in one place or everywhere. They can read. They get a letter."
    ),
    Act.RENAME: gettext_lazy(
        "The name is gone from every page at once, and the house lends another. The person cannot write before they "
        "have chosen one of their own. They get a letter."
    ),
    Act.MOVE: gettext_lazy(
        "The whole thread stands in another theme, under the same address. Whoever opened it gets a letter."
    ),
    Act.LOCK: gettext_lazy(
        "The whole thread can be read, and nothing is added any more. Whoever opened it gets a letter."
    ),
    Act.SHOW: gettext_lazy("It stands in its thread from now on, and its writer gets a line about it."),
    Act.GIVE_BACK: gettext_lazy(
        "Nobody else sees it. Its writer gets a letter in your words, with the rule and what they wrote."
    ),
    Act.CARED_FOR: gettext_lazy(
        "The case ends. Nothing is held against the person. Those who called are told that somebody looked after it."
    ),
}
_UNDOES: dict[str, str | Promise] = {
    Act.REDACT: gettext_lazy("The passage that was cut is back where it stood, and its writer gets a letter."),
    Act.MOVE: gettext_lazy("The thread stands again where it was opened, and its writer gets a letter."),
    Act.LOCK: gettext_lazy("The thread is open again, and its writer gets a letter."),
    Act.RENAME: gettext_lazy("The person has their name back, can write again, and gets a letter."),
}
_FROM: dict[str, str | Promise] = {
    Measure.READ_ONLY: gettext_lazy("Reading only, in the whole house"),
    Measure.SUSPENDED: gettext_lazy("A pause from writing, and out of the live rooms"),
}


@dataclass(frozen=True)
class Choice:
    """One way to end the case, with what follows from it."""

    value: str
    name: str
    effect: str


class Pauses(NamedTuple):
    """The lengths of one kind of pause, as (key, words)."""

    name: str
    lengths: list[tuple[str, str]]


@dataclass(frozen=True)
class Ways:
    """What the form of a decision offers. `proposal` is what the ladder thinks of, None where no pause can be given.

    `undoable` are the decisions among which one is to be chosen, where there are several.
    """

    choices: list[Choice]
    rules: list[tuple[str, str]]
    pauses: list[Pauses]
    may_close: bool
    pieces: list[Piece]
    themes: list[tuple[int, str]]
    proposal: Proposal | None
    undoable: list[Decision]

    @property
    def asks_rule(self) -> bool:
        return self._has(*RULE_ACTS, *THREAD_ACTS)

    @property
    def asks_pause(self) -> bool:
        return self._has(*PAUSING_ACTS)

    def _has(self, *acts: str) -> bool:
        return any(one.value in acts for one in self.choices)

    @property
    def proposed(self) -> str:
        """The proposed pause in words, "" for none."""
        if self.proposal is None or not self.proposal.key:
            return ""
        return next((words for group in self.pauses for key, words in group.lengths if key == self.proposal.key), "")


def ways(actor: Actor, case: Case, target: Target | None) -> Ways:
    """Return the ways that `actor` has to end an open case."""
    undoable = all_to_undo(actor, case, target)
    earlier = undoable[0] if undoable else None
    possible = possible_acts(case.target_kind, target, may_lift=earlier is not None)
    acts = [act for act in acts_for(actor, case.lane) if act in possible]
    can_pause = any(act in PAUSING_ACTS for act in acts)
    reach = [one for one in measures.possible(case) if one in measures_for(actor)]
    return Ways(
        choices=[Choice(act.value, _name(act, case), _effect(actor, act, earlier)) for act in acts],
        rules=[(one.code, one.name) for one in rules.present().values()] if case.lane == Lane.RULE else [],
        pauses=[_pauses(case, one) for one in reach if one != Measure.CLOSED] if can_pause else [],
        may_close=can_pause and Measure.CLOSED in reach,
        pieces=redaction.pieces_of_somebody(target.source) if target is not None and Act.REDACT in acts else [],
        themes=_themes(actor, target) if Act.MOVE in acts else [],
        proposal=proposal_for(case) if can_pause else None,
        undoable=undoable if len(undoable) > 1 and Act.RESTORE in acts else [],
    )


def proposal_for(case: Case, *, now: datetime | None = None) -> Proposal:
    """Return what the ladder proposes for the name that a case is about. One query."""
    past = Decision.objects.filter(case__subject_id=case.subject_id, case__lane=Lane.RULE).exclude(case_id=case.pk)
    rows = past.order_by("-at").values_list("act", "measure", "at", "undone_at")[:_MOST_EARLIER]
    found = [Earlier(act, measure, at, undone_at is not None) for act, measure, at, undone_at in rows]
    return ladder.propose(found, now=now or timezone.now(), has_place=bool(measures.scope_of(case)))


def _pauses(case: Case, measure: Measure) -> Pauses:
    place = case.room or case.theme
    if measure == Measure.HERE and place is not None:
        name = (_("In the room “%(place)s” alone") if case.room else _("In the theme “%(place)s” alone")) % {
            "place": place.name
        }
    else:
        name = str(_FROM[measure])
    lengths = [(f"{measure}:{one.key}", f"{name}, {str(one.name).lower()}") for one in measures.LENGTHS[measure]]
    return Pauses(name, lengths)


def _themes(actor: Actor, target: Target | None) -> list[tuple[int, str]]:
    """The themes that a thread can move to, each with its chapter."""
    here = target.theme.pk if target is not None and target.theme is not None else None
    shown = Theme.objects.visible_to(actor).filter(Q(parent=None) | Q(parent__is_shown=True))
    found = (
        (shown.exclude(pk=here) if here is not None else shown)
        .select_related("parent")
        .order_by("parent__position", "parent_id", "position", "pk")
    )
    return [(one.pk, f"{one.parent.name}, {one.name}" if one.parent else one.name) for one in found]


def _name(act: Act, case: Case) -> str:
    if act == Act.SUSPEND and case.target_kind == TargetKind.NAME:
        return _("A pause")
    if act == Act.WARN and case.target_kind == TargetKind.NAME:
        return _("Write to the person")
    return str(act.label)


def _effect(actor: Actor, act: Act, earlier: Decision | None) -> str:
    if act != Act.RESTORE:
        return str(_EFFECTS[act])
    if earlier is not None and earlier.act in _UNDOES:
        return str(_UNDOES[earlier.act])
    if earlier is not None and earlier.standing is not None and may_lift(actor, earlier):
        return _("What was taken down can be read again, the pause ends now, and its writer gets a letter.")
    return _("It can be read again where it stood, and its writer gets a letter.")
