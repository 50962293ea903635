"""The functional suite of detection: invented sentences, each in French and in English, by kind of phenomenon.

`open.txt` is what rules are written against. `locked.txt` (every third pair of each kind) is only ever measured: nobody
changes a rule because of a sentence in it. A line reads “level | French | English | marks”, H, E, M and N standing for
high, emergency, moderate and none. None was written by anybody in distress, and none tells how.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crisis.detection.assess import Level

HERE = Path(__file__).resolve().parent
LEVELS = {"N": Level.NONE, "M": Level.MODERATE, "H": Level.HIGH, "E": Level.EMERGENCY}
MARKS = {
    "other": "other_at_risk",
    "violence": "violence",
    "minor": "minor",
    "method": "method_detail",
    "abuse": "abuse",
    "care": "care",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence in one language, and what a careful person would say of it."""

    kind: str
    language: str
    text: str
    level: Level
    marks: frozenset[str]


def cases(name: str) -> list[Case]:
    """Return the sentences of the part `name` (“open”, “locked”) of the suite. Raises ValueError for a bad line."""
    return read(HERE / f"{name}.txt")


def read(path: Path) -> list[Case]:
    """Return the sentences of a file, by kind. Raises ValueError for a bad line."""
    found: list[Case] = []
    kind = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            kind = line[2:]
            continue
        level, french, english, *marks = line.split(" | ")
        expected = frozenset(MARKS[mark] for mark in " ".join(marks).split())
        found.append(Case(kind, "fr", french, LEVELS[level], expected))
        found.append(Case(kind, "en", english, LEVELS[level], expected))
    return found
