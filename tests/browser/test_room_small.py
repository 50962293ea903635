"""A room on a small screen, enlarged four times, with large letters, in the dark, without movement: all of it works."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.barriers import barriers
from tests.browser.conftest import PHONE, Open, stays_within
from tests.browser.rooms import come_in, line, say

ROOM = "/fr/rooms/table-des-aidants/"
PATIENCE = 40_000
# A window of 1280 by 1024 enlarged to 400 % shows this much.
ENLARGED = {"width": 320, "height": 256}


@pytest.mark.parametrize("viewport", [PHONE, ENLARGED], ids=["phone", "400 %"])
@pytest.mark.parametrize("percent", [100, 200])
def test_everything_in_a_room_is_done_without_scrolling_sideways(browse: Open, viewport: Any, percent: int) -> None:
    page, other = browse(as_="member", viewport=viewport), browse(as_="second_member")
    for one in (page, other):
        come_in(one, ROOM)
    page.evaluate("percent => { document.documentElement.style.fontSize = percent + '%'; }", percent)
    stays_within(page)
    words = f"Vu de près, {viewport['height']}, {percent} %. " + "Anticonstitutionnellement" * 3
    say(other, words)
    theirs = line(page, words)
    expect(theirs).to_be_attached(timeout=PATIENCE)
    theirs.locator(".acts summary").click()
    theirs.locator("[data-gesture]").click()
    theirs.get_by_role("button", name="Courage").click()
    stays_within(page)
    theirs.locator("[data-answer]").click()
    say(page, f"Je réponds, {viewport['height']}, {percent}.")
    expect(line(page, f"Je réponds, {viewport['height']}, {percent}.")).to_be_visible(timeout=PATIENCE)
    say(page, "Au 06 12 34 56 78.")
    refused = page.locator(".msg.refused")
    expect(refused).to_be_visible(timeout=PATIENCE)
    stays_within(page)
    refused.locator("[data-drop]").click()
    page.locator("[data-keys]").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    stays_within(page)
    page.keyboard.press("Escape")


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_with_large_letters_on_a_wide_screen_the_conversation_keeps_its_width(browse: Open, percent: int) -> None:
    page = browse(as_="member")
    come_in(page, ROOM)
    page.evaluate("percent => { document.documentElement.style.fontSize = percent + '%'; }", percent)
    box = page.locator("#log").bounding_box()
    assert box is not None
    assert box["width"] > 480
    stays_within(page)


@pytest.mark.parametrize("who", ["", "member", "facilitator"])
def test_axe_finds_nothing_with_everything_unfolded(browse: Open, who: str) -> None:
    page = browse(as_=who, viewport=PHONE, reduced_motion="reduce")
    come_in(page, ROOM)
    page.evaluate("for (const fold of document.querySelectorAll('main details')) fold.open = true;")
    if who:
        page.locator("[data-gesture]").last.click()
        say(page, "Au 06 12 34 56 78.")
        expect(page.locator(".msg.refused")).to_be_visible(timeout=PATIENCE)
    found = barriers(page)
    assert not found, "\n".join(found)
    stays_within(page)


def test_with_reduced_motion_nothing_moves(browse: Open) -> None:
    page = browse(as_="member", reduced_motion="reduce")
    come_in(page, ROOM)
    say(page, "Sans bouger.")
    expect(line(page, "Sans bouger.")).to_be_visible(timeout=PATIENCE)
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((node) => {
          const { transitionDuration, animationName, animationDuration, scrollBehavior } = getComputedStyle(node);
          const lasts = (times) => times.split(",").some((time) => parseFloat(time) > 0.001);
          const isAnimated = animationName !== "none" && lasts(animationDuration);
          return lasts(transitionDuration) || isAnimated || scrollBehavior === "smooth";
        }).length"""
    )
    assert moving == 0
