"""What people say in a room: judged, cleaned, limited, written into the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat import approval, company, voices, writer
from chat.approval import Kept
from chat.models import EventKind, MessageState, Room, RoomEvent
from chat.pace import note_masked, pace_refusal
from chat.policies import asks_approval, badge, sending_refusal, state_refusal
from chat.signals import published
from crisis.detection import Assessment, assess
from markup import plain_text, rich_text
from members import details, limits
from members.actor import Actor
from members.models import Pseudonym
from members.news import announce, announce_all
from members.nonces import nonce_key
from members.policies import newcomer_link_refusal
from members.refusals import Refusal

MAX_BODY = 4_000
MAX_NOTE = 80


@dataclass(frozen=True, slots=True)
class Published:
    """A message in the log. `is_new` is false when its nonce had been sent before: the same ack, no second event."""

    event: RoomEvent
    assessment: Assessment
    is_new: bool = True


Outcome = Published | Kept


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to say, as it came in; the fields are those of `send_message`."""

    actor: Actor
    room: Room
    nonce: UUID
    body: str
    reply_to: int | None = None
    content_note: str = ""
    is_confirmed: bool = True
    is_masked: bool = False


@dataclass(slots=True)
class Draft:
    """A message that may be said, ready to be written; `room` as it was known when that was judged.

    `is_masked` with an `actor` under no mask yet: one is made where the message is written.
    """

    actor: Actor
    room: Room
    key: bytes
    body: str
    html: str
    recipe: int
    reply_to: int | None
    assessment: Assessment
    content_note: str = ""
    is_masked: bool = False

    @property
    def room_id(self) -> int:
        return self.room.pk

    @property
    def awaits_mask(self) -> bool:
        """Whether a mask has to be made for it first."""
        return self.is_masked and not self.actor.is_mask


def send_message(
    actor: Actor,
    *,
    room: Room,
    nonce: UUID,
    body: str,
    reply_to: int | None = None,
    content_note: str = "",
    is_confirmed: bool = True,
    is_masked: bool = False,
) -> Outcome:
    """Say something in a room; where somebody reads first, the words are kept until then (`Kept`).

    `nonce` names this attempt: sent twice, it gives the first message again. `reply_to` is the `seq` it answers,
    `content_note` a few words that stand before the others. With `is_confirmed` false, personal details in the words
    are asked about first. `is_masked` says it under the actor's mask in this room, made now if they have none.
    Raises Refusal (not_member, suspended, muted, agreement, held, closed, slow_mode, rate_limited, empty, too_long,
    confirm, not_found, not_allowed, too_few_present).
    """
    draft = prepare_message(
        actor,
        room=room,
        nonce=nonce,
        body=body,
        reply_to=reply_to,
        content_note=content_note,
        is_confirmed=is_confirmed,
        is_masked=is_masked,
    )
    if not isinstance(draft, Draft):
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
    is_masked: bool = False,
) -> Draft | Outcome:
    """Do all of `send_message` that needs no lock: may they, clean, render, assess. Writes nothing that others see.

    Returns the message itself when it is refused now but was accepted before, because its ack got lost on the way; and
    where somebody reads first, the words that wait.
    Raises Refusal as `send_message` does.
    """
    [found] = prepare_messages([Asked(actor, room, nonce, body, reply_to, content_note, is_confirmed, is_masked)])
    if isinstance(found, Exception):
        raise found
    return found


def prepare_messages(asked: list[Asked]) -> list[Draft | Outcome | Exception]:
    """Return for each what `prepare_message` returns, or what it raises. The limits are asked once for all of them."""
    found: list[Draft | Outcome | Exception] = []
    worn = voices.masks_in([(one.actor, one.room) for one in asked if one.is_masked])
    for one in asked:
        try:
            found.append(checked(one, worn.get((one.actor.member_id, one.room.pk))))
        except Exception as problem:
            found.append(problem)
    places = [place for place, draft in enumerate(found) if isinstance(draft, Draft)]
    refusals = limits.spend_each([asked[place].actor for place in places], "message")
    for place, refusal in zip(places, refusals, strict=True):
        draft = found[place]
        if refusal is not None:
            found[place] = refusal
        elif isinstance(draft, Draft):
            finish(draft)
            if asks_approval(draft.actor, draft.room, is_masked=draft.is_masked):
                found[place] = _held(draft)
    refused = {
        nonce_key(asked[place].actor, asked[place].nonce): place
        for place, one in enumerate(found)
        if isinstance(one, Refusal) and not asked[place].actor.is_guest
    }
    for key, earlier in made_before(list(refused)).items() if refused else ():
        found[refused[key]] = earlier
    return found


