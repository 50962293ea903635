"""A plan for bad days, kept in the house for those who choose it; all others have it in their browser alone.

One sealed row, found by a token that only the keys make, and padded: a stolen table tells neither whose it is, nor
what it says, nor nearly how long it is. It bears no time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from markup import plain_text
from members import limits, seal
from members.actor import Actor
from members.models import BadDayPlan
from members.refusals import Refusal

PARTS = ("signs", "alone", "places", "people", "safe", "reasons")
LONGEST = 4_000
_TOKEN, BOX = "plan-token", "plan"
_PADDED_TO = 8_192


def plan_of(actor: Actor) -> dict[str, str] | None:
    """Return the actor's plan by part, None where the house keeps none. One query, none for a guest."""
    if actor.member_id is None:
        return None
    return next((found for row in _rows(actor.member_id) if (found := _opened(row)) is not None), None)


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
    own = seal.digest(_TOKEN, actor.member_id.bytes)
    with transaction.atomic():
        # What an older key had sealed goes.
        _rows(actor.member_id).exclude(token=own).delete()
        BadDayPlan.objects.update_or_create(token=own, defaults={"sealed": _closed(plan, own)})
    return plan


def forget(member_id: UUID) -> None:
    """Delete the plan of a member who lets go of it, or leaves."""
    _rows(member_id).delete()


def _rows(member_id: UUID) -> Any:
    return BadDayPlan.objects.filter(token__in=seal.digests(_TOKEN, member_id.bytes))


def _opened(row: BadDayPlan) -> dict[str, str] | None:
    try:
        told = json.loads(seal.open_box(BOX, row.sealed, bound_to=bytes(row.token)))
    except (seal.Unreadable, ValueError):
        return None
    return {part: str(told.get(part, "")) for part in PARTS}


def _closed(plan: Mapping[str, str], token: bytes) -> bytes:
    content = json.dumps(plan, ensure_ascii=False).encode()
    # JSON bears spaces behind it.
    content += b" " * (-len(content) % _PADDED_TO)
    return seal.close(BOX, content, bound_to=token)
