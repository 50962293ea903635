"""A plan for bad days stays in the browser alone, until its owner lets go of it."""

from __future__ import annotations

import pytest

from tests.browser.conftest import PHONE, Open, stays_within

pytestmark = pytest.mark.smoke
WORDS = "Je ne réponds plus au téléphone."


def test_what_is_written_stays_on_the_device_alone(browse: Open) -> None:
    page = browse(as_="member", viewport=PHONE)
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(f"{asked.url} {asked.post_data or ''}"))
    page.goto("/fr/me/plan/")
    stays_within(page)
    page.fill("#plan-signs", WORDS)
    page.get_by_role("status").filter(has_text="Gardé sur cet appareil").wait_for()
    page.reload()
    assert page.input_value("#plan-signs") == WORDS
    assert not [one for one in sent if "téléphone" in one or "telephone" in one]
    page.click("[data-plan-forget]")
    page.reload()
    assert page.input_value("#plan-signs") == ""
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('plan')).length") == 0


def test_without_a_script_it_can_be_filled_in_and_says_that_nothing_is_kept(browse: Open) -> None:
    page = browse(javascript=False, as_="member", viewport=PHONE)
    page.goto("/fr/me/plan/")
    page.fill("#plan-signs", WORDS)
    assert page.locator("noscript").count() == 1
    assert not page.locator("[data-plan-forget]").is_visible()
    stays_within(page)
