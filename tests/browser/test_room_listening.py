"""A room for whoever listens to it: each message as one sentence, a summary, or silence; one stop a message."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Keeper, Open
from tests.browser.rooms import come_in, flood, furnish, line, say

PATIENCE = 40_000


def spoken(page: Page) -> list[str]:
    return page.locator("#spoken p").all_inner_texts()


def test_each_message_is_told_as_one_sentence_and_a_folded_one_without_its_words(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "ecouter")
    listener, other = browse(as_="member"), browse(as_="second_member")
    for page in (listener, other):
        come_in(page, room)
    assert listener.get_attribute("[role=log]", "aria-live") == "off"
    assert listener.get_attribute("#spoken", "aria-live") == "polite"
    say(other, "Bonsoir **tout le monde**.")
    expect(listener.locator("#spoken p")).to_have_count(1, timeout=PATIENCE)
    assert re.fullmatch(r"Thursday bus, \d+ h( \d\d)? : Bonsoir tout le monde\.", spoken(listener)[0])

    other.locator("form.say details summary").click()
    other.fill("[name=content_note]", "Hôpital")
    say(other, "Des mots repliés.")
    expect(listener.locator("#spoken p")).to_have_count(2, timeout=PATIENCE)
    assert "«\u00a0Hôpital\u00a0». Ce message est replié." in spoken(listener)[1]
    assert "Des mots repliés" not in spoken(listener)[1]
    # One's own words are not told back.
    say(listener, "Bonsoir à vous.")
    say(other, "Merci.")
    expect(listener.locator("#spoken p").last).to_contain_text("Merci.", timeout=PATIENCE)
    assert not any("Bonsoir à vous" in words for words in spoken(listener))


def test_many_at_once_are_told_by_the_names_alone(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "beaucoup-a-la-fois")
    listener, other = browse(as_="member"), browse(as_="second_member")
    for page in (listener, other):
        come_in(page, room)
    listener.context.set_offline(True)
    flood(other, "Mot", 30)
    listener.context.set_offline(False)
    expect(line(listener, "Mot 30")).to_be_visible(timeout=PATIENCE)
    expect(listener.locator("#spoken p").last).to_have_text("Thursday bus\u00a0: des mots nouveaux.", timeout=PATIENCE)
    assert len(spoken(listener)) <= 4


def test_a_summary_comes_every_so_many_seconds_and_silence_is_kept(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "resume")
    summed, silent, other = browse(as_="member"), browse(as_="moderator"), browse(as_="second_member")
    for page in (summed, silent, other):
        come_in(page, room)
    summed.check("input[name=listening][value=summary]")
    summed.select_option("#every", "15")
    silent.check("input[name=listening][value=silent]")
    for number in (1, 2, 3):
        say(other, f"Phrase {number}.")
        expect(line(summed, f"Phrase {number}.")).to_be_visible(timeout=PATIENCE)
    expect(line(silent, "Phrase 3.")).to_be_visible(timeout=PATIENCE)
    assert spoken(summed) == []
    expect(summed.locator("#spoken p")).to_have_count(1, timeout=PATIENCE)
    assert spoken(summed) == ["Thursday bus\u00a0: des mots nouveaux."]
    assert spoken(silent) == []
    # The way one chose holds at the next visit, on this device.
    for page, way in ((summed, "summary"), (silent, "silent")):
        page.reload()
        expect(page.locator(f"input[name=listening][value={way}]")).to_be_checked()
    assert summed.input_value("#every") == "15"


def test_whoever_stands_on_a_message_hears_it_whole(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "un-arret")
    page, other = browse(as_="member"), browse(as_="second_member")
    for one in (page, other):
        come_in(one, room)
    say(other, "Première phrase.")
    expect(line(page, "Première phrase.")).to_be_visible()
    theirs = line(page, "Première phrase.")
    theirs.locator(".acts summary").click()
    theirs.locator("[data-answer]").click()
    say(page, "Une réponse.")
    expect(line(page, "Une réponse.")).to_be_visible()
    expect(page.locator(".msg.waiting")).to_have_count(0)
    page.locator(".log > [tabindex='0']").focus()
    page.keyboard.press("End")
    label = page.evaluate("document.activeElement.ariaLabel")
    assert re.search(r"^Marguerite, .*À Thursday bus : « Première phrase\. ».* : Une réponse\.$", label), label
    page.keyboard.press("ArrowUp")
    assert re.search(r"^Thursday bus, .* : Première phrase\.$", page.evaluate("document.activeElement.ariaLabel"))
    # Only the message one stands on is a stop, and only its own tools follow.
    assert page.locator(".log > [tabindex='0']").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.msg').textContent").count("Première phrase.") == 1
    assert page.locator(".log [aria-label^='Thursday']").count() == 0


def test_typing_is_shown_of_those_alone_who_chose_to_be_seen(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "on-ecrit")
    unseen, seen, watching = browse(as_="moderator"), browse(as_="second_member"), browse(as_="member")
    seen.goto("/fr/me/preferences/")
    seen.check("[name=shows_presence]")
    seen.locator("main form button.btn").first.click()
    said: list[str] = []
    unseen.on("websocket", lambda socket: socket.on("framesent", lambda words: said.append(str(words))))
    try:
        for page in (unseen, seen, watching):
            come_in(page, room)
        assert unseen.get_attribute("#room-script", "data-seen") == ""
        unseen.locator("form.say textarea").press_sequentially("Je tape")
        seen.locator("form.say textarea").press_sequentially("Je tape aussi")
        expect(watching.locator("#typing")).to_contain_text("Thursday bus", timeout=PATIENCE)
        assert "Inès" not in watching.inner_text("#typing")
        assert not any('"typing"' in words for words in said)
        expect(watching.locator("#presence")).to_contain_text("Thursday bus", timeout=PATIENCE)
        expect(watching.locator("#presence")).to_contain_text("d’autres qui préfèrent ne pas se montrer")
        # It is no live region, and it goes away by itself.
        assert watching.get_attribute("#typing", "aria-live") is None
        expect(watching.locator("#typing")).to_be_hidden(timeout=PATIENCE)
    finally:
        seen.goto("/fr/me/preferences/")
        seen.uncheck("[name=shows_presence]")
        seen.locator("main form button.btn").first.click()
