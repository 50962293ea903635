"""What can be flagged: a post, a message, a name. Each kind knows how to be found, locked, shown, hidden, put back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import reverse

from chat import taking_down as chat
from chat import writer
from chat.models import EventKind, Room, RoomEvent
from forum import steering
from forum import taking_down as forum
from forum.models import Post, PostState, Thread
from groups.models import Theme
from members.actor import Actor
from members.models import Pseudonym
from moderation import keys, states, waiting
from moderation.models import HIDING_ACTS, Act, TargetKind
from moderation.states import SET_ASIDE as SET_ASIDE
from moderation.states import State as State


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
        if self.kind == TargetKind.NAME:
            return ""
        return str(self.row.body if self.kind == TargetKind.HELD else self.row.said.body)

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
    waiting.show(target.row)


def give_back(target: Target) -> None:
    """Do not show words that wait. Needs an open transaction and the target's lock."""
    waiting.give_back(target.row)


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
        waiting.show(target.row)
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
        waiting.erase(target.row)
    elif target.kind == TargetKind.MESSAGE:
        chat.erase_words(target.row.room, target.row.seq)


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
def _posts(actor: Actor | None) -> Any:
    posts = Post.objects.all() if actor is None else Post.objects.visible_to(actor)
    return posts.select_related("thread__theme", "author", "taken_down")


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
        words=waiting.with_title(post),
        html=waiting.with_title_html(post),
        state=states.of_post(post),
        language=thread.language,
        theme=thread.theme,
        room=None,
        # A title goes with the opening post, taken back or taken down.
        own_title=thread.title if thread.opening_state == PostState.SHOWN else "",
        at=post.created_at,
        row=post,
    )


def _post_url(post: Post) -> str:
    return reverse("forum:post_detail", args=[post.pk])


# --- words that wait ------------------------------------------------------------------------------
class _Waiting:
    """Rows of two tables, asked for as one."""

    def __init__(self, actor: Actor | None) -> None:
        self._actor = actor

    def filter(self, *, pk: waiting.Key) -> _Waiting:
        self._key = pk
        return self

    def first(self) -> waiting.Held | None:
        return waiting.found(self._key, self._actor)


def _read_held(held: waiting.Held) -> Target:
    name = waiting.name_of(held)
    return Target(kind=TargetKind.HELD, id=name, author=held.author, at=held.at, row=held, **waiting.facts(held))


# --- messages -------------------------------------------------------------------------------------
def _messages(actor: Actor | None) -> Any:
    events = RoomEvent.objects.all() if actor is None else RoomEvent.objects.visible_to(actor)
    return events.filter(kind=EventKind.MESSAGE, author__isnull=False).select_related(
        "room__theme", "author", "taken_down"
    )


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
        words=event.said.body,
        html=event.said.html,
        state=states.of_message(event),
        language=event.room.language,
        theme=event.room.theme,
        room=event.room,
        own_title=event.room.name,
        at=event.at,
        row=event,
    )


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
    TargetKind.HELD: _Kind(_read_held, _Waiting, waiting.key, waiting.lock, waiting.url),
    TargetKind.NAME: _Kind(_read_name, _names, keys.uuid, _lock_name, _name_url),
}
