"""Opening a mask, as the two who may live it and as its holder does: small screen, no script, both languages."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers
from tests.browser.conftest import PHONE, Keeper, Open, stays_within, token_in
from tests.browser.test_speaking import come_in

WORDS = "Je n’ai dit cela à personne d’autre, ni ici ni ailleurs."


def sound(page: Page) -> None:
    """Assert that the page has no barrier, and fits a small screen also in large letters."""
    stays_within(page)
    found = barriers(page)
    assert not found, "\n".join(found)
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    stays_within(page)
    page.evaluate("document.documentElement.style.removeProperty('font-size')")


def entrust(keeper: Keeper, name: str) -> None:
    """Let somebody keep the house too."""
    form = {"name": name, "kind": "administrator", "scope": "", "csrfmiddlewaretoken": ""}
    form["csrfmiddlewaretoken"] = token_in(keeper.get("/fr/house/roles/"))
    answer = keeper.post("/fr/house/roles/", form=form, max_redirects=0)
    assert answer.status in {302, 303}, answer.text()


def test_two_who_keep_the_house_open_a_mask_and_its_holder_is_told(browse: Open, keeper: Keeper) -> None:
    holder = browse(javascript=False, viewport=PHONE)
    come_in(holder, "Sorbier du quai")
    second = browse(javascript=False, viewport=PHONE)
    come_in(second, "Noyer du quai")
    entrust(keeper, "Noyer du quai")
    first = browse(as_="administrator", language="en", reduced_motion="reduce", viewport=PHONE)
    # Somebody writes under a mask.
    holder.goto("/fr/threads/1/x/")
    holder.fill("textarea[name=body]", WORDS)
    holder.check("input[name=voice][value=mask]")
    holder.locator("main form:has(textarea[name=body]) button:not([name])").last.click()
    said = holder.locator("article", has_text=WORDS)
    mask = said.locator("header h2 a")
    name, address = mask.inner_text(), mask.get_attribute("href") or ""
    assert name != "Sorbier du quai"
    # One asks: nothing opens.
    first.goto("/en/house/unmasking/")
    sound(first)
    first.fill("input[name=address]", address)
    first.get_by_role("button", name="Find the mask").press("Enter")
    expect(first.locator("main")).to_contain_text("Asking opens nothing.")
    sound(first)
    first.locator("input[name=ground][value=danger]").check()
    first.fill("textarea[name=reason]", "Somebody’s life may be in danger tonight.")
    first.get_by_role("button", name="Ask another administrator").click()
    expect(first.locator("main")).to_contain_text("Somebody else who keeps the house has to answer.")
    sound(first)
    expect(first.locator("main")).not_to_contain_text("Sorbier")
    assert first.locator("input[name=answer]").count() == 0
    request = first.url
    # Another one agrees, in another language, and sees the name.
    second.goto(request.replace("/en/", "/fr/"))
    stays_within(second)
    second.locator("input[name=answer][value=yes]").check()
    second.fill("textarea[name=words]", "Le danger est réel, et rien d’autre n’a aidé.")
    second.get_by_role("button", name="Envoyer").last.click()
    assert "Sorbier du quai" in second.inner_text("main")
    stays_within(second)
    # Nothing is kept where it was shown; whoever asked looks by pressing, and the look is written down.
    second.goto(request.replace("/en/", "/fr/"))
    assert "Sorbier du quai" not in second.inner_text("main")
    first.reload()
    first.get_by_role("button", name="Show the name").press("Enter")
    expect(first.get_by_role("status").locator("strong")).to_have_text("Sorbier du quai")
    sound(first)
    # Whoever wears it is told, by whom not.
    holder.goto("/fr/inbox/")
    holder.get_by_role("link", name="Votre masque a été ouvert").click()
    told = holder.inner_text("main")
    assert name in told
    assert "Noyer du quai" not in told
    assert not re.search(r"\b0\sh", told)
    stays_within(holder)
    # For everybody else there is no such page.
    other = browse(as_="moderator", javascript=False)
    answer = other.goto(request)
    assert answer is not None
    assert answer.status == 404
