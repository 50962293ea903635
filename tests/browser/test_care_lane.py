"""The journeys of the author, the moderator and the worried reader, on a small screen, with and without a script."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import PHONE, Open, stays_within

HEAVY = "Je n’en peux plus. Je veux mourir, je ne sais pas si je passerai la nuit."


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_author_to_the_team_to_whoever_answers(browse: Open, javascript: bool) -> None:
    title = f"Cette nuit {'un' if javascript else 'deux'}"
    author = browse(as_="member", viewport=PHONE, javascript=javascript)
    author.goto("/fr/themes/")
    author.locator("main a[href*='/themes/']").last.click()
    author.wait_for_load_state()
    author.goto(f"{author.url}new/")
    author.fill("[name=title]", title)
    author.fill("[name=body]", HEAVY)
    author.locator("main form[data-composer] button.btn:not([name])").first.click()
    author.get_by_role("heading", name="Vous avez bien fait de l’écrire ici").wait_for()
    assert author.locator('a[href^="tel:"]').first.is_visible()
    stays_within(author)
    reader = browse(as_="second_member", viewport=PHONE, javascript=javascript)
    reader.goto("/fr/unanswered/")
    reader.get_by_role("link", name=title).click()
    reader.wait_for_load_state()
    thread = reader.url
    assert not reader.get_by_text("Comment répondre à quelqu’un qui va mal").count()
    reader.locator("a", has_text="Signaler").first.click()
    reader.get_by_text("Je m’inquiète pour cette personne").click()
    reader.locator("main form button").last.click()
    reader.wait_for_url("**/received/**")
    stays_within(reader)
    team = browse(as_="moderator", viewport=PHONE, javascript=javascript)
    team.goto("/fr/moderation/")
    for address in [one.get_attribute("href") for one in team.locator("main a[href*='/moderation/cases/']").all()]:
        team.goto(str(address))
        if title in (team.text_content("main") or ""):
            break
    stays_within(team)
    team.get_by_role("button", name="Mettre le fil à l’abri").click()
    team.get_by_role("button", name="Lever l’abri").wait_for()
    team.check("input[name=outcome][value=answered]")
    team.check("input[name=verdict][value=right]")
    team.get_by_role("button", name="Décider et envoyer").click()
    team.wait_for_url(re.compile(r"/fr/moderation/\?sent="))
    reader.goto(thread)
    assert reader.get_by_role("heading", name="Comment répondre à quelqu’un qui va mal").count() == 1
    stays_within(reader)
    reader.goto("/fr/unanswered/")
    assert not reader.get_by_role("link", name=title).count()
