"""Every template by day and by night, small and large: no violation of WCAG 2.2 A and AA, nothing scrolls sideways."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.barriers import barriers
from tests.browser.conftest import DESK, PHONE, Open, stays_within

PAGES = {
    "": [
        "/fr/",
        "/en/themes/",
        "/fr/themes/dementia/",
        "/fr/themes/illness/",
        "/fr/threads/1/x/",
        "/fr/unanswered/",
        "/fr/rooms/",
        "/fr/rooms/table-des-aidants/",
        "/fr/help/",
        "/en/help/?country=CA&region=QC",
        "/fr/accounts/login/",
        "/fr/accounts/signup/",
        "/fr/accounts/recover/",
        "/fr/pages/agreement/",
        "/en/pages/privacy/",
        "/fr/pages/terms/",
        "/fr/pages/legal/",
        "/fr/pages/accessibility/",
        "/fr/exit/",
        "/fr/nowhere/",
        "/fr/mail/leave/?t=x",
    ],
    "member": [
        "/fr/",
        "/fr/themes/dementia/new/",
        "/fr/threads/1/x/?quote=1",
        "/fr/rooms/un-jour-sans-boire/",
        "/fr/me/",
        "/fr/inbox/",
        "/fr/accounts/kit/",
        "/fr/me/kit/",
        "/fr/me/sign-out-everywhere/",
        "/fr/me/preferences/",
        "/fr/me/consents/",
        *("/fr/me/hidden/", "/fr/rooms/table-des-aidants/search/?q=fleurs"),
        *("/fr/me/quiet/", "/fr/me/mail/", "/fr/me/following/"),
        "/fr/me/password/",
        "/fr/me/record/",
        "/fr/flag/post/1/",
        "/fr/accounts/logout/",
    ],
    "moderator": [
        *("/fr/moderation/", "CASE", "/fr/moderation/now/post/2/"),
        *("/fr/moderation/quiet-themes/", "/fr/moderation/team/", "/fr/moderation/debrief/"),
        *("/fr/threads/2/care/", "/fr/threads/2/care/join/", "/fr/threads/2/care/split/"),
    ],
    "administrator": [
        *("/fr/house/", "/fr/house/themes/", "/fr/house/rooms/", "/fr/house/roles/", "/fr/house/pages/"),
        *("/fr/house/reasons/", "/fr/house/reasons/new/", "/fr/house/reasons/hostile/"),
        "/fr/house/unmasking/",
    ],
}


def address(page: Page, told: str) -> str:
    """The address to look at; CASE is the first of the queue."""
    if told != "CASE":
        return told
    page.goto("/fr/moderation/")
    return page.locator(".case-row a").first.get_attribute("href") or ""


@pytest.mark.parametrize("who", list(PAGES))
def test_every_template_is_free_of_barriers_and_fits_a_small_phone_and_large_text(browse: Open, who: str) -> None:
    # Without motion no colour is looked at on its way from one scheme to the other.
    page = browse(as_=who, reduced_motion="reduce")
    found = []
    for told in PAGES[who]:
        page.set_viewport_size(DESK)
        page.goto(address(page, told))
        found += barriers(page)
        page.set_viewport_size(PHONE)
        stays_within(page)
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        stays_within(page)
    assert not found, "\n".join(found)
