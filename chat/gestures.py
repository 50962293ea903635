"""Gestures: what one can say to a message without a word. Each person once a kind, and nothing is ever counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chat import company, voices, writer
from chat.models import EventKind, Gesture, GestureKind, MessageState, Room, RoomEvent
from chat.policies import sending_refusal
from chat.services import sent_before
from members import limits, masks, seal
from members.actor import Actor
from members.models import Pseudonym
from members.nonces import nonce_key
from members.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Made:
    """The gestures to one message: which kinds somebody made, and which of them the reader did."""

    kinds: set[str] = field(default_factory=set)
    mine: set[str] = field(default_factory=set)


def make_gesture(
    actor: Actor, *, room: Room, target_seq: int, gesture: str, is_on: bool, nonce: UUID, is_masked: bool = False
) -> RoomEvent | None:
    """Make a gesture to somebody else's message, or take it back (`is_on` false).

    `is_masked` makes it under the actor's mask in this room. It is taken back under the name that made it, whichever is
    worn by then: another one would show everybody that the two are one person.
    Returns the event, the first one when the nonce came before; None when the gesture stands, or is away, already.
    Raises Refusal: what `policies.sending_refusal` says, bad_field, not_found, not_allowed for one's own message,
    rate_limited, too_few_present.
    """
    if refusal := sending_refusal(actor, room):
        raise refusal
    key = nonce_key(actor, nonce)
    if found := sent_before([key]).get(key):
        return found
    if gesture not in GestureKind.values:
        raise Refusal("bad_field", _("This house does not know this gesture."), field="gesture")
    if is_masked and is_on and (refusal := company.too_few_refusal(actor, room)):
        raise refusal
    limits.spend(actor, "gesture")
    try:
        with transaction.atomic():
            return _write(actor, room, target_seq, gesture, is_on, key, is_masked=is_masked)
    except IntegrityError:
        # The same nonce, committed a moment ago in another room or process.
        if found := sent_before([key]).get(key):
            return found
        raise


def _write(
    actor: Actor, room: Room, target_seq: int, gesture: str, is_on: bool, key: bytes, *, is_masked: bool
) -> RoomEvent | None:
    locked = writer.lock([room.pk]).get(room.pk)
    if locked is None:
        raise Refusal("not_found", _("This room is no longer here."))
    if found := sent_before([key]).get(key):
        return found
    messages = RoomEvent.objects.filter(room_id=locked.pk, seq=target_seq, kind=EventKind.MESSAGE)
    target = messages.exclude(state=MessageState.REMOVED).first()
    if target is None:
        raise Refusal("not_found", _("This message is no longer here."), field="target_seq")
    mask = voices.mask_in(actor, locked)
    if target.author_id in voices.knowing(actor, [mask]).names:
        raise Refusal("not_allowed", _("Gestures are for the words of others."))
    standing = Gesture.objects.filter(key__in=_keys(actor, target.pk, gesture))
    if is_on == standing.exists():
        return None
    if is_on:
        voice = company.worn(voices.behind(actor, mask), room) if is_masked else actor
        number = masks.hidden_id() if voice.is_mask else None
        Gesture.objects.create(pk=number, event=target, kind=gesture, key=_keys(actor, target.pk, gesture)[0])
    else:
        voice = voices.behind(actor, mask) if _was_masked(mask, locked, target_seq, gesture) else actor
        standing.delete()
    event = RoomEvent(
        kind=EventKind.GESTURE,
        at=voices.dated(is_masked=voice.is_mask),
        author=voices.name_of(voice, locked),
        target_seq=target_seq,
        code=gesture,
        params={"on": is_on},
        nonce_key=key,
    )
    return writer.append(locked, event, locked=locked)


def _was_masked(mask: Pseudonym | None, room: Room, target_seq: int, gesture: str) -> bool:
    """Whether the gesture that stands was made under `mask`: the log knows who made it last."""
    if mask is None:
        return False
    made = RoomEvent.objects.filter(room_id=room.pk, kind=EventKind.GESTURE, author=mask)
    last = made.filter(target_seq=target_seq, code=gesture).order_by("-seq").first()
    return last is not None and bool(last.params.get("on"))


def made_to(actor: Actor, events: Sequence[RoomEvent]) -> dict[int, Made]:
    """Return the gestures to these messages, by primary key. One query."""
    found: dict[int, Made] = defaultdict(Made)
    mine: dict[bytes, tuple[int, str]] = {}
    rows = list(Gesture.objects.filter(event__in=events).values_list("event_id", "kind", "key"))
    if not actor.is_guest:
        for event_id, kind in {(event_id, kind) for event_id, kind, _key in rows}:
            mine |= dict.fromkeys(_keys(actor, event_id, kind), (event_id, kind))
    for event_id, kind, key in rows:
        found[event_id].kinds.add(kind)
        if bytes(key) in mine:
            found[event_id].mine.add(kind)
    return found


def _keys(actor: Actor, event_id: int, kind: str) -> list[bytes]:
    assert actor.member_id is not None
    return seal.digests("gesture", actor.member_id.bytes, event_id.to_bytes(8, "big"), kind)
