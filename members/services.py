"""What others ask of a member through the name they see: suspend its holder, lift, which language they read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from members import standings
from members.actor import Actor, Sanction
from members.models import Holding, Pseudonym, Standing
from members.signals import rights_changed, tell_after_commit


def suspend(pseudonym: Pseudonym, *, until: datetime | None, scope: str = "") -> Standing | None:
    """Suspend whoever holds `pseudonym`, for the house or for `scope`; see `restrain`."""
    return restrain(pseudonym, kind="suspended", until=until, scope=scope)


def restrain(pseudonym: Pseudonym, *, kind: str, until: datetime | None, scope: str = "") -> Standing | None:
    """Lay a sanction on whoever holds `pseudonym`, for the house or for `scope`, and return the sealed standing.

    `kind` is "muted" (reads, says nothing), "suspended" (out of live rooms too) or "closed" (the account, until
    somebody opens it again). None when nobody holds the name any more. Call it inside the decision's transaction;
    open doors hear after the commit. Raises OverflowError when the house can note no more of them for this person.
    """
    holding = Holding.objects.filter(pseudonym=pseudonym).first()
    if holding is None:
        return None
    with transaction.atomic(savepoint=False):
        standing = standings.impose(holding.member_id, Sanction(kind, scope, until))
        tell_after_commit(rights_changed, holding.member_id)
    return standing


def lift(standing: Standing, *, pseudonym: Pseudonym | None = None) -> None:
    """End a standing now. The row stays, so that the decision still points to what it imposed.

    Nothing leads from a standing to a member; `pseudonym` is the name it was laid on, whose open doors hear after the
    commit. Without it they learn it at their next look.
    """
    standings.end(standing, at=timezone.now())
    holding = Holding.objects.filter(pseudonym=pseudonym).first() if pseudonym is not None else None
    if holding is not None:
        tell_after_commit(rights_changed, holding.member_id)


def holder_language(pseudonym: Pseudonym) -> str:
    """Return the language in which the holder of a name reads; the house's own when nobody holds it."""
    found = Holding.objects.filter(pseudonym=pseudonym).values_list("member__language", flat=True).first()
    return found or settings.LANGUAGE_CODE


def is_own(actor: Actor, pseudonym_id: UUID | None) -> bool:
    """Whether a name is one of the actor's own, past ones included."""
    return pseudonym_id is not None and pseudonym_id in actor.names
