"""Work that comes back by itself: ended sessions leave the table."""

from __future__ import annotations

from members import digests, leaving, scattering
from members.sessions import SessionStore
from record.jobs import periodic


@periodic(every_s=6 * 3600)
def forget_ended_sessions() -> None:
    """Delete the sessions whose midnight has passed."""
    SessionStore.clear_expired()


class _Moved:
    """Whether this process has moved anything yet; whoever begins does not know what the last one left."""

    once = False


@periodic(every_s=300)
def move_what_masks_wrote() -> None:
    """Move what masks wrote lately about in its tables; the first time, what they wrote in a month."""
    scattering.scatter(span=scattering.LATELY if _Moved.once else scattering.LONG_AGO)
    _Moved.once = True


@periodic(every_s=6 * 3600)
def move_letters_to_masks() -> None:
    """Move the letters to masks about in their table, so that no two of them tell that they were read in one go."""
    scattering.move_letters()


@periodic(every_s=3600)
def let_go() -> None:
    """Let go whose day has come, and erase by chance some of what they wrote under masks."""
    leaving.leave_due()
    leaving.fade_due()


@periodic(every_s=1800)
def send_digests() -> None:
    """Send the lines by e-mail that are due."""
    digests.send_due()
