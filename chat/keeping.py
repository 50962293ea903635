"""Keep the rooms: add one, change one. An act of power, so every change goes into the record."""

from __future__ import annotations

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from chat import own_marks, writer
from chat.models import EventKind, Keeping, Room, RoomEvent, RoomState
from chat.policies import badge, can_keep_rooms
from groups.models import Approval, Theme
from markup import plain_text
from members.actor import Actor
from members.models import Language
from members.refusals import Refusal
from record import services as record

# What an administrator decides about a room; the slug is decided once, because addresses must last.
CHANGEABLE = (
    *("theme", "name", "topic", "language", "guests_may_read", "slow_mode_s", "state"),
    *("capacity", "keep_hours", "approval", "agreement_fr", "agreement_en"),
)
_AGREEMENT = ("agreement_fr", "agreement_en")
# What people in the room see change, and what those who welcome them there change while they are.
STEERABLE = ("state", "topic", "slow_mode_s")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_RESERVED = frozenset({"new", "edit", "all"})
MOST_SLOW_S = 3_600
LONGEST_NOTICE = 500
MOST_CAPACITY = 5_000
MOST_AGREEMENT = 4_000


def add_room(actor: Actor, *, slug: str, **wanted: Any) -> Room:
    """Add a room and record it. `wanted` takes the names in CHANGEABLE. Raises Refusal (not_allowed, bad_field)."""
    _may(actor)
    slug = slug.strip().lower()
    if not _SLUG.fullmatch(slug) or len(slug) > 60 or slug in _RESERVED:
        sentence = _("Use 1 to 60 small letters, digits and single hyphens, for example “long-nights”.")
        raise Refusal("bad_field", sentence, field="slug")
    room = Room(slug=slug)
    _put(room, wanted)
    room.agreement_version = 1 if _has_agreement(room) else 0
    _check(room)
    try:
        with transaction.atomic():
            room.save(force_insert=True)
            record.write("room.added", {"by": str(actor.pseudonym_id), "room": slug, "now": _facts(room)})
            _raise_themes(room.theme_id)
    except IntegrityError as clash:
        if Room.objects.filter(slug=slug).exists():
            sentence = _("Another room already has this address. Choose another one.")
            raise Refusal("bad_field", sentence, field="slug") from clash
        raise
    return room


def change_room(actor: Actor, *, room: Room, **wanted: Any) -> Room:
    """Change what `wanted` names (see CHANGEABLE), record it, tell whoever is there, and return the room as it is now.

    Nothing is written when nothing changes. Raises Refusal (not_allowed, bad_field).
    """
    _may(actor)
    return _change(actor, room, wanted)


def steer_room(actor: Actor, *, room: Room, reason: str, nonce_key: bytes | None = None, **wanted: Any) -> Room:
    """Change what people in a room see (STEERABLE) while they are there, as `change_room` does; everybody reads why.

    For moderation, which judges whether the actor may. The same `nonce_key` again changes nothing.
    Raises Refusal (bad_field).
    """
    if not set(wanted) <= set(STEERABLE):
        raise TypeError("From inside a room, only what people there see is changed.")
    return _change(actor, room, wanted, reason=reason, nonce_key=nonce_key)


def post_notice(actor: Actor, *, room: Room, body: str, nonce_key: bytes) -> RoomEvent:
    """Let a word of whoever welcomes people stand in the room, in a paused or closed one too, and record it.

    For moderation, which judges whether the actor may. The same `nonce_key` again gives the first notice.
    Raises Refusal (empty, too_long).
    """
    body = plain_text.tidy(body)
    if plain_text.is_blank(body):
        raise Refusal("empty", _("There is nothing to read in this message yet."), field="body")
    if len(body) > LONGEST_NOTICE:
        sentence = _("A notice is a few lines, so that everybody reads it. Please shorten it.")
        raise Refusal("too_long", sentence, field="body")
    with transaction.atomic():
        locked = writer.lock([room.pk]).get(room.pk)
        if locked is None:
            raise Room.DoesNotExist
        found = RoomEvent.objects.filter(nonce_key=nonce_key).first()
        if found is not None:
            return found
        event = RoomEvent(
            kind=EventKind.NOTICE,
            author_id=actor.pseudonym_id,
            badge=badge(actor, locked),
            body=body,
            nonce_key=nonce_key,
        )
        writer.append(locked, event, locked=locked)
        record.write("room.notice", {"by": str(actor.pseudonym_id), "room": locked.slug, "seq": event.seq})
    return event


