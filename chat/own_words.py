"""What one can do with one's own words for a while: change them, take them back.

What stood there before is kept for the people who decide (`EarlierWords`); everybody else sees what stands now.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction

from chat import approval, sealing, voices, writer
from chat.approval import Kept
from chat.held_models import HeldMessage
from chat.models import BY_AUTHOR, EventKind, MessageState, Room, RoomEvent
from chat.policies import own_words_refusal, sending_refusal
from chat.services import Published, again, cleaned, has_spoken, sent_before
from chat.signals import held_back, published
from crisis.detection import assess
from markup import plain_text, rich_text
from members import details, limits
from members.actor import Actor
from members.news import announce
from members.nonces import nonce_key
from members.policies import newcomer_link_refusal, speaking_refusal

Write = Callable[[Room, RoomEvent], RoomEvent]


def edit_message(
    actor: Actor, *, room: Room, target_seq: int, nonce: UUID, body: str, is_confirmed: bool = True
) -> Published:
    """Change what one said, within fifteen minutes. The same nonce again gives the first change again.

    Returns the event of the change; words that are the same already write nothing and give the message itself.
    Raises Refusal: what `policies.own_words_refusal` and `policies.sending_refusal` say, empty, too_long, confirm,
    rate_limited.
    """
    if found := _done_before(actor, nonce):
        return found
    target = _message(room, target_seq)
    actor = voices.as_author(actor, target.author if target else None)
    if refusal := own_words_refusal(actor, target) or sending_refusal(actor, room):
        raise refusal
    assert target is not None
    body = cleaned(body)
    assessment = assess(body)
    if body == target.body:
        return Published(target, assessment, is_new=False)
    if plain_text.links_in(body) and not has_spoken(actor, besides=target.pk):
        raise newcomer_link_refusal()
    if not is_confirmed and (refusal := details.question_about(body)):
        raise refusal
    limits.spend(actor, "edit")
    rendered = rich_text.render(body)

    def write(locked: Room, message: RoomEvent) -> RoomEvent:
        if refusal := sending_refusal(actor, locked):
            raise refusal
        sealing.keep_earlier(message)
        message.body, message.html, message.recipe = body, rendered.html, rendered.recipe
        message.state = MessageState.EDITED
        message.save(update_fields=["body", "html", "recipe", "state"])
        event = _event(actor, nonce, EventKind.EDITED, message)
        writer.append(locked, event, locked=locked)
        announce(published, actor=actor, event=message, assessment=assessment)
        return event

    return Published(_write(actor, room, target_seq, nonce, write), assessment)


def delete_message(actor: Actor, *, room: Room, target_seq: int, nonce: UUID) -> RoomEvent:
    """Take back what one said, within fifteen minutes: its place stays, its words go. Also in a room that is paused.

    Returns the event; the same nonce again gives the same one. Raises Refusal: what `policies.own_words_refusal` says,
    rate_limited.
    """
    if found := _done_before(actor, nonce):
        return found.event
    target = _message(room, target_seq)
    actor = voices.as_author(actor, target.author if target else None)
    if refusal := own_words_refusal(actor, target):
        raise refusal
    limits.spend(actor, "edit")

    def write(locked: Room, message: RoomEvent) -> RoomEvent:
        sealing.keep_earlier(message)
        message.body = message.html = message.content_note = ""
        message.state, message.code = MessageState.REMOVED, BY_AUTHOR
        message.save(update_fields=["body", "html", "content_note", "state", "code"])
        event = _event(actor, nonce, EventKind.REMOVED, message)
        event.code = BY_AUTHOR
        return writer.append(locked, event, locked=locked)

    return _write(actor, room, target_seq, nonce, write)


def change_held(actor: Actor, *, held: HeldMessage, body: str, is_confirmed: bool = True) -> Kept:
    """Change one's own words while they wait to be read. Unchanged words write nothing.

    Raises Refusal: not_allowed (not theirs, or no longer waiting), what `policies.sending_refusal` says but for the
    room's being paused or closed, empty, too_long, confirm, rate_limited.
    """
    refusal = approval.own_refusal(actor, held) or speaking_refusal(actor, scope=held.room.scope)
    if refusal is not None:
        raise refusal
    body = cleaned(body)
    assessment = assess(body)
    if body == held.body:
        return Kept(held, assessment, is_new=False)
    if plain_text.links_in(body) and not has_spoken(actor):
        raise newcomer_link_refusal()
    if not is_confirmed and (refusal := details.question_about(body)):
        raise refusal
    limits.spend(actor, "edit")
    rendered = rich_text.render(body)
    with transaction.atomic():
        held = approval.locked(held.pk)
        if refusal := approval.own_refusal(actor, held):
            raise refusal
        held.body, held.html, held.recipe = body, rendered.html, rendered.recipe
        held.save(update_fields=["body_box", "html_box", "recipe"])
        announce(held_back, actor=actor, held=held, assessment=assessment)
    return Kept(held, assessment)


def _done_before(actor: Actor, nonce: UUID) -> Published | None:
    if actor.is_guest:
        return None
    key = nonce_key(actor, nonce)
    found = sent_before([key]).get(key)
    if found is None or found.target_seq is None:
        return again(found) if found else None
    # A change has no words of its own: the panel belongs to those it brought.
    message = RoomEvent.objects.filter(room_id=found.room_id, seq=found.target_seq).first()
    return Published(found, assess(message.body if message else ""), is_new=False)


def _message(room: Room, seq: int) -> RoomEvent | None:
    messages = RoomEvent.objects.filter(room_id=room.pk, seq=seq, kind=EventKind.MESSAGE)
    return messages.select_related("author").first()


def _event(actor: Actor, nonce: UUID, kind: str, message: RoomEvent) -> RoomEvent:
    # Under the name that the words bear: another one, or a new one, would stand beside it for everybody to compare.
    return RoomEvent(
        kind=kind,
        at=voices.dated(is_masked=actor.is_mask),
        author=message.author,
        badge=message.badge,
        target_seq=message.seq,
        nonce_key=nonce_key(actor, nonce),
    )


def _write(actor: Actor, room: Room, target_seq: int, nonce: UUID, write: Write) -> RoomEvent:
    """Run `write` with the room and the message locked and looked at again; the same nonce is written once."""
    try:
        with transaction.atomic():
            locked = writer.lock([room.pk]).get(room.pk)
            message = _message(locked, target_seq) if locked else None
            if found := _done_before(actor, nonce):
                return found.event
            if refusal := own_words_refusal(actor, message):
                raise refusal
            assert locked is not None
            assert message is not None
            return write(locked, message)
    except IntegrityError:
        # The same nonce, committed a moment ago in another room or process.
        if found := _done_before(actor, nonce):
            return found.event
        raise
