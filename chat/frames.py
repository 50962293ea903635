"""Chat's own frames: each handler is `async handle(actor, room, data) -> list[dict]` and raises Refusal to say no.

Sockets and `POST …/frames/` share this table. Frames of power are moderation's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from chat import forms, gestures, marks, own_words, process, wire
from chat.approval import Kept
from chat.changes import Known
from chat.database import in_database
from chat.group_commit import sends
from chat.models import Room, RoomEvent, RoomState
from chat.plain_sends import Answer
from chat.policies import badge
from chat.services import Asked, Published
from crisis.panel import support_panel
from members import offered
from members.actor import Actor
from members.refusals import Refusal

Frame = dict[str, Any]
Handler = Callable[[Actor, Room, Frame], Awaitable[list[Frame]]]


async def send(actor: Actor, room: Room, data: Frame) -> list[Frame]:
    """Say something: an `ack` after the commit, and the panel for whoever wrote words of danger.

    Where somebody reads first, the `ack` has no `seq` and says that the words wait.
    """
    published = await sends.say(_asked(actor, room, data))
    return await _answers(actor, room, data, published)


async def send_as_known(known: Known, room: Room, data: Frame) -> list[Frame] | None:
    """Say something as somebody who was judged a while ago: whether that still holds is asked where it is written.

    None, with nothing said, where they have to be judged first.
    """
    try:
        asked = _asked(known.actor, room, data)
    except Refusal:
        return None
    published = await sends.say_as_known(asked, known)
    return await _answers(known.actor, room, data, published) if published is not None else None


def send_at_once(known: Known, room: Room, data: Frame, answer: Answer) -> bool:
    """Say something plain as `send_as_known` does, without waiting; `answer` hears what became of it.

    False, with nothing said and nobody told, where it is not plain or would be refused.
    """
    try:
        asked = _asked(known.actor, room, data)
    except Refusal:
        return False
    return sends.take_at_once(asked, known, answer)


def _asked(actor: Actor, room: Room, data: Frame) -> Asked:
    nonce = forms.read_nonce(data)
    body = forms.read_text(data, "body")
    reply_to = forms.read_optional_number(data, "reply_to", least=1)
    note = forms.read_optional_text(data, "content_note")
    is_confirmed = forms.read_flag(data, "confirmed")
    is_masked = forms.read_flag(data, "mask")
    if not process.has_place(actor, room):
        raise process.full()
    return Asked(actor, room, nonce, body, reply_to, note, is_confirmed, is_masked)


async def edit(actor: Actor, room: Room, data: Frame) -> list[Frame]:
    """Change one's own words: an `ack` after the commit, and the panel where the new words suggest it."""
    nonce = forms.read_nonce(data)
    seq = forms.read_number(data, "target_seq", least=1)
    body = forms.read_text(data, "body")
    is_confirmed = forms.read_flag(data, "confirmed")
    changed = await in_database(
        own_words.edit_message,
        actor,
        room=room,
        target_seq=seq,
        nonce=nonce,
        body=body,
        is_confirmed=is_confirmed,
    )
    return await _answers(actor, room, data, changed)


async def delete(actor: Actor, room: Room, data: Frame) -> list[Frame]:
    """Take back one's own words: an `ack` after the commit."""
    nonce = forms.read_nonce(data)
    seq = forms.read_number(data, "target_seq", least=1)
    event = await in_database(own_words.delete_message, actor, room=room, target_seq=seq, nonce=nonce)
    return [ack(str(data["nonce"]), event)]


async def gesture(actor: Actor, room: Room, data: Frame) -> list[Frame]:
    """Make a gesture, or take it back: an `ack`, without a `seq` when nothing had to change."""
    nonce = forms.read_nonce(data)
    seq = forms.read_number(data, "target_seq", least=1)
    kind = forms.read_text(data, "gesture")
    if "on" not in data:
        raise forms.bad("on")
    is_on = forms.read_flag(data, "on")
    is_masked = forms.read_flag(data, "mask")
    event = await in_database(
        gestures.make_gesture,
        actor,
        room=room,
        target_seq=seq,
        gesture=kind,
        is_on=is_on,
        nonce=nonce,
        is_masked=is_masked,
    )
    return [ack(str(data["nonce"]), event)]


