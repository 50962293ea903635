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
from forum import approval, steering
from forum import services as forum
from forum.models import HeldPost, HeldState, Post, PostState, Thread
from forum.removals import SET_ASIDE as SET_ASIDE
from groups.models import Theme
from markup import rich_text
from members.actor import Actor
from members.models import Pseudonym
from moderation import keys
from moderation.models import HIDING_ACTS, Act, TargetKind
from moderation.quoting import plain


class State(StrEnum):
    """What one can see of the target now."""

    SHOWN = "shown"
    TAKEN_BACK = "taken_back"
    HIDDEN = "hidden"
    # By the house itself, until a person has looked.
    SET_ASIDE = "set_aside"
    # Nobody but its author and the team has seen it yet.
    HELD = "held"


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
    def is_opening(self) -> bool:
        """Whether it opens a thread, so that what is decided can be about the whole of it."""
        return self.kind == TargetKind.POST and self.row.position == 1

    @property
    def source(self) -> str:
        """The words that can be cut, as they were typed: without the title of a thread; "" for a name."""
        return "" if self.kind == TargetKind.NAME else self.row.body

    @property
    def seen(self) -> str:
        """A short digest of what a moderator sees of it; another one means that it changed meanwhile."""
        return hashlib.sha256(f"{self.state}\n{self.words}".encode()).hexdigest()[:32]


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


def show(target: Target) -> None:
    """Let words that waited stand in their thread. Needs an open transaction and the target's lock."""
    approval.show_held(target.row)


def give_back(target: Target) -> None:
    """Do not show words that wait. Needs an open transaction and the target's lock."""
    approval.give_back_held(target.row)


def hide(target: Target, *, reason: str) -> None:
    """Take the words down, through the verb of their own app. Needs an open transaction and the target's lock."""
    if target.kind == TargetKind.POST:
        forum.hide_post(target.row, reason=reason, is_locked=True)
    elif target.kind == TargetKind.MESSAGE:
        chat.remove_message(target.row.room, target.row.seq, reason=reason)


def release(target: Target, act: str) -> Target:
    """Put back words that were only set aside, before something else is done; a decision to hide keeps them away.

    Returns the target as it is then. Needs an open transaction and the target's lock.
    """
    if target.state != State.SET_ASIDE or act in HIDING_ACTS or act == Act.CARED_FOR:
        return target
    restore(target)
    return lock(target.kind, target.id) or target


def restore(target: Target) -> None:
    """Put the words back, through the verb of their own app. Needs an open transaction and the target's lock."""
    if target.kind == TargetKind.HELD:
        approval.show_held(target.row)
    elif target.kind == TargetKind.POST:
        forum.restore_post(target.row)
    elif target.kind == TargetKind.MESSAGE:
        chat.restore_message(target.row.room, target.row.seq)


def replace_words(target: Target, *, body: str, reason: str) -> None:
    """Let the words be `body`, with a passage cut for `reason`, or whole again with "". Needs the target's lock."""
    if target.kind == TargetKind.POST:
        steering.replace_words(target.row, body=body, reason=reason)
    elif target.kind == TargetKind.MESSAGE:
        chat.replace_words(target.row.room, target.row.seq, body=body, is_cut=bool(reason))


def erase(target: Target) -> None:
    """Erase words that were taken down; the sentence in their place stays. Needs the target's lock."""
    if target.kind == TargetKind.POST:
        steering.erase_words(target.row)
    elif target.kind == TargetKind.HELD:
        approval.erase_held(target.row)
    elif target.kind == TargetKind.MESSAGE:
        chat.replace_words(target.row.room, target.row.seq, body="", is_cut=True)


def move(target: Target, theme: Theme) -> None:
    """Let the thread that a post opens stand in another theme. Needs the target's lock."""
    steering.move_thread(target.row.thread, theme=theme)


def close(target: Target, *, is_locked: bool = True) -> None:
    """Let nobody add to the thread that a post opens, or let them again. Needs the target's lock."""
    steering.close_thread(target.row.thread, is_locked=is_locked)


