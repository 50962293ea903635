"""From text to a frame and its handler, and back to an `error` frame; the same on a socket and over HTTP."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from chat.database import in_database
from chat.frames import Handler
from chat.models import Room
from members.refusals import Refusal

FRAME_BYTES = 16 * 1024

BAD_JSON = _("This could not be read. Your words are kept.")
UNKNOWN = _("This house does not know what was asked. Reloading the page may help.")
TROUBLED = _("Something stopped on our side. Your words are kept; please try again in a moment.")


def parsed(text: str | None) -> dict[str, Any]:
    """Return the frame in `text`. Raises Refusal("bad_json") unless it is one JSON object as text."""
    try:
        data = json.loads(text) if text is not None else None
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise Refusal("bad_json", BAD_JSON)
    return data


def handler_for(frames: dict[str, Handler], data: dict[str, Any]) -> Handler:
    """Return the handler of a frame. Raises Refusal("bad_field") without a `type`, "unknown_type" for a strange one."""
    kind = data.get("type")
    if not isinstance(kind, str):
        raise Refusal("bad_field", BAD_JSON, field="type")
    if kind not in frames:
        raise Refusal("unknown_type", UNKNOWN)
    return frames[kind]


def echoed(data: dict[str, Any]) -> str | None:
    """Return the nonce to answer with: what the client sent, if it is short text."""
    nonce = data.get("nonce")
    return nonce if isinstance(nonce, str) and len(nonce) <= 64 and nonce.isprintable() else None


def error_object(refusal: Refusal, nonce: str | None = None) -> dict[str, Any]:
    """Return the `error` frame of a refusal, in the active language."""
    frame: dict[str, Any] = {"type": "error", "code": refusal.code, "detail": str(refusal.detail)}
    if nonce is not None:
        frame["nonce"] = nonce
    if refusal.field is not None:
        frame["field"] = refusal.field
    if refusal.retry_after_s is not None:
        frame["retry_after_s"] = refusal.retry_after_s
    return frame


def nonce_in(text: str | None) -> str | None:
    """Return the nonce of a frame that is not looked at any further."""
    try:
        return echoed(parsed(text))
    except Refusal:
        return None


async def head_of(room_id: int) -> int:
    """Return the last `seq` of a room, 0 when it is gone."""
    return await in_database(_head, room_id)


def _head(room_id: int) -> int:
    return Room.objects.filter(pk=room_id).values_list("last_seq", flat=True).first() or 0