async def agree(actor: Actor, room: Room, data: Frame) -> list[Frame]:
    """Accept the room's agreement: an `ack`; a fresh `you` follows."""
    forms.read_nonce(data)
    version = forms.read_number(data, "version", least=1)
    await in_database(marks.agree, actor, room=room, version=version)
    return [ack(str(data["nonce"]))]


async def read(actor: Actor, room: Room, data: Frame) -> list[Frame]:
    """Move one's read mark; nothing is answered. A mask has none: under it nothing moves, nor is anything written."""
    seq = forms.read_number(data, "seq")
    if forms.read_flag(data, "mask"):
        _members_only(actor)
        return []
    await in_database(marks.read_up_to, actor, room=room, seq=seq)
    return []


async def typing(actor: Actor, room: Room, data: Frame) -> list[Frame]:
    """Show that one is writing, if one chose to be seen; nothing is answered. A mask is never shown writing."""
    is_masked = forms.read_flag(data, "mask")
    _members_only(actor)
    if not is_masked and actor.shows_presence and room.state == RoomState.OPEN:
        process.tell_typing(room.pk, wire.author_object(actor, badge(actor, room)))
    return []


def _members_only(actor: Actor) -> None:
    if actor.is_guest:
        raise Refusal("not_member", _("To do this, come in first."))


async def _answers(actor: Actor, room: Room, data: Frame, published: Published | Kept) -> list[Frame]:
    nonce = str(data["nonce"])
    answers = [ack_of_kept(nonce, actor) if isinstance(published, Kept) else ack(nonce, published.event)]
    return answers + await more_than_ack(actor, room, published)


async def more_than_ack(actor: Actor, room: Room, published: Published | Kept) -> list[Frame]:
    """Return what the author of a message is told besides its `ack`: the panel, where their words suggest it."""
    if is_heavy(published) and await in_database(needs_support, actor, room, published):
        return [support(actor, published)]
    return []


def ack(nonce: str, event: RoomEvent | None = None) -> Frame:
    """Return an `ack`, with the event that was written, if one was."""
    told = {"seq": event.seq, "id": event.pk, "at": wire.instant(event.at)} if event is not None else {}
    return {"type": "ack", "nonce": nonce, **told}


def ack_of_kept(nonce: str, actor: Actor) -> Frame:
    """Return the `ack` of a message that somebody reads before others see it: the house has it, the log not yet."""
    with translation.override(actor.language):
        detail = _(
            "Your message waits, it is not lost: somebody of the team reads it before others see it, usually within "
            "%(hours)s hours."
        ) % {"hours": settings.APPROVAL_HOURS}
    return {**ack(nonce), "waits": {"hours": settings.APPROVAL_HOURS, "detail": str(detail)}}


def is_heavy(published: Published | Kept) -> bool:
    """Whether the words of this message suggest that their author may need somebody."""
    return published.assessment.level.value != "none"


def needs_support(actor: Actor, room: Room, published: Published | Kept) -> bool:
    """Whether help comes with this message: its words are heavy, and none came to its author here within the hour."""
    urgent = published.assessment.level.value == "emergency"
    # What is sent again had no answer the first time.
    return is_heavy(published) and (offered.is_first(actor, f"room:{room.pk}", urgent=urgent) or not published.is_new)


def support(actor: Actor, published: Published | Kept) -> Frame:
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


FRAMES: dict[str, Handler] = {
    "send": send,
    "since": since,
    "edit": edit,
    "delete": delete,
    "gesture": gesture,
    "agree": agree,
    "read": read,
    "typing": typing,
}

AS_KNOWN: dict[Handler, Callable[[Known, Room, Frame], Awaitable[list[Frame] | None]]] = {send: send_as_known}
"""What can be asked by somebody who was not judged just now."""
