"""How long first words waited for somebody, counted by day and language: no row of anybody, no word, no moment."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Language


class Place(models.TextChoices):
    THREAD = "thread", _("Threads")
    ROOM = "room", _("Rooms")


class AnswerTime(models.Model):
    """How many first words of one day waited about so long; `step` is a place in `answer_times.STEPS`.

    `urgency` is one of `Urgency`: what the team made of these words since, and the last of them where nobody called.
    """

    place = models.CharField(max_length=6, choices=Place.choices)
    language = models.CharField(max_length=2, choices=Language.choices)
    urgency = models.PositiveSmallIntegerField(default=3)
    day = models.DateField()
    step = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager[AnswerTime]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "language", "urgency", "day", "step"], name="one_answer_count")
        ]

    def __str__(self) -> str:
        return f"answer time {self.pk}"


class AnswersCounted(models.Model):
    """Up to which hour first words of a place were counted: each hour counts once."""

    place = models.CharField(max_length=6, choices=Place.choices, primary_key=True)
    until = models.DateTimeField()

    objects: ClassVar[models.Manager[AnswersCounted]]

    def __str__(self) -> str:
        return f"counted {self.place}"
