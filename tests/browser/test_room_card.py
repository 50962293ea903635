"""How to answer, in a room: it comes while one is writing, moves nothing under one's eyes, and is put away for good."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Keeper, Open, stays_within
from tests.browser.rooms import come_in, furnish


def test_the_card_comes_live_above_the_box_and_each_puts_it_away(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "carte-du-soir")
    member = browse(as_="member", viewport=PHONE)
    come_in(member, room)
    box = member.locator("form.say textarea")
    box.fill("J’écris justement.")
    before = box.evaluate("node => { node.scrollIntoView({block: 'center'}); return node.getBoundingClientRect().top }")
    team = browse(as_="moderator", javascript=False)
    team.goto(room.replace("/fr/", "/fr/moderation/"))
    team.get_by_role("button", name="La poser").click()
    expect(member.locator("#card")).to_be_visible()
    assert abs(box.evaluate("node => node.getBoundingClientRect().top") - before) < 20
    stays_within(member)
    member.get_by_role("button", name="Ranger ceci").click()
    expect(member.locator("#card")).to_be_hidden()
    expect(box).to_be_focused()
    # Without a script: the same button, for this reader alone.
    other = browse(as_="second_member", viewport=PHONE, javascript=False)
    other.goto(room)
    other.get_by_role("button", name="Ranger ceci").click()
    other.wait_for_url("**#latest")
    assert not other.locator("#card").is_visible()
    team.goto(room)
    assert team.locator("#card").is_visible()
