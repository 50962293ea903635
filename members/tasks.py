"""Work that comes back by itself: ended sessions leave the table."""

from __future__ import annotations

from members import digests
from members.sessions import SessionStore
from record.jobs import periodic


@periodic(every_s=6 * 3600)
def forget_ended_sessions() -> None:
    """Delete the sessions whose midnight has passed."""
    SessionStore.clear_expired()


@periodic(every_s=1800)
def send_digests() -> None:
    """Send the lines by e-mail that are due."""
    digests.send_due()
