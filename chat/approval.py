"""Messages that somebody of the team reads before others see them: kept, taken back, shown, given back.

While one waits there is no event: it has no `seq`, and its sender's `ack` has none either. Its place in the log is that
of the moment in which it is shown, and it is then the one event of its nonce. Locks: room, held message.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chat import company, voices, writer
from chat.held_models import HeldMessage, HeldState
from chat.models import EventKind, MessageState, Room, RoomEvent
from chat.policies import state_refusal
from chat.signals import held_back, held_ended
from crisis.detection import Assessment
from members.actor import Actor
from members.news import announce
from members.refusals import Refusal
from members.sealed import with_words

# How many messages of one person may wait in one room, and when to look again.
MOST_WAITING, RETRY_S = 10, 600


@dataclass(frozen=True, slots=True)
class Kept:
    """A message that waits, and what it made one think of. `is_new` is false when its nonce had been sent before."""

    held: HeldMessage
    assessment: Assessment
    is_new: bool = True


def kept_with(keys: Collection[bytes]) -> dict[bytes, HeldMessage]:
    """Return the messages that were held with these nonces and are no event, by key. One query."""
    found = HeldMessage.objects.select_related("room", "author").filter(nonce_key__in=keys)
    return {bytes(one.nonce_key): one for one in found.exclude(state=HeldState.SHOWN)}


def hold(
    actor: Actor,
    *,
    room: Room,
    key: bytes,
    body: str,
    html: str,
    recipe: int,
    content_note: str,
    reply_to: int | None,
    assessment: Assessment,
    is_masked: bool = False,
) -> Kept:
    """Keep a cleaned message until somebody has read it. Called by the verbs of `chat.services`, which judged the rest.

    `is_masked` keeps it under the actor's mask in the room, made now if they have none. The same nonce again gives the
    first one. Raises Refusal("rate_limited") when many of the actor's wait here already:
    somebody has to read each of them.
    """
    waiting = HeldMessage.objects.filter(author__in=actor.names, state=HeldState.WAITING, room=room)
    if waiting.count() >= MOST_WAITING:
        sentence = _("Several of your messages wait to be read. Please leave the team some time; your words are kept.")
        raise Refusal("rate_limited", sentence, retry_after_s=RETRY_S)
    try:
        with transaction.atomic():
            voice = company.worn(actor, room) if is_masked else actor
            assert voice.pseudonym_id is not None, "whoever may speak has a name"
            held = HeldMessage(
                pk=voices.number_of_held(is_masked=is_masked),
                room=room,
                author_id=voice.pseudonym_id,
                at=voices.dated(is_masked=is_masked),
                recipe=recipe,
                reply_to=reply_to,
                nonce_key=key,
            )
            with_words(held, body=body, html=html, content_note=content_note).save(force_insert=True)
            announce(held_back, actor=voice, held=held, assessment=assessment)
    except IntegrityError:
        # The same nonce, a moment ago.
        found = kept_with([key]).get(key)
        if found is None:
            raise
        return Kept(found, assessment, is_new=False)
    return Kept(held, assessment)


def withdraw_held(actor: Actor, *, held: HeldMessage) -> HeldMessage:
    """Take one's own message back while it waits; its words are erased at once. Twice changes nothing.

    Raises Refusal: not_allowed (not theirs, or shown or given back meanwhile).
    """
    with transaction.atomic():
        held = locked(held.pk)
        if held.state == HeldState.WITHDRAWN and held.author_id in actor.names:
            return held
        if (refusal := own_refusal(actor, held)) is not None:
            raise refusal
        _end(held, HeldState.WITHDRAWN, is_erased=True)
        announce(held_ended, actor=actor, held=held)
    return held


def show_held(held: HeldMessage) -> RoomEvent | None:
    """Let a message that waited, or that was given back, enter the log now; None when the log has forgotten it since.

    For moderation, inside its transaction. Shown already, the event is returned as it is. Raises Refusal (bad_field)
    while the room is paused or closed: nothing is said there then.
    """
    with transaction.atomic():
        held = locked(held.pk)
        if held.state == HeldState.SHOWN:
            return held.event
        if state_refusal(held.room) is not None:
            sentence = _("Nothing is said in this room just now. It can be shown when the room is open again.")
            raise Refusal("bad_field", sentence, field="act")
        event = RoomEvent(
            kind=EventKind.MESSAGE,
            at=voices.dated(is_masked=held.author.is_mask),
            author=held.author,
            body=held.body,
            html=held.html,
            recipe=held.recipe,
            content_note=held.content_note,
            reply_to=held.reply_to if _can_be_answered(held) else None,
            nonce_key=held.nonce_key,
        )
        writer.append(held.room, event, locked=held.room)
        _end(held, HeldState.SHOWN, is_erased=True, event=event)
    return event


def give_back_held(held: HeldMessage) -> HeldMessage:
    """Do not show a message that waits. For moderation, inside its transaction; its letter gives the words back."""
    with transaction.atomic():
        held = locked(held.pk)
        if held.is_waiting:
            _end(held, HeldState.RETURNED, is_erased=False)
    return held


def erase_held(held: HeldMessage) -> None:
    """Erase words that were given back, when nobody can ask for another look any more. For moderation."""
    HeldMessage.objects.filter(pk=held.pk, state=HeldState.RETURNED).update(
        body_box=b"", html_box=b"", content_note_box=b""
    )


def waiting_for(actor: Actor, room: Room) -> list[HeldMessage]:
    """Return the actor's own messages that wait in `room`, oldest first. One query, none for a guest."""
    if actor.is_guest:
        return []
    held = HeldMessage.objects.filter(author__in=actor.names, state=HeldState.WAITING, room=room)
    # What waits under a mask bears a number drawn by chance.
    return list(held.select_related("author").order_by("at", "pk"))


def own_refusal(actor: Actor, held: HeldMessage) -> Refusal | None:
    """Why the actor may not change or take back `held`, None if they may."""
    if held.author_id not in actor.names:
        return Refusal("not_allowed", _("Only the person who wrote these words can change them."))
    if not held.is_waiting:
        return Refusal("not_allowed", _("These words wait no more: somebody has read them meanwhile."))
    return None


def locked(pk: int) -> HeldMessage:
    """Return a held message, locked after its room, for the open transaction. Raises HeldMessage.DoesNotExist."""
    room_id = HeldMessage.objects.values_list("room_id", flat=True).get(pk=pk)
    room = writer.lock([room_id]).get(room_id)
    held = HeldMessage.objects.select_related("author", "event").select_for_update(of=("self",)).get(pk=pk)
    if room is None:
        raise HeldMessage.DoesNotExist
    held.room = room
    return held


def _can_be_answered(held: HeldMessage) -> bool:
    if held.reply_to is None:
        return False
    answered = RoomEvent.objects.filter(room_id=held.room_id, seq=held.reply_to, kind=EventKind.MESSAGE)
    return answered.exclude(state=MessageState.REMOVED).exists()


def _end(held: HeldMessage, state: HeldState, *, is_erased: bool, event: RoomEvent | None = None) -> None:
    held.state, held.ended_at, held.event = state, voices.dated(is_masked=held.author.is_mask), event
    if is_erased:
        held.body = held.html = held.content_note = ""
    held.save(update_fields=["state", "ended_at", "event", "body_box", "html_box", "content_note_box"])
