"""How much a call counts when the house is alone: a quiet limit on misuse, seen by nobody, and never a sanction.

Every call is read by a person, whatever it weighs. The weight only matters when nobody is on duty and enough people
call for the house to set words aside by itself.
"""

from __future__ import annotations

from django.utils import timezone

from members.actor import Actor
from members.models import Pseudonym
from moderation.models import Act, Decision, Lane, Reason

FULL, LIGHT, NONE = 4, 1, 0
# So many calls in a row that all came to nothing make the next one lighter.
IN_A_ROW = 5


def weight_of(actor: Actor, reason: str) -> int:
    """Return the weight of a call that `actor` makes now. Two queries for a member.

    Without a name nobody can tell one caller from ten, so such calls weigh nothing; a name of today weighs little.
    """
    if actor.is_guest or reason == Reason.WORRY:
        return NONE
    lasting = Pseudonym.objects.filter(pk__in=actor.names, since__lt=timezone.localdate())
    if not lasting.exists() or _all_came_to_nothing(actor):
        return LIGHT
    return FULL


def _all_came_to_nothing(actor: Actor) -> bool:
    called = Decision.objects.filter(
        case__lane=Lane.RULE, case__flags__reporter__in=actor.names, case__flags__withdrawn_at=None
    )
    last = list(called.order_by("-pk").values_list("act", flat=True)[:IN_A_ROW])
    return len(last) == IN_A_ROW and set(last) == {Act.NOTHING_WRONG}
