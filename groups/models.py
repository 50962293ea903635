"""What brings people together: chapters and their themes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.actor import Actor
from record.questions import ask


class Approval(models.TextChoices):
    """Whose words somebody of the team reads before others see them."""

    NOBODY = "nobody", _("Nobody’s: words are shown at once")
    FIRST = "first", _("The first words of a name")
    MASKS = "masks", _("Words under a mask")
    EVERYBODY = "everybody", _("Everybody’s")


class ThemeQuerySet(models.QuerySet["Theme"]):
    def visible_to(self, actor: Actor) -> ThemeQuerySet:
        """Themes that are shown; administrators see the others too."""
        return self if actor.holds("administrator") else self.filter(is_shown=True)

    def for_lists(self) -> ThemeQuerySet:
        """Without what only those who arrange themes look at."""
        return self.defer("synonyms_fr", "synonyms_en", "note")


class Theme(models.Model):
    """A theme, or a chapter when it has no parent. One language-neutral slug, names in both languages.

    `version` is raised by every write that changes what its pages show.
    """

    slug = models.SlugField(max_length=60, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="themes")
    position = models.PositiveSmallIntegerField(default=0)
    name_fr = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    description_fr = models.CharField(max_length=400)
    description_en = models.CharField(max_length=400)
    synonyms_fr = models.JSONField(default=list, blank=True)
    synonyms_en = models.JSONField(default=list, blank=True)
    for_concerned = models.BooleanField(default=True)
    for_relatives = models.BooleanField(default=True)
    is_sensitive = models.BooleanField(default=False)
    is_shown = models.BooleanField(default=True)
    approval = models.CharField(max_length=10, choices=Approval.choices, default=Approval.NOBODY)
    note = models.CharField(max_length=400, blank=True)
    version = models.PositiveBigIntegerField(default=0)

    objects: ClassVar[models.Manager[Theme]] = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_fr if get_language() == "fr" else self.name_en

    @property
    def description(self) -> str:
        """The description in the language of the page."""
        return self.description_fr if get_language() == "fr" else self.description_en

    @property
    def scope(self) -> str:
        """The opaque string that roles use for this theme."""
        return f"theme:{self.pk}"

    def __str__(self) -> str:
        return self.slug


def listed_themes(actor: Actor) -> list[Theme]:
    """Return every chapter and theme that `actor` may know of, in their order. One query."""
    return ask(_listed, actor, is_kept=actor.is_guest)


def _listed(actor: Actor) -> ThemeQuerySet:
    return Theme.objects.visible_to(actor).for_lists()
