"""Whom the house called when somebody who may not be well had nobody, and that it asked again the next day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class CareStep(models.IntegerChoices):
    """How far the house went to find somebody; each step is taken once a case."""

    BACKUP = 1
    COORDINATOR = 2
    NEXT_DAY = 3


class CareCall(models.Model):
    """One step for one case. It names nobody: who was called follows from the roles of that moment."""

    case = models.ForeignKey("moderation.Case", on_delete=models.CASCADE, related_name="care_calls")
    step = models.PositiveSmallIntegerField(choices=CareStep.choices)
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[CareCall]]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "step"], name="one_care_call_a_step")]

    def __str__(self) -> str:
        return f"care call {self.pk}"
