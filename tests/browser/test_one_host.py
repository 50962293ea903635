"""No third party, ever: every page, opened by everybody who may open it, asks this house alone for what it needs."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from playwright.sync_api import Page

from tests.addresses import ADDRESSES, ELSEWHERE, ENTRANCE, EVERYONE, KEEPERS, LINES, MEMBERS, TEAM
from tests.browser.conftest import Open

# Whose pages each of them opens: with what is for everyone, once as a guest and once as somebody who came in.
WHO = {"": (EVERYONE, ENTRANCE), "member": (EVERYONE, MEMBERS), "moderator": (TEAM,), "administrator": (KEEPERS, TEAM)}
# What is no page: a browser would put it away, or leave by it.
NO_PAGE = {"account_logout", "healthz", "readyz", "offline_worker", "chat:room_events", "forum:theme_feed", "exit"}
NO_PAGE |= {"members:sign_out_everywhere", "moderation:my_record_file", "house_lines_file"}
SLUGS = {"theme_detail": "dementia", "forum:thread_start": "dementia", "groups:house_theme_edit": "dementia"}
SLUGS |= {"members:house_page": "privacy", "members:page_edit": "privacy"}


def known_in(page: Page, who: str) -> dict[str, str]:
    """Numbers that only the house knows: a name, and for the team a case."""
    found = {"name": r'/names/([^/"]+)/', "case": r'/moderation/cases/([^/"]+)/'}
    told = page.request.get("/fr/threads/1/x/").text()
    if who in {"moderator", "administrator"}:
        told += page.request.get("/fr/moderation/").text()
    return {what: match[1] for what, pattern in found.items() if (match := re.search(pattern, told))}


def address(name: str, known: dict[str, str]) -> str:
    """An address of that name behind which something stands, as far as the house knows it."""
    slug = SLUGS.get(name, "table-des-aidants")
    pk = known.get("case" if name.startswith("moderation:") else "name", str(UUID(int=1)))
    some: list[dict[str, Any]] = [{}, LINES.get(name, {"slug": slug}), {"pk": 1}, {"pk": 1, "slug": "x"}, {"pk": pk}]
    some += [{"kind": "post", "target_id": "1"}, {"slug": slug, "seq": 1}, {"slug": slug, "pk": 1}, {"code": "hostile"}]
    some += [{"reference": "x"}, {"pk": str(ELSEWHERE["pk"])}]
    for parts in some:
        try:
            return reverse(name, kwargs=parts)
        except NoReverseMatch:
            continue
    raise AssertionError(f"{name} needs something else")


@pytest.mark.parametrize("who", list(WHO))
def test_every_page_asks_one_host_alone(browse: Open, who: str) -> None:
    page = browse(as_=who)
    known, hosts, shown = known_in(page, who), set[str](), 0
    page.on("request", lambda asked: hosts.add(re.sub(r"^(\w+:(?://[^/]*)?).*", r"\1", asked.url, flags=re.DOTALL)))
    with translation.override("fr"):
        wanted = [
            address(name, known) for name in sorted(ADDRESSES) if ADDRESSES[name] in WHO[who] and name not in NO_PAGE
        ]
    for one in wanted:
        answer = page.goto(one, wait_until="load")
        shown += answer is not None and answer.status == 200
        # A link to somewhere else is for a person to follow: nothing is asked of it before, and it is told nothing.
        ahead = "link[rel~=preconnect], link[rel~=dns-prefetch], link[rel~=prefetch], link[rel~=prerender], [ping]"
        assert page.locator(ahead).count() == 0, one
    here = page.evaluate("location.origin")
    assert {host for host in hosts if not host.startswith(("data:", "blob:"))} <= {here, here.replace("http", "ws", 1)}
    assert here in hosts
    assert shown > len(wanted) / 2, f"{shown} of {len(wanted)}"
