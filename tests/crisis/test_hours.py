"""When a line is said to be open: never more than its source allows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from crisis import hours, hours_said

NBSP = "\u00a0"


def at(hour: int, minute: int = 0, *, day: int = 20) -> datetime:
    """Some moment of November 2026, in UTC; the 20th is a Friday, and Paris is an hour ahead."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_a_line_that_answers_day_and_night_is_always_open() -> None:
    assert hours.read("24/7", place="AU").open_now(at(3)) is True


@pytest.mark.parametrize("stated", [None, "24/7 in 2020 sources; check", "7 days a week", "by appointment", ""])
def test_nothing_is_claimed_of_hours_that_are_not_plain(stated: str | None) -> None:
    assert hours.read(stated, place="FR").open_now(at(12)) is None


@pytest.mark.parametrize(
    "moment, is_open",
    [(at(7, 59), False), (at(8), True), (at(21, 59), True), (at(22), False), (at(23), False)],
)
def test_daily_hours_follow_the_clock_of_the_country(moment: datetime, is_open: bool) -> None:
    assert hours.read("daily 09:00-23:00", place="FR").open_now(moment) is is_open


@pytest.mark.parametrize(
    "moment, is_open",
    [(at(23), True), (at(0, 59, day=21), True), (at(1, day=21), False), (at(6, 59), False), (at(7), True)],
)
def test_a_line_that_closes_after_midnight_is_open_until_then(moment: datetime, is_open: bool) -> None:
    assert hours.read("daily 08:00-02:00", place="FR").open_now(moment) is is_open


def test_midnight_itself_closes_the_day() -> None:
    found = hours.read("daily 09:00-24:00", place="BE")
    assert found.open_now(at(22, 59)) is True
    assert found.open_now(at(23)) is False


def test_weekday_lines_are_closed_at_night_but_never_surely_open_because_of_holidays() -> None:
    found = hours.read("Mon-Fri 09:00-17:00", place="BE")
    assert found.open_now(at(10)) is None
    assert found.open_now(at(20)) is False
    assert found.open_now(at(10, day=21)) is False


@pytest.mark.parametrize("place", ["US", "CA", "AU", "ES", "PT", "ZZ", ""])
def test_a_country_with_several_clocks_has_its_hours_told_in_words_alone(place: str) -> None:
    found = hours.read("daily 09:00-21:00", place=place)
    assert found.open_now(at(12)) is None
    with translation.override("en"):
        assert hours_said.say(found, at(12)).text == f"Every day, 9{NBSP}am to 9{NBSP}pm"


def test_québec_keeps_one_clock_though_canada_has_six() -> None:
    assert hours.read("daily 08:00-20:00", place="CA-QC").open_now(at(14)) is True
    assert hours.read("daily 08:00-20:00", place="CA-QC").open_now(at(12)) is False


def test_the_source_s_own_clock_is_followed() -> None:
    found = hours.read("Mon-Fri 08:00-21:00 ET", place="US")
    assert found.open_now(at(5)) is False
    with translation.override("fr"):
        assert "heure de l’Est" in hours_said.say(found, at(15)).text


@pytest.mark.parametrize("stated, as_of", [("daily 11:00-21:00 (2019)", None), ("daily 11:00-21:00", "2010")])
def test_old_hours_are_told_with_their_year_and_decide_nothing(stated: str, as_of: str | None) -> None:
    found = hours.read(stated, place="NL", as_of=as_of, read_in=2026)
    assert found.open_now(at(12)) is None
    said = hours_said.say(found, at(12))
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
            f"Du lundi au samedi, de 14{NBSP}h à 20{NBSP}h. Jours fériés{NBSP}: on ne sait pas.",
            f"Monday to Saturday, 2{NBSP}pm to 8{NBSP}pm. Public holidays: not known.",
        ),
        (None, at(12), "Horaires à vérifier", "Hours to be checked"),
    ],
)
def test_hours_are_said_in_the_reader_s_language(
    stated: str | None, moment: datetime, french: str, english: str
) -> None:
    found = hours.read(stated, place="FR")
    with translation.override("fr"):
        assert hours_said.say(found, moment).text == french
    with translation.override("en"):
        assert hours_said.say(found, moment).text == english


def test_wording_that_is_not_understood_is_quoted_as_it_stands() -> None:
    said = hours_said.say(hours.read("most evenings", place="FR"), at(12))
    assert said.state == "unsure"
    assert said.quoted == "most evenings"


