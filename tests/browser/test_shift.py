"""A whole evening's shift on a small screen, by keyboard, without scripts: from the lamp to the note to oneself."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open, stays_within
from tests.browser.test_appeals import press
from tests.browser.test_speaking import start_thread

WATCH = "/fr/moderation/"
WORDS = "Mon voisin du troisième, celui de la porte bleue, s’appelle comme moi."


def come_on_duty(page: Page) -> None:
    page.goto(WATCH)
    begin = page.get_by_role("button", name="Commencer à veiller")
    if begin.count():
        begin.press("Enter")
    expect(page.locator("main")).to_contain_text("Vous veillez jusqu’à")


def open_case(page: Page) -> None:
    """Open the case of the words above, wherever it stands in the list."""
    page.goto(WATCH)
    while not page.locator("li.case-row", has_text="porte bleue").count():
        page.locator("nav.pager a[rel=next]").press("Enter")
        page.wait_for_load_state()
    page.locator("li.case-row", has_text="porte bleue").locator("h3 a").press("Enter")
    page.wait_for_load_state()


def decide(page: Page) -> None:
    page.locator("input[name=act][value=hide]").press("Space")
    page.locator("select[name=rule]").select_option("personal_data")
    press(page, "button", "Décider et envoyer")
    expect(page.locator("main")).to_contain_text("C’est décidé")


def test_an_evening_from_the_lamp_to_the_note_to_oneself(browse: Open) -> None:
    member = browse(as_="member", javascript=False, viewport=PHONE)
    guest = browse(javascript=False, viewport=PHONE)
    first = browse(as_="moderator", javascript=False, viewport=PHONE)
    second = browse(as_="second_moderator", javascript=False, viewport=PHONE)
    start_thread(member, "dementia", "La porte bleue", WORDS)
    address = member.url.split("#")[0]
    guest.goto(address)
    press(guest, "link", "Signaler")
    guest.locator("input[value=personal_data]").press("Space")
    guest.locator("main form button").last.press("Enter")
    guest.wait_for_load_state()
    # Two on duty: one takes it, reads it, and hands it on as it is to whoever stands behind.
    come_on_duty(first)
    come_on_duty(second)
    open_case(first)
    press(first, "button", "S’en occuper")
    expect(first.locator("main")).to_contain_text("est derrière vous")
    stays_within(first)
    first.locator("summary", has_text="Lire").first.press("Enter")
    expect(first.locator("main")).to_contain_text("porte bleue")
    stays_within(first)
    first.get_by_role("button", name=re.compile("J’ai besoin de passer la main")).press("Enter")
    first.wait_for_load_state()
    # The other finds it in their hands, and decides.
    second.goto(WATCH)
    expect(second.get_by_role("heading", name="Entre vos mains")).to_be_visible()
    open_case(second)
    stays_within(second)
    decide(second)
    expect(second.locator("main")).to_contain_text("était lourd")
    stays_within(second)
    # A note for nobody else, and the wish to talk.
    press(second, "link", "Une note pour vous")
    second.fill("textarea[name=words]", "C’était beaucoup, ce soir.")
    second.locator("input[name=talk]").press("Space")
    press(second, "button", "La garder pour moi")
    expect(second.get_by_role("status")).to_contain_text("pour vous seulement")
    stays_within(second)
    first.goto("/fr/moderation/team/")
    expect(first.locator("main")).to_contain_text("Aimeraient parler")
    expect(first.locator("main")).not_to_contain_text("C’était beaucoup")
    stays_within(first)
    press(second, "button", "L’effacer, et le souhait d’en parler")
    # They go, and the house says honestly when somebody has said to be back.
    first.goto(WATCH)
    press(first, "button", "Finir ma veille")
    second.goto(WATCH)
    second.fill("input[name=back]", "07:00")
    stays_within(second)
    press(second, "button", "Finir ma veille")
    expect(second.locator("main")).to_contain_text("Vous avez dit revenir à")
    guest.goto("/fr/")
    expect(guest.locator(".watch-line").first).to_contain_text("Quelqu’un a dit revenir à 7")
    stays_within(guest)
    # The appeal is answered by the other moderator.
    member.goto("/fr/inbox/")
    press(member, "link", "À propos de votre message")
    press(member, "link", "Demander un nouveau regard")
    member.fill("textarea[name=words]", "Il s’appelle comme moi, je n’ai nommé personne.")
    press(member, "button", "Envoyer mes mots")
    second.goto("/fr/moderation/?lane=appeal")
    press(second, "link", "Quelqu’un demande un nouveau regard")
    expect(second.locator("main")).to_contain_text("Quelqu’un d’autre répond à la demande")
    first.goto("/fr/moderation/?lane=appeal")
    press(first, "link", "Quelqu’un demande un nouveau regard")
    expect(first.locator("main")).to_contain_text("je n’ai nommé personne")
    stays_within(first)
    first.locator("input[name=outcome][value=granted]").press("Space")
    first.fill("textarea[name=explanation]", "Vous n’avez nommé personne, c’est vrai.")
    press(first, "button", "Décider et envoyer")
    member.goto(address)
    expect(member.locator("main")).to_contain_text(WORDS)
    stays_within(member)
    # Nobody is left with a promise that the next journey would read.
    come_on_duty(second)
    press(second, "button", "Finir ma veille")
