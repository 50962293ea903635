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


def test_a_plan_that_the_house_keeps_is_there_on_another_device_and_comes_home_again(browse: Open) -> None:
    page = browse(as_="second_member", viewport=PHONE)
    page.goto("/fr/me/plan/")
    page.fill("#plan-signs", WORDS)
    page.click("summary:has-text('autres appareils')")
    page.click("button:has-text('Le garder dans la maison')")
    page.get_by_role("status").filter(has_text="Gardé, scellé").wait_for()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('plan')).length") == 0
    stays_within(page)
    other = browse(javascript=False, as_="second_member", viewport=PHONE)
    other.goto("/fr/me/plan/")
    assert other.input_value("#plan-signs") == WORDS
    stays_within(other)
    page.click("summary:has-text('cet appareil seulement')")
    page.click("[data-plan-home]")
    page.locator("[data-plan-forget]").wait_for()
    assert page.input_value("#plan-signs") == WORDS
    other.reload()
    assert other.input_value("#plan-signs") == ""
    page.click("[data-offline-keep]")
    page.locator("[data-offline-said]").filter(has_text="sans connexion").wait_for()
    page.context.set_offline(True)
    page.reload()
    assert page.input_value("#plan-signs") == WORDS
    page.context.set_offline(False)
