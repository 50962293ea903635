"""What the watch does when it hears that somebody's rights changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from members.actor import Actor
from members.models import Member
from members.recognition import recognise
from moderation import watch
from moderation.models import Debrief
from moderation.policies import can_watch


def forget_whoever_leaves(*, instance: Member, **_: Any) -> None:
    """End what somebody held on the watch, with their notes to themselves, before their account is erased.

    Their decisions stay, under the name on the screen; a case about them stays too, and its letters have no recipient.
    """
    names = watch.names_of(instance.pk)
    watch.end_for(names)
    Debrief.objects.filter(author__in=names).delete()


def end_watch_without_right(*, member_id: UUID, **_: Any) -> None:
    """End the watch and the leases of somebody who may no longer watch: a role taken back, a suspension."""
    member = Member.objects.filter(pk=member_id, is_active=True, holdings__is_current=True).first()
    actor: Actor | None = recognise(member) if member is not None else None
    if actor is None or not can_watch(actor):
        watch.end_for(watch.names_of(member_id))
