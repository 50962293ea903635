"""The doors: who comes in, from where, and that no words are lost on the step."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from members.models import Session
from tests import factories
from tests.cast import Person
from tests.members import doors

WORDS = "Première ligne.\nSeconde <b>ligne</b> & « guillemets ».\n\nFin."
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.members.doors")]
OURS = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://testserver.evil.example"},
    {"Origin": "http://testserver:81"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
]


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    doors.done.clear()


def strict(**kwargs: Any) -> Client:
    """A browser as it is: the token is checked."""
    return Client(enforce_csrf_checks=True, headers=OURS, **kwargs)


def fields_in(page: str) -> dict[str, list[str]]:
    """What the form of a page would send."""
    from html import unescape

    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and "checkbox" not in tag:
            found.setdefault(unescape(name.group(1)), []).append(unescape(value.group(1)) if value else "")
    for name, value in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL):
        found.setdefault(unescape(name), []).append(unescape(value))
    return found


# --- members only ---------------------------------------------------------------------------------
def test_a_guest_who_reads_is_asked_to_come_in_and_comes_back(client: Client) -> None:
    response = client.get("/fr/doors/members/?page=2")
    assert response.status_code == 302
    assert response["Location"] == "/fr/accounts/login/?next=/fr/doors/members/%3Fpage%3D2"
    member = factories.make_member("Lune")
    page = client.get(response["Location"]).content.decode()
    sent = {"login": member.username, "password": factories.PASSWORD, "next": fields_in(page)["next"][0]}
    assert client.post("/fr/accounts/login/", sent)["Location"] == "/fr/doors/members/?page=2"


def test_a_guest_who_writes_gets_the_words_back_signs_in_and_sends_in_one_step() -> None:
    member = factories.make_member("Lune")
    client = strict()
    client.get("/fr/accounts/login/")  # the cookie of the token is still there, the session is not
    token = client.cookies["csrftoken"].value
    sent = {"title": "Mon fil", "body": WORDS, "tags": ["a", "b"], "nonce": "n-1", "csrfmiddlewaretoken": token}
    response = client.post("/fr/doors/members/?x=1", sent)
    assert response.status_code == 403
    assert response["Cache-Control"] == "no-store"
    assert doors.done == []
    page = response.content.decode()
    assert 'action="/fr/doors/members/?x=1"' in page
    kept = fields_in(page)
    assert kept["body"] == [WORDS]
    assert kept["tags"] == ["a", "b"]
    assert kept["title"] == ["Mon fil"]
    kept.update(login=[member.username], password=[factories.PASSWORD])
    done = client.post("/fr/doors/members/?x=1", kept)
    assert done.status_code == 200
    assert done.json()["who"] == "Lune"
    assert doors.done[0]["body"] == [WORDS.replace("\n", "\n")]
    assert doors.done[0]["tags"] == ["a", "b"]
    assert len(doors.done) == 1
    assert client.get("/fr/doors/members/").json()["who"] == "Lune"


def test_a_mistyped_password_loses_nothing_either() -> None:
    member = factories.make_member("Lune")
    client = strict()
    client.get("/fr/accounts/login/")
    page = client.post(
        "/fr/doors/members/", {"body": WORDS, "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    ).content.decode()
    for _ in range(2):
        kept = fields_in(page)
        kept.update(login=[member.username], password=["pas-celui-la"])
        response = client.post("/fr/doors/members/", kept)
        page = response.content.decode()
        assert response.status_code == 403
        assert fields_in(page)["body"] == [WORDS]
        assert "pas-celui-la" not in page
        assert 'class="fix"' in page
    assert doors.done == []
    kept = fields_in(page)
    kept.update(login=[member.username], password=[factories.PASSWORD])
    assert client.post("/fr/doors/members/", kept).json()["who"] == "Lune"


def test_tries_at_the_kept_words_are_limited_like_any_sign_in() -> None:
    member = factories.make_member("Lune")
    client = Client()
    sent = {"body": WORDS, "kept_words": "1", "login": member.username, "password": "pas-celui-la"}
    for _ in range(5):
        assert client.post("/fr/doors/members/", sent).status_code == 403
    response = client.post("/fr/doors/members/", {**sent, "password": factories.PASSWORD})
    assert response.status_code == 403
    assert fields_in(response.content.decode())["body"] == [WORDS]
    assert doors.done == []


def test_a_form_whose_token_went_stale_comes_back_to_its_member_without_a_password(lucie: Person) -> None:
    client = strict()
    client.force_login(lucie.member)
    response = client.post("/fr/doors/members/", {"body": WORDS, "csrfmiddlewaretoken": "x" * 64})
    assert response.status_code == 403
    page = response.content.decode()
    assert doors.done == []
    assert fields_in(page)["body"] == [WORDS]
    assert "login" not in fields_in(page)
    assert client.post("/fr/doors/members/", fields_in(page)).json()["who"] == "Lucie du port"
    assert doors.done[0]["body"] == [WORDS]


def test_a_guest_without_any_cookie_keeps_the_words_too() -> None:
    member = factories.make_member("Lune")
    client = strict()
    response = client.post("/fr/doors/members/", {"body": WORDS})
    assert response.status_code == 403
    kept = fields_in(response.content.decode())
    kept.update(login=[member.username], password=[factories.PASSWORD])
    assert client.post("/fr/doors/members/", kept).json()["who"] == "Lune"


NO_ADDRESS = ["http://[", "http://[::1", "//[", "http://[evil]/"]


@pytest.mark.parametrize("referer", NO_ADDRESS)
@pytest.mark.parametrize("door", ["members", "anyone"])
def test_a_referring_page_that_is_no_address_is_from_nowhere(referer: str, door: str, lucie: Person) -> None:
    for key in ("", lucie.client.cookies["sessionid"].value):
        browser = Client(enforce_csrf_checks=True, headers={"Referer": referer})
        if key:
            browser.cookies["sessionid"] = key
        assert browser.post(f"/fr/doors/{door}/", {"body": WORDS}).status_code == 403
    assert doors.done == []


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("checked", [True, False])
def test_a_form_from_another_site_is_refused_and_nothing_done(headers: dict[str, str], checked: bool) -> None:
    member = factories.make_member("Lune")
    client = Client(enforce_csrf_checks=checked, headers=headers)
    sent = {"body": WORDS, "kept_words": "1", "login": member.username, "password": factories.PASSWORD}
    response = client.post("/fr/doors/members/", sent)
    assert response.status_code == 403
    assert "Première" not in response.content.decode()
    assert doors.done == []
    assert not Session.objects.exists()


def test_passwords_are_never_echoed_by_the_page_of_kept_words() -> None:
    client = strict()
    sent = {
        "username": "saule-xxxxxx",
        "code": "aaaaa-bbbbb",
        "password1": "mon-secret-a-moi",
        "password2": "mon-secret-a-moi",
    }
    response = client.post("/fr/accounts/recover/", sent)
    page = response.content.decode()
    assert response.status_code == 403
    assert "mon-secret" not in page
    assert "aaaaa-bbbbb" not in page
    assert fields_in(page)["username"] == ["saule-xxxxxx"]
    assert "kept_words" not in fields_in(page)


# --- same origin ----------------------------------------------------------------------------------
@pytest.mark.parametrize("headers", [OURS, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}])
def test_a_guests_form_from_our_pages_needs_no_token_and_leaves_no_cookie(headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True, headers=headers)
    response = client.post("/fr/doors/anyone/", {"note": "x"})
    assert response.status_code == 200
    assert len(doors.done) == 1
    assert not response.cookies


@pytest.mark.parametrize("headers", [*FOREIGN, {}, {"Referer": "http://testserver/fr/"}])
def test_a_guests_form_from_elsewhere_or_from_nowhere_is_refused(headers: dict[str, str]) -> None:
    response = Client(headers=headers).post("/fr/doors/anyone/", {"note": "x"})
    assert response.status_code == 403
    assert doors.done == []


def test_a_members_form_brings_its_token_at_the_open_door_too(lucie: Person) -> None:
    client = strict()
    client.force_login(lucie.member)
    assert client.post("/fr/doors/anyone/", {"note": "x"}).status_code == 403
    assert doors.done == []
    page = client.post("/fr/doors/anyone/", {"note": "x"}).content.decode()
    assert client.post("/fr/doors/anyone/", fields_in(page)).status_code == 200
    assert len(doors.done) == 1


# --- roles ----------------------------------------------------------------------------------------
def test_a_page_of_a_role_does_not_exist_for_others(client: Client, lucie: Person, ines: Person) -> None:
    assert client.get("/fr/doors/moderators/").status_code == 404
    assert lucie.client.get("/fr/doors/moderators/").status_code == 404
    assert ines.client.get("/fr/doors/moderators/").status_code == 200


# --- the actor ------------------------------------------------------------------------------------
def test_the_language_of_the_actor_is_that_of_the_address(marc: Person) -> None:
    assert marc.member.language == "en"
    assert marc.client.get("/fr/doors/members/").json()["language"] == "fr"


def test_a_guests_page_asks_the_database_nothing_about_people(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        client.get("/fr/doors/members/")


def test_a_members_page_knows_its_actor_in_three_queries(lucie: Person, django_assert_num_queries: Any) -> None:
    lucie.client.get("/fr/doors/members/")
    with django_assert_num_queries(3):
        lucie.client.get("/fr/doors/members/")


def test_an_account_without_a_name_reads_as_anybody(client: Client) -> None:
    from members.models import Member

    client.force_login(Member.objects.create_user("sans-nom", factories.PASSWORD))
    assert client.get("/fr/doors/members/").status_code == 302


def test_with_the_database_away_pages_that_need_nobody_still_open(
    lucie: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError
    from django.test import RequestFactory

    from members import middleware

    def away(request: Any, **_: Any) -> Any:
        raise OperationalError("the database is away")

    monkeypatch.setattr(middleware, "actor_of", away)
    request = RequestFactory().get("/fr/help/")
    request.COOKIES["sessionid"] = "k"
    actor = middleware._actor(request)
    with pytest.raises(OperationalError):
        _ = actor.is_guest


@pytest.mark.parametrize("address", ["/healthz", "/fr/exit/"])
def test_pages_that_need_nobody_ask_the_database_nothing(
    address: str, lucie: Person, django_assert_num_queries: Any
) -> None:
    lucie.client.get(address)
    with django_assert_num_queries(0):
        assert lucie.client.get(address).status_code == 200
