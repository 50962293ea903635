"""The versions of threads and themes: raised last in every transaction that changes what their pages show."""

from __future__ import annotations

from django.db.models import F

from forum.models import Thread
from groups.models import Theme


def raise_versions(thread: Thread, *themes: int) -> None:
    """Raise the version of a thread, then those of its theme and of any other `themes`, always in the same order."""
    Thread.objects.filter(pk=thread.pk).update(version=F("version") + 1)
    for theme_id in sorted({thread.theme_id, *themes}):
        Theme.objects.filter(pk=theme_id).update(version=F("version") + 1)
