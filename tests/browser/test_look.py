"""What only a real browser can tell: drawings have their colours, nothing scrolls sideways, the way out works."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import Page, Response

from tests.browser.conftest import DESK, PHONE, Open
from tests.servers import ROOT

GUEST_PAGES = ["/fr/", "/fr/themes/", "/en/themes/grief-partner/", "/fr/rooms/", "/fr/help/", "/fr/accounts/login/"]
LAMP = (0xF4, 0xC2, 0x5C)

_COUNT = """async ([picture, red, green, blue]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + picture;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let found = 0;
  for (let at = 0; at < data.length; at += 4) {
    found += Math.abs(data[at] - red) + Math.abs(data[at + 1] - green) + Math.abs(data[at + 2] - blue) < 12;
  }
  return found;
}"""


def pixels_of(page: Page, selector: str, colour: tuple[int, int, int]) -> int:
    """Count the pixels of `colour` in what the browser painted."""
    picture = base64.b64encode(page.locator(selector).first.screenshot()).decode()
    blank = page.context.new_page()
    found: int = blank.evaluate(_COUNT, [picture, *colour])
    blank.close()
    return found


def test_shared_drawings_take_the_colours_of_the_page(browse: Open) -> None:
    page = browse()
    page.goto("/fr/", wait_until="networkidle")
    assert pixels_of(page, ".room-card .window", LAMP) > 100
    assert pixels_of(page, ".street", LAMP) > 50


def test_a_guests_page_asks_for_four_things_at_most_and_loads_almost_no_script(browse: Open) -> None:
    page = browse()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 (a builtin cannot be wrapped)
    page.goto("/fr/", wait_until="networkidle")
    assert len(answers) <= 4
    scripts = [answer for answer in answers if answer.url.endswith(".js")]
    assert sum(len(answer.body()) for answer in scripts) < 8_000


# Every kind of page that brings its own style; rooms have a sheet of their own besides.
STYLED = ["/fr/", "/fr/themes/", "/en/themes/grief-partner/", "/fr/search/?q=nuit", "/fr/help/", "/fr/accounts/login/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_style_that_a_page_brings_draws_it_as_the_whole_look_would(browse: Open, scheme: str) -> None:
    look = (ROOT / "static" / "css" / "look.css").read_text(encoding="utf-8")
    for viewport in (PHONE, DESK):
        page = browse(viewport=viewport, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
        page.goto("/fr/themes/", wait_until="networkidle")
        thread = page.request.get("/fr/search/?q=nuit").text().split('href="/fr/threads/')[1].split('"')[0]
        for address in (*STYLED, f"/fr/threads/{thread}"):
            page.goto(address, wait_until="networkidle")
            assert page.locator("style").count() == 1
            as_brought = page.screenshot(full_page=True)
            page.add_style_tag(content=look)
            assert page.screenshot(full_page=True) == as_brought, (address, viewport)


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("address", GUEST_PAGES)
def test_nothing_scrolls_sideways_on_a_small_phone(browse: Open, address: str, percent: int) -> None:
    page = browse(viewport=PHONE)
    page.goto(address)
    page.evaluate("percent => { document.documentElement.style.fontSize = percent + '%'; }", percent)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_leaving_quickly_takes_the_place_of_the_page_in_the_history(browse: Open) -> None:
    page = browse()
    page.goto("/fr/help/")
    page.goto("/fr/themes/")
    page.click("a.exit")
    page.wait_for_url("**/fr/exit/")
    assert page.title() == "Calendrier"
    page.go_back()
    assert page.url.endswith("/fr/help/")


def test_escape_three_times_leaves_and_twice_does_not(browse: Open) -> None:
    page = browse()
    page.goto("/fr/themes/")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert page.url.endswith("/fr/themes/")
    page.keyboard.press("Escape")
    page.wait_for_url("**/fr/exit/")


def test_the_way_out_works_without_script(browse: Open) -> None:
    page = browse(javascript=False)
    page.goto("/en/themes/")
    page.click("a.exit")
    page.wait_for_url("**/en/exit/")
    assert page.title() == "Calendar"
    assert "Entraide" not in page.inner_text("body")


def test_the_first_stop_of_the_keyboard_leads_past_the_navigation(browse: Open) -> None:
    page = browse()
    page.goto("/fr/themes/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
