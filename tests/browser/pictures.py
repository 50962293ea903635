"""Take the pictures of the README again, from the demo: `python -m tests.browser.pictures`."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import ViewportSize, sync_playwright

from tests import servers

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
DESK = ViewportSize(width=1280, height=860)
PHONE = ViewportSize(width=390, height=980)


def take() -> None:
    """Open a furnished house and keep two pictures: its first page by day, a room on a telephone at night."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with servers.house(demo=True, RATE_LIMITS="off") as house, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=servers.browser_program(), args=arguments)
        desk = browser.new_page(base_url=house.url, locale="fr", viewport=DESK, color_scheme="light")
        desk.goto("/fr/", wait_until="networkidle")
        desk.screenshot(path=FOLDER / "home.png")
        phone = browser.new_page(
            base_url=house.url,
            locale="fr",
            viewport=PHONE,
            color_scheme="dark",
            device_scale_factor=1.5,
            has_touch=True,
        )
        way = house.sign_ins["member"]
        phone.goto("/fr/accounts/login/")
        phone.fill("input[name=login]", way["login"])
        phone.fill("input[name=password]", way["password"])
        phone.click("main form button:not([name])")
        phone.goto("/fr/rooms/table-des-aidants/", wait_until="networkidle")
        phone.locator("#m2").wait_for()
        phone.evaluate("scrollTo(0, 0)")
        phone.screenshot(path=FOLDER / "room.png")
        browser.close()


if __name__ == "__main__":
    take()
