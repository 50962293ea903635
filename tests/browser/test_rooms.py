"""Two people in a room; one goes offline and comes back; a line is taken down and vanishes for the other."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open, stays_within

ROOM = "/fr/rooms/table-des-aidants/"


def say(page: Page, words: str) -> None:
    page.fill("form.say textarea[name=body]", words)
    page.locator("form.say button").first.click()


def heard(page: Page, *words: str) -> list[str]:
    """The lines of the log that hold one of `words`, in their order on the screen."""
    lines = page.locator(".log .words").all_inner_texts()
    return [word for line in lines for word in words if word in line]


def test_two_people_talk_one_goes_offline_and_nothing_is_missing(browse: Open) -> None:
    here, away = browse(as_="member"), browse(as_="second_member", viewport=PHONE)
    for page in (here, away):
        page.goto(ROOM)
    say(here, "Bonsoir, un.")
    expect(away.locator(".log")).to_contain_text("Bonsoir, un.")
    away.context.set_offline(True)
    say(here, "Pendant votre absence, deux.")
    say(away, "Écrit dans le tunnel, trois.")
    expect(away.locator(".msg.waiting")).to_contain_text("trois")
    expect(here.locator(".log").last).to_contain_text("deux")
    away.context.set_offline(False)
    expect(here.locator(".log").last).to_contain_text("trois", timeout=30_000)
    expect(away.locator(".log").last).to_contain_text("deux", timeout=30_000)
    expect(away.locator(".msg.waiting")).to_have_count(0)
    words = ("un.", "deux.", "trois.")
    assert heard(here, *words) == list(words)
    assert heard(away, *words) == list(words)
    stays_within(away)


def test_words_waiting_in_the_browser_survive_a_reload(browse: Open) -> None:
    page = browse(as_="member")
    page.goto("/fr/rooms/un-jour-sans-boire/")
    expect(page.locator("form.say")).to_be_visible()
    page.wait_for_timeout(500)
    # The server cannot be reached by any socket or frame, but pages still load.
    page.context.route("**/frames/", lambda route: route.abort())
    page.context.route_web_socket(re.compile(r".*/ws/.*"), lambda socket: socket.close())
    page.reload()
    say(page, "Ces mots attendent leur tour.")
    expect(page.locator(".msg.waiting")).to_contain_text("Ces mots attendent")
    page.reload()
    expect(page.locator(".msg.waiting")).to_contain_text("Ces mots attendent")
    page.context.unroute_all()
    fresh = page.context.new_page()
    page.close()
    fresh.goto("/fr/rooms/un-jour-sans-boire/")
    expect(fresh.locator(".log .words", has_text="Ces mots attendent")).to_have_count(1, timeout=30_000)
    expect(fresh.locator(".msg.waiting")).to_have_count(0)


def test_a_flag_becomes_a_decision_and_the_line_vanishes_for_the_other(browse: Open) -> None:
    author, reader = browse(as_="second_member"), browse(as_="member")
    for page in (author, reader):
        page.goto("/fr/rooms/apres-lui-apres-elle/")
    say(author, "Achetez mes bougies de deuil, dix euros.")
    expect(reader.locator(".log .msg", has_text="bougies de deuil")).to_be_visible()
    flagging = browse(as_="member", javascript=False)
    flagging.goto("/fr/rooms/apres-lui-apres-elle/")
    line = flagging.locator(".log .msg", has_text="bougies de deuil")
    line.locator("summary").click()
    line.get_by_role("link", name=re.compile("Signaler")).click()
    flagging.check("input[value=advertising]")
    flagging.locator("main form button").click()

    watching = browse(as_="moderator")
    watching.goto("/fr/moderation/")
    watching.locator(".case-row", has_text="bougies de deuil").get_by_role("link").first.click()
    watching.check("input[name=act][value=hide]")
    watching.select_option("select[name=rule]", "advertising")
    watching.get_by_role("button", name="Décider et envoyer").click()
    expect(reader.locator(".log")).not_to_contain_text("bougies de deuil", timeout=40_000)
    expect(author.locator(".log")).not_to_contain_text("bougies de deuil", timeout=40_000)
    flagging.goto("/fr/inbox/")
    assert flagging.locator(".inbox li.fresh").count() >= 1


def test_a_room_works_by_a_plain_form(browse: Open) -> None:
    page = browse(as_="member", javascript=False, viewport=PHONE)
    page.goto(ROOM)
    say(page, "Sans script, tout simplement.")
    page.wait_for_load_state()
    assert page.locator(".log .words", has_text="Sans script").count() == 1
    stays_within(page)


def test_words_of_danger_in_a_room_bring_the_panel_to_their_author_alone(browse: Open) -> None:
    author, reader = browse(as_="second_member"), browse(as_="member")
    for page in (author, reader):
        page.goto("/fr/rooms/douleur-nuits-longues/")
    say(author, "J’ai envie de mourir cette nuit.")
    expect(author.locator(".care")).to_be_visible()
    expect(reader.locator(".log")).to_contain_text("J’ai envie de mourir")
    expect(reader.locator(".care:visible")).to_have_count(0)
