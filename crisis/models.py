"""The help lines as the house keeps them: each row holds the facts in the form in which they are exchanged."""

from __future__ import annotations

from django.db import models


class Line(models.Model):
    """One help line. `facts` is a row of the file of lines (see `docs/help-lines.md`), checked before it is kept."""

    slug = models.SlugField(max_length=60, unique=True)
    # Where it stands among the others; new ones come last.
    number = models.PositiveIntegerField()
    facts = models.JSONField()
    # The day on which somebody last read its source.
    verified = models.DateField()

    class Meta:
        ordering = ["number", "slug"]

    def __str__(self) -> str:
        return self.slug

    @property
    def is_low(self) -> bool:
        """Whether it is shown to nobody until a person confirms it."""
        return bool(self.facts["confidence"] == "low")
