"""What detection says of a text: a level, the rules met, where, and separate marks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How near danger seems, from what was written alone."""

    NONE = "none"
    MODERATE = "moderate"
    HIGH = "high"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        return _RANKS[self]

    def lowered(self) -> Level:
        """Return the level below; an emergency stays one."""
        return {Level.HIGH: Level.MODERATE, Level.MODERATE: Level.NONE}.get(self, self)


_RANKS = {level: rank for rank, level in enumerate(Level)}


class Mark(StrEnum):
    """What else a text says, apart from how near its author's own danger seems."""

    OTHER_AT_RISK = "other_at_risk"
    VIOLENCE = "violence"
    MINOR = "minor"
    METHOD_DETAIL = "method_detail"
    ABUSE = "abuse"
    CARE = "care"  # somebody ought to ask how the person is to whom this was said


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a text says: the highest level, the rules met, where (pairs of places in the text), and separate marks."""

    level: Level = Level.NONE
    rules: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    marks: frozenset[Mark] = frozenset()

    @property
    def brings_panel(self) -> bool:
        """Whether the author is shown where help is."""
        return self.level is not Level.NONE

    @property
    def opens_case(self) -> bool:
        """Whether somebody who watches should read it soon."""
        return self.level in {Level.HIGH, Level.EMERGENCY} or Mark.CARE in self.marks

    @property
    def other_at_risk(self) -> bool:
        """Whether the author speaks of another person in danger."""
        return Mark.OTHER_AT_RISK in self.marks

    @property
    def violence(self) -> bool:
        """Whether somebody hurts or threatens somebody."""
        return Mark.VIOLENCE in self.marks

    @property
    def minor(self) -> bool:
        """Whether the author says that they are not grown up."""
        return Mark.MINOR in self.marks

    @property
    def method_detail(self) -> bool:
        """Whether a way to die is asked for or told."""
        return Mark.METHOD_DETAIL in self.marks
