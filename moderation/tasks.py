"""Work that comes back by itself: watches and leases that have ended leave their tables."""

from __future__ import annotations

from django.utils import timezone

from moderation.models import Claim, Duty
from record.jobs import periodic


@periodic(every_s=600)
def sweep_ended_watches() -> None:
    """Delete watches and leases whose time has passed: they say nothing any more, and nobody's hours are kept."""
    now = timezone.now()
    Duty.objects.filter(until__lte=now).delete()
    Claim.objects.filter(until__lte=now).delete()
