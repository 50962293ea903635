"""The reasons that a decision names: the house's own words for them, version by version, in both languages."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language


class RuleWords(models.Model):
    """One version of the words of a reason. The newest one holds; decisions keep the version that they named.

    `letter_…` is the frame of a letter: the house's own sentences around `{what}`, `{rule}`, `{until}` and `{next}`,
    empty where the letter needs no words of its own.
    """

    code = models.SlugField(max_length=16)
    version = models.PositiveIntegerField(default=1)
    name_fr = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    why_fr = models.CharField(max_length=400)
    why_en = models.CharField(max_length=400)
    letter_fr = models.TextField(blank=True)
    letter_en = models.TextField(blank=True)
    # A reason that nobody chooses any more; what was decided by it stays readable.
    is_retired = models.BooleanField(default=False)
    on = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_version_a_rule")]

    @property
    def name(self) -> str:
        return self.name_fr if get_language() == "fr" else self.name_en

    @property
    def why(self) -> str:
        return self.why_fr if get_language() == "fr" else self.why_en

    @property
    def letter(self) -> str:
        return self.letter_fr if get_language() == "fr" else self.letter_en

    def __str__(self) -> str:
        return f"{self.code} {self.version}"
