"""An evening's appeal, from the letter to the answer by the other moderator: small screen, keyboard, no script."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers
from tests.browser.conftest import PHONE, Open, stays_within
from tests.browser.test_speaking import start_thread

WORDS = "Je parlais de mon propre père, pas de toi, une nuit de novembre."


def sound(page: Page) -> None:
    """Assert that the page has no barrier by day or night and stays within a small screen."""
    stays_within(page)
    found = barriers(page)
    assert not found, "\n".join(found)


def press(page: Page, role: str, name: str) -> None:
    """Use a link or a button as from the keyboard."""
    page.get_by_role(role, name=name).first.press("Enter")  # type: ignore[arg-type]
    page.wait_for_load_state()


def test_a_decision_is_looked_at_again_by_the_other_moderator(browse: Open) -> None:
    member = browse(as_="member", javascript=False, viewport=PHONE)
    first = browse(as_="moderator", javascript=False, viewport=PHONE)
    second = browse(as_="second_moderator", reduced_motion="reduce", viewport=PHONE)
    # Somebody writes, somebody calls the team, and it is taken down.
    start_thread(member, "dementia", "Une nuit de novembre", WORDS)
    address = member.url.split("#")[0]
    first.goto(address)
    press(first, "link", "Signaler")
    first.locator("input[value=hostile]").check()
    first.locator("main form button").last.click()
    first.goto("/fr/moderation/?kind=post")
    page_to_case(first)
    first.locator("summary", has_text="Demander avant de décider").press("Enter")
    first.locator("textarea[name=words]").fill("À qui parliez-vous ?")
    press(first, "button", "Envoyer la question")
    expect(first.locator("main")).to_contain_text("À qui parliez-vous ?")
    # The member answers from the letter.
    member.goto("/fr/inbox/")
    press(member, "link", "Une question de l’équipe")
    press(member, "link", "Répondre à cette lettre")
    member.fill("textarea[name=answer]", "À mon père.")
    press(member, "button", "Envoyer mes mots")
    expect(member.locator("main")).to_contain_text("À mon père.")
    stays_within(member)
    first.reload()
    expect(first.locator("main")).to_contain_text("À mon père.")
    stays_within(first)
    first.locator("input[name=act][value=hide]").check()
    first.locator("select[name=rule]").select_option("hostile")
    press(first, "button", "Décider et envoyer")
    # The letter leads to another look.
    member.goto("/fr/inbox/")
    press(member, "link", "À propos de votre message")
    press(member, "link", "Demander un nouveau regard")
    press(member, "button", "Envoyer mes mots")
    expect(member.locator("main")).to_contain_text("Dites en quelques mots")
    stays_within(member)
    member.fill("textarea[name=words]", "Personne d’ici n’était visé.")
    press(member, "button", "Envoyer mes mots")
    expect(member.locator("main")).to_contain_text("Vous avez demandé un nouveau regard")
    # Whoever decided first leaves it to the other.
    first.goto("/fr/moderation/?lane=appeal")
    press(first, "link", "Quelqu’un demande un nouveau regard")
    expect(first.locator("main")).to_contain_text("Quelqu’un d’autre répond à la demande")
    second.goto("/fr/moderation/?lane=appeal")
    press(second, "link", "Quelqu’un demande un nouveau regard")
    expect(second.locator("main")).to_contain_text("Personne d’ici n’était visé.")
    sound(second)
    second.locator("input[name=outcome][value=granted]").press("Space")
    second.locator("textarea[name=explanation]").fill("Vous ne visiez personne d’ici.")
    press(second, "button", "Décider et envoyer")
    expect(second.locator("main")).to_contain_text("a une lettre à ce sujet")
    member.goto("/fr/inbox/")
    press(member, "link", "Notre réponse à votre demande")
    expect(member.locator("main")).to_contain_text("Vous ne visiez personne d’ici.")
    member.goto(address)
    expect(member.locator("main")).to_contain_text(WORDS)
    member.goto("/fr/me/record/")
    expect(member.locator("main")).to_contain_text("Nouveau regard")
    stays_within(member)


def page_to_case(page: Page) -> None:
    """Open the case of the words above, wherever it stands in the list."""
    while not page.locator("li.case-row", has_text="mon propre père").count():
        page.locator("nav.pager a[rel=next]").press("Enter")
        page.wait_for_load_state()
    page.locator("li.case-row", has_text="mon propre père").locator("h3 a").press("Enter")
    page.wait_for_load_state()


def test_the_pages_around_a_letter_have_no_barrier(browse: Open) -> None:
    page = browse(as_="member", reduced_motion="reduce", viewport=PHONE)
    page.goto("/fr/inbox/")
    addresses = ["/fr/me/record/", "/en/me/record/"]
    letter = page.get_by_role("link", name="À propos de votre message").first
    if letter.count():
        here = letter.get_attribute("href") or ""
        addresses += [here, f"{here}appeal/"]
    for address in addresses:
        page.goto(address)
        sound(page)
