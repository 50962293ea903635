"""What a target said before it was changed, taken back or cut: for those who decide, while it is kept."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from moderation.models import Act, Decision, TargetKind
from moderation.targets import Target

_MOST = 10


class Wording(NamedTuple):
    """Words as they stood until a moment."""

    words: str
    until: datetime


def earlier(target: Target) -> list[Wording]:
    """Return what the target said before, the latest first; nothing once that was erased. Two queries at most."""
    if target.kind == TargetKind.MESSAGE:
        kept = target.row.earlier_words.order_by("-until")[:_MOST]
        found = [
            Wording(f"{one.content_note}\n\n{one.body}" if one.content_note else one.body, one.until) for one in kept
        ]
    elif target.kind == TargetKind.POST:
        cuts = Decision.objects.filter(
            case__target_kind=target.kind, case__target_id=target.id, act=Act.REDACT, undone_at=None
        )
        kept = target.row.earlier_words.order_by("-until")[:_MOST]
        found = [Wording("\n\n".join(filter(None, [one.title, one.note, one.body])), one.until) for one in kept]
        found += [Wording(one.before, one.at) for one in cuts.order_by("-at", "-pk")[:_MOST]]
        found.sort(key=lambda one: one.until, reverse=True)
    else:
        found = []
    return [one for one in found if one.words]
