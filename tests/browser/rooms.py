"""What journeys through rooms have in common: a room of their own, saying something, what is on the screen."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open


def furnish(browse: Open, slug: str, **fields: Any) -> str:
    """Add a room as an administrator would, and return its address."""
    keeper = browse(as_="administrator")
    keeper.goto("/fr/house/rooms/new/")
    keeper.fill("[name=slug]", slug)
    keeper.fill("[name=name]", fields.pop("name", "Le banc du jardin"))
    keeper.select_option("[name=theme]", index=1)
    keeper.select_option("[name=language]", fields.pop("language", "fr"))
    for name, value in fields.items():
        keeper.fill(f"[name={name}]", str(value))
    keeper.locator("main form button.btn").first.click()
    keeper.wait_for_url("**/house/rooms/")
    keeper.context.close()
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


def flood(page: Page, word: str, count: int, first: int = 1) -> None:
    """Say “word 1”, “word 2” … as fast as the house takes them, past the box."""
    page.evaluate(
        """async ([word, first, count]) => {
          const page = document.getElementById("room-script").dataset;
          const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
          const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
          for (let number = first; number < first + count; number += 1) {
            const frame = { type: "send", nonce: crypto.randomUUID(), body: `${word} ${number}` };
            const answer = await fetch(page.frames, { method: "POST", headers, body: JSON.stringify(frame) });
            const { frames } = await answer.json();
            if (frames[0].type !== "ack") throw new Error(JSON.stringify(frames));
          }
        }""",
        [word, first, count],
    )
