"""The recovery sheet: it opens the place once, ends everything else, and tells nothing to whoever guesses."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from members import accounts
from members.models import Letter, Member
from members.refusals import Refusal
from members.socket_sessions import actor_of_session
from tests import factories
from tests.cast import Person

NEW = "un-tout-autre-mot-de-passe"
pytestmark = pytest.mark.django_db


@pytest.fixture
def code(lucie: Person) -> str:
    assert lucie.member is not None
    return accounts.issue_kit(lucie.member)


def fields(username: str, code: str, **changes: str) -> dict[str, str]:
    return {"username": username, "code": code, "password1": NEW, "password2": NEW, **changes}


def test_the_sheet_opens_the_place_ends_the_rest_and_brings_a_new_sheet(
    lucie: Person, code: str, client: Client
) -> None:
    key = lucie.client.cookies["sessionid"].value
    response = client.post("/fr/accounts/recover/", fields(lucie.member.username, code))
    assert response.status_code == 302
    assert actor_of_session(key, language="fr") is None
    assert lucie.client.get("/fr/me/consents/").status_code == 302
    lucie.member.refresh_from_db()
    assert lucie.member.check_password(NEW)
    sheet = client.get("/fr/accounts/kit/").content.decode()
    new_code = re.findall(r'class="kit">([^<]+)<', sheet)[1]
    assert new_code != code
    assert Client().post("/fr/accounts/recover/", fields(lucie.member.username, code)).status_code == 200
    assert Client().post("/fr/accounts/recover/", fields(lucie.member.username, new_code)).status_code == 302


def test_a_notice_waits_in_the_inbox_and_keeps_only_the_day(lucie: Person, code: str) -> None:
    accounts.recover(username=lucie.member.username, code=code, password=NEW)
    letter = Letter.objects.get()
    assert letter.recipient == factories.name_of(lucie.member)
    assert letter.kind == "notice"
    from django.utils import timezone

    at = timezone.localtime(letter.at)
    assert (at.hour, at.minute, at.second) == (0, 0, 0)


@pytest.mark.parametrize(
    "shape", [str.upper, lambda code: code.replace("-", " "), lambda code: f"  {code.replace('-', '')} "]
)
def test_capitals_spaces_and_hyphens_do_not_matter(lucie: Person, code: str, shape: Any) -> None:
    username = f" {lucie.member.username.upper()} "
    member, _new = accounts.recover(username=username, code=shape(code), password=NEW)
    assert member == lucie.member


def test_nothing_tells_whether_a_name_exists(lucie: Person, code: str) -> None:
    def answer(username: str, typed: str) -> tuple[int, str]:
        response = Client().post("/fr/accounts/recover/", fields(username, typed))
        page = response.content.decode()
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
        return response.status_code, page.replace(username, "").replace(typed, "")

    wrong = "aaaaa-bbbbb-ccccc-ddddd"
    without_kit = factories.make_member()
    closed = factories.make_member(is_active=False)
    closed_code = accounts.issue_kit(closed)
    known = answer(lucie.member.username, wrong)
    assert known[0] == 200
    assert answer("saule-xxxxxx", wrong) == known
    assert answer(without_kit.username, wrong) == known
    assert answer(closed.username, closed_code) == known
    assert answer(without_kit.username, "  -  ") == known


def test_signing_in_tells_nothing_either(lucie: Person) -> None:
    def answer(username: str) -> tuple[int, str]:
        response = Client().post("/fr/accounts/login/", {"login": username, "password": "pas-celui-la"})
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
        return response.status_code, page.replace(username, "")

    known = answer(lucie.member.username)
    assert known[0] == 200
    assert 'class="fix"' in known[1]
    assert answer("saule-xxxxxx") == known
    assert answer(factories.make_member(is_active=False).username) == known


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every word that a hasher worked on."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    counted: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self: Any, password: str, salt: str) -> str:
        counted.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    return counted


def test_an_unknown_name_costs_as_much_as_a_known_one_at_the_door(lucie: Person, hashed: list[str]) -> None:
    from members.authentication import MemberBackend

    costs = []
    for username in (lucie.member.username, "saule-xxxxxx", factories.make_member(is_active=False).username):
        hashed.clear()
        assert MemberBackend().authenticate(None, username, "pas-celui-la") is None
        costs.append(len(hashed))
    assert costs == [1, 1, 1]


def test_an_unknown_name_costs_as_much_as_a_known_one_with_a_sheet(lucie: Person, code: str, hashed: list[str]) -> None:
    costs = []
    for username in (lucie.member.username, "saule-xxxxxx", factories.make_member().username):
        hashed.clear()
        with pytest.raises(Refusal):
            accounts.recover(username=username, code="aaaaa-bbbbb-ccccc-ddddd", password=NEW)
        costs.append(len(hashed))
    assert costs == [1, 1, 1]


@pytest.mark.parametrize(
    "changes, marked",
    [
        ({"username": ""}, "username"),
        ({"code": ""}, "code"),
        ({"code": "x" * 500}, "code"),
        ({"password1": "petit", "password2": "petit"}, "password1"),
        ({"password2": "autre-chose-encore"}, "password2"),
    ],
)
def test_bad_input_keeps_the_words_and_the_code(lucie: Person, code: str, changes: dict[str, str], marked: str) -> None:
    client = Client()
    sent = {**fields(lucie.member.username, code), **changes}
    page = client.post("/fr/accounts/recover/", sent).content.decode()
    assert f'id="id_{marked}_error"' in page
    if "username" not in changes:
        assert lucie.member.username in page
    # The code is not used up by a form that was not complete.
    assert client.post("/fr/accounts/recover/", fields(lucie.member.username, code)).status_code == 302


def test_tries_are_few_for_a_name_and_for_an_address(lucie: Person, code: str) -> None:
    wrong = "aaaaa-bbbbb-ccccc-ddddd"
    statuses = [Client().post("/fr/accounts/recover/", fields(f"saule-{n}", wrong)).status_code for n in range(6)]
    assert statuses == [200] * 5 + [429]
    for number in range(5):
        far = Client(REMOTE_ADDR=f"192.0.2.{number}")
        assert far.post("/fr/accounts/recover/", fields(lucie.member.username, wrong)).status_code == 200
    last = Client(REMOTE_ADDR="192.0.2.99").post("/fr/accounts/recover/", fields(lucie.member.username, code))
    assert last.status_code == 429
    assert lucie.member.username in last.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_with_one_code_only_one_comes_in() -> None:
    member = factories.make_member()
    code = accounts.issue_kit(member)
    start, results = threading.Barrier(2), []

    def go(number: int) -> None:
        try:
            start.wait(60)
            accounts.recover(username=member.username, code=code, password=f"{NEW}-{number}")
            results.append("in")
        except Refusal as no:
            results.append(no.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == ["in", "not_allowed"]
    assert Letter.objects.count() == 1


def test_a_new_sheet_asks_for_the_password_and_ends_the_old_one(lucie: Person, code: str) -> None:
    page = lucie.client.post("/fr/me/kit/", {"password": "pas-celui-la"})
    assert 'id="id_password_error"' in page.content.decode()
    response = lucie.client.post("/fr/me/kit/", {"password": factories.PASSWORD})
    assert response["Location"] == "/fr/accounts/kit/"
    sheet = lucie.client.get("/fr/accounts/kit/").content.decode()
    assert lucie.member.username in sheet
    with pytest.raises(Refusal):
        accounts.recover(username=lucie.member.username, code=code, password=NEW)


def test_a_new_password_signs_everybody_else_out(lucie: Person) -> None:
    other = Client()
    other.force_login(lucie.member)
    sent = {"old_password": factories.PASSWORD, "password1": NEW, "password2": NEW}
    assert lucie.client.post("/fr/me/password/", sent).status_code == 200
    assert lucie.client.get("/fr/me/consents/").status_code == 200
    assert other.get("/fr/me/consents/").status_code == 302
    assert Member.objects.get(pk=lucie.member.pk).check_password(NEW)


@pytest.mark.parametrize(
    "changes, marked",
    [
        ({"old_password": "pas-celui-la"}, "old_password"),
        ({"password2": "autre-mot-encore"}, "password2"),
        ({"password1": "a"}, "password1"),
    ],
)
def test_a_password_is_changed_only_when_all_is_right(lucie: Person, changes: dict[str, str], marked: str) -> None:
    sent = {"old_password": factories.PASSWORD, "password1": NEW, "password2": NEW, **changes}
    if marked == "password1":
        sent["password2"] = sent["password1"]
    page = lucie.client.post("/fr/me/password/", sent).content.decode()
    assert f'id="id_{marked}_error"' in page
    assert Member.objects.get(pk=lucie.member.pk).check_password(factories.PASSWORD)
