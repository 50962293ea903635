"""A newcomer reads at night, without an account and with JavaScript off."""

from __future__ import annotations

import pytest

from tests.browser.conftest import PHONE, Open, stays_within


@pytest.mark.smoke
def test_a_guest_reads_a_thread_with_javascript_off_and_leaves_no_trace(browse: Open) -> None:
    page = browse(javascript=False, viewport=PHONE)
    page.goto("/fr/")
    page.get_by_role("link", name="Lire ce qui s’écrit").click()
    page.get_by_role("link", name="Maladie de Parkinson").first.click()
    page.get_by_role("link", name="Onze minutes pour une chemise").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Onze minutes pour une chemise"
    assert "Ce matin j’ai chronométré" in page.inner_text("main")
    assert page.get_by_role("link", name="Besoin d’aide maintenant ?").first.is_visible()
    stays_within(page)
    assert page.context.cookies() == []


def test_a_guest_watches_a_room_with_javascript_off(browse: Open) -> None:
    page = browse(javascript=False)
    page.goto("/fr/rooms/")
    page.get_by_role("link", name="La table des aidants").first.click()
    assert "Je reste jusqu’à vingt-deux heures" in page.inner_text("main")
    # Its words were taken down by the team that evening.
    assert "cousine qui fait des gardes" not in page.content()
    assert page.context.cookies() == []


def test_the_language_of_the_door_follows_the_browser_and_can_be_changed(browse: Open) -> None:
    page = browse(javascript=False, language="en-GB")
    page.goto("/")
    assert page.url.endswith("/en/")
    page.get_by_role("link", name="Français").click()
    assert page.url.endswith("/fr/")
    assert page.locator("html").get_attribute("lang") == "fr"


def test_help_is_one_tap_away_and_its_numbers_can_be_dialled(browse: Open) -> None:
    page = browse(javascript=False, viewport=PHONE)
    page.goto("/fr/threads/1/x/")
    page.get_by_role("link", name="Besoin d’aide maintenant ?").first.click()
    assert "/fr/help/" in page.url
    page.goto("/fr/help/?country=FR")
    assert page.locator('a[href="tel:3114"]').count() >= 1
    page.goto("/en/help/?country=GB")
    assert page.locator('a[href="tel:116123"]').count() >= 1
    stays_within(page)
    assert page.context.cookies() == []


def test_leaving_quickly_shows_nothing_of_the_house_and_back_does_not_return(browse: Open) -> None:
    page = browse()
    page.goto("/fr/")
    page.goto("/fr/themes/")
    page.get_by_role("link", name="Quitter vite").click()
    page.wait_for_url("**/exit/")
    assert "Entraide" not in page.title()
    assert "Entraide" not in page.inner_text("body")
    page.go_back()
    assert not page.url.endswith("/fr/themes/")


def test_escape_three_times_leaves(browse: Open) -> None:
    page = browse()
    page.goto("/fr/themes/")
    page.wait_for_load_state("networkidle")
    for _press in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("**/exit/")


def test_a_whole_page_can_be_reached_by_keyboard(browse: Open) -> None:
    page = browse()
    page.goto("/fr/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reached = set()
    for _press in range(120):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.id"))
    links = page.evaluate("[...document.querySelectorAll('main a[href]')].map(link => link.getAttribute('href'))")
    assert set(links) <= reached
