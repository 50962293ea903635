"""Shelter a thread, and lift it: what others may see of a danger follows from a person who has read, and from no rule.

No sanction and no decision: nothing is taken down, no letter goes out, and nothing stands against anybody's name.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

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
