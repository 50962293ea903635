"""Is there company enough to hide in? Among a few people a mask would not hide anybody; among enough, it is put on."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat import process
from chat.models import Room
from chat.presence import COMPANY, token
from members import masks
from members.actor import Actor
from members.refusals import Refusal


def too_few_refusal(actor: Actor, room: Room) -> Refusal | None:
    """Return why nobody can speak under a mask in `room` now: too few members are there, the actor among them.

    Counted is who is signed in and stands in the room, in all processes together; whoever reads along as a visitor is
    not. Reads no table, and may be called in any thread.
    """
    if actor.member_id is None:
        return None
    there = process.members_in(room.pk) | {token(actor.member_id, room.pk)}
    if len(there) >= COMPANY:
        return None
    return Refusal(
        "too_few_present",
        _(
            "There are few of you here just now: a mask would not hide you. You can speak under your name here, or "
            "listen; your words are kept."
        ),
        field="voice",
    )


def worn(actor: Actor, room: Room) -> Actor:
    """Return the actor under their mask in `room`, made now if need be; inside the transaction of what is said.

    Every window of theirs hears of a new mask once it stands; nobody else does. Raises Refusal (not_member,
    rate_limited).
    """
    if actor.is_mask:
        return actor
    under = masks.wear(actor, scope=room.scope, language=room.language)
    if under.pseudonym_id not in actor.names and actor.member_id is not None:
        member_id = actor.member_id

        def tell_themselves() -> None:
            process.wake(member_id=member_id)

        transaction.on_commit(tell_themselves, robust=True)
    return under
