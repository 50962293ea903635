"""What is being written stays on the device until it has arrived, whatever happens to the line or the session."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests import servers
from tests.browser.conftest import Open, sign_in

THREAD = "/fr/threads/2/x/"
BOX = "#reply textarea[name=body]"
KEPT = "#reply [data-draft-kept]"


def drafts(page: Page) -> list[str]:
    found: list[str] = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('entraide:draft:'))")
    return found


def write(page: Page, words: str) -> None:
    page.goto(THREAD)
    page.fill(BOX, words)
    expect(page.locator(KEPT)).to_be_visible()


def send(page: Page) -> None:
    page.locator("#reply form button:not([name])").click()


def test_words_survive_a_reload_and_leave_the_device_when_they_have_arrived(browse: Open) -> None:
    page = browse(as_="member")
    write(page, "Un réverbère, gardé ici.")
    page.reload()
    expect(page.locator(BOX)).to_have_value("Un réverbère, gardé ici.")
    expect(page.locator(KEPT)).to_contain_text("Gardé sur cet appareil")
    send(page)
    page.wait_for_url(re.compile(r"#p\d+$"))
    expect(page.locator("article.post", has_text="Un réverbère, gardé ici.")).to_have_count(1)
    expect(page.locator(BOX)).to_have_value("")
    assert drafts(page) == []


def test_words_sent_into_a_lost_line_come_back_and_arrive_once(browse: Open) -> None:
    page = browse(as_="member")
    write(page, "Perdu en route, deux fois non.")
    page.route("**/reply/", lambda route: route.abort("internetdisconnected"))
    send(page)
    page.unroute("**/reply/")
    page.goto(THREAD)
    expect(page.locator(BOX)).to_have_value("Perdu en route, deux fois non.")
    send(page)
    page.wait_for_url(re.compile(r"#p\d+$"))
    expect(page.locator("article.post", has_text="Perdu en route, deux fois non.")).to_have_count(1)


def test_words_survive_an_ended_session_and_signing_out_takes_them_from_the_device(
    browse: Open, house: servers.House
) -> None:
    page = browse(as_="member")
    write(page, "La porte s’est refermée.")
    page.context.clear_cookies()
    page.goto(THREAD)
    expect(page.locator(BOX)).to_have_count(0)
    assert len(drafts(page)) == 1
    sign_in(page, house, "member")
    page.goto(THREAD)
    expect(page.locator(BOX)).to_have_value("La porte s’est refermée.")
    page.goto("/fr/me/")
    page.locator("form[data-sign-out] button").click()
    page.wait_for_url(re.compile(r"/fr/$"))
    assert drafts(page) == []


def test_nobody_finds_the_draft_of_somebody_else(browse: Open, house: servers.House) -> None:
    page = browse(as_="member")
    write(page, "Pour mes yeux seuls.")
    page.context.clear_cookies()
    sign_in(page, house, "second_member")
    page.goto(THREAD)
    expect(page.locator(BOX)).to_have_value("")
    assert drafts(page) == []


def test_a_draft_older_than_a_change_is_shown_beside_it_and_nothing_is_lost(browse: Open) -> None:
    page = browse(as_="member")
    write(page, "Première version.")
    send(page)
    page.wait_for_url(re.compile(r"#p\d+$"))
    post = page.locator("article.post", has_text="Première version.")
    address = post.get_by_role("link", name=re.compile("Reprendre|Changer")).get_attribute("href") or ""
    page.goto(address)
    page.fill("textarea[name=body]", "Mon brouillon.")
    expect(page.locator("[data-draft-kept]")).to_be_visible()

    # The same person changes it elsewhere meanwhile.
    fields = {
        name: page.locator(f"main form [name={name}]").input_value() for name in ("csrfmiddlewaretoken", "seen")
    } | {"body": "Changé ailleurs."}
    answer = page.request.post(address, form=fields, headers={"Origin": page.url.split("/fr/")[0]})
    assert answer.ok

    page.goto(address)
    expect(page.locator("[data-draft-older]")).to_be_visible()
    expect(page.locator("textarea[name=body]")).to_have_value("Changé ailleurs.")
    expect(page.locator("[data-draft-older] textarea")).to_have_value("Mon brouillon.")
    page.locator("[data-draft-take]").click()
    expect(page.locator("textarea[name=body]")).to_have_value("Mon brouillon.")


def test_what_is_selected_in_a_message_is_quoted_into_the_box(browse: Open) -> None:
    page = browse(as_="member")
    page.goto(THREAD)
    words = page.evaluate(
        """() => {
          const text = document.querySelector("article.post .body p").firstChild;
          const range = document.createRange();
          range.setStart(text, 0);
          range.setEnd(text, 12);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
          return String(range);
        }"""
    )
    page.locator("article.post [data-quote]").first.click()
    expect(page.locator(BOX)).to_have_value(f"> {words.strip()}\n\n")


def test_coming_to_the_end_of_a_page_marks_it_as_read(browse: Open) -> None:
    page = browse(as_="facilitator")
    page.goto(THREAD)
    form = page.locator("form[data-read]")
    with page.expect_response(re.compile(r"/read/$")):
        form.scroll_into_view_if_needed()
    expect(form).to_be_hidden()
    page.goto(THREAD)
    expect(page.locator("form[data-read]")).to_have_count(0)
