"""Speaking under a mask in a room: chosen in one sentence, before a word is typed; among few it is refused, kindly."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers
from tests.browser.conftest import PHONE, Keeper, Open, stays_within
from tests.browser.rooms import come_in, furnish, line, say

PATIENCE = 40_000
OTHERS = ("second_member", "facilitator", "moderator", "second_moderator")


def mask_of(page: Page) -> str:
    """The name of one's mask, as the choice beside the button says it."""
    option = page.locator("select[name=voice] option[value=mask]")
    expect(option).to_have_text(re.compile("^mon masque, .+"))
    return option.inner_text().removeprefix("mon masque, ").strip()


def test_a_mask_in_a_room_from_the_refusal_to_the_plain_form(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "sous-un-masque")
    page = browse(as_="member", viewport=PHONE)
    come_in(page, room)
    # By keyboard alone: the choice stands in the sentence, before the button.
    choice = page.locator("select[name=voice]")
    choice.focus()
    page.keyboard.press("ArrowDown")
    expect(choice).to_have_value("mask")
    expect(page.locator(".if-masked")).to_be_visible()
    stays_within(page)
    page.fill("form.say textarea[name=body]", "Je n’en ai parlé à personne.")
    page.keyboard.press("Control+Enter")
    refused = page.locator(".msg.refused")
    expect(refused).to_contain_text("un masque ne vous cacherait pas", timeout=PATIENCE)
    expect(refused).to_contain_text("masque")
    expect(refused.locator(".who")).not_to_contain_text("Marguerite")
    stays_within(page)

    others = [browse(as_=name) for name in OTHERS]
    for other in others:
        come_in(other, room)
    # The words come back into the box, and stay behind the mask.
    refused.locator("[data-again]").click()
    expect(page.locator("form.say textarea[name=body]")).to_have_value("Je n’en ai parlé à personne.")
    expect(choice).to_have_value("mask")
    page.keyboard.press("Control+Enter")
    mine = line(page, "Je n’en ai parlé à personne.")
    expect(mine).to_have_class(re.compile(r"\bmine\b"), timeout=PATIENCE)
    mask = mask_of(page)
    expect(mine.locator(".who")).to_have_text(mask)
    expect(mine.locator("[data-mask]")).to_be_visible()
    expect(mine.locator("time")).to_have_count(0)

    theirs = line(others[0], "Je n’en ai parlé à personne.")
    expect(theirs.locator(".who")).to_have_text(mask)
    expect(theirs).not_to_have_class(re.compile(r"\bmine\b"))
    expect(theirs.locator("[data-mask]")).to_be_visible()
    assert "Marguerite" not in theirs.inner_html()
    theirs.locator(".acts summary").click()
    theirs.locator("[data-gesture]").click()
    theirs.get_by_role("button", name="Courage").click()
    expect(mine.locator(".made")).to_contain_text("courage", timeout=PATIENCE)

    # Changed in place; then, one sentence under the own name again.
    mine.locator(".acts summary").click()
    mine.locator("[data-edit]").click()
    page.locator("#edit-words").fill("Je n’en avais parlé à personne.")
    page.locator("form[data-change] button.btn").click()
    changed = line(others[0], "Je n’en avais parlé à personne.")
    expect(changed.locator(".who")).to_have_text(mask, timeout=PATIENCE)
    choice.select_option("name")
    say(page, "Et ceci sous mon nom.")
    expect(line(others[0], "Et ceci sous mon nom.").locator(".who")).to_have_text("Marguerite", timeout=PATIENCE)

    # Whoever comes back does not step out of the mask by accident; what was said is theirs to change still.
    page.reload()
    expect(choice).to_have_value("mask")
    expect(line(page, "Je n’en avais parlé à personne.").locator("[data-edit]")).to_be_attached()
    stays_within(page)
    found = barriers(page, ("light",))
    assert not found, "\n".join(found)

    plain = browse(as_="member", javascript=False, viewport=PHONE)
    plain.goto(room)
    assert mask_of(plain) == mask
    say(plain, "Sans aucun script.")
    expect(line(others[0], "Sans aucun script.").locator(".who")).to_have_text(mask, timeout=PATIENCE)
    expect(line(plain, "Sans aucun script.")).to_have_class(re.compile(r"\bmine\b"))
    stays_within(plain)
