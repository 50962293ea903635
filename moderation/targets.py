"""What can be flagged: a post, a message, a name. Each kind knows how to be found, locked, shown, hidden, put back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import reverse

from chat import services as chat
from chat import writer
from chat.models import BY_AUTHOR, EventKind, MessageState, Room, RoomEvent
from forum import services as forum
from forum.models import Post, PostState, Thread
from groups.models import Theme
from markup import rich_text
from members.actor import Actor
from members.models import Pseudonym
from moderation.models import Act, TargetKind
from moderation.quoting import plain

_AROUND_POSTS, _AROUND_MESSAGES = 2, 5
_BIGGEST_ID = 2**63 - 1


class State(StrEnum):
    """What one can see of the target now."""

    SHOWN = "shown"
    TAKEN_BACK = "taken_back"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Target:
    """A target as it is now. `row` is what the verbs of forum and chat take.

    `own_title` is the title of its thread, "" where that shows none; the name of its room; or the name itself.
    """

    kind: TargetKind
    id: str
    author: Pseudonym
    words: str
    html: str
    state: State
    language: str
    theme: Theme | None
    room: Room | None
    own_title: str
    at: datetime | None
    row: Any

    @property
    def title(self) -> str:
        """What its place is called: a title that can be read now, or else the theme, in the language of the page."""
        return self.own_title or (self.theme.name if self.theme is not None else "")

    @property
    def title_language(self) -> str:
        """The language of `title`, "" for that of the page."""
        return self.language if self.own_title else ""

    @property
    def holds_title(self) -> bool:
        """Whether the title of its place is among its words, and goes when they go."""
        return self.kind == TargetKind.POST and self.row.is_opening

    @property
    def url(self) -> str:
        """Where it stands, in the language of the page."""
        return _KINDS[self.kind].url(self.row)

    @property
    def seen(self) -> str:
        """A short digest of what a moderator sees of it; another one means that it changed meanwhile."""
        return hashlib.sha256(f"{self.state}\n{self.words}".encode()).hexdigest()[:32]


class Said(NamedTuple):
    """One contribution that stood around the target."""

    name: str
    html: str
    at: datetime
    is_after: bool


class _Kind(NamedTuple):
    read: Callable[[Any], Target]
    # Rows by primary key: all of them, or those that an actor may know of.
    rows: Callable[[Actor | None], Any]
    key: Callable[[str], Any]
    lock: Callable[[Any], Any]
    url: Callable[[Any], str]


def find(actor: Actor, kind: str, target_id: str) -> Target | None:
    """Return the target if `actor` may know of it, else None; None for nonsense too."""
    return _found(kind, target_id, actor)


def held(kind: str, target_id: str) -> Target | None:
    """Return the target whoever may see it, for whoever decides about it; None when it was erased."""
    return _found(kind, target_id, None)


def lock(kind: str, target_id: str) -> Target | None:
    """Lock the target (a message's room first, a post's thread first) for the open transaction; return it afresh."""
    found = _KINDS.get(kind)
    key = found.key(target_id) if found else None
    if found is None or key is None:
        return None
    row = found.lock(key)
    return found.read(row) if row is not None else None


def around(target: Target) -> list[Said]:
    """Return what others can read just before and after the target, in order. Two queries at most."""
    if target.kind == TargetKind.POST:
        return _posts_around(target.row)
    if target.kind == TargetKind.MESSAGE:
        return _messages_around(target.row)
    return []


def possible_acts(kind: str, target: Target | None, *, may_lift: bool) -> set[Act]:
    """Return the acts that make sense for a target as it stands; `may_lift`: a pause can be ended early.

    A name has no words of its own to take down; what was erased or taken back by its author is not there either.
    """
    acts = {Act.NOTHING_WRONG, Act.SUSPEND, Act.CARED_FOR}
    if target is not None and kind != TargetKind.NAME:
        if target.state == State.SHOWN:
            acts |= {Act.HIDE, Act.HIDE_SUSPEND}
        elif target.state == State.HIDDEN:
            acts.add(Act.RESTORE)
    if may_lift:
        acts.add(Act.RESTORE)
    return acts


def hide(target: Target, *, reason: str) -> None:
    """Take the words down, through the verb of their own app. Needs an open transaction and the target's lock."""
    if target.kind == TargetKind.POST:
        forum.hide_post(target.row, reason=reason)
    elif target.kind == TargetKind.MESSAGE:
        chat.remove_message(target.row.room, target.row.seq, reason=reason)


def restore(target: Target) -> None:
    """Put the words back, through the verb of their own app. Needs an open transaction and the target's lock."""
    if target.kind == TargetKind.POST:
        forum.restore_post(target.row)
    elif target.kind == TargetKind.MESSAGE:
        chat.restore_message(target.row.room, target.row.seq)


def _found(kind: str, target_id: str, actor: Actor | None) -> Target | None:
    found = _KINDS.get(kind)
    key = found.key(target_id) if found else None
    if found is None or key is None:
        return None
    row = found.rows(actor).filter(pk=key).first()
    return found.read(row) if row is not None else None


