"""What share of the suite detection reads rightly, by part, language and kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crisis.detection import assess
from crisis.detection.assess import Level
from tests.crisis.suite import Case, cases


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares between 0 and 1; None where nothing is there to be counted."""

    emergencies: float | None
    found: float | None
    any: float | None
    precision: float | None
    left_alone: float | None
    marks: float | None


def measure(found: Iterable[Case]) -> Figures:
    """Return the figures of `found`."""
    read = [(case, assess(case.text)) for case in found]
    in_danger = [(case, said) for case, said in read if case.level is not Level.NONE]
    urgent = [(case, said) for case, said in in_danger if case.level is Level.EMERGENCY]
    harmless = [(case, said) for case, said in read if case.level is Level.NONE]
    raised = [(case, said) for case, said in read if said.level is not Level.NONE]
    marked = [(case, said) for case, said in read if case.marks]
    return Figures(
        emergencies=_share(said.level is Level.EMERGENCY for _case, said in urgent),
        found=_share(said.level.rank >= case.level.rank for case, said in in_danger),
        any=_share(said.level is not Level.NONE for _case, said in in_danger),
        precision=_share(case.level is not Level.NONE for case, _said in raised),
        left_alone=_share(said.level is Level.NONE for _case, said in harmless),
        marks=_share(case.marks <= {mark.value for mark in said.marks} for case, said in marked),
    )


def table() -> str:
    """Return the figures as two tables of Markdown: of both parts, and of each kind."""
    lines = ["| part | language | emergencies | found | any | precision | marks |", "|---|---|---|---|---|---|---|"]
    for part in ("open", "locked"):
        for language in ("fr", "en"):
            one = measure(case for case in cases(part) if case.language == language)
            figures = (one.emergencies, one.found, one.any, one.precision, one.marks)
            lines.append(f"| {part} | {language} | " + " | ".join(map(_percent, figures)) + " |")
    lines += [
        "",
        "| kind | open fr | open en | locked fr | locked en | of what |",
        "|---|---|---|---|---|---|",
    ]
    for kind in dict.fromkeys(case.kind for case in cases("open")):
        row = []
        what = ""
        for part in ("open", "locked"):
            for language in ("fr", "en"):
                one = measure(case for case in cases(part) if case.kind == kind and case.language == language)
                is_harmless = one.found is None
                what = "left alone" if is_harmless else "found"
                row.append(_percent(one.left_alone if is_harmless else one.found))
        lines.append(f"| {kind} | " + " | ".join(row) + f" | {what} |")
    return "\n".join(lines)


def _share(held: Iterable[bool]) -> float | None:
    every = list(held)
    return sum(every) / len(every) if every else None


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
