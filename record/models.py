"""The record: what was done, in a chain; what was said about it, in a table of its own that may be erased.

`Entry` and `Content` share a random reference and no key, so that erasing a content leaves the chain whole.
"""

from __future__ import annotations

from django.db import models

GENESIS = "0" * 64
"""What stands before the first entry."""


class Entry(models.Model):
    """One act. `hash` covers every other column and the entry before; only `record.services.write` makes one."""

    number = models.PositiveBigIntegerField(primary_key=True)
    previous_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    kind = models.CharField(max_length=64)
    reference = models.CharField(max_length=32, unique=True)
    digest = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class Content(models.Model):
    """What an entry was about: canonical JSON as it was then, and the salt without which its digest tells nothing."""

    reference = models.CharField(max_length=32, primary_key=True)
    salt = models.BinaryField(max_length=32)
    body = models.BinaryField()

    def __str__(self) -> str:
        return self.reference


class Checkpoint(models.Model):
    """A signed line under the chain: what stood at `number` when it was checked. Entries up to it may be forgotten."""

    number = models.PositiveBigIntegerField(primary_key=True)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    signature = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.number)


class Head(models.Model):
    """The one row that writers lock, last of all locks: where the chain ends."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_head")]

    def __str__(self) -> str:
        return str(self.number)
