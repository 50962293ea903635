"""Small makers of rows for tests: each gives a valid row with sensible words, and takes any field by name."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from chat.models import HeldMessage, Room
from forum.models import HeldPost, Post, Thread
from groups.models import Theme
from markup import rich_text
from members import names, recognition
from members.actor import Actor
from members.models import Consent, Holding, Member, Pseudonym, Role, Topic
from members.sealed import with_words

_numbers = itertools.count(1)
PASSWORD = "une-lampe-au-bord-de-la-route"


def make_pseudonym(name: str = "", **fields: Any) -> Pseudonym:
    name = name or f"Nom d’essai {next(_numbers)}"
    fields.setdefault("skeleton", names.skeleton(name))
    return Pseudonym.objects.create(name=name, **fields)


def make_member(name: str = "", *, roles: tuple[tuple[str, str], ...] = (), **fields: Any) -> Member:
    """A member with a name, every consent given, and `roles` as (kind, scope) pairs."""
    fields.setdefault("username", f"essai-{uuid4().hex[:10]}")
    member = Member.objects.create_user(password=PASSWORD, **fields)
    Holding.objects.create(member=member, pseudonym=make_pseudonym(name))
    for topic in Topic.values:
        Consent.objects.create(member=member, topic=topic, version=10_000)
    for kind, scope in roles:
        Role.objects.create(member=member, kind=kind, scope=scope)
    return member


def actor_of(member: Member, **known: Any) -> Actor:
    """The actor for `member`, read afresh."""
    return recognition.recognise(member, **known)


def name_of(member: Member) -> Pseudonym:
    """The member's current public name."""
    return Pseudonym.objects.get(holding__member=member, holding__is_current=True)


def make_theme(slug: str = "", **fields: Any) -> Theme:
    number = next(_numbers)
    slug = slug or f"theme-{number}"
    words = {
        "name_fr": f"Thème {number}",
        "name_en": f"Theme {number}",
        "description_fr": "Un thème.",
        "description_en": "A theme.",
    }
    return Theme.objects.create(slug=slug, **{**words, **fields})


def make_thread(
    theme: Theme | None = None, author: Pseudonym | None = None, *, body: str = "Premiers mots.", **fields: Any
) -> Thread:
    """A thread with its opening post, rows written straight."""
    theme = theme or make_theme()
    author = author or make_pseudonym()
    fields.setdefault("title", "Un fil")
    fields.setdefault("slug", "un-fil")
    fields.setdefault("language", "fr")
    thread = Thread.objects.create(theme=theme, author=author, first_words=body[:200], **fields)
    make_post(thread, author, body=body)
    return thread


def make_post(thread: Thread, author: Pseudonym | None = None, *, body: str = "Des mots.", **fields: Any) -> Post:
    """The next post of `thread`."""
    author = author or make_pseudonym()
    rendered = rich_text.render(body)
    thread.last_position += 1
    post = Post.objects.create(
        thread=thread,
        position=thread.last_position,
        author=author,
        body=body,
        html=rendered.html,
        recipe=rendered.recipe,
        **fields,
    )
    thread.last_post_at = post.created_at
    thread.is_answered = thread.is_answered or author.pk != thread.author_id
    thread.save(update_fields=["last_position", "last_post_at", "is_answered"])
    return post


def make_held(thread: Thread, author: Pseudonym, *, body: str = "Des mots qui attendent.", **fields: Any) -> HeldPost:
    """An answer in `thread` that waits to be read."""
    rendered = rich_text.render(body)
    return HeldPost.objects.create(
        thread=thread,
        theme=thread.theme,
        author=author,
        language=thread.language,
        audience=thread.audience,
        body=body,
        html=rendered.html,
        recipe=rendered.recipe,
        nonce_key=uuid4().bytes * 2,
        **fields,
    )


def make_held_message(room: Room, author: Pseudonym, *, body: str = "Des mots qui attendent.") -> HeldMessage:
    """Return a message that waits to be shown in `room`; it stands in no case yet."""
    held = HeldMessage(room=room, author=author, recipe=1, nonce_key=uuid4().bytes * 2)
    with_words(held, body=body, html=f"<p>{body}</p>").save(force_insert=True)
    return held


def make_room(slug: str = "", theme: Theme | None = None, **fields: Any) -> Room:
    slug = slug or f"salon-{next(_numbers)}"
    fields.setdefault("name", "Un salon")
    fields.setdefault("language", "fr")
    return Room.objects.create(slug=slug, theme=theme or make_theme(), **fields)


def tomorrow() -> Any:
    return timezone.now() + timedelta(days=1)
