"""What one can see of a target now, whatever kind it is."""

from __future__ import annotations

from enum import StrEnum

from chat.models import BY_AUTHOR, MessageState, RoomEvent
from forum.models import Post, PostState
from forum.removals import SET_ASIDE as SET_ASIDE


class State(StrEnum):
    """What one can see of the target now."""

    SHOWN = "shown"
    TAKEN_BACK = "taken_back"
    HIDDEN = "hidden"
    # By the house itself, until a person has looked.
    SET_ASIDE = "set_aside"
    # Nobody but its author and the team has seen it yet.
    HELD = "held"


_POST_STATES = {PostState.SHOWN: State.SHOWN, PostState.DELETED: State.TAKEN_BACK, PostState.HIDDEN: State.HIDDEN}


def of_post(post: Post) -> State:
    """Return what one can see of a post."""
    if post.state == PostState.HIDDEN and post.removal_reason == SET_ASIDE:
        return State.SET_ASIDE
    return _POST_STATES[PostState(post.state)]


def of_message(event: RoomEvent) -> State:
    """Return what one can see of a message."""
    if event.state != MessageState.REMOVED:
        return State.SHOWN
    if event.code == BY_AUTHOR:
        return State.TAKEN_BACK
    return State.SET_ASIDE if event.code == SET_ASIDE else State.HIDDEN
