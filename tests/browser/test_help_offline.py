"""The help page without a connection: only after its reader asked for it, and taken away as easily."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests import servers
from tests.browser.conftest import PHONE, Open, stays_within

pytestmark = pytest.mark.smoke
PAGE = "/fr/help/?country=FR"


def test_the_page_opens_without_a_connection_once_its_reader_asked_for_it(browse: Open) -> None:
    page = browse(viewport=PHONE)
    page.goto(PAGE)
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((found) => found.length)") == 0
    page.click("[data-offline-keep]")
    page.locator("[data-offline-said]").filter(has_text="sans connexion").wait_for()
    page.context.set_offline(True)
    page.reload()
    assert page.locator('a[href="tel:3114"]').first.is_visible()
    stays_within(page)
    page.goto("/fr/help/?country=BE")
    assert page.locator('a[href="tel:3114"]').first.is_visible()
    page.context.set_offline(False)
    page.goto(PAGE)
    page.click("[data-offline-forget]")
    page.locator("[data-offline-said]").filter(has_text="plus sur cet appareil").wait_for()
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((found) => found.length)") == 0
    assert page.evaluate("caches.keys().then((found) => found.length)") == 0


def test_at_four_times_the_size_nothing_scrolls_sideways(browse: Open) -> None:
    # 1280 points wide at 400 % are 320.
    page = browse(viewport={"width": 320, "height": 256})
    page.goto(PAGE)
    stays_within(page)


def test_the_lines_of_a_country_print_on_one_sheet(browse: Open) -> None:
    page = browse()
    page.goto(PAGE)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4"))) == 1


@pytest.mark.only_on("sqlite")
def test_the_lines_are_there_while_the_database_is_gone(browser: Browser) -> None:
    with servers.house() as house:
        page = browser.new_page(base_url=house.url, viewport={"width": 320, "height": 640}, locale="fr-FR")
        page.set_default_timeout(30_000)
        page.goto(PAGE)
        (house.data_dir / "entraide.sqlite3").write_bytes(b"Nothing that a database would read.\n" * 4_096)
        page.goto(PAGE)
        assert page.locator('a[href="tel:3114"]').first.is_visible()
        stays_within(page)
        page.goto("/fr/help/answering/")
        assert page.get_by_role("heading", name="Comment répondre").first.is_visible()
        page.goto("/fr/threads/1/un-fil/")
        page.locator("a.help-now").click()
        page.wait_for_url("**/fr/help/**")
        assert page.locator('a[href^="tel:"]').first.is_visible()
        page.context.close()
