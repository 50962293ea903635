"""What masks leave in the tables of moderation: the rows that `members.scattering` moves about."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from members import scattering
from moderation.models import Appeal, Case, LateLine, Origin, Question


def move_lately(since: datetime) -> None:
    """Move the cases that masks opened or closed since a moment, and what they asked and answered."""
    masked = Case.objects.exclude(subject__scope="")
    own = Q(origin__in=[Origin.WORDS, Origin.HELD, Origin.APPEAL], opened_at__gte=since)
    cases = masked.filter(own | Q(is_withdrawn=True, closed_at__gte=since))
    scattering.move(Case, list(cases.values_list("pk", flat=True)))
    appeals = Appeal.objects.filter(at__gte=since).exclude(case__subject__scope="")
    scattering.move(Appeal, list(appeals.values_list("pk", flat=True)))
    answered = Question.objects.filter(answered_at__gte=since).exclude(case__subject__scope="")
    scattering.move(Question, list(answered.values_list("pk", flat=True)))
    scattering.move(LateLine, list(LateLine.objects.values_list("pk", flat=True)))
