"""The help page: without account, cookie or script, for every country, and while the database is away.

Nothing here asks for the database: pytest-django refuses every query of these tests.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.utils import translation

from crisis import views
from members.actor import Actor
from tests.crisis.test_helplines import HIDDEN, LANGUAGES, PLACES, ROWS


def page(address: str, **headers: str) -> str:
    response = Client().get(address, headers=headers or None)
    assert response.status_code == 200
    return response.content.decode()


def main(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def address(place: str, language: str = "fr") -> str:
    country, _dash, region = place.partition("-")
    return f"/{language}/help/?country={country}" + (f"&region={region}" if region else "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_every_place_shows_all_its_lines_and_no_other(place: str, language: str) -> None:
    html = main(page(address(place, language)))
    ours = [row for row in ROWS if row["country"] == place[:2] and row["region"] in {None, place[3:] or None}]
    dialled = {re.sub(r"\D", "", found) for found in re.findall(r'href="tel:([^"]+)"', html)}
    expected = {re.sub(r"\D", "", row["phone"]) for row in ours if row["phone"] and row["slug"] not in HIDDEN}
    assert dialled == expected
    texted = set(re.findall(r'href="sms:(\d+)', html))
    assert texted == {
        re.sub(r"\D", "", row["text"]["number"])
        for row in ours
        if row["text"] and row["text"]["via"] == "sms" and row["slug"] not in HIDDEN
    }
    if any(row["hours"] == "24/7" and row["slug"] not in HIDDEN for row in ours):
        assert ("Répond jour et nuit" if language == "fr" else "Answers day and night") in html


def test_what_serves_somebody_in_danger_comes_first() -> None:
    html = main(page("/en/help/?country=GB"))
    order = [html.index(found) for found in ("tel:999", "tel:116123", "sms:85258", "<details", "tel:08001111")]
    assert order == sorted(order)


def test_the_page_asks_for_the_country_when_it_cannot_know_it() -> None:
    html = main(page("/fr/help/"))
    assert "tel:" not in html
    assert '<form class="row" method="get" action="/fr/help/">' in html
    countries = re.findall(r'<option value="([A-Z]{2})"', html)
    assert countries[:5] == ["FR", "BE", "CH", "LU", "CA"]
    assert countries[-2:] == ["EU", "ZZ"]
    assert "Dans l’Union européenne, c’est le 112" in words(html)
    assert 'href="https://findahelpline.com"' in html


def test_english_readers_find_their_countries_first() -> None:
    countries = re.findall(r'<option value="([A-Z]{2})"', main(page("/en/help/")))
    assert countries[:6] == ["GB", "IE", "US", "CA", "AU", "NZ"]


def test_the_browser_s_language_may_name_a_country_and_the_page_says_so() -> None:
    response = Client().get("/fr/help/", headers={"accept-language": "fr-CA,fr;q=0.8"})
    html = response.content.decode()
    assert '<option value="CA" selected>' in html
    assert "Votre navigateur indique ce pays" in html
    assert "tel:988" in html
    assert "accept-language" in response.headers["Vary"].lower()


def test_the_address_outweighs_the_browser() -> None:
    response = Client().get("/fr/help/?country=BE", headers={"accept-language": "fr-CA"})
    html = main(response.content.decode())
    assert '<option value="BE" selected>' in html
    assert "Votre navigateur" not in html
    assert "accept-language" not in response.headers.get("Vary", "").lower()


def test_an_emptied_picker_is_not_guessed_for() -> None:
    assert "tel:" not in main(page("/fr/help/?country=&region=", **{"accept-language": "fr-CA"}))


def test_a_region_picker_stands_only_where_a_region_has_lines() -> None:
    assert 'name="region"' in page("/fr/help/?country=CA")
    assert 'name="region"' not in page("/fr/help/?country=FR")
    assert '<option value="QC" selected>' in page("/fr/help/?country=CA&region=QC")


def test_a_region_left_over_from_another_country_is_forgotten() -> None:
    assert main(page("/fr/help/?country=FR&region=QC")) == main(page("/fr/help/?country=FR"))


@pytest.mark.parametrize(
    "query",
    [
        "country=%F0%9F%98%80",
        "country=" + quote("<script>alert(1)</script>"),
        "country=" + "F" * 5000,
        "country=fr%20",
        "country=FR&country=XX&region[]=1",
        "country=../../etc",
        "region=QC",
        "region=CA-QC&country=CA-QC-QC",
        "country=CA&region=" + quote("QC' OR 1=1"),
        "country=%C4%B0%C4%B0",
        "country=%D9%A1%D9%A2",
        "&&&=;=",
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_address_gets_a_calm_page(language: str, query: str) -> None:
    html = page(f"/{language}/help/?{query}")
    assert "alert(1)" not in main(html)


def test_a_guest_leaves_no_trace_and_caches_may_keep_the_page() -> None:
    response = Client().get("/fr/help/?country=FR")
    assert not response.cookies
    assert "cookie" not in response.headers.get("Vary", "").lower()
    assert response.headers["Cache-Control"] == "public, no-cache"
    assert response.headers["ETag"]


def test_the_page_needs_no_script_and_no_other_host() -> None:
    html = main(page("/fr/help/?country=FR"))
    assert "<script" not in html
    assert not re.search(r"<[^>]* (on\w+|src|style)=", html)


def test_links_that_leave_the_house_tell_nothing_of_it() -> None:
    html = main(page("/en/help/?country=US"))
    outward = re.findall(r'<a [^>]*href="https?://[^>]*>', html)
    assert outward
    assert all("noreferrer" in link for link in outward)


def test_only_reading_is_answered() -> None:
    request = RequestFactory().post("/fr/help/")
    assert views.help_page(request).status_code == 405


class _Lost:
    """A member whom nobody can look up: the database is away."""

    @property
    def region(self) -> str:
        raise OperationalError("connection refused")


def seen_by(actor: Any, query: str = "") -> str:
    request = RequestFactory().get(f"/fr/help/{query}")
    request.actor = actor  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    with translation.override("fr"):
        return views.help_page(request).content.decode()


def test_a_member_s_own_region_is_used() -> None:
    html = seen_by(Actor(region="CA-QC"))
    assert "tel:18662773553" in html
    assert "C’est l’endroit que vous avez choisi" in html


def test_the_address_outweighs_the_member_s_region() -> None:
    assert "tel:18662773553" not in seen_by(Actor(region="CA-QC"), "?country=FR")


def test_help_is_there_when_a_signed_in_member_cannot_be_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.context_processors._actor", lambda request: Actor())
    assert "tel:3114" in seen_by(_Lost(), "?country=FR")
    assert "<option" in seen_by(_Lost())


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_carry_their_sources_and_the_day_they_were_read(language: str) -> None:
    html = page(f"/{language}/help/?country=FR")
    assert "20 novembre 2026" in html if language == "fr" else "20 November 2026" in html
    sources = {source for row in ROWS if row["slug"] == "fr-3114" for source in row["sources"]}
    assert all(f'href="{source}"'.replace("&", "&amp;") in html for source in sources)
