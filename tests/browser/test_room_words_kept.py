"""Words typed in a room are never lost: waiting, refused and begun ones stay on the device until they are said."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Keeper, Open, sign_in, stays_within
from tests.browser.rooms import come_in, furnish, heard, line, say
from tests.servers import House

PATIENCE = 40_000


def kept(page: Page) -> list[str]:
    """What the browser keeps of rooms, but for the ways of following them."""
    names: list[str] = page.evaluate("Object.keys(localStorage)")
    return [name for name in names if name.startswith("entraide:room-") and ":room-ways" not in name]


def wall_off(page: Page) -> None:
    """Let pages load, and neither sockets nor frames pass."""
    page.context.route(re.compile(r".*/(frames|events)/.*"), lambda route: route.abort())
    page.context.route_web_socket(re.compile(r".*/ws/.*"), lambda socket: socket.close(code=1011))


def test_several_waiting_messages_survive_a_reload_and_leave_in_their_order(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "mots-qui-attendent")
    page, other = browse(as_="member"), browse(as_="second_member")
    come_in(other, room)
    wall_off(page)
    page.goto(room)
    words = [f"Mot d’attente {number}." for number in range(1, 6)]
    for one in words:
        say(page, one)
    expect(page.locator(".msg.waiting")).to_have_count(5)
    expect(page.locator(".msg.waiting").first).to_contain_text("Ce message partira dès que la connexion revient")
    page.reload()
    expect(page.locator(".msg.waiting")).to_have_count(5)
    assert page.locator(".msg.waiting .words").all_inner_texts() == words
    fresh = page.context.new_page()
    page.close()
    fresh.context.unroute_all()
    fresh.goto(room)
    expect(fresh.locator(".msg.waiting")).to_have_count(0, timeout=PATIENCE)
    expect(line(other, words[-1])).to_be_visible(timeout=PATIENCE)
    assert heard(fresh) == heard(other) == words
    assert kept(fresh) == []


def test_refused_words_are_taken_up_again_changed_and_sent(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "mots-refuses")
    page, other = browse(as_="member", viewport=PHONE), browse(as_="second_member")
    for one in (page, other):
        come_in(one, room)
    say(other, "Qui est là ?")
    theirs = line(page, "Qui est là ?")
    theirs.locator(".acts summary").click()
    theirs.locator("[data-answer]").click()
    page.locator("form.say details summary").click()
    page.fill("[name=content_note]", "Téléphone")
    say(page, "Moi : 06 12 34 56 78.")
    refused = page.locator(".msg.refused", has_text="06 12 34")
    expect(refused).to_contain_text("numéro de téléphone")
    expect(page.locator("form.say textarea[name=body]")).to_have_value("")
    page.reload()
    expect(refused).to_contain_text("numéro de téléphone")
    refused.locator("[data-again]").click()
    expect(page.locator(".msg.refused")).to_have_count(0)
    box = page.locator("form.say textarea[name=body]")
    expect(box).to_have_value("Moi : 06 12 34 56 78.")
    expect(box).to_be_focused()
    expect(page.locator("[name=content_note]")).to_have_value("Téléphone")
    expect(page.locator("#answered")).to_contain_text("Qui est là ?")
    say(page, "Moi, je suis là.")
    mine = other.locator(".log .msg", has=other.locator(".note", has_text="Téléphone")).last
    expect(mine).to_be_visible(timeout=PATIENCE)
    expect(mine.locator(".to")).to_contain_text("Qui est là ?")
    mine.locator(".note summary").click()
    expect(mine.locator(".words")).to_have_text("Moi, je suis là.")
    stays_within(page)
    say(page, "Encore : 06 12 34 56 78.")
    page.locator(".msg.refused [data-drop]").click()
    expect(page.locator(".msg.refused")).to_have_count(0)
    assert kept(page) == []
    assert "06 12" not in other.inner_text(".log")


def test_words_too_long_for_a_frame_are_refused_here_and_stay(browse: Open, keeper: Keeper) -> None:
    page = browse(as_="member")
    come_in(page, furnish(keeper, "trop-long"))
    say(page, "é" * 9000)
    refused = page.locator(".msg.refused")
    expect(refused).to_contain_text("trop long pour un seul message")
    expect(refused.locator(".words")).to_have_text("é" * 9000)
    # The line was not closed for it.
    say(page, "Plus court.")
    expect(line(page, "Plus court.")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("body")).to_have_attribute("data-line", "live")
    refused.locator("[data-drop]").click()


def test_in_slow_mode_the_second_message_waits_and_leaves_by_itself(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "mode-lent", slow_mode_s=6)
    page = browse(as_="member")
    come_in(page, room)
    say(page, "Un, sans attendre.")
    expect(line(page, "Un, sans attendre.")).to_be_visible()
    say(page, "Deux, un peu plus tard.")
    say(page, "Trois, plus tard encore.")
    expect(page.locator("#status")).to_contain_text("Mode lent")
    expect(page.locator(".msg.waiting")).to_have_count(2)
    expect(page.locator(".msg.refused")).to_have_count(0)
    expect(page.locator(".msg.waiting")).to_have_count(0, timeout=PATIENCE)
    assert heard(page) == ["Un, sans attendre.", "Deux, un peu plus tard.", "Trois, plus tard encore."]
    assert kept(page) == []


def test_what_one_begins_to_write_is_there_again_in_this_room_and_in_no_other(browse: Open, keeper: Keeper) -> None:
    room, elsewhere = furnish(keeper, "brouillon"), furnish(keeper, "brouillon-ailleurs")
    page, other = browse(as_="member"), browse(as_="second_member")
    for one in (page, other):
        come_in(one, room)
    say(other, "Comment ça va ?")
    theirs = line(page, "Comment ça va ?")
    theirs.locator(".acts summary").click()
    theirs.locator("[data-answer]").click()
    page.fill("form.say textarea[name=body]", "Je voulais dire que")
    page.reload()
    box = page.locator("form.say textarea[name=body]")
    expect(box).to_have_value("Je voulais dire que")
    expect(page.locator("#answered")).to_contain_text("Comment ça va ?")
    expect(page.locator("#status")).to_contain_text("gardé sur cet appareil")
    page.goto(elsewhere)
    expect(page.locator("body[data-line=live]")).to_be_visible()
    expect(box).to_have_value("")
    page.goto(room)
    expect(box).to_have_value("Je voulais dire que")
    say(page, "Je voulais dire que ça va.")
    expect(line(page, "ça va.")).to_be_visible()
    assert kept(page) == []
    page.reload()
    expect(page.locator("body[data-line=live]")).to_be_visible()
    expect(box).to_have_value("")


def test_whoever_goes_out_leaves_no_words_on_the_device(browse: Open, keeper: Keeper, house: House) -> None:
    room = furnish(keeper, "appareil-partage")
    page = browse(as_="member")
    come_in(page, room)
    page.fill("form.say textarea[name=body]", "Ne me lisez pas.")
    assert kept(page)
    page.goto("/fr/accounts/logout/")
    page.get_by_role("button", name="Sortir").click()
    page.wait_for_load_state()
    assert page.evaluate("Object.keys(localStorage)") == []
    page.goto(room)
    assert "Ne me lisez pas." not in page.content()


def test_whose_session_ended_finds_their_words_again_and_somebody_else_does_not(
    browse: Open, keeper: Keeper, house: House
) -> None:
    room = furnish(keeper, "session-finie")
    page = browse(as_="member")
    come_in(page, room)
    page.fill("form.say textarea[name=body]", "Écrit avant la fin.")
    page.context.clear_cookies()
    page.goto(room)
    assert "Écrit avant la fin." not in page.inner_text("main")
    sign_in(page, house, "member")
    page.goto(room)
    expect(page.locator("form.say textarea[name=body]")).to_have_value("Écrit avant la fin.")
    page.context.clear_cookies()
    sign_in(page, house, "second_member")
    page.goto(room)
    expect(page.locator("body[data-line=live]")).to_be_visible()
    expect(page.locator("form.say textarea[name=body]")).to_have_value("")
    assert kept(page) == []
