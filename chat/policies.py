"""May they read this room, may they speak in it? Read only; the sentences are for the person themselves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chat.models import Room, RoomState
from members.actor import Actor
from members.policies import speaking_refusal
from members.refusals import Refusal

_STATE_WORDS = {
    RoomState.HELD: _("The room is paused. Your words are kept; you can send them when it goes on."),
    RoomState.CLOSED: _("The shutters are closed. What was said can be read, and your words are kept."),
}


def can_read_room(actor: Actor, room: Room) -> bool:
    """Whether `actor` may read this room: guests only where visitors may watch. `room.theme` is read."""
    if actor.holds("administrator"):
        return True
    return room.theme.is_shown and (room.guests_may_read or not actor.is_guest)


def sending_refusal(actor: Actor, room: Room) -> Refusal | None:
    """Return why `actor` may not speak in `room` now, None when they may. Knows nothing of pace (see `chat.pace`)."""
    refusal = speaking_refusal(actor, scope=room.scope)
    return refusal or state_refusal(room)


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


def hosts(actor: Actor, room: Room) -> bool:
    """Whether `actor` welcomes people in this room."""
    return actor.holds("facilitator", room.scope, f"theme:{room.theme_id}")


def keeps_order(actor: Actor, room: Room) -> bool:
    """Whether `actor` decides about what is said in this room (loaded with its theme): who welcomes, who moderates."""
    scopes = (room.scope, room.theme.scope, f"theme:{room.theme.parent_id}")
    return actor.holds("facilitator", *scopes) or actor.holds("moderator", *scopes)


def badge(actor: Actor, room: Room) -> str:
    """Return the word that stands beside the name in this room: "facilitator", or nothing."""
    return "facilitator" if hosts(actor, room) else ""
