"""A furnished house behind a real Daphne, and browsers to walk through it.

With DATABASE_URL and REDIS_URL the house stands on PostgreSQL and Redis, else on SQLite in one process. Nothing here
touches Django's tables from the test's own process: everything goes through the front door.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, APIResponse, Browser, BrowserContext, Page, Playwright, expect

from tests import servers
from tests.browser.second_try import pytest_runtest_protocol, pytest_terminal_summary  # noqa: F401 (hooks)

# A machine with much else to do is slow, and right all the same.
expect.set_options(timeout=30_000)

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, without the services that look for the network."""
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    quiet += ["--disable-background-networking", "--disable-component-update"]
    if os.geteuid() == 0:
        quiet.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": servers.browser_program(), "args": quiet}


@pytest.fixture(scope="session")
def house() -> Iterator[servers.House]:
    """One furnished house for all journeys. Each journey uses people and threads of its own where it writes."""
    with ExitStack() as stack:
        database, redis = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
        if database:
            database = stack.enter_context(servers.database(database))
        if redis:
            # Journeys that run at the same time have a house each, and must not hear each other's rooms.
            worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
            redis = f"{redis.rsplit('/', 1)[0]}/{8 + int(worker)}"
        yield stack.enter_context(servers.house(database_url=database, redis_url=redis, demo=True, RATE_LIMITS="off"))


Open = Callable[..., Page]
Keeper = APIRequestContext


@pytest.fixture(scope="session")
def keeper(playwright: Playwright, house: servers.House) -> Iterator[Keeper]:
    """The administrator, who furnishes what journeys need by the house's own forms, without drawing a page."""
    asking = playwright.request.new_context(base_url=house.url)
    enter(asking, house, "administrator")
    yield asking
    asking.dispose()


@pytest.fixture
def browse(browser: Browser, house: servers.House) -> Iterator[Open]:
    """Open a page of a new browser: `browse(javascript=False, language="en", as_="member", viewport=PHONE)`.

    A page that meets an error in a script, or asks another host for anything, fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_page(
        *,
        javascript: bool = True,
        language: str = "fr",
        as_: str = "",
        viewport: Any = None,
        zone: str = "Europe/Paris",
        **more: Any,
    ) -> Page:
        context = browser.new_context(
            base_url=house.url,
            java_script_enabled=javascript,
            locale=language,
            timezone_id=zone,
            viewport=viewport or DESK,
            **more,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
        page.on(
            "request",
            lambda asked: (
                asked.url.startswith((house.url, house.url.replace("http", "ws", 1), "data:", "about:"))
                or troubles.append(f"another host: {asked.url}")
            ),
        )
        page.on(
            "console",
            lambda said: "Content Security Policy" in said.text and troubles.append(f"policy: {said.text}"),
        )
        if as_:
            enter(context.request, house, as_, language)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles, "\n".join(troubles)


def token_in(answer: APIResponse) -> str:
    """The word that a form of this page must bring along."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.text())
    assert found, answer.url
    return found[1]


def enter(asking: APIRequestContext, house: servers.House, who: str, language: str = "fr") -> None:
    """Sign in as one of the demo's ways in: the form is asked for and sent, and no page is drawn for it."""
    way, door = house.sign_ins[who], f"/{language}/accounts/login/"
    form = {"login": way["login"], "password": way["password"], "csrfmiddlewaretoken": token_in(asking.get(door))}
    answer = asking.post(door, form=form, max_redirects=0)
    assert answer.status == 302, answer.text()


def sign_in(page: Page, house: servers.House, who: str, language: str = "fr") -> None:
    """Sign in as one of the demo's ways in, through the form."""
    way = house.sign_ins[who]
    page.goto(f"/{language}/accounts/login/")
    page.fill("input[name=login]", way["login"])
    page.fill("input[name=password]", way["password"])
    page.click("main form button:not([name])")
    page.wait_for_load_state()
    assert "/accounts/login/" not in page.url, page.inner_text("main")


def stays_within(page: Page) -> None:
    """Assert that nothing makes the page scroll sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} scrolls sideways by {wide} px"
