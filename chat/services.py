"""What people do in a room: say something; and what a decision does there: take a message down, put it back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from chat import writer
from chat.models import BY_AUTHOR, EventKind, MessageState, Room, RoomEvent
from chat.pace import pace_refusal
from chat.policies import badge, sending_refusal
from chat.signals import published
from crisis.detection import Assessment, assess
from markup import personal_details, plain_text, rich_text
from members import limits
from members.actor import Actor
from members.models import Pseudonym
from members.news import announce, announce_all
from members.nonces import nonce_key
from members.policies import newcomer_link_refusal
from members.refusals import Refusal

MAX_BODY = 4_000
# Not a decision: the house set a message aside by itself, until somebody has looked. The message carries the code.
SET_ASIDE = "set_aside"
MAX_NOTE = 80


@dataclass(frozen=True, slots=True)
class Published:
    """A message in the log. `is_new` is false when its nonce had been sent before: the same ack, no second event."""

    event: RoomEvent
    assessment: Assessment
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that may be said, ready to be written."""

    actor: Actor
    room_id: int
    key: bytes
    body: str
    html: str
    recipe: int
    reply_to: int | None
    assessment: Assessment
    content_note: str = ""


def send_message(
    actor: Actor,
    *,
    room: Room,
    nonce: UUID,
    body: str,
    reply_to: int | None = None,
    content_note: str = "",
    is_confirmed: bool = True,
) -> Published:
    """Say something in a room.

    `nonce` names this attempt: sent twice, it gives the first message again. `reply_to` is the `seq` it answers,
    `content_note` a few words that stand before the others. With `is_confirmed` false, personal details in the words
    are asked about first.
    Raises Refusal (not_member, suspended, muted, agreement, held, closed, slow_mode, rate_limited, empty, too_long,
    confirm, not_found, not_allowed).
    """
    draft = prepare_message(
        actor,
        room=room,
        nonce=nonce,
        body=body,
        reply_to=reply_to,
        content_note=content_note,
        is_confirmed=is_confirmed,
    )
    if isinstance(draft, Published):
        return draft
    with transaction.atomic():
        return write_message(draft, writer.lock([draft.room_id]))


def prepare_message(
    actor: Actor,
    *,
    room: Room,
    nonce: UUID,
    body: str,
    reply_to: int | None = None,
    content_note: str = "",
    is_confirmed: bool = True,
) -> Draft | Published:
    """Do all of `send_message` that needs no lock: may they, clean, render, assess. Writes nothing to the database.

    Returns the message itself when it is refused now but was accepted before: its ack got lost on the way.
    Raises Refusal as `send_message` does.
    """
    if actor.is_guest:
        raise sending_refusal(actor, room) or Refusal("not_member", "")
    key = nonce_key(actor, nonce)
    try:
        if refusal := sending_refusal(actor, room):
            raise refusal
        body, note = cleaned(body), cleaned_note(content_note)
        if plain_text.links_in(body) and not has_spoken(actor):
            raise newcomer_link_refusal()
        if not is_confirmed and (refusal := details_refusal(body)):
            raise refusal
        if refusal := pace_refusal(actor, room):
            raise refusal
        limits.spend(actor, "message")
    except Refusal:
        if found := sent_before([key]).get(key):
            return again(found)
        raise
    rendered = rich_text.render(body)
    return Draft(actor, room.pk, key, body, rendered.html, rendered.recipe, reply_to, assess(body), note)


def write_message(draft: Draft, rooms: dict[int, Room]) -> Published:
    """Write a draft in the open transaction, `rooms` being locked. Undoes itself alone when refused.

    Raises Refusal as `send_message` does.
    """
    locked = rooms.get(draft.room_id)
    if locked is None:
        raise Refusal("not_found", _("This room is no longer here."))
    if found := sent_before([draft.key]).get(draft.key):
        return again(found)
    head = locked.last_seq
    try:
        with transaction.atomic():
            return _write(draft, locked)
    except IntegrityError:
        # The same nonce, committed a moment ago from another room's queue or another process.
        locked.last_seq = head
        if found := sent_before([draft.key]).get(draft.key):
            return again(found)
        raise
    except BaseException:
        locked.last_seq = head
        raise


