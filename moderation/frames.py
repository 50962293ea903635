"""Frames of power in a room: calling the team, taking down, putting back, asking for a pause, steering the room.

No rule lives here: `at_once` and `services` judge, decide, write the letters and the record.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from chat import forms, wire
from chat.database import in_database
from chat.models import EventKind, Room, RoomEvent
from members.actor import Actor
from members.refusals import Refusal
from moderation import at_once, services
from moderation.models import Act, TargetKind

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


async def remove(actor: Actor, room: Room, data: Frame) -> list[Frame]:
    """Take the message at `target_seq` down for `reason`, as a decision with its letter. Raises Refusal."""
    nonce, seq = forms.read_nonce(data), forms.read_number(data, "target_seq", least=1)
    await in_database(_decide, actor, room, seq, Act.HIDE, forms.read_text(data, "reason"), nonce)
    return [_ack(data)]


async def restore(actor: Actor, room: Room, data: Frame) -> list[Frame]:
    """Put the message at `target_seq` back, as a decision with its letter. Raises Refusal."""
    nonce, seq = forms.read_nonce(data), forms.read_number(data, "target_seq", least=1)
    await in_database(_decide, actor, room, seq, Act.RESTORE, "", nonce)
    return [_ack(data)]


async def mute(actor: Actor, room: Room, data: Frame) -> list[Frame]:
    """Ask the person under the name `author` to let others speak for `minutes`; 0 ends it. Raises Refusal."""
    nonce, minutes = forms.read_nonce(data), forms.read_number(data, "minutes")
    author, reason = forms.read_text(data, "author"), forms.read_text(data, "reason") if minutes else ""
    try:
        author_id = UUID(author)
    except ValueError:
        raise Refusal("bad_field", _("This person has said nothing here."), field="author") from None
    await in_database(_mute, actor, room, author_id, minutes, reason, nonce)
    return [_ack(data)]


async def steer(actor: Actor, room: Room, data: Frame) -> list[Frame]:
    """Change the room's state, topic or pace for the reason in `reason`. Raises Refusal."""
    nonce, reason = forms.read_nonce(data), forms.read_text(data, "reason")
    wanted: Frame = {name: forms.read_text(data, name) for name in ("state", "topic") if data.get(name) is not None}
    if data.get("slow_mode_s") is not None:
        wanted["slow_mode_s"] = forms.read_number(data, "slow_mode_s")
    await in_database(_steer, actor, room, reason, nonce, wanted)
    return [_ack(data)]


async def notice(actor: Actor, room: Room, data: Frame) -> list[Frame]:
    """Say something to everybody as whoever welcomes them; answer an ack with its `seq`. Raises Refusal."""
    nonce, body = forms.read_nonce(data), forms.read_text(data, "body")
    event = await in_database(_notice, actor, room, body, nonce)
    return [{**_ack(data), "seq": event.seq, "id": event.pk, "at": wire.instant(event.at)}]


def _ack(data: Frame) -> Frame:
    return {"type": "ack", "nonce": str(data["nonce"])}


def _decide(actor: Actor, room: Room, seq: int, act: str, reason: str, nonce: UUID) -> None:
    target_id = _message(room, seq)
    with _naming_reason():
        at_once.decide_at_once(
            actor, kind=TargetKind.MESSAGE, target_id=str(target_id), act=act, rule=reason, nonce=nonce
        )


def _mute(actor: Actor, room: Room, author_id: UUID, minutes: int, reason: str, nonce: UUID) -> None:
    with _naming_reason():
        at_once.mute(actor, room=room, author_id=author_id, minutes=minutes, rule=reason, nonce=nonce)


def _steer(actor: Actor, room: Room, reason: str, nonce: UUID, wanted: Frame) -> None:
    at_once.steer(actor, room=room, reason=reason, nonce=nonce, **wanted)


def _notice(actor: Actor, room: Room, body: str, nonce: UUID) -> RoomEvent:
    return at_once.notice(actor, room=room, body=body, nonce=nonce)


@contextmanager
def _naming_reason() -> Iterator[None]:
    """Name what was amiss as the frame names it: the rule of a decision is its `reason`."""
    try:
        yield
    except Refusal as refusal:
        if refusal.field == "rule":
            raise Refusal(refusal.code, refusal.detail, field="reason") from refusal
        raise


def _message(room: Room, seq: int) -> int:
    messages = RoomEvent.objects.filter(room_id=room.pk, seq=seq, kind=EventKind.MESSAGE)
    target_id = messages.values_list("pk", flat=True).first()
    if target_id is None:
        raise Refusal("not_found", _("This message is not here."), field="target_seq")
    return target_id


def _report(actor: Actor, room: Room, seq: int, reason: str, note: str) -> None:
    target_id = _message(room, seq)
    services.raise_flag(actor, kind=TargetKind.MESSAGE, target_id=str(target_id), reason=reason, note=note)


FRAMES: dict[str, Handler] = {
    "report": report,
    "remove": remove,
    "restore": restore,
    "mute": mute,
    "room": steer,
    "notice": notice,
}
