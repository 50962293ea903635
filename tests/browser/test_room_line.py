"""The line to the house breaks and comes back: nothing is lost or doubled, and the page says calmly what is so."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import Keeper, Open
from tests.browser.rooms import come_in, flood, furnish, heard, line, numbered, say

AWAY = "La connexion s’est interrompue. Vos mots sont gardés, rien ne manquera."
BACK = "Vous revoilà."
SOCKET = re.compile(r".*/ws/rooms/.*")
PATIENCE = 40_000


def network_of(page: Page) -> Callable[[bool], None]:
    """Return what cuts this page's network (True), and gives it back, with the browser's own tools."""
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")

    def cut(is_offline: bool) -> None:
        none = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        tools.send("Network.emulateNetworkConditions", {"offline": is_offline, **none})

    return cut


def test_with_the_network_cut_again_and_again_nothing_is_lost_or_doubled(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "ligne-coupee")
    here, away = browse(as_="member"), browse(as_="second_member")
    for page in (here, away):
        come_in(page, room)
    cut = network_of(away)
    for turn in range(1, 4):
        cut(True)
        say(away, f"Du tunnel {2 * turn - 1}")
        say(away, f"Du tunnel {2 * turn}")
        expect(away.locator(".msg.waiting")).to_have_count(2)
        flood(here, "Du quai", 5, first=5 * turn - 4)
        expect(away.locator("#status")).to_contain_text(AWAY, timeout=PATIENCE)
        cut(False)
        expect(away.locator(".msg.waiting")).to_have_count(0, timeout=PATIENCE)
        expect(line(here, f"Du tunnel {2 * turn}")).to_be_visible(timeout=PATIENCE)
        expect(line(away, f"Du quai {5 * turn}")).to_be_visible(timeout=PATIENCE)
    expect(away.locator("#status")).not_to_contain_text(AWAY)
    for page in (here, away):
        assert numbered(page, "Du quai") == list(range(1, 16))
        assert numbered(page, "Du tunnel") == list(range(1, 7))
    assert heard(here) == heard(away)


@pytest.mark.parametrize("code", [1012, 1013, 4408])
def test_a_line_that_the_house_let_go_comes_back_from_where_it_was(browse: Open, keeper: Keeper, code: int) -> None:
    room = furnish(keeper, f"lache-{code}")
    page, other = browse(as_="member"), browse(as_="second_member")
    opened: list[WebSocketRoute] = []

    def through(socket: WebSocketRoute) -> None:
        opened.append(socket)
        socket.connect_to_server()

    page.context.route_web_socket(SOCKET, through)
    for one in (page, other):
        come_in(one, room)
    flood(other, "Avant", 3)
    expect(line(page, "Avant 3")).to_be_visible()
    seq = line(page, "Avant 3").get_attribute("data-seq")
    opened[0].close(code=code)
    flood(other, "Pendant", 3)
    expect(line(page, "Pendant 3")).to_be_visible(timeout=PATIENCE)
    assert f"after={seq}&" in opened[1].url
    assert numbered(page, "Avant") == numbered(page, "Pendant") == [1, 2, 3]
    expect(page.locator("#status")).not_to_contain_text(AWAY)
    say(page, "Toujours là.")
    expect(line(other, "Toujours là.")).to_be_visible(timeout=PATIENCE)


FOR_GOOD = {
    4401: "Vous n’êtes plus dans la maison",
    4403: "Vous ne pouvez pas écrire ici",
    4404: "Ce salon n’est plus là",
    4429: "Cela faisait beaucoup à la fois",
}


def test_where_coming_back_makes_no_sense_the_page_says_why_and_keeps_the_words(browse: Open) -> None:
    opened = []
    for code, words in FOR_GOOD.items():
        page = browse(as_="member")

        def refuse(socket: WebSocketRoute, code: int = code) -> None:
            opened.append(code)
            socket.close(code=code)

        page.context.route_web_socket(SOCKET, refuse)
        page.goto("/fr/rooms/table-des-aidants/")
        expect(page.locator("#status")).to_contain_text(words, timeout=PATIENCE)
        say(page, "Mes mots restent.")
        expect(page.locator(".msg.waiting")).to_contain_text("Mes mots restent.")
    # Were one to try again, it would have done so within this time twice over.
    page.wait_for_timeout(4000)
    assert opened == list(FOR_GOOD)


def test_where_sockets_do_not_pass_long_polling_takes_over(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "sans-socket")
    walled, other = browse(as_="member"), browse(as_="second_member")
    walled.context.route_web_socket(SOCKET, lambda socket: socket.close(code=1006 + 5))
    with walled.expect_request(re.compile(r".*/events/\?after=\d+&wait=25"), timeout=PATIENCE):
        walled.goto(room)
    come_in(other, room)
    flood(other, "Dehors", 4)
    expect(line(walled, "Dehors 4")).to_be_visible(timeout=PATIENCE)
    say(walled, "Dedans 1")
    say(walled, "Dedans 2")
    expect(line(other, "Dedans 2")).to_be_visible(timeout=PATIENCE)
    expect(walled.locator(".msg.waiting")).to_have_count(0, timeout=PATIENCE)
    # A change and a taking down travel this way too.
    say(other, "À reprendre.")
    expect(line(walled, "À reprendre.")).to_be_visible(timeout=PATIENCE)
    for page in (walled, other):
        assert numbered(page, "Dehors") == [1, 2, 3, 4]
        assert numbered(page, "Dedans") == [1, 2]
    expect(walled.locator("#status")).to_be_empty()


def test_what_was_being_done_while_the_line_broke_is_done_when_it_is_back(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "geste-coupe")
    page, other = browse(as_="member"), browse(as_="second_member")
    opened: list[WebSocketRoute] = []
    is_deaf = {"now": False}

    def through(socket: WebSocketRoute) -> None:
        opened.append(socket)
        house = socket.connect_to_server()
        # What the page says goes nowhere while the line is deaf.
        socket.on_message(lambda words: None if is_deaf["now"] else house.send(words))

    page.context.route_web_socket(SOCKET, through)
    for one in (page, other):
        come_in(one, room)
    say(other, "Une journée difficile.")
    theirs = line(page, "Une journée difficile.")
    expect(theirs).to_be_visible()
    is_deaf["now"] = True
    theirs.locator(".acts summary").click()
    theirs.locator("[data-gesture]").click()
    theirs.get_by_role("button", name="Courage").click()
    is_deaf["now"] = False
    opened[0].close(code=1012)
    expect(line(other, "Une journée difficile.").locator(".made")).to_contain_text("courage", timeout=PATIENCE)
