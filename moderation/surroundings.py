"""What stood around a target: what others could read just before and after it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from chat.models import EventKind, MessageState, RoomEvent
from forum.models import Post, PostState, Thread
from moderation.models import TargetKind
from moderation.targets import Target

_AROUND_POSTS, _AROUND_MESSAGES = 2, 5
_MOST_EARLIER = 20


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
        return _messages_around(target.row)
    if target.kind == TargetKind.HELD and target.row.thread is not None:
        return _posts_near(target.row.thread, target.row.thread.last_position + 1)
    return []


class Earlier(NamedTuple):
    """What words said before their author changed them, and until when."""

    words: str
    until: datetime


def earlier(target: Target) -> list[Earlier]:
    """Return what a target said before its author changed it, newest first. One query at most."""
    if target.kind not in {TargetKind.POST, TargetKind.MESSAGE}:
        return []
    rows = target.row.earlier_words.order_by("-pk")[:_MOST_EARLIER]
    return [Earlier("\n\n".join(filter(None, [getattr(one, "title", ""), one.body])), one.until) for one in rows]


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


def _messages_around(event: RoomEvent) -> list[Said]:
    shown = (
        RoomEvent.objects.filter(room_id=event.room_id, kind=EventKind.MESSAGE, author__isnull=False)
        .exclude(state=MessageState.REMOVED)
        .select_related("author")
    )
    before = shown.filter(seq__lt=event.seq).order_by("-seq")[:_AROUND_MESSAGES]
    after = shown.filter(seq__gt=event.seq).order_by("seq")[:_AROUND_MESSAGES]
    return [
        Said(one.author.name, one.html, one.at, one.seq > event.seq)
        for one in (*reversed(before), *after)
        if one.author is not None
    ]
