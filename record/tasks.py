"""Each night the record is read again from end to end, and a signed line drawn under it."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from record import services
from record.jobs import periodic

logger = logging.getLogger(__name__)

DAY_S = 24 * 60 * 60


@periodic(every_s=DAY_S)
def verify_and_seal() -> services.Verification:
    """Verify the record; draw a signed line where it holds, cry out in the log where it does not. Bears repeating.

    A record that holds forgets what is older than the house keeps it; one that does not is left as it is.
    """
    found = services.verify()
    if found.ok:
        services.checkpoint()
        if settings.RECORD_YEARS:
            services.prune(timezone.now() - timedelta(days=365.25 * settings.RECORD_YEARS))
    else:
        logger.critical("The record does not hold at number %s: %s", found.first_bad, found.reason)
    return found
