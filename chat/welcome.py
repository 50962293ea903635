"""Who stands at the door of a room, judged afresh: may they come in, and what may they do there?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from chat import changes, marks, pace, voices, wire
from chat.database import one_moment
from chat.models import Room
from chat.policies import badge, can_read_room, sending_refusal
from members.actor import GUEST, Actor
from members.changes import row_of
from members.models import Pseudonym
from members.refusals import Refusal
from members.socket_sessions import actors_of_sessions

SIGN_IN, NOT_ALLOWED, NO_ROOM = 4401, 4403, 4404


@dataclass(slots=True)
class Look:
    """One judgement. `close` is the code to close the socket with, `refusal` the sentence that goes before it.

    `seen` is the print of who they were, for `chat.changes`; None where it has to be made again.
    """

    actor: Actor = GUEST
    room: Room | None = None
    close: int | None = None
    refusal: Refusal | None = None
    you: dict[str, Any] = field(default_factory=dict)
    session_key: str | None = None
    seen: int | None = None
    _row: tuple[str, str, int] | None = None

    @property
    def row(self) -> tuple[str, str, int] | None:
        """Who they were, as `members.changes` asks whether they still are; None where that cannot be asked."""
        if self._row is None and self.seen is not None and self.session_key and self.actor.member_id is not None:
            self._row = (*row_of(self.session_key, self.actor.member_id), self.seen)
        return self._row

    @property
    def rights(self) -> dict[str, Any]:
        """What they may do: whoever stands in the room hears of a change."""
        return {name: value for name, value in self.you.items() if name != "read_seq"}


def look(session_key: str | None, slug: str, language: str) -> Look:
    """Judge whoever holds `session_key` at the door of the room `slug`, fresh from the database."""
    return look_at_all([(session_key, slug, language)])[0]


def look_at_all(asked: list[tuple[str | None, str, str]]) -> list[Look]:
    """Judge many at once, each as (session key, slug, language), with the queries of one."""
    # What a look is made of and what was made of it belong to the same moment.
    with one_moment():
        actors = actors_of_sessions([(session_key, language) for session_key, _slug, language in asked])
        keys = [session_key for session_key, _slug, _language in asked]
        seen = changes.prints(list(zip(keys, actors, strict=True)))
        found = Room.objects.select_related("theme__parent").filter(slug__in={slug for _key, slug, _language in asked})
        rooms = {room.slug: room for room in found}
        both = [(actor, rooms.get(slug)) for actor, (_key, slug, _language) in zip(actors, asked, strict=True)]
        here = [(actor, room) for actor, room in both if actor and room and not actor.is_guest]
        read = marks.read_seqs(here)
        masks = voices.masks_in(here)
        looks = [_judged(actor, room, read, masks) for actor, room in both]
    for look, session_key, made_of in zip(looks, keys, seen, strict=True):
        look.session_key = session_key
        # A sanction that ends, or one's turn in slow mode, comes with time alone: such a look is made again.
        is_lasting = look.you.get("why_not") != "muted" and not look.you.get("next_send_at")
        look.seen = made_of if is_lasting and look.close is None else None
    return looks


def _judged(
    actor: Actor | None, room: Room | None, read: dict[voices.Place, int], masks: dict[voices.Place, Pseudonym]
) -> Look:
    if actor is None:
        return Look(close=SIGN_IN)
    if room is None or not (room.theme.is_shown or actor.holds("administrator")):
        return Look(actor, close=NO_ROOM)
    if not can_read_room(actor, room):
        return Look(actor, room, close=SIGN_IN)
    refusal = sending_refusal(actor, room)
    if refusal is not None and refusal.code == "suspended":
        return Look(actor, room, NOT_ALLOWED, refusal)
    place = (actor.member_id, room.pk)
    mask = masks.get(place)
    you = you_object(actor, room, refusal, read.get(place), mask)
    return Look(voices.knowing(actor, [mask]), room, you=you)


def role(actor: Actor, room: Room) -> str:
    """Return the word for what `actor` is in this room."""
    if actor.is_guest:
        return "guest"
    if badge(actor, room):
        return "facilitator"
    for kind in ("moderator", "administrator"):
        if actor.holds(kind, room.scope, f"theme:{room.theme_id}"):
            return kind
    return "member"


def you_object(
    actor: Actor, room: Room, refusal: Refusal | None, read_seq: int | None, mask: Pseudonym | None
) -> dict[str, Any]:
    """Return what `you` says; `refusal` is why they may not speak, `mask` is theirs here. One query in slow mode."""
    now = timezone.now()
    muted = actor.sanction(now, "muted", scope=room.scope)
    return {
        "author": None if actor.is_guest else wire.author_object(actor, badge(actor, room)),
        "mask": wire.author_object(mask, "") if mask is not None else None,
        "role": role(actor, room),
        "can_send": refusal is None,
        "why_not": refusal.code if refusal else None,
        "muted_until": wire.instant(muted.until) if muted else None,
        "next_send_at": wire.instant(pace.next_send_at(actor, room, now=now)) if refusal is None else None,
        "read_seq": read_seq,
    }
