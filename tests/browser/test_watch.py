"""An evening on duty: what the other takes is seen, handed on, rested from; with and without scripts, by keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open, stays_within

WATCH = "/fr/moderation/"


def row(page: Page, case: str):
    return page.locator(f"#case-{case}")


def first_free(page: Page) -> str:
    """The number of the first case that nobody looks after."""
    found = page.locator("li.case-row:has(form[action$='/take/'])").first.get_attribute("id") or ""
    return found.removeprefix("case-")


def test_what_a_colleague_takes_changes_in_front_of_me(browse: Open) -> None:
    ines, ivy = browse(as_="moderator"), browse(as_="second_moderator")
    ivy.goto(WATCH)
    ivy.get_by_role("button", name="Commencer à veiller").click()
    ines.goto(WATCH)
    case = first_free(ines)
    # The eye rests on this case: its link keeps the focus while the list changes around and under it.
    ines.locator(f"#case-{case} h3 a").focus()
    fold = row(ines, case).locator("details")
    if fold.count():
        fold.evaluate("fold => { fold.open = true }")
    ivy.goto(WATCH)
    row(ivy, case).get_by_role("button", name=re.compile("S’en occuper")).click()
    expect(ivy.get_by_role("heading", name="Passer la main")).to_be_visible()
    expect(row(ines, case)).to_contain_text("Ivy gate s’en occupe", timeout=40_000)
    assert ines.evaluate("document.activeElement.closest('li').id") == f"case-{case}"
    if fold.count():
        assert row(ines, case).locator("details").evaluate("fold => fold.open")
    expect(ines.locator("#queue-news")).to_have_text("La liste a changé.")
    # Who reads it all the same is told, and cannot decide.
    ines.goto(f"{WATCH}cases/{case}/")
    expect(ines.get_by_role("button", name="Décider et envoyer")).to_have_count(0)
    ivy.get_by_label("Un mot pour la suite").fill("J’ai lu, je dois partir.")
    ivy.get_by_role("button", name="Passer la main", exact=True).click()
    ines.goto(f"{WATCH}cases/{case}/")
    expect(ines.locator("main")).to_contain_text("J’ai lu, je dois partir.")
    expect(ines.get_by_role("button", name="Décider et envoyer")).to_be_visible()


def test_a_watch_on_a_small_screen_without_scripts_by_keyboard(browse: Open) -> None:
    page = browse(as_="moderator", javascript=False, viewport=PHONE)
    page.goto(WATCH)
    stays_within(page)
    if page.get_by_role("button", name="Finir ma veille").count():
        page.get_by_role("button", name="Finir ma veille").press("Enter")
    page.get_by_role("button", name="Commencer à veiller").press("Enter")
    expect(page.locator("main")).to_contain_text("Vous veillez jusqu’à")
    stays_within(page)
    page.get_by_role("link", name="Personnes qui vont mal").press("Enter")
    assert "kind=care" in page.url
    page.goto(WATCH)
    case = first_free(page)
    row(page, case).get_by_role("button", name=re.compile("S’en occuper")).press("Enter")
    expect(page.locator("main")).to_contain_text("Vous vous en occupez, encore 15")
    stays_within(page)
    page.get_by_role("button", name="Passer la main", exact=True).press("Enter")
    page.get_by_role("link", name="Choisir ce que je préfère ne pas lire").first.press("Enter")
    stays_within(page)
    box = page.get_by_role("checkbox").first
    box.press("Space")
    page.get_by_role("button", name="Garder ce choix").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Votre choix est gardé.")
    page.get_by_role("checkbox").first.press("Space")
    page.get_by_role("button", name="Garder ce choix").press("Enter")
    page.goto(WATCH)
    page.get_by_role("button", name="Finir ma veille").press("Enter")
    expect(page.locator("main")).to_contain_text("Vous ne veillez pas en ce moment.")
