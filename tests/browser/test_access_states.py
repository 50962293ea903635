"""The pages one only meets on the way: errors in forms, previews, panels, letters, kept words, decisions, faults."""

from __future__ import annotations

import re

import pytest
from django.template import loader
from django.utils import translation
from playwright.sync_api import Page

from tests import servers
from tests.browser.barriers import barriers
from tests.browser.conftest import PHONE, Open, stays_within
from tests.browser.test_speaking import come_in, start_thread

KEEPERS_FORMS = (
    "/fr/house/themes/new/",
    "/fr/house/themes/dementia/",
    "/fr/house/rooms/new/",
    "/fr/house/rooms/the-back-step/",
    "/fr/house/pages/agreement/",
    "/fr/house/roles/",
)


def look(page: Page, found: list[str]) -> None:
    """Look at the page as it stands by day and by night, and on a small phone."""
    found += barriers(page)
    size = page.viewport_size
    page.set_viewport_size(PHONE)
    stays_within(page)
    page.set_viewport_size(size or PHONE)


def send(page: Page) -> None:
    page.locator("main form button:not([name]):not(.sr)").first.click()
    page.wait_for_load_state()


def test_the_pages_of_somebody_who_comes_in_and_writes(browse: Open) -> None:
    found: list[str] = []
    page = browse(reduced_motion="reduce")
    page.goto("/fr/accounts/signup/")
    page.locator("main form").get_by_role("button", name="Entrer", exact=True).last.click()
    page.wait_for_load_state()
    look(page, found)
    page.goto("/fr/accounts/recover/")
    send(page)
    look(page, found)
    come_in(page, "Marche du soir")
    look(page, found)
    page.goto("/fr/inbox/")
    look(page, found)
    page.goto("/fr/themes/dementia/new/")
    page.fill("input[name=title]", "x")
    send(page)
    assert page.locator("[aria-invalid=true]").count()
    look(page, found)
    page.fill("input[name=title]", "Le soir, la cuisine")
    page.fill("textarea[name=body]", "> une citation\n\nDes **mots**.\n\n- un\n- deux")
    page.locator("button[name=preview]").click()
    page.wait_for_load_state()
    look(page, found)
    start_thread(page, "dementia", "Le soir, la cuisine", "Cette nuit je veux mourir.")
    assert page.locator(".care").count() == 1
    look(page, found)
    page.goto(page.locator("main a.btn.quiet").last.get_attribute("href") or "")
    own = page.locator("article.post").first
    for name in ("Reprendre", "Retirer"):
        address = own.get_by_role("link", name=re.compile(name)).get_attribute("href")
        other = page.context.new_page()
        other.goto(address or "")
        look(other, found)
        other.close()
    assert not found, "\n".join(found)


def test_the_pages_of_kept_words_and_of_signing_out(browse: Open) -> None:
    found: list[str] = []
    page = browse(as_="member", reduced_motion="reduce")
    page.goto("/fr/threads/3/x/")
    page.fill("textarea[name=body]", "Des mots que je garde.")
    page.context.clear_cookies()
    page.locator("#reply form button:not([name])").click()
    page.wait_for_load_state()
    assert "Des mots que je garde." in page.content()
    look(page, found)
    page.goto("/fr/rooms/the-back-step/")
    look(page, found)
    assert not found, "\n".join(found)


def test_the_pages_of_a_call_and_its_decision(browse: Open) -> None:
    found: list[str] = []
    page = browse(as_="second_member", reduced_motion="reduce")
    page.goto("/fr/threads/4/x/")
    flag = page.get_by_role("link", name=re.compile("Signaler")).first
    page.goto(flag.get_attribute("href") or "")
    page.locator("main form").evaluate("form => form.noValidate = true")
    send(page)
    look(page, found)
    page.check("input[value=hostile]")
    send(page)
    look(page, found)
    watching = browse(as_="second_moderator", reduced_motion="reduce")
    watching.goto("/en/moderation/")
    case = watching.locator(".case-row:not(.now-first) a").first.get_attribute("href") or ""
    watching.goto(case)
    watching.locator("main form").last.evaluate("form => form.noValidate = true")
    watching.get_by_role("button", name="Decide and send").click()
    watching.wait_for_load_state()
    look(watching, found)
    watching.check("input[name=act][value=nothing_wrong]")
    watching.get_by_role("button", name="Decide and send").click()
    watching.wait_for_load_state()
    look(watching, found)
    watching.goto(case)
    look(watching, found)
    watching.goto("/fr/moderation/decided/")
    look(watching, found)
    page.goto("/fr/inbox/")
    look(page, found)
    letter = page.locator(".inbox a").first
    if letter.count():
        page.goto(letter.get_attribute("href") or "")
        look(page, found)
    page.goto("/fr/threads/1/x/")
    author = page.get_by_role("link", name=re.compile("Signaler")).first
    assert author.count()
    assert not found, "\n".join(found)


def test_the_forms_of_the_house_s_keepers(browse: Open) -> None:
    found: list[str] = []
    page = browse(as_="administrator", reduced_motion="reduce")
    for address in KEEPERS_FORMS:
        page.goto(address)
        look(page, found)
        page.locator("main form").last.evaluate("form => form.noValidate = true")
        page.locator("main form").last.locator("button").last.click()
        page.wait_for_load_state()
        look(page, found)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_the_pages_of_faults(browse: Open, house: servers.House, status: int) -> None:
    page = browse(reduced_motion="reduce")
    page.goto("/fr/exit/")
    with translation.override("fr"):
        words = {"status": status, "sentence": "Une phrase.", "LANGUAGE_CODE": "fr", "path": "/fr/"}
        page.set_content(loader.render_to_string(f"{status}.html", words))
    page.wait_for_load_state("networkidle")
    found: list[str] = []
    look(page, found)
    assert not found, "\n".join(found)
