"""What people of the team said about the rules that read words: how often, and nothing of whom or of what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class VerdictKind(models.TextChoices):
    """What a person who has read says of the reading."""

    RIGHT = "right", _("The house read it rightly")
    WRONG = "wrong", _("Read closely, there was no danger")
    MISSED = "missed", _("The house ought to have noticed it")


class Verdict(models.Model):
    """How often one verdict was given on one rule of one version. No words, no person, no moment, no case.

    `rule` is "" for words in which no rule found anything.
    """

    rule = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=6, choices=VerdictKind.choices)
    number = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager[Verdict]]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "version", "kind"], name="one_verdict_count")]

    def __str__(self) -> str:
        return f"verdict {self.pk}"
