"""A form that brings more than the house takes: nothing is sent, and no word is lost."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

OURS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
LONG = "Une longue histoire. " * 30_000


@pytest.fixture
def sender(lucie: Any) -> Client:
    lucie.client.raise_request_exception = False
    return lucie.client


def post(sender: Client, address: str, fields: dict[str, str], headers: dict[str, str]) -> Any:
    return sender.post(address, urlencode(fields), content_type="application/x-www-form-urlencoded", headers=headers)


@pytest.mark.parametrize("address", ["/fr/rooms/nulle-part/", "/fr/flag/post/1/", "/fr/accounts/login/"])
def test_a_form_too_long_gives_the_words_back(sender: Client, address: str) -> None:
    answer = post(sender, address, {"body": LONG, "password": "secret inside\nit", "nonce": "x"}, headers=OURS)
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert "rien n’a été envoyé" in shown
    assert LONG.strip() in shown
    assert "secret inside" not in shown
    assert answer["Cache-Control"] == "no-store"


def test_a_form_of_too_many_fields_gives_the_words_back(sender: Client) -> None:
    fields = {"body": "Mes mots.", **{f"field{number}": "x" for number in range(300)}}
    shown = post(sender, "/en/accounts/login/", fields, headers=OURS).content.decode()
    assert "nothing was sent" in shown
    assert "Mes mots." in shown


def test_nothing_that_another_site_had_sent_is_shown(sender: Client) -> None:
    headers = {"Origin": "http://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    answer = post(sender, "/fr/accounts/login/", {"body": LONG}, headers=headers)
    assert answer.status_code == 400
    assert "Une longue histoire" not in answer.content.decode()
