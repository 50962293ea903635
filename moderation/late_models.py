"""Lines that wait to be written into the record, because the hour of an act under a mask is nobody's to know."""

from __future__ import annotations

from django.db import models


class LateLine(models.Model):
    """A line about something that somebody did under a mask; `at` is the beginning of its quarter of an hour.

    The record is a chain in the order of its lines, between others whose hour is exact: the line is written when the
    quarter is over, in one go with the others of its quarter. Numbers are drawn by chance.
    """

    kind = models.CharField(max_length=64)
    content = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind
