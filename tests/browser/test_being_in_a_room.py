"""Being in a room with the script: change, gesture, confirm, calm view, arrow keys; and axe in a busy room."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers
from tests.browser.conftest import PHONE, Open, stays_within
from tests.browser.test_rooms import say

ROOM = "/fr/rooms/table-des-aidants/"


def last(page: Page, words: str) -> object:
    return page.locator(".log .msg:not(.waiting)", has_text=words).last


def test_one_changes_ones_words_and_the_other_makes_a_gesture(browse: Open) -> None:
    here, there = browse(as_="member"), browse(as_="second_member")
    for page in (here, there):
        page.goto(ROOM)
    say(here, "Des mots **trop** rapides.")
    mine, theirs = last(here, "trop rapides"), last(there, "trop rapides")
    expect(theirs).to_be_visible()
    mine.locator(".acts summary").click()
    mine.locator("[data-edit]").click()
    expect(here.locator("#edit-words")).to_have_value("Des mots **trop** rapides.")
    here.fill("#edit-words", "Des mots **mieux** pesés.")
    here.get_by_role("button", name="Garder").click()
    expect(last(there, "mieux pesés").locator(".changed")).to_be_visible()
    expect(here.locator("#edit-words")).to_have_count(0)
    theirs = last(there, "mieux pesés")
    theirs.locator(".acts summary").click()
    theirs.locator("[data-gesture]").click()
    courage = theirs.get_by_role("button", name="Courage")
    courage.click()
    expect(last(here, "mieux pesés").locator(".made")).to_contain_text("courage")
    expect(courage).to_have_attribute("aria-pressed", "true")
    courage.click()
    expect(last(here, "mieux pesés").locator(".made")).to_be_hidden()
    stays_within(there)


def test_a_telephone_number_is_asked_about_and_can_be_sent_all_the_same(browse: Open) -> None:
    page = browse(as_="member", viewport=PHONE)
    page.goto("/fr/rooms/un-jour-sans-boire/")
    say(page, "Appelez le 06 12 34 56 78.")
    refused = page.locator(".msg.refused", has_text="06 12 34")
    expect(refused).to_contain_text("numéro de téléphone")
    refused.locator("[data-confirm]").click()
    expect(page.locator(".msg:not(.waiting):not(.refused)", has_text="06 12 34")).to_be_visible()
    stays_within(page)


def test_in_the_calm_view_new_messages_wait_until_asked_for(browse: Open) -> None:
    calm, other = browse(as_="member"), browse(as_="second_member")
    for page in (calm, other):
        page.goto("/fr/rooms/apres-lui-apres-elle/")
    calm.check("#calm")
    say(other, "Un mot qui attend.")
    expect(calm.locator("#held")).to_be_visible()
    expect(calm.locator(".log")).not_to_contain_text("Un mot qui attend.")
    calm.locator("#held button").click()
    expect(calm.locator(".log")).to_contain_text("Un mot qui attend.")
    expect(calm.locator("#held")).to_be_hidden()


def test_arrow_keys_step_through_the_messages_and_axe_finds_nothing(browse: Open) -> None:
    page = browse(as_="member")
    page.goto(ROOM)
    expect(page.locator("#ways")).to_be_visible()
    assert page.locator(".log > [tabindex='0']").count() == 1
    newest = page.locator(".log > [tabindex='0']")
    newest.focus()
    seq = newest.get_attribute("data-seq")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.dataset.seq") != seq
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    page.keyboard.press("c")
    expect(page.locator("form.say textarea")).to_be_focused()
    found = barriers(page, ("light",))
    assert not found, "\n".join(found)
