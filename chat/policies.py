"""May they read this room, may they speak in it? Read only; the sentences are for the person themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat import own_marks
from chat.models import EventKind, MessageState, Room, RoomEvent, RoomState
from groups.policies import approval_asked, is_read_first
from members import masks
from members.actor import Actor
from members.policies import speaking_refusal
from members.refusals import Refusal

MAY_CHANGE = timedelta(minutes=15)
"""How long one may change what one said, or take it back."""

_STATE_WORDS = {
    RoomState.HELD: _("The room is paused. Your words are kept; you can send them when it goes on."),
    RoomState.CLOSED: _("The shutters are closed. What was said can be read, and your words are kept."),
}
_AGREE = _(
    "This room has an agreement of its own. Once you have read and accepted it you can write; your words are kept."
)


def can_read_room(actor: Actor, room: Room) -> bool:
    """Whether `actor` may read this room: guests only where visitors may watch. `room.theme` is read."""
    if actor.holds("administrator"):
        return True
    return room.theme.is_shown and (room.guests_may_read or not actor.is_guest)


def sending_refusal(actor: Actor, room: Room) -> Refusal | None:
    """Return why `actor` may not speak in `room` now, None when they may. Knows nothing of pace (see `chat.pace`)."""
    refusal = speaking_refusal(actor, scope=room.scope)
    return refusal or agreement_refusal(actor, room) or state_refusal(room)


def agreement_refusal(actor: Actor, room: Room) -> Refusal | None:
    """Return what somebody reads who has not accepted this room's own agreement in its present version.

    One query where the room has one.
    """
    if not room.agreement_version:
        return None
    return None if own_marks.has_agreed(actor, room) else Refusal("agreement", _AGREE, field="agreement")


def own_words_refusal(actor: Actor, message: RoomEvent | None, *, now: datetime | None = None) -> Refusal | None:
    """Return why `actor` may not change this message (loaded with its author) or take it back, None when they may."""
    if actor.is_guest:
        return Refusal("not_member", _("To do this, come in first."))
    if message is None or message.kind != EventKind.MESSAGE or message.state == MessageState.REMOVED:
        return Refusal("not_found", _("This message is no longer here."), field="target_seq")
    if message.author_id not in actor.names:
        return Refusal("not_allowed", _("Only who wrote a message may change it."))
    # What a mask wrote bears the beginning of its quarter of an hour.
    window = MAY_CHANGE + masks.QUARTER if message.author is not None and message.author.is_mask else MAY_CHANGE
    if message.at + window < (now or timezone.now()):
        return Refusal("too_old", _("A message can be changed or taken back for fifteen minutes. This one stays."))
    return None


def can_change(actor: Actor, message: RoomEvent) -> bool:
    """Whether `actor` may still change this message or take it back."""
    return own_words_refusal(actor, message) is None


def state_refusal(room: Room) -> Refusal | None:
    """Return why nobody may speak in `room` now: it is paused or closed."""
    words = _STATE_WORDS.get(RoomState(room.state))
    return Refusal(room.state, words) if words is not None else None


def can_send(actor: Actor, room: Room) -> bool:
    """Whether `actor` may speak in `room` now."""
    return sending_refusal(actor, room) is None


def can_keep_rooms(actor: Actor) -> bool:
    """Whether `actor` may add and change rooms."""
    return actor.holds("administrator")


def asks_approval(actor: Actor, room: Room, *, is_masked: bool = False) -> bool:
    """Whether somebody of the team reads the actor's words in `room` before others see them. One query at most.

    What the house, the chapter or the theme asks for holds for a room too; see `groups.policies.is_read_first`.
    """
    said = RoomEvent.objects.filter(author__in=actor.names, kind=EventKind.MESSAGE)
    return is_read_first(
        approval_asked(room.theme, here=room.approval),
        is_masked=is_masked,
        is_entrusted=bool(actor.grants),
        spoke=said.exclude(state=MessageState.REMOVED).exists,
    )


def hosts(actor: Actor, room: Room) -> bool:
    """Whether `actor` welcomes people in this room."""
    return bool(actor.grants) and actor.holds("facilitator", room.scope, f"theme:{room.theme_id}")


def keeps_order(actor: Actor, room: Room) -> bool:
    """Whether `actor` decides about what is said in this room (loaded with its theme): who welcomes, who moderates."""
    scopes = (room.scope, room.theme.scope, f"theme:{room.theme.parent_id}")
    return actor.holds("facilitator", *scopes) or actor.holds("moderator", *scopes)


def is_at_home(actor: Actor, room: Room) -> bool:
    """Whether `actor` looks after this room, so that there is always a place for them."""
    if not actor.grants:
        return False
    scopes = (room.scope, f"theme:{room.theme_id}")
    return any(actor.holds(kind, *scopes) for kind in ("facilitator", "moderator", "administrator"))


def badge(actor: Actor, room: Room) -> str:
    """Return the word that stands beside the name in this room: "facilitator", or nothing; never beside a mask."""
    return "facilitator" if hosts(actor, room) and not actor.is_mask else ""
