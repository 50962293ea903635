"""A mask that two administrators may open together: who asked, who answered, why, and when its holder is told."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Pseudonym
from members.sealed import SealedText

# How long a request waits for its second answer, and how long the answer can be looked at.
WAITS, OPEN_FOR = timedelta(days=7), timedelta(hours=24)
LONGEST_DELAY = 30


class Ground(models.TextChoices):
    """What a mask may be opened for, and nothing else."""

    DANGER = "danger", _("Somebody’s life is in danger")
    ORDER = "order", _("A court or an authority lawfully orders it")


class UnmaskingState(models.TextChoices):
    ASKED = "asked", _("waits for a second answer")
    OPENED = "opened", _("agreed to")
    DECLINED = "declined", _("declined")
    LAPSED = "lapsed", _("ended without a second answer")
    # No key opens the mask, its holder has left, or is one of the two who decide: the house does not say which.
    NOTHING = "nothing", _("ended, with nothing to show")


class Unmasking(models.Model):
    """A request to open a mask. Whom it led to stands in no column: that is worked out while it may be looked at.

    `delay_days` and `delay_reason` hold the letter to the mask back; `tell_on` is the day of it, known once the request
    was agreed to, and `told_on` the day on which it was written.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mask = models.ForeignKey(Pseudonym, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=8, choices=Ground.choices)
    state = models.CharField(max_length=8, choices=UnmaskingState.choices, default=UnmaskingState.ASKED)
    asker = models.ForeignKey(Pseudonym, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    second = models.ForeignKey(Pseudonym, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    delay_days = models.PositiveSmallIntegerField(default=0)
    tell_on = models.DateField(null=True, blank=True)
    told_on = models.DateField(null=True, blank=True)
    reason_box = models.BinaryField(default=b"")
    delay_reason_box = models.BinaryField(default=b"")
    answer_box = models.BinaryField(default=b"")

    reason, delay_reason, answer = SealedText("id"), SealedText("id"), SealedText("id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mask"], condition=Q(state=UnmaskingState.ASKED), name="one_open_unmasking_a_mask"
            ),
            models.CheckConstraint(condition=Q(second=None) | ~Q(second=F("asker")), name="nobody_unmasks_alone"),
            models.CheckConstraint(
                condition=~Q(state=UnmaskingState.OPENED) | Q(second__isnull=False, tell_on__isnull=False),
                name="unmasked_by_two_and_told",
            ),
            models.CheckConstraint(condition=Q(delay_days__lte=LONGEST_DELAY), name="told_within_thirty_days"),
            models.CheckConstraint(
                condition=Q(state=UnmaskingState.ASKED, ended_at=None)
                | (~Q(state=UnmaskingState.ASKED) & Q(ended_at__isnull=False)),
                name="an_unmasking_ends_once",
            ),
        ]

    @property
    def lapses_at(self) -> datetime:
        """When it ends by itself, if nobody answers."""
        return self.asked_at + WAITS

    @property
    def closes_at(self) -> datetime | None:
        """Until when the two may look at what it led to; None where it leads to nothing."""
        if self.state != UnmaskingState.OPENED or self.ended_at is None:
            return None
        return self.ended_at + OPEN_FOR

    def __str__(self) -> str:
        return f"unmasking {self.pk}"
