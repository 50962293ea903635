"""The part of the record about oneself: what was decided about one's names and why; nobody else is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from members import masks
from members.actor import Actor
from moderation.casefile import rule_name
from moderation.models import APPEAL_ACTS, VISIBLE_ACTS, Act, Decision, Question


@dataclass(frozen=True)
class Told:
    """One decision as its letter told it, by the day; `answer` is what was answered to the appeal against it."""

    decision: Decision
    on: date
    name: str
    place: str
    rule: str
    appealed_on: date | None
    appeal: str
    answer: Decision | None
    answered_on: date | None


def decisions_about(actor: Actor) -> list[Told]:
    """Return every decision about the actor's names that a letter told them of, newest first. Three queries.

    What was looked at and left as it was is not among them: its author was not told, nor who called.
    """
    if actor.is_guest:
        return []
    found = (
        Decision.objects.filter(case__subject__in=masks.knowing_all(actor).names, act__in=VISIBLE_ACTS)
        .exclude(act__in=APPEAL_ACTS)
        .select_related("case__subject", "case__theme", "case__room", "appeal__case__decision")
        .order_by("-at", "-pk")
    )
    return [_told(one) for one in found]


def questions_to(actor: Actor) -> list[Question]:
    """Return what the team asked the actor, under a mask too, newest first. Two queries."""
    names = masks.knowing_all(actor).names
    return list(Question.objects.filter(case__subject__in=names).order_by("-pk")) if not actor.is_guest else []


def as_data(actor: Actor) -> dict[str, Any]:
    """Return the actor's part of the record as plain data, to take along."""
    return {
        "decisions": [_data(one) for one in decisions_about(actor)],
        "questions": [
            {
                "on": _day(one.at).isoformat(),
                "question": one.words,
                "answered_on": _day(one.answered_at).isoformat() if one.answered_at else None,
                "answer": one.answer,
            }
            for one in questions_to(actor)
        ],
    }


def _data(told: Told) -> dict[str, Any]:
    decision = told.decision
    return {
        "on": told.on.isoformat(),
        "by": "team",
        "line": decision.line,
        "name": told.name,
        "about": decision.case.target_kind,
        "place": told.place,
        "what": decision.act,
        "rule": decision.rule,
        "rule_in_words": told.rule,
        "explanation": decision.explanation,
        "until": decision.until.isoformat() if decision.until else None,
        "undone_on": _day(decision.undone_at).isoformat() if decision.undone_at else None,
        "appeal": None
        if told.appealed_on is None
        else {
            "on": told.appealed_on.isoformat(),
            "words": told.appeal,
            "answered_on": told.answered_on.isoformat() if told.answered_on else None,
            "granted": told.answer.act == Act.APPEAL_GRANTED if told.answer else None,
            "answer": told.answer.explanation if told.answer else "",
        },
    }


def _told(decision: Decision) -> Told:
    case = decision.case
    appeal = getattr(decision, "appeal", None)
    answer = getattr(appeal.case, "decision", None) if appeal is not None else None
    place = case.room.name if case.room is not None else case.theme.name if case.theme is not None else ""
    return Told(
        decision=decision,
        on=_day(decision.at),
        name=case.subject.name,
        place=place,
        rule=rule_name(decision),
        appealed_on=_day(appeal.at) if appeal is not None else None,
        appeal=appeal.case.words if appeal is not None else "",
        answer=answer,
        answered_on=_day(answer.at) if answer is not None else None,
    )


def _day(at: Any) -> date:
    return timezone.localtime(at).date()
