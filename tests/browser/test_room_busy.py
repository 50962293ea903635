"""A busy room: hundreds of messages arrive while one reads, writes and walks by keyboard; and what it all weighs."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import CDPSession, Page, expect

from tests.browser.barriers import barriers
from tests.browser.conftest import PHONE, Keeper, Open, stays_within
from tests.browser.rooms import come_in, flood, furnish, line, numbered

PATIENCE = 60_000
# Hundreds of messages are alike: the rules look at the first ones, and at all that stands around them.
OTHERS = ".log > li:nth-child(n+40)"


def test_while_hundreds_of_messages_arrive_one_reads_writes_and_walks_on(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "affluence")
    page, other = browse(as_="member"), browse(as_="second_member")
    come_in(page, room)
    # Whoever speaks here draws nothing of it.
    other.goto("/fr/me/")
    flood(other, "Foule", 10, room=room)
    expect(line(page, "Foule 10")).to_be_visible(timeout=PATIENCE)
    # Whoever reads further up stays there, and the words they type stay theirs.
    page.locator(".log > [tabindex='0']").focus()
    page.keyboard.press("Home")
    stands = page.evaluate("document.activeElement.dataset.seq")
    flood(other, "Foule", 250, first=11, room=room)
    expect(line(page, "Foule 260")).to_be_attached(timeout=PATIENCE)
    assert page.evaluate("document.activeElement.dataset.seq") == stands
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.querySelector('.words').textContent.trim()") == "Foule 2"
    page.keyboard.press("c")
    page.keyboard.type("Je suis toujours là.")
    flood(other, "Foule", 20, first=261, room=room)
    page.keyboard.press("Control+Enter")
    expect(line(page, "Je suis toujours là.")).to_be_visible(timeout=PATIENCE)
    assert numbered(page, "Foule") == list(range(1, 281))
    found = barriers(page, ("light",), but=OTHERS)
    assert not found, "\n".join(found)
    stays_within(page)


def test_an_old_telephone_does_not_keep_a_whole_evening(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "longue-soiree")
    page, other = browse(as_="member", viewport=PHONE), browse(as_="second_member")
    come_in(page, room)
    # Whoever speaks here draws nothing of it.
    other.goto("/fr/me/")
    # What is said moves up above the box, which stays where it is.
    flood(other, "Soir", 20, room=room)
    expect(line(page, "Soir 20")).to_be_visible(timeout=PATIENCE)
    top = "document.getElementById('latest').getBoundingClientRect().top"
    stood = page.evaluate(top)
    flood(other, "Soir", 500, first=21, room=room)
    expect(line(page, "Soir 520")).to_be_visible(timeout=PATIENCE)
    assert abs(page.evaluate(top) - stood) < 2
    shown = numbered(page, "Soir")
    assert shown == list(range(shown[0], 521))
    assert 300 <= len(shown) <= 500
    assert page.locator(".log > .rule[data-day]").count() == 1
    stays_within(page)
    # What went from the screen comes back into it, without the page being left; nothing jumps.
    written = "Un mot commencé."
    page.fill("form.say textarea[name=body]", written)
    stays = page.locator(".log > [data-seq]").first
    number, place = stays.get_attribute("data-seq"), "number => document.getElementById(`m${number}`)"
    page.locator("#earlier").hover()
    before = page.evaluate(f"number => ({place})(number).getBoundingClientRect().top", number)
    page.locator("#earlier").click()
    expect(line(page, f"Soir {shown[0] - 1}")).to_be_focused(timeout=PATIENCE)
    assert abs(page.evaluate(f"number => ({place})(number).getBoundingClientRect().top", number) - before) < 2
    assert numbered(page, "Soir") == list(range(shown[0] - 60, 521))
    assert page.locator(".log > .rule[data-day]").count() == 1
    expect(page.locator("#history")).to_contain_text("Ce qui s’est dit avant est maintenant au-dessus")
    # By keys alone: up from the first message come those before it.
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    expect(line(page, f"Soir {shown[0] - 61}")).to_be_focused(timeout=PATIENCE)
    assert numbered(page, "Soir") == list(range(shown[0] - 120, 521))
    assert page.locator("form.say textarea[name=body]").input_value() == written
    found = barriers(page, ("light",), but=OTHERS)
    assert not found, "\n".join(found)
    stays_within(page)
    # From a page of what was said long ago one reads on in the same way.
    page.goto(f"{room}?before=62")
    shown = numbered(page, "Soir")
    page.locator("#later").click()
    expect(line(page, f"Soir {shown[-1] + 1}")).to_be_focused(timeout=PATIENCE)
    assert numbered(page, "Soir") == list(range(shown[0], shown[-1] + 61))
    page.context.set_offline(True)
    page.locator("#later").click()
    expect(page.locator("#history")).to_contain_text("Rien n’est perdu", timeout=PATIENCE)


def wire_of(page: Page) -> tuple[CDPSession, list[float], list[str]]:
    """Return what counts the bytes of a page on the wire: those of answers, and those of frames, both ways."""
    tools = page.context.new_cdp_session(page)
    answers: list[float] = []
    frames: list[str] = []
    tools.on("Network.loadingFinished", lambda told: answers.append(told["encodedDataLength"]))

    def count(told: dict[str, Any]) -> None:
        frames.append(told["response"]["payloadData"])

    tools.on("Network.webSocketFrameSent", count)
    tools.on("Network.webSocketFrameReceived", count)
    tools.send("Network.enable")
    return tools, answers, frames


def test_a_room_and_all_that_belongs_to_it_come_in_less_than_60_kb(browse: Open, keeper: Keeper) -> None:
    room = furnish(keeper, "poids")
    other = browse(as_="second_member")
    come_in(other, room)
    words = "des mots de tous les jours, un soir, entre deux portes."
    for part in range(3):
        flood(other, f"{part} {words}", 20)
    page = browse(as_="member", service_workers="block")
    tools, answers, _frames = wire_of(page)
    tools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    come_in(page, room)
    page.wait_for_load_state("networkidle")
    assert page.locator(".log .msg").count() == 60
    assert sum(answers) < 60_000, (sum(answers), sorted(answers))


def test_an_idle_socket_costs_less_than_a_kilobyte_a_minute(browse: Open, keeper: Keeper) -> None:
    """Sizes are counted, no time is taken: what one quiet check costs, times how often it comes."""
    room = furnish(keeper, "silence")
    page = browse(as_="member")
    _tools, _answers, frames = wire_of(page)
    page.clock.install()
    come_in(page, room)
    # The line stands with the first frame; what was said before ends with this one.
    for _turn in range(100):
        if any('"replayed"' in frame for frame in frames):
            break
        page.wait_for_timeout(300)
    before = len(frames)
    # The quiet check of the browser comes after 45 s without a word; a Daphne's ping every 20 s is 2 bytes and 6 back.
    page.clock.fast_forward(46_000)
    for _turn in range(100):
        if any('"replayed"' in frame for frame in frames[before:]):
            break
        page.wait_for_timeout(300)
    # How far one has read is told after something new alone, who is here when somebody comes: not again and again.
    check = [frame for frame in frames[before:] if '"read"' not in frame and '"presence"' not in frame]
    assert len(check) == 2, check
    assert '"since"' in check[0]
    assert '"replayed"' in check[1]
    # A frame has a header of two to eight bytes and, from the browser, a mask of four.
    bytes_of_a_check = sum(len(frame.encode()) + 12 for frame in check)
    pings = 3 * (2 + 6)
    assert bytes_of_a_check * 60 / 45 + pings < 1024, check
