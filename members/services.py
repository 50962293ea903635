"""What others ask of a member through the name they see: suspend its holder, lift, which language they read."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from members import masks, standings
from members.actor import Actor, Sanction
from members.models import Holding, Pseudonym, Standing
from members.signals import rights_changed, tell_after_commit


def suspend(pseudonym: Pseudonym, *, until: datetime | None, scope: str = "") -> Standing | None:
    """Suspend whoever holds `pseudonym`, for the house or for `scope`; see `restrain`."""
    return restrain(pseudonym, kind="suspended", until=until, scope=scope)


def restrain(pseudonym: Pseudonym, *, kind: str, until: datetime | None, scope: str = "") -> Standing | None:
    """Lay a sanction on whoever holds `pseudonym`, a mask too, for the house or `scope`; return the sealed standing.

    `kind` is "muted" (reads, says nothing), "suspended" (out of live rooms too) or "closed" (the account, until
    somebody opens it again). None when nobody holds the name any more. Call it inside the decision's transaction;
    open doors hear after the commit. Raises OverflowError when the house can note no more of them for this person.
    """
    member_id = masks.behind(pseudonym.pk)
    if member_id is None:
        return None
    with transaction.atomic(savepoint=False):
        standing = standings.impose(member_id, Sanction(kind, scope, until))
        tell_after_commit(rights_changed, member_id)
    return standing


def lift(standing: Standing, *, pseudonym: Pseudonym | None = None) -> None:
    """End a standing now. The row stays, so that the decision still points to what it imposed.

    Nothing leads from a standing to a member; `pseudonym` is the name it was laid on, whose open doors hear after the
    commit. Without it they learn it at their next look.
    """
    standings.end(standing, at=timezone.now())
    member_id = masks.holder(pseudonym.pk) if pseudonym is not None else None
    if member_id is not None:
        tell_after_commit(rights_changed, member_id)


def holder_language(pseudonym: Pseudonym, *, place: str) -> str:
    """Return the language in which the holder of a name reads; the house's own when nobody holds it.

    Letters to a mask are written in that of its `place`: the person's own would say something about them.
    """
    if pseudonym.is_mask:
        return place or settings.LANGUAGE_CODE
    found = Holding.objects.filter(pseudonym=pseudonym).values_list("member__language", flat=True).first()
    return found or settings.LANGUAGE_CODE


def is_own(actor: Actor, name: Pseudonym | None) -> bool:
    """Whether a name is one of the actor's own, past ones and masks included. One query for a mask, else none."""
    if name is None or actor.member_id is None:
        return False
    return name.pk in actor.names or (name.is_mask and masks.is_held_by(name.pk, actor.member_id))