def _found(kind: str, target_id: str, actor: Actor | None) -> Target | None:
    found = _KINDS.get(kind)
    key = found.key(target_id) if found else None
    if found is None or key is None:
        return None
    row = found.rows(actor).filter(pk=key).first()
    return found.read(row) if row is not None else None


# --- posts ----------------------------------------------------------------------------------------
_POST_STATES = {PostState.SHOWN: State.SHOWN, PostState.DELETED: State.TAKEN_BACK, PostState.HIDDEN: State.HIDDEN}


def _state_of_post(post: Post) -> State:
    if post.state == PostState.HIDDEN and post.removal_reason == SET_ASIDE:
        return State.SET_ASIDE
    return _POST_STATES[PostState(post.state)]


def _posts(actor: Actor | None) -> Any:
    posts = Post.objects.all() if actor is None else Post.objects.visible_to(actor)
    return posts.select_related("thread__theme", "author")


def _lock_post(key: int) -> Post | None:
    of_post = Post.objects.filter(pk=key).values("thread_id")
    if Thread.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=of_post).first() is None:
        return None
    return _posts(None).select_for_update(of=("self",)).filter(pk=key).first()


def _read_post(post: Post) -> Target:
    thread = post.thread
    return Target(
        kind=TargetKind.POST,
        id=str(post.pk),
        author=post.author,
        words=_with_title(post),
        html=_with_title_html(post),
        state=_state_of_post(post),
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


# --- words that wait ------------------------------------------------------------------------------
def _held_posts(actor: Actor | None) -> Any:
    held = HeldPost.objects.all() if actor is None else HeldPost.objects.filter(author__in=actor.names)
    return held.select_related("thread__theme", "theme", "author", "post__thread")


def _lock_held(key: int) -> HeldPost | None:
    try:
        return approval.locked(key)
    except HeldPost.DoesNotExist:
        return None


def _read_held(held: HeldPost) -> Target:
    if held.post is not None:
        words, html, state = _with_title(held.post), _with_title_html(held.post), _state_of_post(held.post)
    else:
        words = f"{held.title}\n\n{held.body}" if held.title else held.body
        html = rich_text.render(f"**{plain(held.title)}**").html + held.html if held.title else held.html
        state = _HELD_STATES[HeldState(held.state)]
    return Target(
        kind=TargetKind.HELD,
        id=str(held.pk),
        author=held.author,
        words=words,
        html=html,
        state=state,
        language=held.language,
        theme=held.thread.theme if held.thread is not None else held.theme,
        room=None,
        own_title=_title_of_held(held),
        at=held.at,
        row=held,
    )


def _title_of_held(held: HeldPost) -> str:
    if held.thread is None:
        return held.title
    return held.thread.title if held.thread.opening_state == PostState.SHOWN else ""


_HELD_STATES = {
    HeldState.WAITING: State.HELD,
    HeldState.RETURNED: State.HIDDEN,
    HeldState.WITHDRAWN: State.TAKEN_BACK,
}


def _held_url(held: HeldPost) -> str:
    if held.post is not None:
        return _post_url(held.post)
    if held.thread is not None:
        return reverse("forum:thread_detail", args=[held.thread.pk, held.thread.slug])
    return reverse("theme_detail", args=[held.theme.slug])


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
        state=_state_of_message(event),
        language=event.room.language,
        theme=event.room.theme,
        room=event.room,
        own_title=event.room.name,
        at=event.at,
        row=event,
    )


def _state_of_message(event: RoomEvent) -> State:
    if event.state != MessageState.REMOVED:
        return State.SHOWN
    if event.code == BY_AUTHOR:
        return State.TAKEN_BACK
    return State.SET_ASIDE if event.code == SET_ASIDE else State.HIDDEN


def _message_url(event: RoomEvent) -> str:
    return f"{reverse('chat:room_detail', args=[event.room.slug])}#m{event.seq}"


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
    TargetKind.POST: _Kind(_read_post, _posts, keys.number, _lock_post, _post_url),
    TargetKind.MESSAGE: _Kind(_read_message, _messages, keys.number, _lock_message, _message_url),
    TargetKind.HELD: _Kind(_read_held, _held_posts, keys.number, _lock_held, _held_url),
    TargetKind.NAME: _Kind(_read_name, _names, keys.uuid, _lock_name, _name_url),
}
