"""Looking for words: on a small telephone without JavaScript, by keyboard alone, and what a first visit fetches."""

from __future__ import annotations

from playwright.sync_api import Request

from tests.browser.barriers import barriers
from tests.browser.conftest import PHONE, Open, stays_within


def test_a_guest_finds_a_thread_by_its_words_without_javascript(browse: Open) -> None:
    page = browse(javascript=False, viewport=PHONE)
    page.goto("/fr/themes/")
    page.get_by_label("Mots à chercher").fill("chronometre chemises")
    page.get_by_role("button", name="Chercher").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Chercher dans les fils"
    assert "chronométré" in [one.lower() for one in page.locator("mark").all_inner_texts()]
    stays_within(page)
    page.get_by_role("link", name="Onze minutes pour une chemise").first.click()
    assert "/threads/" in page.url
    assert page.context.cookies() == []


def test_a_search_is_narrowed_by_keyboard_alone(browse: Open) -> None:
    page = browse()
    page.goto("/fr/search/")
    page.get_by_label("Mots à chercher").focus()
    page.keyboard.type("nuit")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _step in range(2):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "language"
    page.keyboard.press("ArrowDown")
    page.get_by_label("Mots à chercher").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "language=fr" in page.url
    assert page.locator("mark").count() >= 1


def test_axe_finds_nothing_on_the_pages_of_a_search(browse: Open) -> None:
    for viewport in (PHONE, None):
        page = browse(viewport=viewport, reduced_motion="reduce")
        for address in ("/fr/search/", "/fr/search/?q=nuit", "/fr/search/?q=envie+de+mourir", "/fr/search/?q=***"):
            page.goto(address)
            page.evaluate("document.fonts.ready")
            found = barriers(page)
            assert not found, "\n".join(found)
            stays_within(page)


def test_a_first_visit_to_a_thread_fetches_five_things_of_45_kb_at_most(browse: Open) -> None:
    page = browse(viewport=PHONE)
    page.goto("/fr/unanswered/")
    path = page.locator(".threads a").first.get_attribute("href")
    assert path
    # The page before left its files in that browser: a new one comes to the thread with nothing.
    page = browse(viewport=PHONE)
    asked: list[Request] = []

    def remember(one: Request) -> None:
        asked.append(one)

    page.on("requestfinished", remember)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    names = [one.url for one in asked]
    assert 2 <= len(names) <= 5, names
    weight = sum(one.sizes()["responseBodySize"] + one.sizes()["responseHeadersSize"] for one in asked)
    assert weight <= 45 * 1024, (weight, names)
