"""The ladder: which pause to think of, from past decisions about the name on the screen alone. A proposal, no more.

Pure arithmetic: what was decided weighs fully for two months, then less each day, and nothing after six.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from moderation.models import PAUSING_ACTS, Act, Measure

FULL, GONE = timedelta(days=60), timedelta(days=180)
_WEIGHTS: dict[str, float] = {Act.WARN: 1, Act.REDACT: 1, Act.HIDE: 1, Act.RENAME: 1}
_PAUSE_WEIGHTS: dict[str, float] = {
    Measure.HERE: 1.5,
    Measure.READ_ONLY: 2,
    Measure.SUSPENDED: 2,
    Measure.CLOSED: 3,
}


class Earlier(NamedTuple):
    """A past decision about the name. What was changed back does not count."""

    act: str
    measure: str
    at: datetime
    is_undone: bool = False


class Step(NamedTuple):
    """A rung: from this weight on, this pause (the key of a length in `measures`). Nobody is ever sent out by it."""

    weight: float
    measure: str
    length: str


# The first rung has no pause: the words alone are looked at.
STEPS = (
    Step(0, "", ""),
    Step(0.5, Measure.HERE, "1d"),
    Step(1.5, Measure.READ_ONLY, "3d"),
    Step(3, Measure.SUSPENDED, "7d"),
    Step(5, Measure.SUSPENDED, "30d"),
)


class Proposal(NamedTuple):
    """A pause to think of, "" for none; how many decisions still count, and when the last of them fades."""

    measure: str
    length: str
    counted: int
    fades_at: datetime | None

    @property
    def key(self) -> str:
        """The pause as a form names it."""
        return f"{self.measure}:{self.length}" if self.measure else ""


def propose(past: Iterable[Earlier], *, now: datetime, has_place: bool) -> Proposal:
    """Return the pause to think of now. Without a place of its own, the lightest one is reading only, for a day."""
    counting = [one for one in past if weight_of(one, now) > 0]
    total = sum(weight_of(one, now) for one in counting)
    step = [one for one in STEPS if one.weight <= total][-1]
    measure = Measure.READ_ONLY if step.measure == Measure.HERE and not has_place else step.measure
    fades_at = max((one.at + GONE for one in counting), default=None)
    return Proposal(measure, step.length, len(counting), fades_at)


def weight_of(earlier: Earlier, now: datetime) -> float:
    """Return what a past decision still weighs at `now`."""
    if earlier.is_undone:
        return 0.0
    whole = _PAUSE_WEIGHTS.get(earlier.measure, 0) if earlier.act in PAUSING_ACTS else _WEIGHTS.get(earlier.act, 0)
    age = now - earlier.at
    if age <= FULL:
        return whole
    return whole * max(0.0, (GONE - age) / (GONE - FULL))