def _change(
    actor: Actor, room: Room, wanted: dict[str, Any], *, reason: str = "", nonce_key: bytes | None = None
) -> Room:
    with transaction.atomic():
        locked = writer.lock([room.pk]).get(room.pk)
        if locked is None:
            raise Room.DoesNotExist
        if nonce_key is not None and RoomEvent.objects.filter(nonce_key=nonce_key).exists():
            return locked
        before, old_theme = _facts(locked), locked.theme_id
        _put(locked, wanted)
        _check(locked)
        after = _facts(locked)
        changed = sorted(key for key, value in after.items() if before[key] != value)
        if not changed:
            return locked
        if "state" in changed:
            locked.why = "" if locked.state == RoomState.OPEN else reason
        if set(changed) & set(_AGREEMENT):
            locked.agreement_version = _next_version(locked)
        locked.save(update_fields=[*CHANGEABLE, "agreement_version", "why"])
        if seen := {key: after[key] for key in changed if key in STEERABLE}:
            if reason:
                seen["reason"] = reason
            event = RoomEvent(kind=EventKind.ROOM, code="changed", params=seen, nonce_key=nonce_key)
            writer.append(locked, event, locked=locked)
        content: dict[str, Any] = {"by": str(actor.pseudonym_id), "room": locked.slug}
        if reason:
            content["reason"] = reason
        content |= {"was": {key: before[key] for key in changed}, "now": {key: after[key] for key in changed}}
        record.write("room.changed", content)
        _raise_themes(old_theme, locked.theme_id)
    return locked


def _may(actor: Actor) -> None:
    if not can_keep_rooms(actor):
        raise Refusal("not_allowed", _("Only the administrators of the house arrange its rooms."))


def _put(room: Room, wanted: dict[str, Any]) -> None:
    for key, value in wanted.items():
        if key not in CHANGEABLE:
            raise TypeError(f"“{key}” is nothing that a room can be given.")
        if key in {"name", "topic"}:
            value = plain_text.tidy_line(value)
        elif key in _AGREEMENT:
            value = plain_text.tidy(value)
        setattr(room, key, value)


def _check(room: Room) -> None:
    if plain_text.is_blank(room.name):
        raise Refusal("bad_field", _("A room needs a name."), field="name")
    for field, longest in (("name", 120), ("topic", 200)):
        if len(getattr(room, field)) > longest:
            raise Refusal("bad_field", _("These words are too long for their place."), field=field)
    if room.language not in Language.values:
        raise Refusal("bad_field", _("Choose the language people speak here."), field="language")
    if room.state not in RoomState.values:
        raise Refusal("bad_field", _("Choose whether the room is open, paused or closed."), field="state")
    if not 0 <= room.slow_mode_s <= MOST_SLOW_S:
        raise Refusal("bad_field", _("Choose a pause of at most one hour."), field="slow_mode_s")
    _check_limits(room)


def _check_limits(room: Room) -> None:
    if not 1 <= room.capacity <= MOST_CAPACITY:
        raise Refusal("bad_field", _("A room has between one and 5,000 places."), field="capacity")
    if room.keep_hours not in Keeping.values:
        raise Refusal("bad_field", _("Choose how long words stay."), field="keep_hours")
    if room.approval not in Approval.values:
        raise Refusal("bad_field", _("Choose whose words are read before others see them."), field="approval")
    for field in _AGREEMENT:
        if len(getattr(room, field)) > MOST_AGREEMENT:
            raise Refusal("bad_field", _("These words are too long for their place."), field=field)


def _has_agreement(room: Room) -> bool:
    return any(getattr(room, field) for field in _AGREEMENT)


def _next_version(room: Room) -> int:
    """Return the version of a changed agreement. It only grows, so that nobody accepted a text they never read."""
    return max(room.agreement_version, own_marks.highest_agreed(room)) + 1 if _has_agreement(room) else 0


def _facts(room: Room) -> dict[str, Any]:
    facts = {key: getattr(room, key) for key in CHANGEABLE if key != "theme"}
    return {**facts, "theme": room.theme.slug}


def _raise_themes(*theme_ids: int) -> None:
    """Tell the caches that the themes' pages changed; last, so that these rows are held as briefly as can be."""
    for theme_id in sorted(set(theme_ids)):
        Theme.objects.filter(pk=theme_id).update(version=F("version") + 1)
