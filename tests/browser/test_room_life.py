"""Life in a room: agreeing, places, content notes, times and days, what is new, whom one hides, a plain room."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Keeper, Open, stays_within
from tests.browser.rooms import come_in, flood, furnish, heard, line, say

PATIENCE = 40_000
CLOCK = (
    "([timeZone, at]) => new Intl.DateTimeFormat('en-US', {timeZone, hour: 'numeric', minute: '2-digit'}).format(at)"
)
DAY = "([timeZone, at]) => new Intl.DateTimeFormat('en-CA', {timeZone}).format(at)"


def test_the_agreement_of_a_room_is_accepted_once(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "accord", agreement_fr="On parle de soi, et on écoute jusqu’au bout.")
    page = browse(as_="member", viewport=PHONE)
    page.goto(room)
    expect(page.locator("form.say")).to_have_count(0)
    page.get_by_role("link", name="Lire l’accord de ce salon").first.click()
    expect(page.locator("main")).to_contain_text("on écoute jusqu’au bout")
    stays_within(page)
    page.locator("main form button").first.click()
    page.wait_for_url(f"**{room}*")
    say(page, "Je suis d’accord.")
    expect(line(page, "Je suis d’accord.")).to_be_visible(timeout=PATIENCE)
    page.reload()
    expect(page.locator("form.say")).to_be_visible()


def test_a_full_room_is_read_along_and_a_place_that_comes_free_is_offered(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "complet", capacity=1)
    first, second = browse(as_="member"), browse(as_="second_member")
    come_in(first, room)
    say(first, "J’ai la seule place.")
    second.goto(room)
    expect(second.locator(".log")).to_contain_text("J’ai la seule place.")
    expect(second.locator("#status")).to_contain_text("Toutes les places", timeout=PATIENCE)
    say(second, "Et moi ?")
    refused = second.locator(".msg.refused", has_text="Et moi ?")
    expect(refused).to_contain_text("Toutes les places", timeout=PATIENCE)
    first.close()
    expect(second.locator("#status")).not_to_contain_text("Toutes les places", timeout=PATIENCE)
    refused.locator("[data-again]").click()
    say(second, "Merci pour la place.")
    expect(line(second, "Merci pour la place.")).to_be_visible(timeout=PATIENCE)


def test_a_word_before_a_message_folds_it_for_the_others_until_they_open_it(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "mot-avant")
    page, other = browse(as_="member"), browse(as_="second_member")
    for one in (page, other):
        come_in(one, room)
    page.locator("form.say details summary").click()
    page.fill("[name=content_note]", "Hôpital")
    say(page, "On m’a gardée deux nuits.")
    theirs = other.locator(".log .msg", has=other.locator(".note")).last
    expect(theirs).to_contain_text("Hôpital", timeout=PATIENCE)
    expect(theirs.locator(".words")).to_be_hidden()
    theirs.locator(".note summary").press("Enter")
    expect(theirs.locator(".words")).to_have_text("On m’a gardée deux nuits.")
    # The next one is not folded because the last one was.
    say(page, "Merci de me lire.")
    expect(line(other, "Merci de me lire.").locator(".note")).to_have_count(0)
    plain = browse(as_="second_member", javascript=False)
    plain.goto(room)
    expect(plain.locator(".note .words")).to_be_hidden()


def test_times_and_days_are_those_of_the_reader(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "heures")
    here = browse(as_="second_member")
    come_in(here, room)
    say(here, "Quelle heure est-il ?")
    expect(line(here, "Quelle heure est-il ?")).to_be_visible()
    at = here.evaluate("new Date(document.querySelector('.log .msg time').dateTime).getTime()")
    for zone in ("Pacific/Auckland", "America/Montreal"):
        far = browse(as_="member", zone=zone, language="en")
        come_in(far, room.replace("/fr/", "/en/"))
        seen = far.locator(".log .msg", has_text="Quelle heure").locator("time").inner_text()
        asked = (
            "at => new Intl.DateTimeFormat('en-US', {timeZone: '%s', hour: 'numeric', minute: '2-digit'}).format(at)"
        )
        wanted = far.evaluate(asked % zone, at).replace("\u202f", " ").lower().replace(":00", "")
        assert seen.replace("\u00a0", " ") == wanted
        assert far.locator(".log .rule[data-day]").last.get_attribute("data-day") == far.evaluate(DAY, [zone, at])
        # Each day begins with its rule, a notice's day too.
        far.goto("/en/rooms/table-des-aidants/")
        expect(far.locator("body[data-line=live]")).to_be_visible()
        assert "rule" in str(far.locator(".log > li").first.get_attribute("class"))
        come_in(far, room.replace("/fr/", "/en/"))
        # What comes now stands in the same clock.
        say(here, f"Et maintenant, {zone} ?")
        fresh = line(far, f"Et maintenant, {zone} ?")
        expect(fresh).to_be_visible(timeout=PATIENCE)
        then = far.evaluate("at => new Date(at).getTime()", fresh.locator("time").get_attribute("datetime"))
        wanted = far.evaluate(CLOCK, [zone, then]).replace("\u202f", " ").lower().replace(":00", "")
        assert fresh.locator("time").inner_text().replace("\u00a0", " ") == wanted
        # So does a page of what was said before.
        far.goto(f"{room.replace('/fr/', '/en/')}?before=1000")
        expect(far.locator(".log .msg", has_text="Quelle heure").locator("time")).to_have_text(seen, timeout=PATIENCE)
        assert far.locator(".log .rule[data-day]").last.get_attribute("data-day") == far.evaluate(DAY, [zone, then])


def test_what_is_new_is_marked_on_the_list_and_in_the_room_and_one_jumps_back(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "du-nouveau", name="Le salon du nouveau")
    page, other = browse(as_="member"), browse(as_="second_member")
    said: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda words: said.append(str(words))))
    for one in (page, other):
        come_in(one, room)
    flood(other, "Avant", 3)
    expect(line(page, "Avant 3")).to_be_visible(timeout=PATIENCE)
    # How far one has read is told a moment after it was seen.
    for _turn in range(100):
        if any('"read"' in words and '"seq":3' in words for words in said):
            break
        page.wait_for_timeout(300)
    list_page = page.context.new_page()

    def is_new() -> bool:
        list_page.goto("/fr/rooms/")
        card = list_page.locator(".room-card", has_text="Le salon du nouveau")
        return card.locator(".tag", has_text="du nouveau").count() > 0

    for _turn in range(60):
        if not is_new():
            break
        page.wait_for_timeout(500)
    assert not is_new()
    page.close()
    flood(other, "Après", 70)
    assert is_new()
    list_page.locator(".room-card", has_text="Le salon du nouveau").get_by_role("link").first.click()
    list_page.wait_for_url(f"**{room}*")
    list_page.get_by_role("link", name="Aller à la fin de votre dernière lecture").click()
    expect(list_page.locator("#new")).to_be_visible()
    assert heard(list_page)[0] == "Après 1"
    list_page.get_by_role("link", name=re.compile("Lire ce qui s’est dit avant")).click()
    expect(line(list_page, "Avant 1")).to_be_attached(timeout=PATIENCE)
    assert heard(list_page)[:4] == ["Avant 1", "Avant 2", "Avant 3", "Après 1"]


@pytest.fixture
def everybody_seen_again(browse: Open) -> Iterator[None]:
    """The member of the demo hides nobody when the journey ends, however it ends."""
    yield
    page = browse(as_="member")
    page.goto("/fr/me/hidden/")
    for _name in range(page.get_by_role("button", name=re.compile("Revoir cette personne")).count()):
        page.get_by_role("button", name=re.compile("Revoir cette personne")).first.click()
        page.wait_for_load_state()


@pytest.mark.usefixtures("everybody_seen_again")
def test_whom_one_hides_is_not_seen_any_more_and_is_shown_again(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "cacher")
    page, hidden, third = browse(as_="member", viewport=PHONE), browse(as_="second_member"), browse(as_="moderator")
    for one in (page, hidden, third):
        come_in(one, room)
    say(hidden, "Avant d’être hors de vue.")
    theirs = line(page, "Avant d’être hors de vue.")
    expect(theirs).to_be_visible(timeout=PATIENCE)
    page.fill("form.say textarea[name=body]", "Un brouillon")
    theirs.locator(".acts summary").click()
    theirs.get_by_role("link", name="Ne plus voir Thursday bus").click()
    stays_within(page)
    page.get_by_role("button", name="Cacher cette personne pour moi").click()
    page.wait_for_url(f"**{room}*")
    expect(page.locator("body[data-line=live]")).to_be_visible()
    expect(page.locator("form.say textarea[name=body]")).to_have_value("Un brouillon")
    say(hidden, "Encore des mots.")
    answered = line(third, "Encore des mots.")
    answered.locator(".acts summary").click()
    answered.locator("[data-answer]").click()
    say(third, "Je te réponds.")
    expect(line(page, "Je te réponds.")).to_be_visible(timeout=PATIENCE)
    assert heard(page) == ["Je te réponds."]
    expect(line(page, "Je te réponds.").locator(".to")).to_have_text("À quelqu’un que vous ne voyez plus")
    assert "Thursday bus" not in page.inner_text("main")
    assert not any("Thursday" in words for words in page.locator("#spoken p").all_inner_texts())
    # The one who is hidden sees the room as ever.
    assert heard(hidden) == ["Avant d’être hors de vue.", "Encore des mots.", "Je te réponds."]
    # In another window of the same person the words go away as well, without a reload.
    page.goto("/fr/me/hidden/")
    page.get_by_role("button", name=re.compile("Revoir cette personne")).click()
    page.goto(room)
    assert heard(page) == ["Avant d’être hors de vue.", "Encore des mots.", "Je te réponds."]


@pytest.mark.usefixtures("everybody_seen_again")
def test_another_window_stops_showing_whom_one_hid_meanwhile(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "cacher-ailleurs")
    page, hidden = browse(as_="member"), browse(as_="second_member")
    for one in (page, hidden):
        come_in(one, room)
    say(hidden, "Encore visible.")
    theirs = line(page, "Encore visible.")
    expect(theirs).to_be_visible(timeout=PATIENCE)
    way = theirs.locator("[data-hide]").get_attribute("href")
    window = page.context.new_page()
    window.goto(str(way))
    window.get_by_role("button", name="Cacher cette personne pour moi").click()
    window.wait_for_load_state()
    page.bring_to_front()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".log .words")).to_have_count(0, timeout=PATIENCE)
