"""Words that wait to be shown, a post's or a message's: how they are found, locked, read, shown, given back.

A message is named like "m12", a post by its number alone.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from chat import approval as of_rooms
from chat.held_models import HeldMessage
from chat.held_models import HeldState as MessageHeldState
from forum import approval as of_threads
from forum.models import HeldPost, HeldState, Post, PostState
from markup import rich_text
from members.actor import Actor
from moderation import keys, states
from moderation.quoting import plain
from moderation.states import State

Held = HeldPost | HeldMessage
Key = tuple[bool, int]
_MESSAGE = "m"


def key(target_id: str) -> Key | None:
    """Return whether it is a message, and its number; None for what names nothing."""
    is_message = target_id.startswith(_MESSAGE)
    number = keys.number(target_id.removeprefix(_MESSAGE))
    return (is_message, number) if number is not None else None


def name_of(held: Held) -> str:
    """Return how a case names these words."""
    return f"{_MESSAGE}{held.pk}" if isinstance(held, HeldMessage) else str(held.pk)


def found(key: Key, actor: Actor | None) -> Held | None:
    """Return the words if `actor` wrote them (None: whoever did), None when there are none."""
    is_message, number = key
    if is_message:
        messages = HeldMessage.objects.select_related("room__theme", "author", "event__taken_down")
        return (messages if actor is None else messages.filter(author__in=actor.names)).filter(pk=number).first()
    posts = HeldPost.objects.select_related("thread__theme", "theme", "author", "post__thread", "post__taken_down")
    return (posts if actor is None else posts.filter(author__in=actor.names)).filter(pk=number).first()


def lock(key: Key) -> Held | None:
    """Lock the words, after their room or thread, for the open transaction; None when there are none."""
    is_message, number = key
    try:
        return of_rooms.locked(number) if is_message else of_threads.locked(number)
    except (HeldPost.DoesNotExist, HeldMessage.DoesNotExist):
        return None


def show(held: Held) -> None:
    """Let words that waited stand in their place. Needs an open transaction and their lock. Raises Refusal."""
    if isinstance(held, HeldMessage):
        of_rooms.show_held(held)
    else:
        of_threads.show_held(held)


def give_back(held: Held) -> None:
    """Do not show words that wait. Needs an open transaction and their lock."""
    if isinstance(held, HeldMessage):
        of_rooms.give_back_held(held)
    else:
        of_threads.give_back_held(held)


def erase(held: Held) -> None:
    """Erase words that were given back, when nobody can ask for another look any more."""
    if isinstance(held, HeldMessage):
        of_rooms.erase_held(held)
    else:
        of_threads.erase_held(held)


def facts(held: Held) -> dict[str, Any]:
    """Return what a target says of these words, by name."""
    if isinstance(held, HeldMessage):
        return _of_message(held)
    return _of_post(held)


def _of_message(held: HeldMessage) -> dict[str, Any]:
    if held.event is not None:
        said, state = held.event.said, states.of_message(held.event)
        words, html = said.body, said.html
    elif held.state == MessageHeldState.SHOWN:
        # The room has forgotten it since.
        words = html = ""
        state = State.TAKEN_BACK
    else:
        words, html, state = held.body, held.html, _STATES[held.state]
    return {
        "words": words,
        "html": html,
        "state": state,
        "language": held.room.language,
        "theme": held.room.theme,
        "room": held.room,
        "own_title": held.room.name,
    }


def _of_post(held: HeldPost) -> dict[str, Any]:
    if held.post is not None:
        words, html, state = with_title(held.post), with_title_html(held.post), states.of_post(held.post)
    else:
        words = f"{held.title}\n\n{held.body}" if held.title else held.body
        html = rich_text.render(f"**{plain(held.title)}**").html + held.html if held.title else held.html
        state = _STATES[held.state]
    return {
        "words": words,
        "html": html,
        "state": state,
        "language": held.language,
        "theme": held.thread.theme if held.thread is not None else held.theme,
        "room": None,
        "own_title": _title_of(held),
    }


def with_title(post: Post) -> str:
    """A thread's title belongs to the words of its opening post: it can hurt, and be changed, like them."""
    said = post.said
    return f"{said.title}\n\n{said.body}" if said.title else said.body


def with_title_html(post: Post) -> str:
    """The same words as they are shown."""
    said = post.said
    return rich_text.render(f"**{plain(said.title)}**").html + said.html if said.title else said.html


def url(held: Held) -> str:
    """Return where the words stand, or will stand."""
    if isinstance(held, HeldMessage):
        room = reverse("chat:room_detail", args=[held.room.slug])
        return f"{room}#m{held.event.seq}" if held.event is not None else room
    if held.post is not None:
        return reverse("forum:post_detail", args=[held.post.pk])
    if held.thread is not None:
        return reverse("forum:thread_detail", args=[held.thread.pk, held.thread.slug])
    return reverse("theme_detail", args=[held.theme.slug])


_STATES: dict[str, State] = {
    HeldState.WAITING: State.HELD,
    HeldState.RETURNED: State.HIDDEN,
    HeldState.WITHDRAWN: State.TAKEN_BACK,
}


def _title_of(held: HeldPost) -> str:
    if held.thread is None:
        return held.title
    return held.thread.title if held.thread.opening_state == PostState.SHOWN else ""
