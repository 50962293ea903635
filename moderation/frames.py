"""Frames of power in a room: calling the team. The facilitators' own frames come with their tools."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from chat import forms
from chat.database import in_database
from chat.models import EventKind, Room, RoomEvent
from members.actor import Actor
from members.refusals import Refusal
from moderation import services
from moderation.models import TargetKind

Frame = dict[str, Any]
Handler = Callable[[Actor, Room, Frame], Awaitable[list[Frame]]]


async def report(actor: Actor, room: Room, data: Frame) -> list[Frame]:
    """Flag the message at `target_seq` of this room; answer an ack with the nonce, the same one again if repeated.

    A guest calls from the page of the flag instead, where calls of guests are counted. Raises Refusal.
    """
    forms.read_nonce(data)
    seq = forms.read_number(data, "target_seq", least=1)
    reason = forms.read_text(data, "reason")
    note = forms.read_text(data, "note") if data.get("note") is not None else ""
    if actor.is_guest:
        raise Refusal(
            "not_member", _("Without a name from here, please use the page “Tell the team”, beside each message.")
        )
    await in_database(_report, actor, room, seq, reason, note)
    return [{"type": "ack", "nonce": str(data["nonce"])}]


async def not_yet(actor: Actor, room: Room, data: Frame) -> list[Frame]:
    """Refuse calmly what is decided on the page of a case, for now. Always raises Refusal."""
    raise Refusal("unavailable", _("This is not possible from inside the room yet. It is on the page of the case."))


def _report(actor: Actor, room: Room, seq: int, reason: str, note: str) -> None:
    messages = RoomEvent.objects.filter(room_id=room.pk, seq=seq, kind=EventKind.MESSAGE)
    target_id = messages.values_list("pk", flat=True).first()
    if target_id is None:
        raise Refusal("not_found", _("This message is not here."), field="target_seq")
    services.raise_flag(actor, kind=TargetKind.MESSAGE, target_id=str(target_id), reason=reason, note=note)


FRAMES: dict[str, Handler] = {
    "report": report,
    "remove": not_yet,
    "restore": not_yet,
    "mute": not_yet,
    "room": not_yet,
    "notice": not_yet,
}
