"""Who keeps watch: the lease on a case, the word that goes with it, who is on duty, what somebody rather not reads.

Every row points to the name on the screen, never to a member; nothing here outlives the watch it belongs to by more
than some weeks.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone

from groups.models import Theme
from members.models import Pseudonym
from members.sealed import SealedText

LEASE = timedelta(minutes=15)


class Claim(models.Model):
    """Somebody looks after a case until `until`; a row whose time has passed says nothing. At most one a case."""

    case = models.OneToOneField("moderation.Case", on_delete=models.CASCADE, related_name="claim")
    holder = models.ForeignKey(Pseudonym, on_delete=models.PROTECT, related_name="+")
    # Who handed the case over, null when the holder took it.
    giver = models.ForeignKey(Pseudonym, null=True, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["holder", "until"], name="claim_by_holder")]

    def __str__(self) -> str:
        return f"claim {self.pk}"


class HandOver(models.Model):
    """What somebody wrote for whoever goes on with a case. `to` is null for whoever comes next."""

    case = models.ForeignKey("moderation.Case", on_delete=models.CASCADE, related_name="hand_overs")
    giver = models.ForeignKey(Pseudonym, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Pseudonym, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"hand-over {self.pk}"


class Duty(models.Model):
    """Somebody is on duty until `until`. Going off duty deletes the row: the house keeps nobody's hours.

    A row that ends when it begins is no watch: somebody has said that they will be back then. It makes nobody be there.
    """

    pseudonym = models.OneToOneField(Pseudonym, on_delete=models.CASCADE, related_name="duty")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    # The end of the last pause: what a pause is counted from.
    rested_at = models.DateTimeField(default=timezone.now)
    # How many heavy cases were taken since then.
    heavy = models.PositiveSmallIntegerField(default=0)
    # After a heavy case nothing heavy is given to them until then.
    cooling_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return "duty"


class Shield(models.Model):
    """A theme that somebody of the team would rather not read; a chapter stands for its themes too."""

    pseudonym = models.ForeignKey(Pseudonym, on_delete=models.CASCADE, related_name="+")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pseudonym", "theme"], name="one_shield_a_theme")]

    def __str__(self) -> str:
        return "shield"


class Debrief(models.Model):
    """A note to oneself after something heavy: sealed, shown to nobody else, erased after some weeks.

    `wants_to_talk` alone is seen by those who plan the watches, beside the name and nothing of the note.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(Pseudonym, on_delete=models.CASCADE, related_name="+")
    words_box = models.BinaryField(default=b"")
    wants_to_talk = models.BooleanField(default=False)
    on = models.DateField(default=timezone.localdate)

    words = SealedText("id", "author_id")

    class Meta:
        indexes = [models.Index(fields=["author", "-on"], name="debrief_by_author")]

    def __str__(self) -> str:
        return "debrief"
