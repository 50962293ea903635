"""What is said after a decision, or on the way to one: a member's appeal, the team's question and the answer to it."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.models import Letter, Pseudonym

# Six months to appeal, from the day of the decision; as long as words are kept that somebody may have to read again.
APPEAL_WINDOW = timedelta(days=183)


class Appeal(models.Model):
    """A member asks for another look at a decision: once, in the words of `case`, which somebody else ends."""

    decision = models.OneToOneField("moderation.Decision", on_delete=models.PROTECT, related_name="appeal")
    case = models.OneToOneField("moderation.Case", on_delete=models.PROTECT, related_name="appeal")
    at = models.DateTimeField(default=timezone.now)
    # From when the first decider may answer, where nobody else can.
    same_from = models.DateTimeField()

    def __str__(self) -> str:
        return f"appeal {self.pk}"


class Question(models.Model):
    """What the team asks a member about a case, by letter, and what they answer. An answer opens and ends nothing."""

    case = models.ForeignKey("moderation.Case", on_delete=models.PROTECT, related_name="questions")
    by = models.ForeignKey(Pseudonym, on_delete=models.PROTECT, related_name="+")
    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | Q(answered_at__isnull=False),
                name="an_answer_has_its_time",
            )
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"
