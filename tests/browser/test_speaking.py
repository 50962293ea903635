"""Coming in, writing, being read, getting a letter; and the pointers after words of danger."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open, stays_within

PASSWORD = "une-barque-et-deux-rames"


def come_in(page: Page, name: str) -> None:
    """Sign up under `name` through the form, keep the sheet, and arrive."""
    page.goto("/fr/accounts/signup/")
    page.fill("input[name=pseudonym]", name)
    page.fill("input[name=password1]", PASSWORD)
    page.fill("input[name=password2]", PASSWORD)
    for box in ("adult", "agreement", "health"):
        page.check(f"input[name={box}]")
    page.locator("main form").get_by_role("button", name="Entrer", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre feuille de secours")
    assert page.locator(".kit").count() == 2


def start_thread(page: Page, theme: str, title: str, body: str) -> None:
    page.goto(f"/fr/themes/{theme}/new/")
    page.fill("input[name=title]", title)
    page.fill("textarea[name=body]", body)
    page.locator("main form button:not([name])").click()
    page.wait_for_load_state()


def test_somebody_comes_in_writes_and_gets_a_letter_all_without_javascript(browse: Open) -> None:
    page = browse(javascript=False, viewport=PHONE)
    come_in(page, "Barque verte")
    page.locator(".kit").first.wait_for()
    page.reload()
    assert page.locator(".kit").count() == 0, "the sheet is shown once"
    start_thread(page, "dementia", "Le numéro sur le frigo", "Son numéro est le 06 12 34 56 78, appelez-la pour moi.")
    assert "numéro de téléphone" in page.inner_text("main"), "one is asked first, and never stopped"
    page.check("input[name=confirmed]")
    page.locator("main form button:not([name])").click()
    page.wait_for_load_state()
    assert page.get_by_role("heading", level=1).inner_text() == "Le numéro sur le frigo"
    assert "sous le nom" in page.inner_text("main")
    stays_within(page)
    address = page.url.split("#")[0]

    watching = browse(javascript=False, as_="moderator")
    watching.goto(address)
    watching.get_by_role("link", name=re.compile("Signaler")).first.click()
    watching.check("input[value=personal_data]")
    watching.locator("main form button").click()
    watching.goto("/fr/moderation/")
    watching.locator(".case-row", has_text="Son numéro est le 06").get_by_role("link").first.click()
    watching.check("input[name=act][value=hide]")
    watching.select_option("select[name=rule]", "personal_data")
    watching.fill("textarea[name=explanation]", "Il donnait le numéro d’une autre personne.")
    watching.get_by_role("button", name="Décider et envoyer").click()
    watching.wait_for_url("**/moderation/**")

    page.goto("/fr/inbox/")
    page.locator(".inbox a").first.click()
    letter = page.inner_text("main")
    assert "Il donnait le numéro d’une autre personne." in letter
    assert "Inès" not in letter
    guest = browse(javascript=False)
    guest.goto(address)
    assert "06 12 34 56 78" not in guest.content()
    assert "Le numéro sur le frigo" not in guest.content()


def test_words_of_danger_bring_help_in_the_same_answer_and_somebody_looks(browse: Open) -> None:
    page = browse(javascript=False, as_="second_member")
    page.goto("/fr/threads/1/x/")
    page.fill("textarea[name=body]", "Ce soir je veux mourir.")
    page.locator("#reply form button:not([name])").click()
    panel = page.locator(".care")
    assert panel.is_visible()
    assert panel.locator('a[href^="tel:"]').count() >= 1
    main = page.inner_text("main")
    assert "Ce soir je veux mourir." in main, "what was written is published, and shown right below"
    assert main.index("Vous avez bien fait") < main.index("Ce soir je veux mourir.")

    other = browse(javascript=False, as_="member")
    other.goto("/fr/threads/1/x/")
    assert "Ce soir je veux mourir." in other.inner_text("main")
    assert other.locator(".care").count() == 0

    watching = browse(javascript=False, as_="moderator")
    watching.goto("/fr/moderation/")
    first = watching.locator(".case-row.now-first", has_text="Ce soir je veux mourir")
    assert first.count() == 1


def test_a_refused_post_keeps_every_word(browse: Open) -> None:
    page = browse(javascript=False, as_="member")
    page.goto("/fr/themes/dementia/new/")
    page.fill("input[name=title]", "x")
    page.fill("textarea[name=body]", "Des mots auxquels je tiens.")
    page.locator("main form button:not([name])").click()
    assert page.input_value("textarea[name=body]") == "Des mots auxquels je tiens."
    assert page.locator("[aria-invalid=true]").count() >= 1


def test_an_ended_session_keeps_the_words_and_signs_in_in_one_step(browse: Open, house) -> None:  # type: ignore[no-untyped-def]
    page = browse(javascript=False, as_="member")
    page.goto("/fr/threads/1/x/")
    page.fill("textarea[name=body]", "Je tenais à vous répondre, Vieux Tilleul.")
    page.context.clear_cookies()
    page.locator("#reply form button:not([name])").click()
    assert "Je tenais à vous répondre" in page.content()
    way = house.sign_ins["member"]
    page.fill("input[name=login]", way["login"])
    page.fill("input[name=password]", way["password"])
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    assert "Je tenais à vous répondre, Vieux Tilleul." in page.inner_text("main")
    assert page.locator("article.post", has_text="Je tenais à vous répondre").count() == 1


def test_the_same_form_sent_twice_makes_one_post(browse: Open) -> None:
    page = browse(javascript=False, as_="member")
    page.goto("/fr/threads/2/x/")
    form = page.locator("#reply form")
    fields = {name: form.locator(f"[name={name}]").input_value() for name in ("csrfmiddlewaretoken", "nonce")} | {
        "body": "Une fois, pas deux."
    }
    address = form.get_attribute("action") or ""
    for _time in range(2):
        answer = page.request.post(address, form=fields, headers={"Origin": page.url.split("/fr/")[0]})
        assert answer.ok
    page.reload()
    assert page.locator("article.post", has_text="Une fois, pas deux.").count() == 1
