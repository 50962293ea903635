"""What journeys through rooms have in common: a room of their own, saying something, what is on the screen."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Keeper, token_in


def furnish(keeper: Keeper, slug: str, **fields: str | int) -> str:
    """Add a room by the administrators' form, and return its address."""
    page = keeper.get("/fr/house/rooms/new/")
    theme = re.search(r'<select name="theme".*?<option value="(\w[^"]*)"', page.text(), re.DOTALL)
    assert theme, page.status
    usual = {"name": "Le banc du jardin", "theme": theme[1], "language": "fr", "state": "open", "guests_may_read": "on"}
    usual |= {"slow_mode_s": 0, "capacity": 500, "keep_hours": 0, "approval": "nobody"}
    form = {**usual, "slug": slug, **fields, "csrfmiddlewaretoken": token_in(page)}
    answer = keeper.post("/fr/house/rooms/new/", form=form, max_redirects=0)
    assert answer.status == 302, answer.text()
    return f"/fr/rooms/{slug}/"


def come_in(page: Page, room: str) -> None:
    """Open a room and wait until its line to the house stands."""
    page.goto(room)
    expect(page.locator("body[data-line=live], body[data-line=polling]")).to_be_visible()


def say(page: Page, words: str) -> None:
    page.fill("form.say textarea[name=body]", words)
    page.locator("form.say button").first.click()


def line(page: Page, words: str) -> Locator:
    """The message that holds `words` and was sent."""
    return page.locator(".log .msg:not(.waiting):not(.refused)", has_text=words).last


def heard(page: Page) -> list[str]:
    """The words of the sent messages in their order on the screen."""
    return [words.strip() for words in page.locator(".log .msg:not(.waiting) .words").all_inner_texts()]


def numbered(page: Page, word: str) -> list[int]:
    """The numbers of the lines “word 1”, “word 2” … as they stand on the screen."""
    found = (re.fullmatch(rf"{word} (\d+)", words) for words in heard(page))
    return [int(match[1]) for match in found if match]


def flood(page: Page, word: str, count: int, first: int = 1, *, room: str = "") -> None:
    """Say “word 1”, “word 2” … as fast as the house takes them, past the box; into `room`, else where `page` is.

    A few are always on their way at once, as when many people speak: one line keeps their order.
    """
    page.evaluate(
        """async ([word, first, count, room]) => {
          const slug = (room || location.pathname).split("/")[3];
          const socket = new WebSocket(`${location.origin.replace("http", "ws")}/ws/rooms/${slug}/`);
          let said = 0;
          let answered = 0;
          const more = () => {
            for (; said < count && said - answered < 20; said += 1) {
              const body = `${word} ${first + said}`;
              socket.send(JSON.stringify({ type: "send", nonce: crypto.randomUUID(), body }));
            }
          };
          await new Promise((resolve, reject) => {
            socket.onclose = (closed) => reject(new Error(`closed with ${closed.code}`));
            socket.onmessage = (event) => {
              const frame = JSON.parse(event.data);
              if (frame.type === "error") reject(new Error(event.data));
              answered += frame.type === "ack";
              if (answered === count) resolve();
              if (["hello", "ack"].includes(frame.type)) more();
            };
          });
          socket.onclose = null;
          socket.close();
        }""",
        [word, first, count, room],
    )