def finish(draft: Draft) -> None:
    """Render a checked draft and read it for danger."""
    rendered = rich_text.render(draft.body)
    draft.html, draft.recipe, draft.assessment = rendered.html, rendered.recipe, assess(draft.body)


def _held(draft: Draft) -> Outcome | Exception:
    """Keep a message that somebody reads first; the same nonce again gives what it made before."""
    try:
        return _before(draft.key) or approval.hold(
            draft.actor,
            room=draft.room,
            key=draft.key,
            body=draft.body,
            html=draft.html,
            recipe=draft.recipe,
            content_note=draft.content_note,
            reply_to=draft.reply_to,
            assessment=draft.assessment,
            is_masked=draft.is_masked,
        )
    except Exception as problem:
        return problem


def checked(asked: Asked, mask: Pseudonym | None = None, *, spoke: Callable[[Actor], bool] | None = None) -> Draft:
    """Return the draft, to be counted and finished, under `mask` if theirs is to be worn. Raises Refusal.

    Asks the database where the room has an agreement or slow mode, and if who names a page `spoke` before.
    """
    actor, room = asked.actor, asked.room
    if refusal := sending_refusal(actor, room):
        raise refusal
    if asked.is_masked:
        if refusal := company.too_few_refusal(actor, room):
            raise refusal
        actor = voices.behind(actor, mask)
    body, note = cleaned(asked.body), cleaned_note(asked.content_note)
    if plain_text.links_in(body) and not (spoke or has_spoken)(actor):
        raise newcomer_link_refusal()
    if not asked.is_confirmed and (refusal := details.question_about(body)):
        raise refusal
    if refusal := pace_refusal(actor, room):
        raise refusal
    key = nonce_key(actor, asked.nonce)
    return Draft(actor, room, key, body, "", 0, asked.reply_to, Assessment(), note, asked.is_masked)


def write_message(draft: Draft, rooms: dict[int, Room]) -> Outcome:
    """Write a draft in the open transaction, `rooms` being locked. Undoes itself alone when refused.

    Raises Refusal as `send_message` does.
    """
    locked = rooms.get(draft.room_id)
    if locked is None:
        raise Refusal("not_found", _("This room is no longer here."))
    if (earlier := _before(draft.key)) is not None:
        return earlier
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
    if draft.reply_to is not None and not _answerable({(room.pk, draft.reply_to)}):
        raise _nothing_to_answer()
    if draft.awaits_mask:
        draft.actor = actor = company.worn(actor, draft.room)
    event = event_of(draft, room)
    writer.append(room, event, locked=room)
    note_masked(actor, room)
    announce(published, actor=actor, event=event, assessment=draft.assessment)
    return Published(event, draft.assessment)


def event_of(draft: Draft, room: Room) -> RoomEvent:
    """Return the event that a draft becomes, not yet in the log."""
    actor, author = draft.actor, voices.name_of(draft.actor, room)
    event = RoomEvent(*_columns())
    event.room_id, event.author_id = room.pk, author.pk
    event._state.fields_cache.update(room=room, author=author)
    event.kind, event.at, event.badge = EventKind.MESSAGE, voices.dated(is_masked=actor.is_mask), badge(actor, room)
    event.body, event.html, event.recipe, event.params = draft.body, draft.html, draft.recipe, {}
    event.content_note, event.reply_to, event.nonce_key = draft.content_note, draft.reply_to, draft.key
    return event


