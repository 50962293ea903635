"""Pages that must come whatever is missing, and the way out."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from config.pages import month_of


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
