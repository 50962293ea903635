"""What a person says of the reading that opened a case of care, kept as (rule, verdict) and counted.

The words are read once more when the verdict is given, by the rules as they are then; what is counted tells nothing of
the words, of who wrote them, of who judged, or of when. With a new version of the rules counting begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, QuerySet, Sum
from django.utils.functional import Promise

from crisis.detection import Assessment, assess
from crisis.detection.assess import VERSION
from crisis.rules_in_words import RULES
from moderation.models import Case, Lane, Verdict, VerdictKind


@dataclass(frozen=True)
class Line:
    """One rule in words, and how often it was found right and wrong since this version."""

    looks_for: str | Promise
    brings: str | Promise
    right: int
    wrong: int


def asked_of(case: Case) -> list[VerdictKind]:
    """Return the verdicts that whoever ends this case may give: on what the rules found, or on their silence."""
    if case.lane != Lane.CARE or not case.words:
        return []
    assessment = assess(case.words)
    if assessment.brings_panel or assessment.opens_case:
        return [VerdictKind.RIGHT, VerdictKind.WRONG]
    return [VerdictKind.MISSED]


def count(case: Case, kind: str) -> None:
    """Count a verdict for each rule that speaks in the words of a case; one that was not asked for counts nothing.

    In the transaction that ends the case, so that nobody's verdict counts twice.
    """
    if kind not in asked_of(case):
        return
    for rule in _rules(assess(case.words)) or ("",):
        Verdict.objects.get_or_create(rule=rule, version=VERSION, kind=kind)
        Verdict.objects.filter(rule=rule, version=VERSION, kind=kind).update(number=F("number") + 1)


def lines() -> list[Line]:
    """Return every rule of this version, French and English together, in the order of the page of rules."""
    told = {(rule, kind): number for rule, kind, number in _now().values_list("rule", "kind", "number")}

    def number(name: str, kind: str) -> int:
        return sum(told.get((f"{language}.{name}", kind), 0) for language in ("fr", "en"))

    return [
        Line(looks_for, brings, number(name, VerdictKind.RIGHT), number(name, VerdictKind.WRONG))
        for name, (looks_for, brings) in RULES.items()
    ]


def missed() -> int:
    """Return how often the house ought to have noticed something, since this version."""
    return _now().filter(kind=VerdictKind.MISSED).aggregate(number=Sum("number"))["number"] or 0


def forget_old() -> int:
    """Delete what was said about versions older than the one before this; return how many counts went."""
    return Verdict.objects.filter(version__lt=VERSION - 1).delete()[0]


def _now() -> QuerySet[Verdict]:
    return Verdict.objects.filter(version=VERSION)


def _rules(found: Assessment) -> tuple[str, ...]:
    return tuple(sorted(set(found.rules)))
