"""Pages that must come whatever is missing, and the way out."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import OperationalError
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from config.pages import month_of
from forum.models import Post
from moderation.models import Flag
from tests import factories
from tests.cast import Person


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_error_pages_render_without_request_session_or_database(status: int, language: str) -> None:
    with translation.override(language):
        page = render_to_string(f"{status}.html", {"status": status, "sentence": "", "panel": None})
    assert f'<html lang="{language}">' in page
    assert len(re.findall("<h1", page)) == 1
    assert f'href="/{language}/help/"' in page
    assert f'href="/{language}/exit/"' in page


def test_a_better_sentence_is_shown_when_there_is_one() -> None:
    assert "Rien n’a été fait." in render_to_string("403.html", {"sentence": "Rien n’a été fait."})


def test_an_unknown_address_is_answered_calmly_without_the_database(client: Client) -> None:
    answer = client.get("/fr/nowhere/at/all/")
    assert answer.status_code == 404
    assert not answer.cookies


# --- a database that is lost while somebody writes ------------------------------------------------
WORDS = "Première ligne.\n<b>Seconde</b> & « fin »."
OURS = {"Origin": "http://testserver"}


def lost(*_: Any, **__: Any) -> Any:
    raise OperationalError("server closed the connection unexpectedly")


def sent_by(page: str) -> dict[str, str]:
    """What the form of the page would send."""
    form = page[page.index("<form") : page.index("</form>")]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
    found += re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    return {unescape(name): unescape(value) for name, value in found}


@pytest.mark.django_db
def test_words_come_back_from_a_lost_database_and_are_sent_again(lucie: Person, monkeypatch: Any) -> None:
    thread = factories.make_thread()
    browser = Client(enforce_csrf_checks=True, headers=OURS, raise_request_exception=False)
    browser.cookies = lucie.client.cookies
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get("/fr/me/password/").content.decode())
    assert token is not None
    address = f"/fr/threads/{thread.pk}/reply/"
    with monkeypatch.context() as away:
        away.setattr("forum.services.reply", lost)
        answer = browser.post(address, {"body": WORDS, "csrfmiddlewaretoken": token[1]})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "Vos mots sont gardés" in page
    assert f'action="{address}"' in page
    assert sent_by(page)["body"] == WORDS
    assert "<b>Seconde" not in page
    assert browser.post(address, sent_by(page)).status_code == 303
    assert Post.objects.get(thread=thread, position=2).body == WORDS


@pytest.mark.django_db
def test_a_guest_keeps_words_and_gets_no_cookie_for_it(client: Client, monkeypatch: Any) -> None:
    client.raise_request_exception = False
    post = factories.make_post(factories.make_thread())
    address = f"/fr/flag/post/{post.pk}/"
    with monkeypatch.context() as away:
        away.setattr("moderation.services.raise_flag", lost)
        answer = client.post(address, {"reason": "other", "note": WORDS}, headers=OURS)
    assert answer.status_code == 503
    assert not answer.cookies
    assert client.post(address, sent_by(answer.content.decode()), headers=OURS).status_code == 303
    assert Flag.objects.get().note == WORDS


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}])
def test_what_another_site_sent_does_not_come_back(headers: dict[str, str], lucie: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr("forum.services.reply", lost)
    lucie.client.raise_request_exception = False
    answer = lucie.client.post(f"/fr/threads/{factories.make_thread().pk}/reply/", {"body": WORDS}, headers=headers)
    assert answer.status_code == 503
    assert "<form" not in answer.content.decode()


def test_the_way_out_shows_a_calendar_with_nothing_of_the_house_on_it(client: Client) -> None:
    answer = client.get("/fr/exit/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>Calendrier</title>" in page
    assert not re.search("entraide|salon|thème|aide", re.sub(r'(href|src)="[^"]*"', "", page), re.IGNORECASE)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


def test_the_way_out_may_lead_elsewhere(client: Client, settings: pytest.FixtureRequest) -> None:
    settings.EXIT_URL = "https://meteo.example/"  # type: ignore[attr-defined]
    answer = client.get("/fr/exit/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "https://meteo.example/"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_calendar_holds_whole_weeks_and_marks_today() -> None:
    with translation.override("en"):
        shown = month_of(date(2026, 2, 28))
    assert shown["caption"] == "February 2026"
    assert shown["week_days"][0]["full"] == "Monday"
    days = [day for week in shown["weeks"] for day in week]
    assert len(days) % 7 == 0
    assert sum(day["in_month"] for day in days) == 28
    assert [day["number"] for day in days if day["is_today"]] == [28]
