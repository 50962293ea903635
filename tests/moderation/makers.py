"""What the tests of moderation make again and again."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from chat import services as chat
from chat import writer
from chat.models import EventKind, Room, RoomEvent
from members.models import Role
from moderation import services
from moderation.models import Case, Flag
from tests import factories
from tests.cast import Person


def make_message(room: Room, author: Any, body: str = "Des mots du salon.") -> RoomEvent:
    """A message in the log of `room`."""
    with transaction.atomic():
        event = RoomEvent(kind=EventKind.MESSAGE, author=author, body=body, html=f"<p>{body}</p>", recipe=1)
        return writer.append(room, event)


def target_of(kind: str, author: Person, words: str = "Des mots du salon.") -> tuple[str, Any]:
    """A target of `kind` by `author`: its id, and its row."""
    if kind == "post":
        thread = factories.make_thread(title="Fatigue du soir")
        post = factories.make_post(thread, author.name, body=words)
        return str(post.pk), post
    if kind == "message":
        event = make_message(factories.make_room(name="Un jour sans boire"), author.name, words)
        return str(event.pk), event
    return str(author.name.pk), author.name


def call(by: Person, kind: str, target_id: str, reason: str = "hostile", note: str = "") -> Flag:
    """A flag raised as that person."""
    return services.raise_flag(by.actor, kind=kind, target_id=target_id, reason=reason, note=note)


def case_about(author: Person, *callers: Person, kind: str = "post", reason: str = "hostile") -> Case:
    """An open case about words of `author`, called for by `callers`."""
    target_id, _row = target_of(kind, author)
    return [call(by, kind, target_id, reason) for by in callers][-1].case


def entrust(person: Person, kind: str, scope: str) -> None:
    """Give a role in one place."""
    assert person.member is not None
    Role.objects.create(member=person.member, kind=kind, scope=scope)


__all__ = ["call", "case_about", "chat", "entrust", "make_message", "target_of"]
