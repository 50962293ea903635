"""The words of a message that was taken down: sealed when it goes, opened when it comes back, erased in the end.

What was changed, taken back or cut is kept sealed too, as earlier words. Each needs the room's lock, and leaves saving
the message to its caller.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from chat import voices
from chat.models import EarlierWords, RoomEvent, TakenDown
from members.sealed import with_words

# As long as a decision about them can be asked about again.
KEPT_FOR = timedelta(days=183)


def seal_words(message: RoomEvent) -> None:
    """Put the words of a message that is shown into their sealed box, and leave none in the log."""
    said = message.said
    with_words(TakenDown(event=message), **said._asdict()).save(force_insert=True)
    message.body = message.html = message.content_note = ""


def open_words(message: RoomEvent) -> bool:
    """Give a message that was taken down its words back and empty the box; False when there are none to give."""
    said = message.said
    if not said.body:
        return False
    message.body, message.html, message.content_note = said
    _empty(message)
    return True


def change_words(message: RoomEvent, *, body: str, html: str) -> None:
    """Let the sealed words of a message be others: a passage was cut, or is back."""
    said = message.said
    _empty(message)
    if said.body:
        changed = said._replace(body=body, html=html)
        with_words(TakenDown(event=message), **changed._asdict()).save(force_insert=True)


def keep_earlier(message: RoomEvent) -> EarlierWords:
    """Keep what a message says now, before it says something else."""
    is_masked = message.author is not None and message.author.is_mask
    until = voices.dated(is_masked=is_masked)
    earlier = with_words(EarlierWords(event=message, until=until), body=message.body, content_note=message.content_note)
    earlier.save(force_insert=True)
    return earlier


def erase(message: RoomEvent) -> None:
    """Erase the sealed words of a message, the earlier ones too."""
    EarlierWords.objects.filter(event=message).delete()
    _empty(message)


def erase_old(*, now: datetime | None = None) -> int:
    """Erase earlier words that nobody has to read again; return how many wordings went."""
    old = EarlierWords.objects.filter(until__lt=(now or timezone.now()) - KEPT_FOR)
    return old.delete()[0]


def _empty(message: RoomEvent) -> None:
    TakenDown.objects.filter(pk=message.pk).delete()
    message._state.fields_cache.pop("taken_down", None)
