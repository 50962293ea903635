"""When a line is said to be open: never more than its source allows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import translation

from crisis import hours

NBSP = "\u00a0"


def at(hour: int, minute: int = 0, *, day: int = 20) -> datetime:
    """Some moment of November 2026, in UTC; the 20th is a Friday, and Paris is an hour ahead."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_a_line_that_answers_day_and_night_is_always_open() -> None:
    assert hours.parse("24/7", place="AU").open_now(at(3)) is True


@pytest.mark.parametrize("stated", [None, "24/7 in 2020 sources; check", "7 days a week", "by appointment", ""])
def test_nothing_is_claimed_of_hours_that_are_not_plain(stated: str | None) -> None:
    assert hours.parse(stated, place="FR").open_now(at(12)) is None


@pytest.mark.parametrize(
    "moment, is_open",
    [(at(7, 59), False), (at(8), True), (at(21, 59), True), (at(22), False), (at(23), False)],
)
def test_daily_hours_follow_the_clock_of_the_country(moment: datetime, is_open: bool) -> None:
    assert hours.parse("daily 09:00-23:00", place="FR").open_now(moment) is is_open


@pytest.mark.parametrize(
    "moment, is_open",
    [(at(23), True), (at(0, 59, day=21), True), (at(1, day=21), False), (at(6, 59), False), (at(7), True)],
)
def test_a_line_that_closes_after_midnight_is_open_until_then(moment: datetime, is_open: bool) -> None:
    assert hours.parse("daily 08:00-02:00", place="FR").open_now(moment) is is_open


def test_midnight_itself_closes_the_day() -> None:
    found = hours.parse("daily 09:00-24:00", place="BE")
    assert found.open_now(at(22, 59)) is True
    assert found.open_now(at(23)) is False


def test_weekday_lines_are_closed_at_night_but_never_surely_open_because_of_holidays() -> None:
    found = hours.parse("Mon-Fri 09:00-17:00", place="BE")
    assert found.open_now(at(10)) is None
    assert found.open_now(at(20)) is False
    assert found.open_now(at(10, day=21)) is False


@pytest.mark.parametrize("place", ["US", "CA", "AU", "ES", "PT", "ZZ", ""])
def test_a_country_with_several_clocks_has_its_hours_told_in_words_alone(place: str) -> None:
    found = hours.parse("daily 09:00-21:00", place=place)
    assert found.open_now(at(12)) is None
    with translation.override("en"):
        assert hours.say(found, at(12)).text == f"Every day, 9{NBSP}am to 9{NBSP}pm"


def test_québec_keeps_one_clock_though_canada_has_six() -> None:
    assert hours.parse("daily 08:00-20:00", place="CA-QC").open_now(at(14)) is True
    assert hours.parse("daily 08:00-20:00", place="CA-QC").open_now(at(12)) is False


def test_the_source_s_own_clock_is_followed() -> None:
    found = hours.parse("Mon-Fri 08:00-21:00 ET", place="US")
    assert found.open_now(at(5)) is False
    with translation.override("fr"):
        assert "heure de l’Est" in hours.say(found, at(15)).text


@pytest.mark.parametrize("stated, as_of", [("daily 11:00-21:00 (2019)", None), ("daily 11:00-21:00", "2010")])
def test_old_hours_are_told_with_their_year_and_decide_nothing(stated: str, as_of: str | None) -> None:
    found = hours.parse(stated, place="NL", as_of=as_of, read_in=2026)
    assert found.open_now(at(12)) is None
    said = hours.say(found, at(12))
    assert said.state == "unsure"
    assert found.year in said.text


@pytest.mark.parametrize(
    "stated, moment, french, english",
    [
        ("24/7", at(12), "Répond jour et nuit", "Answers day and night"),
        ("daily 08:00-02:00", at(12), f"Répond jusqu’à 2{NBSP}h", f"Answers until 2{NBSP}am"),
        (
            "daily 09:30-20:00",
            at(20),
            f"Fermé, répond à nouveau à 9{NBSP}h{NBSP}30",
            f"Closed, answers again at 9:30{NBSP}am",
        ),
        (
            "Mon-Sat 14:00-20:00",
            at(14),
            f"Du lundi au samedi, de 14{NBSP}h à 20{NBSP}h",
            f"Monday to Saturday, 2{NBSP}pm to 8{NBSP}pm",
        ),
        (None, at(12), "Horaires à vérifier", "Hours to be checked"),
        ("7 days a week", at(12), "Tous les jours, horaires à vérifier", "Every day, at hours to be checked"),
    ],
)
def test_hours_are_said_in_the_reader_s_language(
    stated: str | None, moment: datetime, french: str, english: str
) -> None:
    found = hours.parse(stated, place="FR")
    with translation.override("fr"):
        assert hours.say(found, moment).text == french
    with translation.override("en"):
        assert hours.say(found, moment).text == english


def test_wording_that_is_not_understood_is_quoted_as_it_stands() -> None:
    said = hours.say(hours.parse("most evenings", place="FR"), at(12))
    assert said.state == "unsure"
    assert said.quoted == "most evenings"
