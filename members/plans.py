"""A plan for bad days, kept in the house for those who choose it; all others have it in their browser alone.

One sealed row, found by a token that only the keys make, and padded: a stolen table tells neither whose it is, nor
what it says, nor nearly how long it is. It bears no time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from markup import plain_text
from members import limits
from members.actor import Actor
from members.drawers import Drawer
from members.models import BadDayPlan
from members.refusals import Refusal

PARTS = ("signs", "alone", "places", "people", "safe", "reasons")
LONGEST = 4_000
DRAWER = Drawer(BadDayPlan, "plan", padded_to=8_192, filler=b" ")


def plan_of(actor: Actor) -> dict[str, str] | None:
    """Return the actor's plan by part, None where the house keeps none. One query, none for a guest."""
    if actor.member_id is None:
        return None
    told = next((json.loads(content) for content in DRAWER.content(actor.member_id)), None)
    return None if told is None else {part: str(told.get(part, "")) for part in PARTS}


def keep(actor: Actor, words: Mapping[str, str]) -> dict[str, str]:
    """Keep the plan, sealed, in the place of an earlier one, and return it. A part that is not named is empty.

    Raises Refusal: not_member, rate_limited, too_long (its field is the part).
    """
    limits.spend(actor, "settings")
    assert actor.member_id is not None  # a guest has no bucket to spend from
    plan = {part: plain_text.tidy(words.get(part, "")) for part in PARTS}
    for part, text in plan.items():
        if len(text) > LONGEST:
            sentence = _("This part is very long. 4,000 characters fit in, so that it can be read on a bad day.")
            raise Refusal("too_long", sentence, field=part)
    DRAWER.put(actor.member_id, json.dumps(plan, ensure_ascii=False).encode())
    return plan


def forget(member_id: UUID) -> None:
    """Delete the plan of a member who lets go of it, or leaves."""
    DRAWER.forget(member_id)