def rule(*spans: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    """A rule from spans like ("mon tue", "09:00", "17:00"), by the clock of Paris."""
    told = [{"days": days.split(), "from": opens, "to": closes} for days, opens, closes in spans]
    return {"spans": told, "zone": "Europe/Paris", "holidays": "same", **more}


WEEK = rule(("mon tue wed thu", "09:00", "12:00"), ("mon tue wed thu", "14:00", "18:00"), ("fri sat", "20:00", "03:00"))


@pytest.mark.parametrize(
    "moment, said",
    [
        (at(10, day=19), f"Answers until 12{NBSP}pm"),
        (at(12, day=19), f"Closed, answers again at 2{NBSP}pm"),
        (at(1, 30), f"Closed, answers again at 8{NBSP}pm"),
        (at(1, 30, day=21), f"Answers until 3{NBSP}am"),
        (at(3, day=22), f"Closed, answers again on Monday at 9{NBSP}am"),
    ],
)
def test_several_spans_follow_each_other_through_the_week(moment: datetime, said: str) -> None:
    with translation.override("en"):
        assert hours_said.say(hours.read(WEEK, place="FR"), moment).text == said


def test_spans_that_meet_are_one_and_a_whole_week_is_day_and_night() -> None:
    evening = hours.read(rule(("sun", "18:00", "00:00"), ("mon", "00:00", "06:00")), place="FR")
    always = hours.read(rule(("mon tue wed thu fri sat sun", "00:00", "00:00")), place="FR")
    with translation.override("fr"):
        assert hours_said.say(evening, at(20, day=22)).text == f"Répond jusqu’à 6{NBSP}h"
        assert hours_said.say(always, at(3)).text == "Répond jour et nuit"


@pytest.mark.parametrize(
    "holidays, said", [("unknown", f"Jours fériés{NBSP}: on ne sait pas."), ("closed", "Fermé les jours fériés.")]
)
def test_what_is_not_known_of_holidays_is_said_and_nothing_is_called_open(holidays: str, said: str) -> None:
    found = hours.read(rule(("mon wed fri", "09:00", "17:00"), holidays=holidays), place="FR")
    assert found.open_now(at(10)) is None
    assert found.open_now(at(20)) is False
    with translation.override("fr"):
        words = hours_said.say(found, at(10)).text
    assert words == f"Le lundi, le mercredi et le vendredi, de 9{NBSP}h à 17{NBSP}h. {said}"


def test_another_clock_than_that_of_the_place_is_named() -> None:
    found = hours.read(rule(("sat sun", "09:00", "17:00"), zone="America/Vancouver", holidays="closed"), place="CA")
    with translation.override("en"):
        words = f"Saturday and Sunday, 9{NBSP}am to 5{NBSP}pm, by the clock of Vancouver. Closed on public holidays."
        assert hours_said.in_words(found) == words
    # Saturday, 17:30 in Vancouver.
    assert found.open_now(at(1, 30, day=22)) is False


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"open": True},
        {"always": "yes"},
        {"always": True, "spans": rule(("mon", "09:00", "17:00"))["spans"]},
        rule(("mon", "9:00", "17:00")),
        rule(("mon", "09:00", "24:00")),
        rule(("", "09:00", "17:00")),
        rule(("mon mon", "09:00", "17:00")),
        rule(("lundi", "09:00", "17:00")),
        rule(("mon", "09:00", "17:00"), zone="Europe/Nowhere"),
        rule(("mon", "09:00", "17:00"), holidays="maybe"),
        rule(("mon", "09:00", "17:00"), year=12),
        rule(("mon", "09:00", "12:00"), ("mon tue", "11:59", "13:00")),
        rule(("sun", "22:00", "02:00"), ("mon", "01:00", "03:00")),
        {"spans": [{"days": ["mon"], "from": "09:00"}]},
        {"spans": [7]},
        {"spans": "mon"},
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_a_sentence(wrong: Any) -> None:
    with pytest.raises(hours.BadHours) as refused:
        hours.read(wrong, place="FR")
    assert str(refused.value.detail).endswith((".", "”."))


@pytest.mark.parametrize("told", ["24/7", "daily 09:00-24:00 (2019)", "Sat-Mon 10:00-12:00", "most evenings", "", None])
def test_words_of_a_source_become_a_rule_once(told: str | None) -> None:
    made = hours.as_rule(told, place="FR")
    assert hours.as_rule(made, place="FR") == made
    assert hours.read(made, place="FR") == hours.read(told, place="FR")
