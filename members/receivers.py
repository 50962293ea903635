"""What follows when somebody signs in or out by whatever door."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from members import sessions
from members.models import Member
from members.signals import session_ended, tell_after_commit


def day_of_sign_in(request: HttpRequest, user: Member, **_: Any) -> None:
    """Keep the day, never the hour, so that the session can end after so many days."""
    sessions.mark_new(request.session)


def doors_after_sign_out(request: HttpRequest, user: Member | None, **_: Any) -> None:
    """Tell open rooms to look again at this member's sessions."""
    if user is not None:
        tell_after_commit(session_ended, user.pk)
