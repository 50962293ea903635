"""Work that comes back by itself: ended watches and leases leave their tables, words whose time is over are erased."""

from __future__ import annotations

from django.utils import timezone

from moderation import (
    answer_times,
    care_clock,
    debriefs,
    erasing,
    late_lines,
    notices,
    services,
    unmasking,
    verdicts,
)
from moderation.models import Claim, Duty
from record.jobs import periodic


@periodic(every_s=600)
def sweep_ended_watches() -> None:
    """Delete watches and leases whose time has passed: they say nothing any more, and nobody's hours are kept."""
    now = timezone.now()
    Duty.objects.filter(until__lte=now).delete()
    Claim.objects.filter(until__lte=now).delete()


@periodic(every_s=600)
def forget_words() -> int:
    """Erase the words of closed cases that nobody can appeal any more, a little at a time."""
    return erasing.erase_due()


@periodic(every_s=3_600)
def forget_contacts() -> int:
    """Erase the names and contacts of notices whose outcome is some time ago, a little at a time."""
    return notices.erase_contacts()


@periodic(every_s=60)
def call_for_care() -> int:
    """Find somebody for whoever may not be well and has nobody yet; ask again the day after."""
    return care_clock.go_round()


@periodic(every_s=300)
def find_forgotten() -> int:
    """Bring words that wait back into the list of the team, should they not stand there."""
    return services.find_forgotten()


@periodic(every_s=3_600)
def forget_debriefs() -> int:
    """Erase notes to oneself whose thirty days are over."""
    return debriefs.erase_old()


@periodic(every_s=300)
def write_late_lines() -> int:
    """Write into the record what was done under masks, when the quarter of an hour is over."""
    return late_lines.write_due()


@periodic(every_s=3_600)
def tell_opened_masks() -> int:
    """Write to masks that were opened when their day has come; requests that nobody answered end."""
    return unmasking.go_round()


@periodic(every_s=3_600)
def count_answers() -> int:
    """Count how soon first words were answered, an hour at a time, and let go of what is long past."""
    answer_times.forget_old()
    verdicts.forget_old()
    return answer_times.count()
