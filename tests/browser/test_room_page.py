"""A room's page under the hand: what is folded opens by touch and by keyboard; the sign at the door turns by itself."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Open, stays_within

ROOM = "/fr/rooms/apres-lui-apres-elle/"


def test_what_one_can_do_with_a_message_is_folded_under_it_on_a_telephone(browse: Open) -> None:
    page = browse(as_="member", viewport=PHONE)
    page.goto(ROOM)
    line = page.locator(".msg", has=page.locator(".acts")).last
    answer = line.get_by_role("link", name=re.compile("^Répondre"))
    expect(answer).to_be_hidden()
    line.locator("summary").click()
    expect(answer).to_be_visible()
    stays_within(page)
    answer.click()
    expect(answer).to_be_hidden()
    expect(page.locator("#answered")).to_be_visible()
    expect(page.locator("form[data-say] textarea")).to_be_focused()


def test_the_fold_opens_without_script_and_leads_a_visitor_to_the_team(browse: Open) -> None:
    page = browse(javascript=False, viewport=PHONE)
    page.goto(ROOM)
    line = page.locator(".msg", has=page.locator(".acts")).first
    line.locator("summary").click()
    line.get_by_role("link", name=re.compile("^Signaler")).click()
    assert "/fr/flag/message/" in page.url


def test_the_keyboard_alone_finds_what_one_can_do_with_a_message(browse: Open) -> None:
    page = browse(as_="member")
    page.goto(ROOM)
    line = page.locator(".msg", has=page.locator(".acts")).last
    line.locator("summary").focus()
    page.keyboard.press("Tab")
    expect(line.get_by_role("link", name=re.compile("^Répondre"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("form[data-say] textarea")).to_be_focused()


def test_the_sign_at_the_door_turns_by_itself_for_a_visitor(browse: Open) -> None:
    visitor, keeper = browse(), browse(as_="administrator")
    visitor.goto(ROOM)
    expect(visitor.locator("#shutters")).to_have_text("Ouvert")
    try:
        keeper.goto("/fr/house/rooms/apres-lui-apres-elle/")
        keeper.check("input[name=state][value=held]")
        keeper.locator("main form button.btn").first.click()
        expect(visitor.locator("#shutters")).to_have_text("En pause")
        expect(visitor.locator(".room-head use")).to_have_attribute("href", re.compile("#window-held$"))
    finally:
        keeper.goto("/fr/house/rooms/apres-lui-apres-elle/")
        keeper.check("input[name=state][value=open]")
        keeper.locator("main form button.btn").first.click()
    expect(visitor.locator("#shutters")).to_have_text("Ouvert")
