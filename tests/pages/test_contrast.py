"""The colours of the sheet keep their promises by day and by night: 7 for text, 3 for the borders of controls."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

# Nothing here asks the database of the run: once is enough.
pytestmark = pytest.mark.only_on("sqlite")

SHEET = (settings.BASE_DIR / "static/css/look.css").read_text()


def tokens() -> dict[str, dict[str, str]]:
    night_from = SHEET.index("prefers-color-scheme: dark")
    found = {}
    for name, part in (("day", SHEET[:night_from]), ("night", SHEET[night_from:])):
        found[name] = dict(reversed(re.findall(r"(--[\w-]+):\s*(#[0-9a-f]{6})", part)))
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("when", ["day", "night"])
@pytest.mark.parametrize("surface", ["--wall", "--paper", "--linen", "--wash", "--glow"])
def test_text_reaches_triple_a_on_every_surface(when: str, surface: str) -> None:
    known = tokens()[when]
    for ink in ("--ink", "--ink-2", "--accent"):
        assert contrast(known[ink], known[surface]) >= 7, (ink, surface)


@pytest.mark.parametrize("when", ["day", "night"])
def test_text_on_filled_surfaces_reaches_triple_a_and_borders_can_be_seen(when: str) -> None:
    known = tokens()[when]
    for ink, surface in (("--on-accent", "--accent"), ("--on-lamp", "--lamp"), ("--on-evening", "--evening")):
        assert contrast(known[ink], known[surface]) >= 7, (ink, surface)
    for surface in ("--wall", "--paper", "--linen", "--glow"):
        assert contrast(known["--edge"], known[surface]) >= 3, surface


def test_every_face_can_be_told_from_its_paper() -> None:
    papers = re.findall(r"--light: (#[0-9a-f]{6}); --deep: (#[0-9a-f]{6})", SHEET)
    assert len(papers) == 8
    assert all(contrast(light, deep) >= 4.5 for light, deep in papers)
