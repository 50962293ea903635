"""The suite of invented sentences: how large it is, what is reached, and that the documentation says so truly."""

from __future__ import annotations

from pathlib import Path

import pytest

from crisis.detection.assess import Level
from tests.crisis.suite import Case, cases
from tests.crisis.suite.measuring import measure, table

# Nothing here asks the database of the run: once is enough.
pytestmark = pytest.mark.only_on("sqlite")

DOCS = Path(__file__).resolve().parents[2] / "docs" / "detection.md"
PARTS = ("open", "locked")
LANGUAGES = ("fr", "en")


def every() -> list[Case]:
    return [case for part in PARTS for case in cases(part)]


def test_the_suite_is_large_mirrored_and_half_of_it_harmless() -> None:
    found = every()
    assert len(found) >= 400
    assert len({case.text for case in found}) >= len(found) - 2
    harmless = [case for case in found if case.level is Level.NONE]
    assert 0.45 <= len(harmless) / len(found) <= 0.55
    assert len({case.kind for case in found}) >= 24


def test_a_third_of_every_kind_is_locked_away() -> None:
    assert 0.3 <= len(cases("locked")) / len(every()) <= 0.37
    assert {case.kind for case in cases("locked")} == {case.kind for case in cases("open")}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_aimed_at_is_reached(part: str, language: str) -> None:
    reached = measure(case for case in cases(part) if case.language == language)
    # The locked part holds fifteen emergencies: one that is missed is seven in a hundred.
    assert reached.emergencies is not None and reached.emergencies >= (0.95 if part == "open" else 0.93)
    assert reached.found is not None and reached.found >= 0.85
    assert reached.precision is not None and reached.precision >= 0.85
    assert reached.marks is not None and reached.marks >= 0.85


@pytest.mark.parametrize("part", PARTS)
def test_no_language_is_read_much_better_than_the_other(part: str) -> None:
    french, english = (measure(case for case in cases(part) if case.language == language) for language in LANGUAGES)
    assert french.found is not None and english.found is not None
    assert abs(french.found - english.found) <= 0.05


def test_the_documentation_shows_what_is_measured() -> None:
    shown = DOCS.read_text(encoding="utf-8").partition("<!-- measured -->\n")[2].partition("\n<!-- /measured -->")[0]
    assert shown == table()
