"""How far somebody has read in rooms, and whether they accepted what is agreed there: theirs alone, see `own_marks`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Exists, OuterRef, Value, When
from django.utils.translation import gettext_lazy as _

from chat import own_marks, process
from chat.models import EventKind, MessageState, Room, RoomEvent
from chat.own_marks import Mark
from members import limits
from members.accounts import id_of
from members.actor import Actor
from members.refusals import Refusal


def read_seq(actor: Actor, room: Room) -> int | None:
    """Return how far `actor` has read in `room`; None if they never were here. One query, none for a guest."""
    return own_marks.of(actor).get(room.pk, Mark()).read_seq or None


def read_seqs(asked: Collection[tuple[Actor, Room]]) -> dict[tuple[UUID | None, int], int]:
    """Return how far each has read, as `read_seq` does, by (member, room), leaving out who never was. One query."""
    known = own_marks.of_members(actor.member_id for actor, _room in asked if actor.member_id is not None)
    found: dict[tuple[UUID | None, int], int] = {}
    for actor, room in asked:
        if actor.member_id is not None and (mark := known.get(actor.member_id, {}).get(room.pk)) and mark.read_seq:
            found[actor.member_id, room.pk] = mark.read_seq
    return found


def read_up_to(actor: Actor, *, room: Room, seq: int) -> None:
    """Move the read mark of `actor` forward to `seq`, never back and never beyond what was said.

    Raises Refusal("not_member").
    """
    member = id_of(actor)
    head = Room.objects.filter(pk=room.pk).values_list("last_seq", flat=True).first() or 0
    seq = min(seq, head)
    if seq and (read_seq(actor, room) or 0) < seq:
        own_marks.change(member, room, lambda mark: Mark(max(mark.read_seq, seq), mark.agreed_version))


def agree(actor: Actor, *, room: Room, version: int) -> None:
    """Accept the room's own agreement in its present version; accepting twice changes nothing.

    Raises Refusal (not_member, rate_limited, agreement when `version` is not the present one, not_found without any).
    """
    member_id = id_of(actor)
    limits.spend(actor, "agree")
    with transaction.atomic():
        present = Room.objects.filter(pk=room.pk).values_list("agreement_version", flat=True).first()
        if not present:
            raise Refusal("not_found", _("This room asks for no agreement of its own."))
        if version != present:
            raise Refusal("agreement", _("This agreement has changed meanwhile. Please read it as it is now."))
        own_marks.change(member_id, room, lambda mark: Mark(mark.read_seq, present))

        def let_them_speak() -> None:
            process.wake(member_id=member_id)

        transaction.on_commit(let_them_speak, robust=True)


def with_news(actor: Actor, rooms: Sequence[Room], *, hidden: frozenset[UUID] = frozenset()) -> set[int]:
    """Return the ids of those `rooms` where others, not `hidden` ones, spoke since `actor` was there. Two queries."""
    if actor.is_guest or not rooms:
        return set()
    known = own_marks.of(actor)
    # A room one has never been to has nothing new: everything there is new.
    read = {room.pk: known[room.pk].read_seq for room in rooms if room.pk in known and known[room.pk].read_seq}
    if not read:
        return set()
    said = RoomEvent.objects.filter(room_id=OuterRef("pk"), kind=EventKind.MESSAGE, seq__gt=OuterRef("read"))
    said = said.exclude(state=MessageState.REMOVED).exclude(author__in=actor.names | hidden)
    marked = Room.objects.filter(pk__in=read)
    marked = marked.annotate(read=Case(*[When(pk=pk, then=Value(seq)) for pk, seq in read.items()]))
    return set(marked.filter(Exists(said)).values_list("pk", flat=True))
