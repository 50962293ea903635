"""Shelter a thread, lay a card in a room, and lift both.

What others may see of a danger follows from a person who has read, and from no rule.

No sanction and no decision: nothing is taken down, no letter goes out, and nothing stands against anybody's name.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat import answering
from chat.models import Room
from forum import sheltering
from forum.models import Thread
from members.actor import Actor
from members.refusals import Refusal
from moderation import targets
from moderation.models import Case, Lane, TargetKind
from moderation.policies import can_see
from record import services as record


def thread_of(case: Case, target: targets.Target | None) -> Thread | None:
    """Return the thread that a case of care can shelter, None where it is about no post that is still there."""
    if case.lane != Lane.CARE or case.target_kind != TargetKind.POST or target is None:
        return None
    thread: Thread = target.row.thread
    return thread


def room_of(case: Case, target: targets.Target | None) -> Room | None:
    """Return the room beside whose box a case of care can lay how to answer, None where it is about no message."""
    if case.lane != Lane.CARE or case.target_kind != TargetKind.MESSAGE or target is None:
        return None
    return case.room


def lay_card(actor: Actor, case: Case, *, is_on: bool) -> Room:
    """Lay how to answer somebody beside the box of the room of a case of care, or take it away; the record says who.

    Twice changes nothing. Raises Refusal: not_allowed, not_found.
    """
    if not can_see(actor, case):
        raise Refusal("not_allowed", _("This case is in other hands."))
    room = room_of(case, targets.held(case.target_kind, case.target_id))
    if room is None:
        raise Refusal("not_found", _("There is no room here beside whose box something could be laid."))
    return answering.lay_card(actor, room=room, is_on=is_on)


def shelter(actor: Actor, case: Case, *, is_on: bool) -> Thread:
    """Keep the thread of a case of care out of what is laid before others, or no more; the record says who did it.

    Twice changes nothing, and a closed case can be lifted too. Raises Refusal: not_allowed, not_found.
    """
    if not can_see(actor, case):
        raise Refusal("not_allowed", _("This case is in other hands."))
    with transaction.atomic():
        thread = thread_of(case, targets.lock(case.target_kind, case.target_id))
        if thread is None:
            raise Refusal("not_found", _("There is no thread here that could be sheltered."))
        if thread.is_sheltered == is_on:
            return thread
        thread = sheltering.shelter_thread(thread, is_sheltered=is_on)
        kind = "thread.sheltered" if is_on else "thread.unsheltered"
        record.write(kind, {"by": str(actor.pseudonym_id), "thread": thread.pk, "case": str(case.pk)})
    return thread
