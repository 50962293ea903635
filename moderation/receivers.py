"""What the watch does when it hears that somebody's rights changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from members.actor import Actor
from members.models import Member
from members.recognition import recognise
from moderation import watch
from moderation.policies import can_watch


def end_watch_without_right(*, member_id: UUID, **_: Any) -> None:
    """End the watch and the leases of somebody who may no longer watch: a role taken back, a suspension."""
    member = Member.objects.filter(pk=member_id, is_active=True, holdings__is_current=True).first()
    actor: Actor | None = recognise(member) if member is not None else None
    if actor is None or not can_watch(actor):
        watch.end_for(watch.names_of(member_id))
