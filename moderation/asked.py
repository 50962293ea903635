"""What a decider asks for, and what no case could end with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models import Theme
from markup import plain_text
from members.refusals import Refusal
from moderation import measures, rules
from moderation.models import PAUSING_ACTS, RULE_ACTS, THREAD_ACTS, Act, Measure, Outcome
from moderation.rules import Named

LONGEST_EXPLANATION = 4_000


@dataclass(frozen=True)
class Asked:
    """One way to end a case. `cut` numbers the pieces to take out, see `moderation.redaction`."""

    act: str
    rule: str = ""
    explanation: str = ""
    until: datetime | None = None
    outcome: str = ""
    measure: str = ""
    cut: frozenset[int] = field(default_factory=frozenset)
    to_theme: Theme | None = None
    # The words of the reason, found by `weighed`.
    named: Named | None = None


def weighed(asked: Asked) -> Asked:
    """Return what is asked for with everything that its act does not need left out.

    A pause of which nothing else is said is one from writing. Raises Refusal (`bad_field`, `empty`, `too_long`).
    """
    act, measure = asked.act, asked.measure or Measure.SUSPENDED
    if act not in Act.values:
        raise Refusal("bad_field", _("Please choose what is to be done."), field="act")
    explanation = plain_text.tidy(asked.explanation)
    if len(explanation) > LONGEST_EXPLANATION:
        raise Refusal(
            "too_long",
            _("Your words are longer than a letter can hold. Please shorten them a little."),
            field="explanation",
        )
    named = _reason(act, asked.rule)
    if act in PAUSING_ACTS:
        _weigh_pause(measure, asked.until)
    if act == Act.GIVE_BACK and plain_text.is_blank(explanation):
        raise Refusal(
            "empty",
            _("Please write a few words to the person: what they wrote goes back to them with these."),
            field="explanation",
        )
    if act == Act.REDACT and not asked.cut:
        raise Refusal("bad_field", _("Please mark the passage that is to go."), field="cut")
    if act == Act.MOVE and asked.to_theme is None:
        raise Refusal("bad_field", _("Please choose the theme where the thread is to stand."), field="to_theme")
    if act == Act.CARED_FOR and asked.outcome not in Outcome.values:
        raise Refusal("bad_field", _("Please say how it was looked after; the case ends with that."), field="outcome")
    if act != Act.CARED_FOR and asked.outcome:
        raise Refusal("bad_field", _("Only a case of care ends in this way."), field="outcome")
    pauses = act in PAUSING_ACTS
    return replace(
        asked,
        explanation=explanation,
        rule=named.code if named is not None else "",
        named=named,
        until=asked.until if pauses and measure != Measure.CLOSED else None,
        measure=measure if pauses else "",
        cut=asked.cut if act == Act.REDACT else frozenset(),
        to_theme=asked.to_theme if act == Act.MOVE else None,
    )


def _reason(act: str, rule: str) -> Named | None:
    """Return the reason that an act names. Where nothing is taken from anybody, it needs none."""
    if act not in (*RULE_ACTS, *THREAD_ACTS):
        return None
    if not rule and act in THREAD_ACTS:
        return None
    found = rules.present().get(rule)
    if found is None and rules.was_there(rule):
        raise Refusal(
            "bad_field",
            _("This reason was retired meanwhile. Please choose another one; everything else is kept."),
            field="rule",
        )
    if found is None:
        raise Refusal("bad_field", _("Please choose the rule that this is about; the letter names it."), field="rule")
    return found


def _weigh_pause(measure: str, until: datetime | None) -> None:
    if measure not in Measure.values:
        raise Refusal("bad_field", _("Please choose from what the pause keeps somebody."), field="pause")
    if measure == Measure.CLOSED:
        return
    now = timezone.now()
    if until is None or not now < until <= now + measures.LONGEST:
        raise Refusal("bad_field", _("Please choose how long the pause lasts."), field="pause")
