"""What stands beside a call of somebody without an account: the notice that the law foresees, and how to answer it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Notice(models.Model):
    """A notice of illegal content. Only the digest of its reference is kept: whoever holds the reference may read on.

    `sealed` holds name and contact, "" for none; it is erased some time after the outcome.
    """

    flag = models.ForeignKey("moderation.Flag", on_delete=models.CASCADE, related_name="notices")
    reference_digest = models.BinaryField(max_length=32, unique=True)
    # The address as it was typed.
    place = models.CharField(max_length=500)
    sealed = models.BinaryField(max_length=2048, blank=True, default=b"")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"notice {self.pk}"
