"""Passages cut from the same words, one after the other: each can be put back without the others, in any order.

The first cut kept the words as they were; each later one is traced back to pieces of those. Words that their author
changed between two cuts begin anew: what was cut before can then no longer be put in its place.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from moderation import redaction
from moderation.models import Act, Case, Decision


class History(NamedTuple):
    """The words as they were at first, and which of their pieces each cut took out, by decision."""

    first: str
    taken: dict[int, frozenset[int]]
    standing: tuple[Decision, ...]

    def gone(self, *, without: Decision | None = None) -> frozenset[int]:
        """Return the pieces that are gone for the cuts in force, `without` left aside."""
        return frozenset().union(*(self.taken[one.pk] for one in self.standing if one != without))


def history(case: Case) -> History:
    """Return the cuts of the words that `case` is about, as far as they can be told apart. One query."""
    made = Decision.objects.filter(
        case__target_kind=case.target_kind, case__target_id=case.target_id, act=Act.REDACT
    ).order_by("at", "pk")
    first, known = "", list[Decision]()
    taken: dict[int, frozenset[int]] = {}
    for one in made:
        before = one.before
        if not before:
            # Erased when its time was over.
            first, known, taken = "", [], {}
            continue
        then = [earlier for earlier in known if earlier.undone_at is None or earlier.undone_at > one.at]
        gone = frozenset[int]().union(*(taken[earlier.pk] for earlier in then))
        seen = redaction.drawn_as(first, gone, before) if first else None
        if seen is None:
            first, known, taken = before, [], {}
            seen = redaction.drawn(before, (), "en")
        known.append(one)
        taken[one.pk] = redaction.taken_from(seen, one.cut)
    return History(first, taken, tuple(one for one in known if one.undone_at is None))


def words_cut(case: Case, present: str, cut: Collection[int], language: str) -> str:
    """Return what is left of the `present` words when the pieces numbered in `cut` go too."""
    found = history(case)
    seen = redaction.drawn_as(found.first, found.gone(), present) if found.first else None
    if seen is None:
        return redaction.without(present, cut, language)
    return redaction.without(found.first, found.gone() | redaction.taken_from(seen, cut), language)


def words_without(decision: Decision, present: str, language: str) -> str | None:
    """Return the words with the passages of `decision` back, the other cuts kept; None where that cannot be said.

    `present` is what they say now: words that changed since are not overwritten.
    """
    found = history(decision.case)
    if decision not in found.standing or redaction.drawn_as(found.first, found.gone(), present) is None:
        return None
    return redaction.without(found.first, found.gone(without=decision), language)


def reason_left(decision: Decision) -> str:
    """Return the rule of the last other cut that stays in force, "" when there is none."""
    others = [one for one in history(decision.case).standing if one != decision]
    return others[-1].rule if others else ""
