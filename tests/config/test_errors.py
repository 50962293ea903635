"""Whatever goes wrong, somebody gets a calm page, in the language of the address, with a way on."""

import pytest
from django.template import TemplateDoesNotExist
from django.test import Client

from config import errors

pytestmark = pytest.mark.urls("tests.config.a_small_house")


@pytest.fixture(autouse=True)
def _as_in_a_browser(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    # The real templates lead to pages of the real house; here the sentences alone matter.
    monkeypatch.setattr(errors.loader, "render_to_string", _sentence_alone)


def _sentence_alone(name: str, words: dict, request: object = None) -> str:
    if name == "500.html":
        raise TemplateDoesNotExist(name)
    lines = [line["phone"] for line in words["panel"].as_frame()["lines"]] if words.get("panel") else []
    return f"{name} {words['sentence']} {lines} {request is not None}"


@pytest.mark.parametrize(
    "what, status",
    [
        ("lost-database", 503),
        ("lost-connection", 503),
        ("damaged-database", 503),
        ("lost-redis", 503),
        ("too-large", 400),
        ("nul", 400),
        ("suspicious", 400),
        ("refusal", 403),
        ("forbidden", 403),
        ("unknown", 404),
        ("fault", 500),
    ],
)
def test_each_fault_has_its_own_answer(client: Client, what: str, status: int):
    answer = client.get(f"/fr/raise/{what}/")
    assert answer.status_code == status
    assert answer["Content-Language"] == "fr"
    assert "secret inside" not in answer.content.decode()


def test_a_lost_database_still_shows_help_lines_and_asks_to_come_back(client: Client):
    answer = client.get("/fr/raise/lost-database/", headers={"Accept-Language": "fr-FR"})
    assert "503.html" in answer.content.decode()
    assert "3114" in answer.content.decode()
    assert int(answer["Retry-After"]) > 0


def test_the_house_says_so_even_when_the_help_lines_cannot_be_read(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("config.errors.support_panel", lambda *_, **__: 1 / 0)
    assert client.get("/fr/raise/lost-database/").status_code == 503


def test_a_refusal_and_a_no_are_told_in_their_own_words(client: Client):
    assert "retapez-les" in client.get("/fr/raise/refusal/").content.decode()
    assert "Please go back" in client.get("/en/raise/refusal/").content.decode()
    assert "Une phrase." in client.get("/fr/raise/forbidden/").content.decode()


def test_a_page_that_cannot_be_rendered_becomes_a_sentence_and_the_way_to_help(client: Client):
    words = client.get("/fr/raise/fault/").content.decode()
    assert '<html lang="fr">' in words
    assert "Ce n’est pas de votre fait" in words
    assert 'href="/fr/help/"' in words


def test_the_language_of_the_address_counts_more_than_the_browsers(client: Client):
    asked = {"Accept-Language": "fr"}
    assert client.get("/en/raise/fault/", headers=asked)["Content-Language"] == "en"
    assert client.get("/nowhere", headers=asked)["Content-Language"] == "fr"


def test_an_unknown_host_is_refused_calmly(client: Client):
    assert client.get("/fr/page/", headers={"Host": "evil.example.org"}).status_code == 400


def test_saying_no_may_know_who_asks_but_a_lost_database_asks_nobody(client: Client):
    assert client.get("/fr/raise/unknown/").content.decode().endswith("True")
    assert client.get("/fr/raise/lost-database/").content.decode().endswith("False")
