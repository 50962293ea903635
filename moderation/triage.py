"""Which lane a call goes to, and how urgent it is. A case's urgency only rises."""

from __future__ import annotations

from moderation.models import Lane, Reason, Urgency

# A worry concerns a person who may not be well tonight: it stands above every broken rule. Words that could harm a
# reader or lead to somebody come next, and so does what the law forbids, because a threat hides there too.
URGENCY_OF_REASON: dict[str, Urgency] = {
    Reason.WORRY: Urgency.CRISIS,
    Reason.METHOD_DETAIL: Urgency.RED,
    Reason.PERSONAL_DATA: Urgency.RED,
    Reason.ILLEGAL: Urgency.RED,
    Reason.HOSTILE: Urgency.AMBER,
    Reason.MEDICAL_ADVICE: Urgency.AMBER,
    Reason.ADVERTISING: Urgency.GREEN,
    Reason.OTHER: Urgency.GREEN,
}


def lane_of(reason: str) -> Lane:
    """Return the lane that a call for `reason` goes to."""
    return Lane.CARE if reason == Reason.WORRY else Lane.RULE


def urgency_of(reason: str, *, by_holder: bool = False) -> Urgency:
    """Return how urgent a call for `reason` is; `by_holder`: whoever holds the room called, and people wait there."""
    return min(URGENCY_OF_REASON[reason], Urgency.RED) if by_holder else URGENCY_OF_REASON[reason]


REASONS = sorted(URGENCY_OF_REASON, key=lambda one: URGENCY_OF_REASON[one])
"""All reasons, the most urgent first; among equals in the order of the list above."""


def most_urgent(reasons: list[str]) -> str | None:
    """Return the reason that decides how a case is named: the most urgent one, in the order of the list of reasons."""
    return min(reasons, key=REASONS.index, default=None)