# The columns of an event that says nothing. To give each by its name at every message costs several times more.
_columns = cache(lambda: tuple(getattr(RoomEvent(), field.attname) for field in RoomEvent._meta.concrete_fields))


def write_messages(drafts: list[Draft], rooms: dict[int, Room]) -> list[Published | Refusal] | None:
    """Write many drafts in the open transaction, `rooms` being locked, with as many queries as one takes.

    Returns what each became, in order; a refused one takes no number. None, before anything is written, when they have
    to be written one by one: slow mode looks at what was written just before, a changed agreement at each person, and a
    first word under a mask makes the mask.
    Raises IntegrityError when a nonce among them was sent before.
    """
    if len({draft.key for draft in drafts}) < len(drafts) or any(draft.awaits_mask for draft in drafts):
        return None
    if approval.kept_with([draft.key for draft in drafts]):
        return None
    answered = _answerable({(draft.room_id, draft.reply_to) for draft in drafts if draft.reply_to is not None})
    outcomes: list[Published | Refusal] = []
    written: list[tuple[Draft, RoomEvent]] = []
    for draft in drafts:
        room = rooms.get(draft.room_id)
        if room is None or room.slow_mode_s or room.agreement_version != draft.room.agreement_version:
            return None
        if refusal := state_refusal(room):
            outcomes.append(refusal)
        elif draft.reply_to is not None and (draft.room_id, draft.reply_to) not in answered:
            outcomes.append(_nothing_to_answer())
        else:
            event = event_of(draft, room)
            written.append((draft, event))
            outcomes.append(Published(event, draft.assessment))
    refused = {draft.key: place for place, draft in enumerate(drafts) if isinstance(outcomes[place], Refusal)}
    for key, event in sent_before(list(refused)).items() if refused else ():
        outcomes[refused[key]] = again(event)
    writer.append_all([event for _draft, event in written])
    news = [{"actor": draft.actor, "event": event, "assessment": draft.assessment} for draft, event in written]
    announce_all(published, news)
    return outcomes


def _answerable(asked: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return those of these messages, as (room, seq), that stand. One query, none for nothing."""
    if not asked:
        return set()
    seqs: dict[int, set[int]] = {}
    for room_id, seq in asked:
        seqs.setdefault(room_id, set()).add(seq)
    wanted = [Q(room_id=room_id, seq__in=some) for room_id, some in seqs.items()]
    standing = RoomEvent.objects.filter(reduce(or_, wanted), kind=EventKind.MESSAGE)
    return set(standing.exclude(state=MessageState.REMOVED).values_list("room_id", "seq"))


def _nothing_to_answer() -> Refusal:
    return Refusal("not_found", _("The message you answer is no longer here. Your words are kept."), field="reply_to")


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


def has_spoken(actor: Actor, *, besides: int | None = None) -> bool:
    """Whether `actor` has published in a room before, under any of their names; `besides` is a message left aside."""
    said = RoomEvent.objects.filter(author__in=actor.names, kind=EventKind.MESSAGE)
    return said.exclude(pk=besides).exists() if besides else said.exists()


def sent_before(keys: list[bytes]) -> dict[bytes, RoomEvent]:
    """Return the events that these nonces made already, by key."""
    events = RoomEvent.objects.select_related("author").filter(nonce_key__in=keys)
    return {bytes(event.nonce_key or b""): event for event in events}


def made_before(keys: list[bytes]) -> dict[bytes, Outcome]:
    """Return what these nonces made already, by key: messages of the log, or words that were kept. Two queries."""
    made: dict[bytes, Outcome] = {key: again(event) for key, event in sent_before(keys).items()}
    if left := [key for key in keys if key not in made]:
        kept = approval.kept_with(left)
        made |= {key: Kept(held, assess(held.body), is_new=False) for key, held in kept.items()}
    return made


def _before(key: bytes) -> Outcome | None:
    return made_before([key]).get(key)


def again(event: RoomEvent) -> Published:
    """Return the message whose nonce came again."""
    # The panel may have been lost with the ack, so the words are looked at once more.
    return Published(event, assess(event.body), is_new=False)