def _write(draft: Draft, room: Room) -> Published:
    actor = draft.actor
    if refusal := sending_refusal(actor, room) or pace_refusal(actor, room):
        raise refusal
    if draft.reply_to is not None and not _can_be_answered(room, draft.reply_to):
        raise Refusal(
            "not_found", _("The message you answer is no longer here. Your words are kept."), field="reply_to"
        )
    event = event_of(draft, room)
    writer.append(room, event, locked=room)
    announce(published, actor=actor, event=event, assessment=draft.assessment)
    return Published(event, draft.assessment)


def event_of(draft: Draft, room: Room) -> RoomEvent:
    """Return the event that a draft becomes, not yet in the log."""
    actor = draft.actor
    return RoomEvent(
        kind=EventKind.MESSAGE,
        author_id=actor.pseudonym_id,
        badge=badge(actor, room),
        body=draft.body,
        html=draft.html,
        recipe=draft.recipe,
        content_note=draft.content_note,
        reply_to=draft.reply_to,
        nonce_key=draft.key,
    )


def write_messages(drafts: list[Draft], rooms: dict[int, Room]) -> list[Published | Refusal] | None:
    """Write many drafts in the open transaction, `rooms` being locked, with as many queries as one takes.

    Returns what each became, in order; a refused one takes no number. None, before anything is written, when they have
    to be written one by one: slow mode, answers and nonces sent twice look at what was written just before.
    """
    if any(draft.reply_to is not None for draft in drafts) or any(room.slow_mode_s for room in rooms.values()):
        return None
    if len({draft.key for draft in drafts}) < len(drafts) or sent_before([draft.key for draft in drafts]):
        return None
    authors = Pseudonym.objects.in_bulk({draft.actor.pseudonym_id for draft in drafts})
    outcomes: list[Published | Refusal] = []
    written: list[tuple[Draft, RoomEvent]] = []
    for draft in drafts:
        room = rooms.get(draft.room_id)
        if room is None or draft.actor.pseudonym_id not in authors:
            return None
        if refusal := sending_refusal(draft.actor, room):
            outcomes.append(refusal)
            continue
        event = event_of(draft, room)
        event.author = authors[draft.actor.pseudonym_id]
        event.room = room
        written.append((draft, event))
        outcomes.append(Published(event, draft.assessment))
    writer.append_all([event for _draft, event in written])
    news = [{"actor": draft.actor, "event": event, "assessment": draft.assessment} for draft, event in written]
    announce_all(published, news)
    return outcomes


def remove_message(room: Room, target_seq: int, *, reason: str) -> RoomEvent | None:
    """Take the words of a message away for everybody; `reason` is a short code that clients put into words.

    For whoever decides, inside their transaction. Returns the event, None when the message was away already.
    Raises RoomEvent.DoesNotExist when there is no such message.
    """
    return _turn(room, target_seq, MessageState.REMOVED, EventKind.REMOVED, reason)


def restore_message(room: Room, target_seq: int) -> RoomEvent | None:
    """Put the words of a removed message back in their place.

    For whoever decides, inside their transaction. Returns the event, None when the message stands already.
    Raises RoomEvent.DoesNotExist when there is no such message.
    """
    return _turn(room, target_seq, MessageState.SHOWN, EventKind.RESTORED, "")


def replace_words(room: Room, target_seq: int, *, body: str, is_cut: bool) -> RoomEvent | None:
    """Let a message say `body`: its words without a passage, or (`is_cut` being false) with it again.

    For whoever decides, inside their transaction. Returns the event, None when the words are away.
    Raises RoomEvent.DoesNotExist when there is no such message.
    """
    locked, target = _locked_message(room, target_seq)
    rendered = rich_text.render(body)
    target.body, target.html, target.recipe = body, rendered.html, rendered.recipe
    is_away = target.state == MessageState.REMOVED
    if not is_away:
        target.state = MessageState.EDITED if is_cut else MessageState.SHOWN
    target.save(update_fields=["body", "html", "recipe", "state"])
    if is_away:
        return None
    return writer.append(room, RoomEvent(kind=EventKind.EDITED, target_seq=target_seq), locked=locked)


