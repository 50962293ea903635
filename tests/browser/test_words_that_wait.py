"""Words that somebody reads before others see them, in a room: with and without a script, they come once."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open, stays_within
from tests.browser.test_appeals import press, sound
from tests.browser.test_speaking import come_in

ROOM = "salle-lue-avant"


def make_room(page: Page) -> None:
    """Add a room in which everybody's words are read first, through the house's own page."""
    page.goto("/fr/house/rooms/new/")
    page.fill("input[name=slug]", ROOM)
    page.fill("input[name=name]", "La salle lue avant")
    page.locator("select[name=theme]").select_option(index=1)
    page.locator("input[name=approval][value=everybody]").check()
    page.locator("main form button:not([name])").last.click()
    page.wait_for_load_state()
    assert page.url.endswith("/fr/house/rooms/"), page.inner_text("main")


def show(page: Page, words: str) -> None:
    """Show these words, as a moderator who reads them in the queue."""
    page.goto("/fr/moderation/?kind=held")
    row = page.locator("li.case-row", has_text=words)
    while not row.count():
        page.locator("nav.pager a[rel=next]").press("Enter")
        page.wait_for_load_state()
    row.locator("h3 a").press("Enter")
    page.locator("input[name=act][value=show]").check()
    press(page, "button", "Décider et envoyer")


def test_words_wait_are_changed_and_come_once(browse: Open) -> None:
    make_room(browse(as_="administrator"))
    moderator = browse(as_="moderator", javascript=False, viewport=PHONE)
    live = browse(as_="member", reduced_motion="reduce")
    plain = browse(javascript=False, viewport=PHONE)
    come_in(plain, "Saule lent")
    live.goto(f"/fr/rooms/{ROOM}/")
    plain.goto(f"/fr/rooms/{ROOM}/")
    expect(plain.locator("#say-form")).to_contain_text("quelqu’un de l’équipe lit votre message")
    # With a script: the line leaves the log and stands among the words that wait, for its author alone.
    live.fill("textarea[name=body]", "Bonsoir à vous, je viens d’arriver.")
    live.get_by_role("button", name="Dire").click()
    waiting = live.locator("#waiting-words article")
    expect(waiting).to_contain_text("Bonsoir à vous, je viens d’arriver.")
    expect(live.locator("#log")).not_to_contain_text("Bonsoir à vous")
    expect(live.locator("#status")).to_contain_text("il n’est pas perdu")
    sound(live)
    plain.reload()
    expect(plain.locator("main")).not_to_contain_text("Bonsoir à vous")
    # Without one: the form leads to the same place; there one changes one's words.
    plain.fill("textarea[name=body]", "Bonsoir, c’est une longue soirée.")
    press(plain, "button", "Dire")
    expect(plain.locator("#waiting-words article")).to_contain_text("une longue soirée")
    stays_within(plain)
    press(plain, "link", "Reprendre")
    plain.locator("textarea[name=body]").fill("Bonsoir, c’est une douce soirée.")
    press(plain, "button", "Garder ce changement")
    expect(plain.locator("#waiting-words article")).to_contain_text("une douce soirée")
    stays_within(plain)
    # Read and shown: everybody has it, once, in front of them; its author's waiting words are empty.
    show(moderator, "Bonsoir à vous")
    stays_within(moderator)
    expect(live.locator("#log")).to_contain_text("Bonsoir à vous, je viens d’arriver.")
    expect(waiting).to_have_count(0)
    show(moderator, "Bonsoir, c’est une douce soirée")
    expect(live.locator("#log")).to_contain_text("une douce soirée")
    plain.reload()
    assert plain.inner_text("main").count("une douce soirée") == 1
    assert live.inner_text("main").count("je viens d’arriver") == 1
    live.reload()
    assert live.inner_text("main").count("je viens d’arriver") == 1
