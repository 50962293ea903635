"""Whoever welcomes people in a room holds it by keyboard and by plain forms, and everybody is told why."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open, stays_within
from tests.browser.rooms import come_in, line, say

# Anouk welcomes people here.
ROOM = "/fr/rooms/table-des-aidants/"
PATIENCE = 40_000


def change(page: Page, why: str, *, state: str = "open", slow_mode_s: int = 0) -> None:
    """Change the room by its plain form."""
    page.goto(ROOM)
    page.get_by_role("link", name="Tenir ce salon").first.click()
    page.wait_for_load_state()
    page.check(f"input[name=state][value={state}]")
    page.fill("[name=slow_mode_s]", str(slow_mode_s))
    page.fill("[name=reason]", why)
    page.get_by_role("button", name="Changer cela pour tout le monde").click()
    page.wait_for_load_state()


@pytest.fixture
def anouk(browse: Open) -> Iterator[Page]:
    """The facilitator, on a small phone and without a script; the room is as it was afterwards."""
    page = browse(as_="facilitator", javascript=False, viewport=PHONE)
    yield page
    change(page, "On reprend.")


def test_a_pause_by_a_plain_form_is_told_to_everybody_and_keeps_their_words(browse: Open, anouk: Page) -> None:
    member = browse(as_="member")
    come_in(member, ROOM)
    member.fill("form.say textarea[name=body]", "J’allais dire")
    change(anouk, "On souffle cinq minutes.", state="held")
    stays_within(anouk)
    expect(member.locator("#shutters")).to_have_text("En pause", timeout=PATIENCE)
    expect(member.locator("#why")).to_have_text("On souffle cinq minutes.", timeout=PATIENCE)
    expect(member.locator("#status")).to_contain_text("On souffle cinq minutes.", timeout=PATIENCE)
    say(member, "J’allais dire merci.")
    refused = member.locator(".msg.refused", has_text="J’allais dire merci.")
    expect(refused).to_be_visible(timeout=PATIENCE)
    change(anouk, "On reprend.")
    expect(member.locator("#shutters")).to_have_text("Ouvert", timeout=PATIENCE)
    expect(member.locator("#why")).to_be_hidden()
    expect(member.locator("#status")).not_to_contain_text("On souffle")
    refused.locator("[data-again]").click()
    say(member, member.input_value("form.say textarea[name=body]"))
    expect(line(member, "J’allais dire merci.")).to_be_visible(timeout=PATIENCE)


def test_a_word_for_everybody_by_a_plain_form_stands_in_the_room_at_once(browse: Open, anouk: Page) -> None:
    member = browse(as_="member")
    come_in(member, ROOM)
    anouk.goto(ROOM)
    anouk.get_by_role("link", name="Tenir ce salon").first.click()
    anouk.locator("form", has=anouk.get_by_role("button", name="Le dire à tout le monde")).locator("[name=body]").fill(
        "On se retrouve demain à vingt heures."
    )
    anouk.get_by_role("button", name="Le dire à tout le monde").click()
    anouk.wait_for_load_state()
    notice = member.locator(".log .notice", has_text="On se retrouve demain à vingt heures.")
    expect(notice).to_contain_text("Anouk", timeout=PATIENCE)
    expect(member.locator("#spoken p").last).to_contain_text("On se retrouve demain", timeout=PATIENCE)


def test_by_keyboard_alone_a_message_is_decided_about(browse: Open) -> None:
    other, page = browse(as_="second_member"), browse(as_="facilitator")
    for one in (other, page):
        come_in(one, ROOM)
    say(other, "Achetez mes tisanes, dix euros.")
    expect(line(page, "Achetez mes tisanes")).to_be_visible(timeout=PATIENCE)
    page.locator(".log > [tabindex='0']").focus()
    page.keyboard.press("End")
    assert "tisanes" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _stop in range(8):
        page.keyboard.press("Tab")
        if "Décider ici" in page.evaluate("document.activeElement.textContent"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/moderation/now/message/**")
    page.locator("input[name=act][value=hide]").focus()
    page.keyboard.press("Space")
    rule = page.locator("select[name=rule]")
    rule.focus()
    rule.select_option("advertising")
    page.get_by_role("button", name="Décider et envoyer").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r".*/rooms/.*"))
    expect(other.locator(".log")).not_to_contain_text("Achetez mes tisanes", timeout=PATIENCE)
    expect(page.locator(".log")).not_to_contain_text("Achetez mes tisanes")


def test_whoever_holds_the_room_calls_the_team_to_a_message_with_one_key(browse: Open) -> None:
    member = browse(as_="member")
    come_in(member, ROOM)
    say(member, "Je vends mes boutures, écrivez-moi.")
    holder = browse(as_="facilitator")
    come_in(holder, ROOM)
    called = line(holder, "Je vends mes boutures")
    expect(called).to_be_visible(timeout=PATIENCE)
    called.focus()
    holder.keyboard.press("m")
    expect(holder.locator("#status")).to_contain_text("L’équipe est appelée", timeout=PATIENCE)
    # A member's key does nothing of the kind.
    line(member, "Je vends mes boutures").focus()
    member.keyboard.press("m")
    moderator = browse(as_="moderator")
    moderator.goto("/fr/moderation/")
    expect(moderator.locator("main")).to_contain_text("Je vends mes boutures")
