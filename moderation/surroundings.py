"""What stood around a target: what others could read just before and after it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from chat.models import EventKind, MessageState, RoomEvent
from forum.models import Post, PostState, Thread
from moderation.models import TargetKind
from moderation.targets import Target

_AROUND_POSTS, _AROUND_MESSAGES = 2, 5


class Said(NamedTuple):
    """One contribution that stood around the target."""

    name: str
    html: str
    at: datetime
    is_after: bool


def around(target: Target) -> list[Said]:
    """Return what others can read just before and after the target, in order. Two queries at most."""
    if target.kind == TargetKind.POST:
        return _posts_near(target.row.thread, target.row.position)
    if target.kind == TargetKind.MESSAGE:
        return _messages_around(target.row.room_id, target.row.seq)
    if target.room is not None:
        return _messages_around(target.room.pk, target.room.last_seq + 1)
    if target.kind == TargetKind.HELD and target.row.thread is not None:
        return _posts_near(target.row.thread, target.row.thread.last_position + 1)
    return []


def _posts_near(thread: Thread, position: int) -> list[Said]:
    near = Post.objects.filter(
        thread=thread,
        position__range=(position - _AROUND_POSTS, position + _AROUND_POSTS),
        state=PostState.SHOWN,
    ).exclude(position=position)
    return [
        Said(one.author.name, one.html, one.created_at, one.position > position)
        for one in near.select_related("author").order_by("position")
    ]


def _messages_around(room_id: int, seq: int) -> list[Said]:
    shown = (
        RoomEvent.objects.filter(room_id=room_id, kind=EventKind.MESSAGE, author__isnull=False)
        .exclude(state=MessageState.REMOVED)
        .select_related("author")
    )
    before = shown.filter(seq__lt=seq).order_by("-seq")[:_AROUND_MESSAGES]
    after = shown.filter(seq__gt=seq).order_by("seq")[:_AROUND_MESSAGES]
    return [
        Said(one.author.name, one.html, one.at, one.seq > seq)
        for one in (*reversed(before), *after)
        if one.author is not None
    ]
