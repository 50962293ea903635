"""The hours of a help line, told by a form that a co-ordinator understands, handed on as a rule, and never lost."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from config.line_forms import LineForm
from crisis import exchange, helplines, keeping
from crisis.models import Line
from tests.cast import Person

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]
PAGE = "/fr/house/lines/fr-sos-amitie/"
WEEK = {
    "hours-when": "spans",
    "hours-days_0": ["mon", "tue", "wed", "thu", "fri"],
    "hours-from_0": "09:00",
    "hours-to_0": "17:30",
    "hours-days_1": ["fri", "sat"],
    "hours-from_1": "20:00",
    "hours-to_1": "02:00",
    "hours-zone": "Europe/Paris",
    "hours-holidays": "closed",
}


@pytest.fixture(autouse=True)
def no_copy_stays() -> Iterator[None]:
    copy = settings.DATA_DIR / helplines.COPY
    copy.unlink(missing_ok=True)
    yield
    copy.unlink(missing_ok=True)


def line() -> Line:
    keeping.every()
    return Line.objects.get(slug="fr-sos-amitie")


def sent(**changed: Any) -> dict[str, Any]:
    """What a browser sends of the page as it stands, with these changes."""
    form = LineForm.of(line().facts)
    fields = {one.html_name: one.value() for part in (form, form.hours) for one in part}
    # A box that is not ticked is not sent.
    kept = {name: value for name, value in fields.items() if value not in (None, "", [])}
    return {**kept, **{name.replace("__", "-"): value for name, value in changed.items()}}


def test_a_page_sent_as_it_stands_changes_nothing_of_the_hours(odile: Person) -> None:
    before = line().facts
    assert odile.client.post(PAGE, sent()).status_code == 302
    assert {**line().facts, "verified": ""} == {**before, "verified": ""}


def test_days_and_hours_become_a_rule_and_are_said_on_the_help_page(odile: Person) -> None:
    assert odile.client.post(PAGE, {**sent(), **WEEK}).status_code == 302
    assert line().facts["hours"] == {
        "spans": [
            {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:30"},
            {"days": ["fri", "sat"], "from": "20:00", "to": "02:00"},
        ],
        "zone": "Europe/Paris",
        "holidays": "closed",
    }
    assert line().facts["as_of"] is None
    page = odile.client.get(PAGE).content.decode()
    assert 'value="17:30"' in page
    assert '<details class="fold" open>' in page
    odile.client.post(PAGE, {**sent(), "hours-when": "always"})
    assert line().facts["hours"] == {"always": True}


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"hours-to_0": ""}, "Jusqu’à quand, ces jours-là"),
        ({"hours-days_0": []}, "Quels jours, ces heures-là"),
        ({"hours-from_0": "demain"}, "Écrivez les heures comme 09:00"),
        ({"hours-from_1": "16:00"}, "se chevauchent le même jour"),
        ({"hours-when": ""}, "Choisissez quand quelqu’un répond"),
        ({"hours-year": "hier"}, "l’année en quatre chiffres"),
        ({name: [] for name in WEEK} | {"hours-when": "spans"}, "Cochez les jours et écrivez les heures"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(wrong: Any, sentence: str, odile: Person) -> None:
    before = line().facts
    answer = odile.client.post(PAGE, {**sent(), **WEEK, **wrong, "name": "Un nom que je tape"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Un nom que je tape" in page
    if wrong.get("hours-from_0"):
        assert 'value="demain"' in page
    assert line().facts == before


def test_a_rule_goes_through_both_kinds_of_file_and_a_bad_one_is_named(odile: Person) -> None:
    odile.client.post(PAGE, {**sent(), **WEEK})
    rows = keeping.rows()
    for write in (exchange.as_json, exchange.as_csv):
        assert exchange.read(write(rows).encode()) == rows
    # A spreadsheet in which somebody wrote words.
    row = {**line().facts, "hours": "daily 09:00-23:00"}
    assert exchange.read(exchange.as_csv([row]).encode())[0]["hours"]["spans"][0]["to"] == "23:00"
    bad = {**line().facts, "hours": {"spans": [{"days": ["mon"], "from": "9", "to": "10:00"}]}}
    with pytest.raises(helplines.BadData, match=r"fr-sos-amitie.*09:00"):
        keeping.take_in([bad])


def test_lines_that_were_kept_as_words_are_rules_after_the_change() -> None:
    one = line()
    Line.objects.filter(pk=one.pk).update(facts={**one.facts, "hours": "Mon-Fri 08:00-21:00"})
    importlib.import_module("crisis.migrations.0002_hours_as_rules").into_rules(apps, None)
    assert line().facts["hours"]["spans"] == [
        {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:00", "to": "21:00"}
    ]
    assert {**line().facts, "hours": 0} == {**one.facts, "hours": 0}
