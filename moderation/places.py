"""What an address of this house points to: whoever writes to us gives an address, not a kind and a number."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation

from chat.models import EventKind, RoomEvent
from forum.models import Post
from members.actor import Actor
from moderation import targets
from moderation.models import TargetKind
from moderation.targets import Target

_LONGEST = 500
_LANGUAGES = {code for code, _name in settings.LANGUAGES}
_ANCHOR = re.compile(r"([pm])([1-9][0-9]{0,17})")


def target_at(actor: Actor, address: str) -> Target | None:
    """Return what `actor` may know of at `address`, whole or from its path on; None for anything else.

    A thread stands for its opening post unless the address names another; a room alone is no message.
    """
    address = address.strip()
    if not address or len(address) > _LONGEST:
        return None
    try:
        parts = urlsplit(address)
        host = f"{parts.scheme}://{parts.netloc}"
    except ValueError:
        return None
    if parts.netloc and host not in settings.ALLOWED_ORIGINS:
        return None
    found = _named(unquote(parts.path), parts.fragment)
    return targets.find(actor, *found) if found is not None else None


def _named(path: str, fragment: str) -> tuple[str, str] | None:
    language = path.strip("/").split("/")[0]
    if language not in _LANGUAGES or "\x00" in path:
        return None
    with translation.override(language):
        try:
            match = resolve(path if path.endswith("/") else f"{path}/")
        except Resolver404:
            return None
    known = match.kwargs
    anchor = _ANCHOR.fullmatch(fragment)
    position = int(anchor[2]) if anchor else None
    if match.view_name == "forum:post_detail":
        return TargetKind.POST, str(known["pk"])
    if match.view_name == "forum:thread_detail":
        return _post(known["pk"], position or 1)
    if match.view_name == "chat:room_detail":
        return _message(known["slug"], position)
    if match.view_name == "name_detail":
        return TargetKind.NAME, str(known["pk"])
    if match.view_name == "moderation:flag":
        return known["kind"], known["target_id"]
    return None


def _post(thread_id: int, position: int) -> tuple[str, str] | None:
    try:
        found = Post.objects.filter(thread_id=thread_id, position=position).values_list("pk", flat=True).first()
    except OverflowError:
        return None
    return (TargetKind.POST, str(found)) if found is not None else None


def _message(slug: str, seq: int | None) -> tuple[str, str] | None:
    if seq is None:
        return None
    messages = RoomEvent.objects.filter(room__slug=slug, seq=seq, kind=EventKind.MESSAGE)
    found = messages.values_list("pk", flat=True).first()
    return (TargetKind.MESSAGE, str(found)) if found is not None else None
