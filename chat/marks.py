"""What the house remembers of somebody in a room: how far they have read, and which agreement they accepted.

Both are theirs alone: no other person ever sees them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from chat import process
from chat.models import EventKind, Mark, MessageState, Room, RoomEvent
from members import limits
from members.actor import Actor
from members.refusals import Refusal


def read_seq(actor: Actor, room: Room) -> int | None:
    """Return how far `actor` has read in `room`, under any of their names; None if they never were here. One query."""
    found = Mark.objects.filter(room_id=room.pk, reader__in=actor.names).aggregate(read=Max("read_seq"))["read"]
    return found or None


def read_seqs(asked: Collection[tuple[Actor, Room]]) -> dict[tuple[UUID | None, int], int]:
    """Return how far each has read, as `read_seq` does, by (member, room), leaving out who never was. One query."""
    if not asked:
        return {}
    names = {name: actor.member_id for actor, _room in asked for name in actor.names}
    marks = Mark.objects.filter(room__in={room.pk for _actor, room in asked}, reader__in=names, read_seq__gt=0)
    found: dict[tuple[UUID | None, int], int] = {}
    for room_id, reader_id, seq in marks.values_list("room_id", "reader_id", "read_seq"):
        place = (names[reader_id], room_id)
        found[place] = max(seq, found.get(place, 0))
    return found


def read_up_to(actor: Actor, *, room: Room, seq: int) -> None:
    """Move the read mark of `actor` forward to `seq`, never back and never beyond what was said.

    Raises Refusal("not_member").
    """
    if actor.is_guest:
        raise Refusal("not_member", _("To do this, come in first."))
    head = Room.objects.filter(pk=room.pk).values_list("last_seq", flat=True).first() or 0
    seq = min(seq, head)
    mine = Mark.objects.filter(room_id=room.pk, reader_id=actor.pseudonym_id)
    if seq and not mine.filter(read_seq__lt=seq).update(read_seq=seq):
        Mark.objects.get_or_create(room_id=room.pk, reader_id=actor.pseudonym_id, defaults={"read_seq": seq})


def agree(actor: Actor, *, room: Room, version: int) -> None:
    """Accept the room's own agreement in its present version; accepting twice changes nothing.

    Raises Refusal (not_member, rate_limited, agreement when `version` is not the present one, not_found without any).
    """
    if actor.is_guest:
        raise Refusal("not_member", _("To do this, come in first."))
    limits.spend(actor, "agree")
    with transaction.atomic():
        present = Room.objects.filter(pk=room.pk).values_list("agreement_version", flat=True).first()
        if not present:
            raise Refusal("not_found", _("This room asks for no agreement of its own."))
        if version != present:
            raise Refusal("agreement", _("This agreement has changed meanwhile. Please read it as it is now."))
        mark, _made = Mark.objects.get_or_create(room_id=room.pk, reader_id=actor.pseudonym_id)
        if mark.agreed_version != present:
            Mark.objects.filter(pk=mark.pk).update(agreed_version=present)
        member_id = actor.member_id
        assert member_id is not None

        def let_them_speak() -> None:
            process.wake(member_id=member_id)

        transaction.on_commit(let_them_speak, robust=True)


def with_news(actor: Actor, rooms: Sequence[Room], *, hidden: frozenset[UUID] = frozenset()) -> set[int]:
    """Return the ids of those `rooms` where others, not `hidden` ones, spoke since `actor` was there. One query."""
    if actor.is_guest or not rooms:
        return set()
    mine = Mark.objects.filter(room_id=OuterRef("pk"), reader__in=actor.names, read_seq__gt=0)
    read = mine.order_by("-read_seq").values("read_seq")[:1]
    said = RoomEvent.objects.filter(room_id=OuterRef("pk"), kind=EventKind.MESSAGE, seq__gt=OuterRef("read"))
    said = said.exclude(state=MessageState.REMOVED).exclude(author__in=actor.names | hidden)
    # A room one has never been to has nothing new: everything there is new.
    marked = Room.objects.filter(pk__in=[room.pk for room in rooms]).annotate(read=Coalesce(read, Value(0)))
    return set(marked.filter(Exists(said), read__gt=0).values_list("pk", flat=True))