def _turn(room: Room, target_seq: int, state: str, kind: str, reason: str) -> RoomEvent | None:
    locked, target = _locked_message(room, target_seq)
    is_removed = target.state == MessageState.REMOVED
    if target.code == BY_AUTHOR:
        # Taken back by whoever wrote it: nobody puts that up again.
        return None
    # What was only set aside can still be taken down for a reason.
    is_settled = not (is_removed and target.code == SET_ASIDE and reason != SET_ASIDE)
    if is_removed == (state == MessageState.REMOVED) and is_settled:
        return None
    target.state, target.code = state, SET_ASIDE if reason == SET_ASIDE else ""
    target.save(update_fields=["state", "code"])
    event = RoomEvent(kind=kind, target_seq=target_seq, code=reason[:32])
    return writer.append(room, event, locked=locked)


def _locked_message(room: Room, target_seq: int) -> tuple[Room, RoomEvent]:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A message is taken down or put back inside a decision.")
    locked = writer.lock([room.pk]).get(room.pk)
    if locked is None:
        raise RoomEvent.DoesNotExist
    return locked, RoomEvent.objects.get(room_id=locked.pk, seq=target_seq, kind=EventKind.MESSAGE)


def cleaned(body: str) -> str:
    """Return the words of a message as they are kept. Raises Refusal (empty, too_long)."""
    tidy = plain_text.tidy(body)
    if plain_text.is_blank(tidy):
        raise Refusal("empty", _("There is nothing to read in this message yet."), field="body")
    if len(tidy) > MAX_BODY:
        raise Refusal(
            "too_long", _("This message is longer than a room can hold. You can send it in parts."), field="body"
        )
    return tidy


def cleaned_note(note: str) -> str:
    """Return a content note as it is kept, "" when there is nothing to see in it. Raises Refusal("too_long")."""
    tidy = plain_text.tidy_line(note)
    if plain_text.is_blank(tidy):
        return ""
    if len(tidy) > MAX_NOTE:
        raise Refusal(
            "too_long", _("A few words are enough before a message. You can shorten them."), field="content_note"
        )
    return tidy


def details_refusal(body: str) -> Refusal | None:
    """Return the question that is asked before personal details are published, None when the words hold none."""
    if not personal_details.found_in(body):
        return None
    return Refusal(
        "confirm",
        _(
            "There seems to be a telephone number, an address, an e-mail address or somebody’s full name in your "
            "words, and many people may read them. You can take it out, or send them as they are."
        ),
        field="body",
    )


def _can_be_answered(room: Room, seq: int) -> bool:
    answered = RoomEvent.objects.filter(room_id=room.pk, seq=seq, kind=EventKind.MESSAGE)
    return answered.exclude(state=MessageState.REMOVED).exists()


def has_spoken(actor: Actor, *, besides: int | None = None) -> bool:
    """Whether `actor` has published in a room before, under any of their names; `besides` is a message left aside."""
    said = RoomEvent.objects.filter(author__in=actor.names, kind=EventKind.MESSAGE)
    return said.exclude(pk=besides).exists() if besides else said.exists()


def sent_before(keys: list[bytes]) -> dict[bytes, RoomEvent]:
    """Return the events that these nonces made already, by key."""
    events = RoomEvent.objects.select_related("author").filter(nonce_key__in=keys)
    return {bytes(event.nonce_key or b""): event for event in events}


def again(event: RoomEvent) -> Published:
    """Return the message whose nonce came again."""
    # The panel may have been lost with the ack, so the words are looked at once more.
    return Published(event, assess(event.body), is_new=False)
