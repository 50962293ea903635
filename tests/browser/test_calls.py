"""A call to the team, and a guest's notice, from the first press to the outcome: small screen, keyboard, no script."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open, stays_within
from tests.browser.test_appeals import press, sound
from tests.browser.test_speaking import come_in, start_thread

CALLED = "Tu n’as rien compris, comme toujours, personne ne te demande."
NOTICED = "Voici le nom et la rue de mon voisin, qu’il s’explique."


def to_case(page: Page, words: str) -> None:
    """Open the case of these words as a moderator, wherever it stands in the list."""
    page.goto("/fr/moderation/?kind=reports")
    row = page.locator("li.case-row", has_text=words[:24])
    while not row.count():
        page.locator("nav.pager a[rel=next]").press("Enter")
        page.wait_for_load_state()
    row.locator("h3 a").press("Enter")
    page.wait_for_load_state()


def decide(page: Page, act: str, rule: str) -> None:
    page.locator(f"input[name=act][value={act}]").check()
    page.locator("select[name=rule]").select_option(rule)
    press(page, "button", "Décider et envoyer")
    expect(page.locator("main")).to_contain_text("a reçu une lettre")


def test_a_call_is_followed_added_to_taken_back_and_answered(browse: Open) -> None:
    author = browse(javascript=False, viewport=PHONE)
    come_in(author, "Chardon gris")
    start_thread(author, "dementia", "Sans réponse", CALLED)
    address = author.url.split("#")[0]
    caller = browse(as_="member", javascript=False, viewport=PHONE)
    caller.goto(address)
    # Two activations: the flag beside the words, then the button. Without a reason nothing is sent, nothing is lost.
    press(caller, "link", "Signaler")
    caller.locator("textarea[name=note]").fill("Il dit cela à tout le monde.")
    press(caller, "button", "Prévenir l’équipe")
    assert caller.locator("textarea[name=note]").input_value() == "Il dit cela à tout le monde."
    caller.locator("input[name=reason][value=hostile]").press("Space")
    press(caller, "button", "Prévenir l’équipe")
    expect(caller.get_by_role("heading", level=1)).to_have_text("L’équipe est prévenue")
    stays_within(caller)
    # Where it stands, a word more, taken back, and called again.
    caller.locator("main").get_by_role("link", name="Ce que vous avez signalé").press("Enter")
    stays_within(caller)
    caller.locator("li.case-row h2 a").first.press("Enter")
    expect(caller.locator("main")).to_contain_text("Il dit cela à tout le monde.")
    caller.locator("textarea[name=words]").fill("Et encore hier.")
    press(caller, "button", "L’ajouter")
    expect(caller.locator("main")).to_contain_text("Et encore hier.")
    stays_within(caller)
    report = caller.url
    press(caller, "button", "Le retirer")
    expect(caller.locator("main")).to_contain_text("Il ne compte plus.")
    expect(caller.get_by_role("button", name="L’ajouter")).to_have_count(0)
    caller.goto(address)
    press(caller, "link", "Signaler")
    caller.locator("input[name=reason][value=hostile]").check()
    press(caller, "button", "Prévenir l’équipe")
    # The team decides; a letter and the page of the call say what was done and why.
    moderator = browse(as_="moderator", javascript=False, viewport=PHONE)
    to_case(moderator, CALLED)
    decide(moderator, "hide", "hostile")
    caller.goto("/fr/me/reports/")
    expect(caller.locator("li.case-row").first).to_contain_text(re.compile("lettre|décid", re.IGNORECASE))
    caller.locator("li.case-row h2 a").first.press("Enter")
    caller.wait_for_load_state()
    expect(caller.locator("main article.letter, main .letter").first).to_be_visible()
    stays_within(caller)
    assert report
    caller.goto("/fr/inbox/")
    expect(caller.locator("main")).to_contain_text("signalement")
    # Nobody else learns who called.
    author.goto("/fr/inbox/")
    press(author, "link", "À propos de votre message")
    expect(author.locator("main")).not_to_contain_text("Il dit cela à tout le monde.")
    # The same pages with a screen reader's eyes, by day and by night.
    eyes = browse(as_="member", reduced_motion="reduce", viewport=PHONE)
    for place in ("/fr/me/reports/", caller.url, report):
        eyes.goto(place)
        if eyes.url.endswith("/fr/inbox/"):
            continue
        sound(eyes)


def test_a_guest_sends_a_notice_and_reads_what_came_of_it(browse: Open) -> None:
    author = browse(javascript=False, viewport=PHONE)
    come_in(author, "Ortie brune")
    start_thread(author, "dementia", "Mon voisin", NOTICED)
    address = author.url.split("#")[0]
    guest = browse(javascript=False, viewport=PHONE)
    guest.goto(address)
    press(guest, "link", "Signaler")
    press(guest, "link", "Signaler un contenu contraire à la loi")
    assert guest.locator("input[name=place]").input_value()
    press(guest, "button", "Prévenir l’équipe")
    # Nothing said yet: the form says what is missing and keeps what was there.
    assert guest.locator("input[name=place]").input_value()
    guest.locator("textarea[name=why]").fill("Il donne le nom et l’adresse de quelqu’un.")
    press(guest, "button", "Prévenir l’équipe")
    expect(guest.get_by_role("heading", level=1)).to_have_text("Nous avons bien reçu votre notification")
    reference = guest.locator("main p.lead strong").inner_text()
    stays_within(guest)
    assert not guest.context.cookies()
    moderator = browse(as_="moderator", javascript=False, viewport=PHONE)
    to_case(moderator, NOTICED)
    decide(moderator, "hide", "personal_data")
    # Days later, with the reference written down on paper.
    guest.goto("/fr/notice/")
    guest.locator("input[name=reference]").fill(reference.lower())
    press(guest, "button", "Voir la suite donnée")
    expect(guest.get_by_role("heading", level=1)).to_have_text("La suite donnée à votre notification")
    stays_within(guest)
    assert not guest.context.cookies()
    eyes = browse(reduced_motion="reduce", viewport=PHONE)
    for place in ("/fr/notice/", "/en/notice/", guest.url):
        eyes.goto(place)
        sound(eyes)
