"""Chat's own frames: each handler is `async handle(actor, room, data) -> list[dict]` and raises Refusal to say no.

Sockets and `POST …/frames/` share this table. Frames of power are moderation's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat import forms, services, wire
from chat.database import in_database
from chat.group_commit import sends
from chat.models import Room
from chat.services import Draft, Published
from crisis.panel import support_panel
from members.actor import Actor
from members.refusals import Refusal

Frame = dict[str, Any]
Handler = Callable[[Actor, Room, Frame], Awaitable[list[Frame]]]


def not_yet() -> Refusal:
    """Return the answer to a frame that this house knows and does not offer yet."""
    return Refusal("unavailable", _("This is not possible here yet. Your words are kept."))


async def send(actor: Actor, room: Room, data: Frame) -> list[Frame]:
    """Say something: an `ack` after the commit, and the panel for whoever wrote words of danger."""
    nonce = forms.read_nonce(data)
    body = forms.read_text(data, "body")
    reply_to = forms.read_optional_number(data, "reply_to", least=1)
    forms.read_flag(data, "confirmed")
    if forms.read_flag(data, "mask") or data.get("content_note"):
        raise not_yet()
    draft = await in_database(services.prepare_message, actor, room=room, nonce=nonce, body=body, reply_to=reply_to)
    published = await asyncio.wrap_future(sends.submit(draft)) if isinstance(draft, Draft) else draft
    answers = [ack(str(data["nonce"]), published)]
    if needs_support(published):
        answers.append(support(actor, published))
    return answers


def ack(nonce: str, published: Published) -> Frame:
    """Return the `ack` of a message."""
    event = published.event
    return {"type": "ack", "nonce": nonce, "seq": event.seq, "id": event.pk, "at": wire.instant(event.at)}


def needs_support(published: Published) -> bool:
    """Whether the words of this message suggest that their author may need somebody."""
    return published.assessment.level.value != "none"


def support(actor: Actor, published: Published) -> Frame:
    """Return the panel for the author alone."""
    panel = support_panel(actor.region, actor.language, timezone.now(), level=published.assessment.level.value)
    return {"type": "support", "panel": panel.as_frame()}


async def since(actor: Actor, room: Room, data: Frame) -> list[Frame]:
    """Replay what came after a `seq`: the events, then `replayed`."""
    after = forms.read_number(data, "after")
    return await in_database(replay, room.pk, after)


def replay(room_id: int, after: int) -> list[Frame]:
    """Return the newest events after `after`, at most REPLAY of them, and what was replayed. Two queries."""
    first_seq = Room.objects.values_list("first_seq", flat=True).get(pk=room_id)
    events = wire.earlier(room_id, None, after)
    return [*wire.event_objects(events), replayed([event.seq for event in events], after, first_seq)]


def replayed(seqs: list[int], after: int, first_seq: int) -> Frame:
    """Return the frame that ends a replay: what it held, and whether older ones have to be fetched over HTTP."""
    wanted = max(after + 1, first_seq)
    return {
        "type": "replayed",
        "first_seq": seqs[0] if seqs else wanted,
        "last_seq": seqs[-1] if seqs else after,
        "truncated": bool(seqs) and seqs[0] > wanted,
    }


async def later(actor: Actor, room: Room, data: Frame) -> list[Frame]:
    """Refuse calmly a frame whose time has not come."""
    raise not_yet()


FRAMES: dict[str, Handler] = {
    "send": send,
    "since": since,
    "edit": later,
    "delete": later,
    "gesture": later,
    "agree": later,
    "read": later,
    "typing": later,
}
