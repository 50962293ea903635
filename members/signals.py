"""News about who may do what, for whoever holds an open door. Sent after the commit, with a member's id
and nothing else.

Receivers judge afresh: `members.socket_sessions.actor_of_session` tells what still holds.
"""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import transaction
from django.dispatch import Signal

logger = logging.getLogger(__name__)

# A suspension, a role or a consent changed. Argument: member_id (UUID).
rights_changed = Signal()
# A session of the member ended: sign-out, everywhere or here, a new password, recovery. Argument: member_id (UUID).
session_ended = Signal()


def tell_after_commit(signal: Signal, member_id: UUID) -> None:
    """Send `signal` once the open transaction is committed; a receiver that raises stops nobody else."""

    def tell() -> None:
        for receiver, answer in signal.send_robust(sender=None, member_id=member_id):
            if isinstance(answer, Exception):
                logger.error(
                    "%s failed on news of rights: %s", getattr(receiver, "__qualname__", "?"), type(answer).__name__
                )

    transaction.on_commit(tell, robust=True)