def _number(text: str) -> int | None:
    text = str(text)
    # isdecimal alone would let through digits of other scripts and several spellings of one number.
    if not (text.isascii() and text.isdecimal()) or len(text) > 19 or text != str(int(text)):
        return None
    return int(text) if 0 < int(text) <= _BIGGEST_ID else None


def _uuid(text: str) -> UUID | None:
    try:
        key = UUID(str(text))
    except ValueError:
        return None
    return key if str(key) == str(text) else None


# --- posts ----------------------------------------------------------------------------------------
_POST_STATES = {PostState.SHOWN: State.SHOWN, PostState.DELETED: State.TAKEN_BACK, PostState.HIDDEN: State.HIDDEN}


def _posts(actor: Actor | None) -> Any:
    posts = Post.objects.all() if actor is None else Post.objects.visible_to(actor)
    return posts.select_related("thread__theme", "author")


def _lock_post(key: int) -> Post | None:
    thread_id = Post.objects.filter(pk=key).values_list("thread_id", flat=True).first()
    if thread_id is None:
        return None
    Thread.objects.select_for_update(no_key=True).filter(pk=thread_id).first()
    return _posts(None).select_for_update(of=("self",)).filter(pk=key).first()


def _read_post(post: Post) -> Target:
    thread = post.thread
    return Target(
        kind=TargetKind.POST,
        id=str(post.pk),
        author=post.author,
        words=_with_title(post),
        html=_with_title_html(post),
        state=_POST_STATES[PostState(post.state)],
        language=thread.language,
        theme=thread.theme,
        room=None,
        # A title goes with the opening post, taken back or taken down.
        own_title=thread.title if thread.opening_state == PostState.SHOWN else "",
        at=post.created_at,
        row=post,
    )


def _with_title(post: Post) -> str:
    """A thread's title belongs to the words of its opening post: it can hurt, and be changed, like them."""
    return f"{post.thread.title}\n\n{post.body}" if post.position == 1 and post.thread.title else post.body


def _with_title_html(post: Post) -> str:
    if post.position != 1 or not post.thread.title:
        return post.html
    return rich_text.render(f"**{plain(post.thread.title)}**").html + post.html


def _post_url(post: Post) -> str:
    return reverse("forum:post_detail", args=[post.pk])


def _posts_around(post: Post) -> list[Said]:
    near = (
        Post.objects.filter(
            thread_id=post.thread_id,
            position__range=(post.position - _AROUND_POSTS, post.position + _AROUND_POSTS),
            state=PostState.SHOWN,
        )
        .exclude(pk=post.pk)
        .select_related("author")
        .order_by("position")
    )
    return [Said(one.author.name, one.html, one.created_at, one.position > post.position) for one in near]


# --- messages -------------------------------------------------------------------------------------
def _messages(actor: Actor | None) -> Any:
    events = RoomEvent.objects.all() if actor is None else RoomEvent.objects.visible_to(actor)
    return events.filter(kind=EventKind.MESSAGE, author__isnull=False).select_related("room__theme", "author")


def _lock_message(key: int) -> RoomEvent | None:
    room_id = RoomEvent.objects.filter(pk=key).values_list("room_id", flat=True).first()
    if room_id is None:
        return None
    writer.lock([room_id])
    return _messages(None).select_for_update(of=("self",)).filter(pk=key).first()


def _read_message(event: RoomEvent) -> Target:
    assert event.author is not None
    return Target(
        kind=TargetKind.MESSAGE,
        id=str(event.pk),
        author=event.author,
        words=event.body,
        html=event.html,
        state=_state_of(event),
        language=event.room.language,
        theme=event.room.theme,
        room=event.room,
        own_title=event.room.name,
        at=event.at,
        row=event,
    )


def _state_of(event: RoomEvent) -> State:
    if event.state != MessageState.REMOVED:
        return State.SHOWN
    return State.TAKEN_BACK if event.code == BY_AUTHOR else State.HIDDEN


def _message_url(event: RoomEvent) -> str:
    return f"{reverse('chat:room_detail', args=[event.room.slug])}#m{event.seq}"


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


# --- names ----------------------------------------------------------------------------------------
def _names(actor: Actor | None) -> Any:
    return Pseudonym.objects.all()


def _lock_name(key: UUID) -> Pseudonym | None:
    # No stronger than needed: people go on writing under the name meanwhile.
    return Pseudonym.objects.select_for_update(no_key=True).filter(pk=key).first()


def _read_name(name: Pseudonym) -> Target:
    return Target(
        kind=TargetKind.NAME,
        id=str(name.pk),
        author=name,
        words=name.name,
        html="",
        state=State.SHOWN,
        # Which language somebody reads is theirs to know; the team learns it with the case.
        language="",
        theme=None,
        room=None,
        own_title=name.name,
        at=None,
        row=name,
    )


def _name_url(name: Pseudonym) -> str:
    return reverse("name_detail", args=[name.pk])


_KINDS: dict[str, _Kind] = {
    TargetKind.POST: _Kind(_read_post, _posts, _number, _lock_post, _post_url),
    TargetKind.MESSAGE: _Kind(_read_message, _messages, _number, _lock_message, _message_url),
    TargetKind.NAME: _Kind(_read_name, _names, _uuid, _lock_name, _name_url),
}
