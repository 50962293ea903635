"""Work that comes back by itself: ended sessions leave the table."""

from __future__ import annotations

from members import digests, leaving
from members.sessions import SessionStore
from record.jobs import periodic


@periodic(every_s=6 * 3600)
def forget_ended_sessions() -> None:
    """Delete the sessions whose midnight has passed."""
    SessionStore.clear_expired()


@periodic(every_s=3600)
def let_go() -> None:
    """Let go whose day has come, and erase by chance some of what they wrote under masks."""
    leaving.leave_due()
    leaving.fade_due()


@periodic(every_s=1800)
def send_digests() -> None:
    """Send the lines by e-mail that are due."""
    digests.send_due()
