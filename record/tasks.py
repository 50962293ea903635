"""Each night the record is read again from end to end, and a signed line drawn under it."""

from __future__ import annotations

import logging

from record import services
from record.jobs import periodic

logger = logging.getLogger(__name__)

DAY_S = 24 * 60 * 60


@periodic(every_s=DAY_S)
def verify_and_seal() -> services.Verification:
    """Verify the record; draw a signed line where it holds, cry out in the log where it does not. Bears repeating."""
    found = services.verify()
    if found.ok:
        services.checkpoint()
    else:
        logger.critical("The record does not hold at number %s: %s", found.first_bad, found.reason)
    return found
