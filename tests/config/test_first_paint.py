"""A guest's page brings its style along, named by its policy; a member's keeps the link to the look."""

import base64
import hashlib
import re

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.test.client import RequestFactory

from config import first_paint
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def policy_of(answer: HttpResponse) -> str:
    found = next(one for one in answer["Content-Security-Policy"].split("; ") if one.startswith("style-src "))
    return found.removeprefix("style-src ")


def source_of(style: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


@pytest.mark.parametrize(
    "address", ["/fr/", "/en/themes/", "/fr/search/", "/fr/help/", "/fr/accounts/login/", "/fr/no/"]
)
def test_a_guests_page_asks_for_no_sheet_and_its_policy_names_the_one_it_brings(guest: Person, address: str) -> None:
    answer = guest.client.get(address)
    html = answer.content.decode()
    (style,) = STYLE.findall(html)
    assert 'rel="stylesheet"' not in html
    assert policy_of(answer) == f"'self' {source_of(style)}"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert int(answer.get("Content-Length", len(answer.content))) == len(answer.content)


def test_no_class_of_the_page_that_the_look_knows_is_left_without_its_rules(guest: Person) -> None:
    thread = factories.make_thread(body="> Bonsoir.\n\nUne liste :\n\n* un\n* deux")
    html = guest.client.get(f"/fr/threads/{thread.pk}/{thread.slug}/").content.decode()
    (style,) = STYLE.findall(html)
    look = (settings.BASE_DIR / "static" / "css" / "look.css").read_text(encoding="utf-8")
    named = set(re.findall(r"^\s*\.([\w-]+) \{", look, re.MULTILINE))
    shown = {name for names in re.findall(r'class="([^"]*)"', html) for name in names.split()}
    assert len(named & shown) > 10
    for name in named & shown:
        assert f".{name}" in style, name
    assert "blockquote{" in style
    assert ".case-row" not in style


def test_a_members_page_keeps_the_link_that_their_browser_knows_already(lucie: Person) -> None:
    answer = lucie.client.get("/fr/")
    assert b"<style" not in answer.content
    assert b'rel="stylesheet"' in answer.content
    assert policy_of(answer) == "'self'"


def test_a_page_with_a_sheet_of_its_own_keeps_both_links(guest: Person) -> None:
    room = factories.make_room()
    html = guest.client.get(f"/fr/rooms/{room.slug}/").content.decode()
    assert html.count('rel="stylesheet"') == 2
    assert "<style" not in html


def test_a_page_that_is_still_the_same_comes_with_the_same_policy(guest: Person) -> None:
    first = guest.client.get("/fr/")
    again = guest.client.get("/fr/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert policy_of(again) == policy_of(first)


def test_words_that_look_like_a_style_bring_no_rule_but_ours(guest: Person) -> None:
    thread = factories.make_thread(body='<style>.x{display:none}</style> <p class="case-row x">')
    html = guest.client.get(f"/fr/threads/{thread.pk}/{thread.slug}/").content.decode()
    (style,) = STYLE.findall(html)
    assert ".x{" not in style


def test_what_is_no_page_is_left_as_it_is() -> None:
    for answer in (HttpResponse(b"{}", content_type="application/json"), HttpResponse(b"<p>", status=404)):
        before = answer.content
        first_paint.bring_style(answer)
        assert answer.content == before
    middleware = first_paint.FirstPaintMiddleware(lambda _request: HttpResponse(b"."))
    assert middleware(RequestFactory().get("/")).content == b"."  # type: ignore[attr-defined]


def test_a_session_cookie_alone_keeps_the_link() -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "0" * 32
    assert b"<style" not in client.get("/fr/themes/").content
