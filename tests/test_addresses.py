"""Every address of the house, as each visitor finds it: nobody meets an error, nobody sees what is not theirs."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from tests.addresses import (
    ACTIONS,
    ADDRESSES,
    ELSEWHERE,
    ENTRANCE,
    EVERYONE,
    KEEPERS,
    LISTED_BY_UUID,
    MEMBERS,
    PASSAGES,
    TEAM,
    UNKEPT,
    WITHOUT_TOKEN,
)
from tests.cast import Person, everybody
from tests.page_reader import Reader
from tests.places import Places, stand


def names(patterns: Any = None, space: str = "") -> set[str]:
    """The name of every address there is."""
    found = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, [space, pattern.namespace]))
            found |= names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern} has no name"
            found.add(":".join(filter(None, [space, pattern.name])))
    return found


def test_every_address_is_known_here() -> None:
    """A new address is named in `tests/addresses.py`, with who may see it, before anybody finds it."""
    assert names() == set(ADDRESSES) | ACTIONS | PASSAGES


@pytest.fixture(scope="module")
def _standing(standing_db: None) -> tuple[dict[str, Person], Places]:
    """Everybody and everything, made once; each test rolls back what it did and gets its own copy."""
    people = everybody()
    return people, stand(people["lucie"], people["marc"], people["ines"], people["anouk"])


@pytest.fixture
def people(db: None, _standing: tuple[dict[str, Person], Places]) -> dict[str, Person]:
    return {name: one.again() for name, one in _standing[0].items()}


@pytest.fixture
def places(_standing: tuple[dict[str, Person], Places]) -> Places:
    return _standing[1]


@pytest.fixture
def lucie(people: dict[str, Person]) -> Person:
    return people["lucie"]


@pytest.fixture
def ines(people: dict[str, Person]) -> Person:
    return people["ines"]


@pytest.fixture
def odile(people: dict[str, Person]) -> Person:
    return people["odile"]


@pytest.fixture
def sam(people: dict[str, Person]) -> Person:
    return people["sam"]


def read(response: HttpResponse) -> Reader:
    reader = Reader()
    reader.feed(response.content.decode())
    return reader


def is_entrance(response: HttpResponse) -> bool:
    """Whether somebody was shown the way in (or, where there is nothing to leave, back to the first page)."""
    return response.status_code == 302 and (
        "/accounts/login/" in response["Location"] or response["Location"] == "/fr/"
    )


def assert_sound(response: HttpResponse, name: str, *, is_guest: bool) -> None:
    """What holds for every page, whoever reads it."""
    if not response.get("Content-Type", "").startswith("text/html") or not response.content:
        return
    page = read(response)
    assert page.wrong == []
    assert page.language == "fr"
    assert (page.headings, page.main) == (1, 1)
    assert len(page.ids) == len(set(page.ids)), "an id stands twice"
    for form in page.forms:
        assert form.get("action"), f"a form of {name} has no address"
        has_token = "csrfmiddlewaretoken" in form["fields"]
        if form["method"].lower() != "post":
            assert not has_token
        elif is_guest and ADDRESSES.get(name) != ENTRANCE:
            assert not has_token, "a token would need a cookie"
        else:
            assert has_token, f"a form of {name} has no token"
    assert "Content-Security-Policy" in response
    assert "unsafe" not in response["Content-Security-Policy"]
    assert abroad(response["Content-Security-Policy"]) == []
    assert response["Referrer-Policy"] in {"no-referrer", "same-origin"}
    assert page.styles == [] or (is_guest and len(page.styles) == 1)
    for style in page.styles:
        named = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"'sha256-{named}'" in response["Content-Security-Policy"]


def abroad(policy: str) -> list[str]:
    """Whatever a policy lets a page ask of anybody but this house."""
    own = re.compile(r"'self'|'none'|data:|blob:|'sha256-[\w+/=]+'|ws://(localhost|127\.0\.0\.1)(:\d+)?")
    told = [part.split() for part in policy.split(";") if part.strip()]
    return [one for _what, *sources in told for one in sources if not own.fullmatch(one)]


PAGES = sorted(ADDRESSES)


@pytest.mark.parametrize("name", PAGES)
def test_a_guest_finds_what_is_for_everyone_and_nothing_else(
    name: str, db: None, places: Places, guest: Person
) -> None:
    who = ADDRESSES[name]
    response = guest.client.get(places.path(name))
    if who in {EVERYONE, ENTRANCE}:
        assert response.status_code in ({302} if name == "forum:post_detail" else {200})
        assert not is_entrance(response)
    else:
        assert is_entrance(response) or response.status_code in {403, 404}
    assert_sound(response, name, is_guest=True)
    if who != ENTRANCE:
        assert response.cookies == {}, "a guest leaves no trace"
        # Leaving has to look for a session before it says that there is none.
        assert "Cookie" not in response.get("Vary", "") or name == "account_logout"
    if who == EVERYONE and response.status_code == 200 and name not in {"healthz", "readyz", "chat:room_events"}:
        if name in UNKEPT:
            assert response["Cache-Control"] == "no-store"
            return
        assert "no-cache" in response["Cache-Control"]
        assert "public" in response["Cache-Control"]
        again = guest.client.get(places.path(name), headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304


@pytest.mark.parametrize("name", PAGES)
def test_a_member_finds_what_is_theirs_and_not_the_teams(name: str, places: Places, lucie: Person) -> None:
    response = lucie.client.get(places.path(name))
    match ADDRESSES[name]:
        case "team" | "keepers":
            assert response.status_code in {403, 404}
        case "entrance":
            assert response.status_code in {200, 302}
        case _:
            assert response.status_code in ({302} if name == "forum:post_detail" else {200})
    assert not is_entrance(response)
    assert_sound(response, name, is_guest=False)
    if name not in {"healthz", "readyz"}:
        assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("name", [name for name in PAGES if ADDRESSES[name] == TEAM])
def test_the_team_finds_its_pages(name: str, places: Places, ines: Person) -> None:
    response = ines.client.get(places.path(name))
    assert response.status_code == 200
    assert_sound(response, name, is_guest=False)


@pytest.mark.parametrize("name", [name for name in PAGES if ADDRESSES[name] == KEEPERS])
def test_those_who_keep_the_house_find_its_pages(name: str, places: Places, odile: Person, ines: Person) -> None:
    response = odile.client.get(places.path(name))
    assert response.status_code == 200
    assert_sound(response, name, is_guest=False)
    assert ines.client.get(places.path(name)).status_code in {403, 404}


@pytest.mark.parametrize("name", [name for name in PAGES if ADDRESSES[name] != EVERYONE])
def test_somebody_suspended_may_still_read_and_come_in(name: str, places: Places, sam: Person) -> None:
    response = sam.client.get(places.path(name))
    assert response.status_code in {200, 302, 403, 404}
    assert_sound(response, name, is_guest=False)


# What a form may be sent: each reaches a little further into the services than the one before.
FILLED = {
    "language": "fr",
    "audience": "anyone",
    "reason": "hostile",
    "act": "hide",
    "rule": "hostile",
    "days": "1",
    "kind": "moderator",
    "scope": "",
    "topic": "health",
    "answer": "give",
    "version": "1",
    "state": "open",
    "slug": "ailleurs",
    "region": "FR",
    "slow_mode_s": "0",
    "seen_version": "1",
    "away": "yes",
}
LONG = dict.fromkeys(
    ("body", "title", "note", "explanation", "pseudonym", "name", "name_fr", "topic", "code"), "*" * 40000
)
SENT: dict[str, dict[str, str]] = {
    "nothing": {},
    "nonsense": {"body": "\u200b", "pk": "x", "act": "fly", "nonce": "?", "reason": "?", "role": "administrator"},
    "too long": {**FILLED, **LONG},
    "too long, to look at first": {**FILLED, **LONG, "preview": "1"},
    "shapeless": {**FILLED, **dict.fromkeys(LONG, "a\x00\u202e\ud7ff\U0010ffff"), "preview": "1"},
    "numbers beyond all rows": {**FILLED, "reply_to": "9" * 40, "pk": "9" * 40, "days": "-1", "seen_version": "9" * 40},
}


@pytest.mark.parametrize("name", sorted(set(PAGES) | ACTIONS | PASSAGES))
@pytest.mark.parametrize("who", ["guest", "lucie", "ines", "odile"])
def test_empty_and_senseless_forms_are_answered_calmly(
    name: str, who: str, places: Places, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(who)
    path = places.path(name)
    for sent, words in SENT.items():
        nonce = {} if "nonce" in words else {"nonce": str(uuid4())}
        with transaction.atomic():
            response = person.client.post(
                path, {**words, **nonce}, headers={"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
            )
            transaction.set_rollback(True)
        assert response.status_code < 500, sent
        if who == "guest" and ADDRESSES.get(name) in {MEMBERS, TEAM, KEEPERS}:
            assert is_entrance(response) or response.status_code in {401, 403, 404, 405}, sent


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_what_takes_a_form_alone_says_so(name: str, places: Places, guest: Person, odile: Person) -> None:
    for person in (guest, odile):
        response = person.client.get(places.path(name))
        assert response.status_code in {302, 403, 404, 405}


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("name", sorted(set(PAGES) | ACTIONS))
def test_no_form_is_taken_from_elsewhere(name: str, places: Places, odile: Person) -> None:
    """Another site, or none, in the name of somebody signed in: refused before anything is read."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = odile.client.cookies
    for headers in ({"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, {}):
        response = strict.post(places.path(name), {"body": "x"}, headers=headers)
        if not headers and name in WITHOUT_TOKEN:
            continue
        assert response.status_code in {403, 404, 405}, headers


@pytest.mark.parametrize("who", ["guest", "lucie", "ines", "odile"])
def test_what_is_not_there_is_not_found(who: str, places: Places, request: pytest.FixtureRequest) -> None:
    person: Person = request.getfixturevalue(who)
    for name, parts in places.parts.items():
        gone = {part: ELSEWHERE[part] for part in parts}
        if name in LISTED_BY_UUID:
            gone["pk"] = uuid4()
        with translation.override("fr"):
            response = person.client.get(reverse(name, kwargs=gone))
        assert is_entrance(response) or response.status_code in {403, 404, 405}, name
        if ADDRESSES.get(name) == EVERYONE:
            assert response.status_code == 404, name
            if response["Content-Type"].startswith("text/html"):
                assert_sound(response, name, is_guest=who == "guest")


@pytest.mark.parametrize(
    "path", ["/fr/rien/", "/rien", "/fr/threads/x/", "/en/%00", "/fr/posts/99999999999999999999999/", "/admin/"]
)
@pytest.mark.parametrize("who", ["guest", "lucie"])
def test_an_unknown_address_has_a_way_on(path: str, who: str, request: pytest.FixtureRequest) -> None:
    person: Person = request.getfixturevalue(who)
    response = person.client.get(path, follow=True)
    assert response.status_code in {400, 404}
    page = response.content.decode()
    assert "/help/" in page


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("name", PAGES)
def test_both_languages_answer_alike(name: str, places: Places, guest: Person) -> None:
    french = guest.client.get(places.path(name))
    with translation.override("en"):
        english = guest.client.get(reverse(name, kwargs=places.parts.get(name, {})))
    assert english.status_code == french.status_code
    if english.status_code == 200 and english["Content-Type"].startswith("text/html"):
        assert read(english).language == "en"
        assert english["Content-Language"] == "en"
