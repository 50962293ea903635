"""Which lines are shown to whom, and what the panel holds: for every country of the file, in both languages."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from crisis import helplines, places
from crisis.helplines import BadData, Helpline
from crisis.panel import Panel, support_panel

NOW = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
ROWS: list[dict[str, Any]] = json.loads(helplines.DATA.read_text(encoding="utf-8"))
HIDDEN = {row["slug"] for row in ROWS if row["confidence"] == "low" or row["announced"]}
COUNTRIES = sorted({row["country"] for row in ROWS} - {"EU", "ZZ"})
PLACES = [*COUNTRIES, *places.REGION_NAMES]
LANGUAGES = ["fr", "en"]


def lines(region: str, language: str = "fr", now: datetime = NOW) -> list[Helpline]:
    return list(helplines.lines_for(region, language=language, now=now))


def panel(region: str, language: str = "fr", level: str = "high") -> Panel:
    return support_panel(region, language, NOW, level=level)


def test_the_file_holds_every_line_with_its_sources_and_the_day_it_was_read() -> None:
    assert len(ROWS) == 106
    assert len({row["slug"] for row in ROWS}) == 106
    assert all(row["sources"] and row["verified"] for row in ROWS)
    assert helplines.countries() == frozenset(COUNTRIES)
    assert len(HIDDEN) == 9


def test_what_is_doubtful_or_only_announced_stays_in_the_file_and_is_shown_to_nobody() -> None:
    shown = {line.slug for line in helplines.every_line()}
    assert not shown & HIDDEN
    assert shown == {row["slug"] for row in ROWS} - HIDDEN
    assert "ch-142" in HIDDEN


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_a_place_has_its_own_lines_and_never_those_of_another(place: str, language: str) -> None:
    found = lines(place, language)
    country = place[:2]
    assert {line.country for line in found} == {country, "ZZ"}
    assert {line.place for line in found} <= {country, place, "ZZ"}
    assert found[0].purpose == "emergency"
    assert found[-1].slug == "find-a-helpline"
    expected = {
        row["slug"]
        for row in ROWS
        if row["country"] == country and row["slug"] not in HIDDEN and row["region"] in {None, place[3:] or None}
    }
    assert {line.slug for line in found} - {"find-a-helpline"} == expected


@pytest.mark.parametrize("level", ["moderate", "high", "emergency"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_the_panel_holds_a_line_that_surely_answers_and_one_to_write_to(place: str, language: str, level: str) -> None:
    found = panel(place, language, level)
    assert 2 <= len(found.lines) <= 3
    assert len(set(found.lines)) == len(found.lines)
    assert {line.country for line in found.lines} == {place[:2]}
    known = [line for line in lines(place, language) if line.is_for_now or line.purpose == "emergency"]
    if any(line.open_now(NOW) is True for line in known):
        assert any(line.open_now(NOW) is True for line in found.lines)
    if any(line.takes_text for line in known):
        assert any(line.takes_text for line in found.lines)
    if level == "emergency":
        assert found.lines[0].purpose == "emergency"


def test_the_panel_in_france_is_the_one_that_was_drawn() -> None:
    assert [line.slug for line in panel("FR").lines] == ["fr-3114", "fr-sos-amitie", "fr-114"]


def test_québec_gets_its_own_line_before_the_country_s() -> None:
    assert panel("CA-QC").lines[0].slug == "ca-qc-1866appelle"
    assert panel("CA").lines[0].slug == "ca-988"
    assert not any(line.region for line in lines("CA"))


def test_in_belgium_the_line_of_one_s_own_language_comes_first() -> None:
    assert panel("BE", "fr").lines[0].slug == "be-centre-prevention-suicide"
    assert all("nl" not in line.languages for line in panel("BE", "fr").lines[:2])


def test_luxembourg_has_no_line_for_the_night_so_the_emergency_number_stands_in() -> None:
    assert "lu-112" in [line.slug for line in panel("LU").lines]


@pytest.mark.parametrize("region", ["", "<script>", "F", "12"])
def test_somebody_whose_place_is_not_known_gets_112_where_it_answers_and_the_directory(region: str) -> None:
    found = panel(region)
    assert [line.slug for line in found.lines] == ["eu-112", "find-a-helpline"]
    assert found.is_lost
    assert "appelez le 112, ou le numéro d’urgence du pays où vous êtes" in found.text
    assert found.more.startswith("/fr/help/")


@pytest.mark.parametrize("region", ["ZZ", "MA", "SN"])
def test_an_unknown_country_gets_words_and_the_directory_but_nobody_else_s_line(region: str) -> None:
    found = panel(region)
    assert [line.slug for line in found.lines] == ["find-a-helpline"]
    assert found.is_lost
    assert "numéro d’urgence du pays où vous êtes" in found.text
    assert found.more.startswith("/fr/help/")


@pytest.mark.parametrize("region", ["PL", "SE", "EU", "GR-I"])
def test_another_country_of_the_union_gets_112_and_the_directory(region: str) -> None:
    assert [line.slug for line in panel(region).lines] == ["eu-112", "find-a-helpline"]
    assert panel(region).is_lost


def test_the_frame_has_exactly_the_fields_of_the_protocol() -> None:
    frame = panel("US", "en").as_frame()
    assert set(frame) == {"text", "lines", "more"}
    for line in frame["lines"]:
        assert set(line) == {"name", "phone", "sms", "url", "open_now", "languages", "free"}
    json.dumps(frame)
    assert frame["text"] == "You did well to write it here. You can also talk to someone, now."
    assert frame["more"] == "/en/help/?country=US"


def test_the_frame_says_what_to_text() -> None:
    shout = next(line for line in panel("GB", "en").as_frame()["lines"] if line["sms"])
    assert shout == {
        "name": "Shout (text SHOUT)",
        "phone": None,
        "sms": "85258",
        "url": "https://giveusashout.org/",
        "open_now": True,
        "languages": ["en"],
        "free": True,
    }


def test_the_panel_speaks_the_language_it_is_asked_in_whatever_is_active() -> None:
    with translation.override("en"):
        found = panel("CA-QC", "fr")
    assert found.text.startswith("Vous avez bien fait")
    assert found.more == "/fr/help/?country=CA&region=QC"
    assert "texto" in found.cards[0].about


@pytest.mark.parametrize("word", ["detect", "block", "risk", "détect", "bloqu", "risque"])
def test_the_panel_never_says_that_somebody_was_seen_through(word: str) -> None:
    for language in LANGUAGES:
        assert word not in panel("FR", language).text.lower()


def test_links_dial_and_text() -> None:
    by_slug = {line.slug: line for line in helplines.every_line()}
    assert by_slug["fr-sos-amitie"].phone_link == "tel:0972394050"
    assert by_slug["gb-nhs-111"].phone_link == "tel:111"
    shout = by_slug["gb-shout"].text
    assert shout is not None
    assert shout.link == "sms:85258?&body=SHOUT"
    spain = by_slug["es-016"].text
    assert spain is not None
    assert spain.link == ""


@pytest.mark.parametrize(
    "header, country",
    [
        ("fr-CA,fr;q=0.9", "CA"),
        ("fr-FR", "FR"),
        ("en-gb;q=0.8", "GB"),
        ("fr", ""),
        ("fr,en-US;q=0.5", ""),
        ("fr-MA", ""),
        ("", ""),
        ("*", ""),
        ("zh-Hant-CA", ""),
        ("fr-CA" * 5000, ""),
        ("fr-\u0661\u0662", ""),
    ],
)
def test_a_browser_is_believed_only_when_its_first_language_names_a_country(header: str, country: str) -> None:
    assert places.guess(header, helplines.countries()) == country


@pytest.mark.parametrize(
    "field, value",
    [
        ("sources", []),
        ("purpose", "weather"),
        ("web_url", "javascript:alert(1)"),
        ("verified", "yesterday"),
        ("country", "XX"),
        ("region", "Nowhere"),
        ("phone", "call us"),
        ("free", "yes"),
    ],
)
def test_a_line_that_cannot_be_true_is_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(BadData, match="fr-3114"):
        helplines.read_row({**next(row for row in ROWS if row["slug"] == "fr-3114"), field: value})


def test_every_word_about_a_line_stands_in_both_languages_with_french_spaces() -> None:
    for row in ROWS:
        for field in ("names", "about"):
            if row[field]:
                assert set(row[field]) == {"fr", "en"}
                assert all(row[field].values())
                assert not any(f" {mark}" in row[field]["fr"] for mark in ":;!?»")
                assert "'" not in row[field]["fr"] + row[field]["en"]
