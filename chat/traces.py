"""What masks leave in the tables of rooms: the rows that `members.scattering` moves about."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from chat.models import EarlierWords, Gesture, HeldMessage, Room, RoomEvent, RoomMarks
from members import masks, scattering


def move_lately(since: datetime) -> None:
    """Move what masks said, changed or let wait in rooms since a moment, and whatever was touched by it."""
    scattering.move_drawers(RoomMarks)
    masked = RoomEvent.objects.filter(pk__gte=masks.LOWEST_ID, at__gte=since)
    found = list(masked.values_list("pk", "author_id", "room_id", "target_seq"))
    held = HeldMessage.objects.filter(Q(at__gte=since) | Q(ended_at__gte=since), pk__gte=masks.LOWEST_ID)
    waiting = list(held.values_list("pk", "author_id"))
    if not found and not waiting:
        return
    targets = RoomEvent.objects.none()
    for _pk, _author, room, seq in found:
        if seq is not None:
            targets |= RoomEvent.objects.filter(room_id=room, seq=seq)
    touched = list(targets.values_list("pk", flat=True))
    scattering.move(RoomEvent, [pk for pk, *_rest in found] + [pk for pk in touched if pk >= masks.LOWEST_ID])
    scattering.move(HeldMessage, [pk for pk, _author in waiting])
    made = Gesture.objects.filter(event__in=touched, pk__lt=0)
    scattering.move(Gesture, list(made.values_list("pk", flat=True)))
    earlier = EarlierWords.objects.filter(event__in=touched)
    scattering.move(EarlierWords, list(earlier.values_list("pk", flat=True)))
    scattering.move_masks({author for _pk, author, *_rest in found} | {author for _pk, author in waiting})
    scattering.move(Room, {room for _pk, _author, room, *_rest in found}, leaves_page=False)
