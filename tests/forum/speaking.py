"""Short ways to write threads and replies through the services, as members do."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from forum import services
from forum.models import Post, Thread
from forum.services import Published
from members.actor import Actor


def start(actor: Actor, theme: Any, **wanted: Any) -> Published:
    """Start a thread with ordinary words, or with those that `wanted` names."""
    words = {"title": "Le premier hiver", "body": "Il neige sur le port.", "language": "fr", "audience": "anyone"}
    return services.start_thread(actor, theme=theme, **{**words, "nonce": uuid4(), **wanted})


def answer(actor: Actor, thread: Thread, body: str = "Je vous lis.", **wanted: Any) -> Published:
    """Reply with ordinary words."""
    return services.reply(actor, thread=thread, body=body, **{"nonce": uuid4(), **wanted})


def fresh(row: Any) -> Any:
    """Read a post or a thread again, with all that goes with it."""
    related = ("thread__theme", "thread__author", "author") if isinstance(row, Post) else ("theme", "author")
    return type(row).objects.select_related(*related).get(pk=row.pk)
