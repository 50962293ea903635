"""Take a message down and put it back, cut a passage from it, erase it: for whoever decides, in their transaction."""

from __future__ import annotations

from django.db import connection, transaction

from chat import sealing, writer
from chat.models import BY_AUTHOR, EventKind, MessageState, Room, RoomEvent
from markup import rich_text

# Not a decision: the house set a message aside by itself, until somebody has looked. The message carries the code.
SET_ASIDE = "set_aside"


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
    target.recipe = rendered.recipe
    if target.state == MessageState.REMOVED:
        target.save(update_fields=["recipe"])
        sealing.change_words(target, body=body, html=rendered.html)
        return None
    if is_cut:
        sealing.keep_earlier(target)
    target.body, target.html = body, rendered.html
    target.state = MessageState.EDITED if is_cut else MessageState.SHOWN
    target.save(update_fields=["body", "html", "recipe", "state"])
    return writer.append(room, RoomEvent(kind=EventKind.EDITED, target_seq=target_seq), locked=locked)


def erase_words(room: Room, target_seq: int) -> None:
    """Erase the words of a message that was taken down, and every earlier wording of it; its place stays as it is.

    For whoever decides, inside their transaction. Words that can be read are left as they are.
    """
    _locked, target = _locked_message(room, target_seq)
    if target.state == MessageState.REMOVED:
        sealing.erase(target)


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
    if not is_removed:
        sealing.seal_words(target)
    elif state == MessageState.SHOWN and not sealing.open_words(target):
        # Erased meanwhile, or no key opens them any more: they cannot come back.
        return None
    target.state, target.code = state, SET_ASIDE if reason == SET_ASIDE else ""
    target.save(update_fields=["state", "code", "body", "html", "content_note"])
    event = RoomEvent(kind=kind, target_seq=target_seq, code=reason[:32])
    return writer.append(room, event, locked=locked)


def _locked_message(room: Room, target_seq: int) -> tuple[Room, RoomEvent]:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A message is taken down or put back inside a decision.")
    locked = writer.lock([room.pk]).get(room.pk)
    if locked is None:
        raise RoomEvent.DoesNotExist
    return locked, RoomEvent.objects.get(room_id=locked.pk, seq=target_seq, kind=EventKind.MESSAGE)
