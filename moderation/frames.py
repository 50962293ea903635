"""Frames of power in a room: calling the team. The facilitators' own frames come with their tools."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from django.utils.translation import gettext_lazy as _

from chat.models import EventKind, Room, RoomEvent
from members.actor import Actor
from members.refusals import Refusal
from moderation import services


async def report(actor: Actor, room: Room, data: dict[str, Any]) -> list[dict[str, Any]]:
    """Flag the message at `target_seq` of this room; answer an ack with the nonce, the same one again if repeated.

    A guest calls from the page of the flag instead, where calls of guests are counted. Raises Refusal.
    """
    nonce = _nonce(data.get("nonce"))
    seq, reason, note = data.get("target_seq"), data.get("reason"), data.get("note", "")
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 < seq < 2**63:
        raise Refusal("bad_field", _("The frame does not say which message is meant."), field="target_seq")
    if not isinstance(reason, str):
        raise Refusal("bad_field", _("Please choose what it is about."), field="reason")
    if not isinstance(note, str):
        raise Refusal("bad_field", _("The note has to be text."), field="note")
    if actor.is_guest:
        raise Refusal(
            "not_member", _("Without a name from here, please use the link “Call the team” beside the message.")
        )
    await database_sync_to_async(_report)(actor, room, seq, reason, note)
    return [{"type": "ack", "nonce": str(nonce)}]


async def not_yet(actor: Actor, room: Room, data: dict[str, Any]) -> list[dict[str, Any]]:
    """Answer that this is decided on the page of the case, for now. Always raises Refusal."""
    raise Refusal("unavailable", _("This cannot be done from inside the room. The page of the case can."))


def _report(actor: Actor, room: Room, seq: int, reason: str, note: str) -> None:
    target_id = (
        RoomEvent.objects.filter(room_id=room.pk, seq=seq, kind=EventKind.MESSAGE).values_list("pk", flat=True).first()
    )
    if target_id is None:
        raise Refusal("not_found", _("This message is not here."), field="target_seq")
    services.raise_flag(actor, kind="message", target_id=str(target_id), reason=reason, note=note)


def _nonce(value: object) -> UUID:
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError:
        raise Refusal("bad_field", _("The frame needs a nonce."), field="nonce") from None


FRAMES = {"report": report, "remove": not_yet, "restore": not_yet, "mute": not_yet, "room": not_yet, "notice": not_yet}
