"""The help lines as people keep them: taken in once, corrected, handed on; pages read a copy that needs no database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from crisis import exchange, helplines, keeping
from crisis.helplines import BadData
from crisis.models import Line

TODAY = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def no_copy_stays() -> Iterator[None]:
    copy = settings.DATA_DIR / helplines.COPY
    copy.unlink(missing_ok=True)
    yield
    copy.unlink(missing_ok=True)


def kept(slug: str) -> Line:
    keeping.every()
    return Line.objects.get(slug=slug)


@pytest.mark.django_db
def test_the_lines_that_come_with_the_house_are_taken_in_once() -> None:
    assert [line.facts for line in keeping.every()] == helplines.shipped()
    keeping.every()
    assert Line.objects.count() == len(helplines.shipped())


@pytest.mark.django_db(transaction=True)
def test_a_correction_is_seen_on_the_help_page_at_once_and_without_the_database(
    django_db_blocker: Any, client: Client
) -> None:
    line = kept("fr-3114")
    keeping.change(line, {**line.facts, "phone": "31 15"})
    with django_db_blocker.block():
        page = client.get("/fr/help/?country=FR")
    assert "31 15" in page.text
    assert 'href="tel:3115"' in page.text


@pytest.mark.django_db(transaction=True)
def test_a_doubtful_line_is_shown_once_a_person_has_made_sure_of_it() -> None:
    low = next(line for line in keeping.every() if line.is_low)
    assert low.slug not in {line.slug for line in helplines.every_line()}
    keeping.confirm(low, TODAY)
    assert low.slug in {line.slug for line in helplines.every_line()}
    assert Line.objects.get(slug=low.slug).verified == TODAY


@pytest.mark.django_db
def test_a_line_is_to_be_read_again_after_half_a_year() -> None:
    line = kept("fr-3114")
    assert not keeping.is_old(line, line.verified + timedelta(days=179))
    assert keeping.is_old(line, line.verified + timedelta(days=180))
    keeping.read_today(line, TODAY)
    assert not keeping.is_old(kept("fr-3114"), TODAY)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"sources": []}, {"phone": "???"}, {"web_url": "javascript:1"}, {"confidence": "?"}])
def test_what_cannot_be_true_is_not_kept(wrong: dict[str, Any]) -> None:
    line = kept("fr-3114")
    with pytest.raises(BadData):
        keeping.change(line, {**line.facts, **wrong})
    assert Line.objects.get(slug="fr-3114").facts == next(r for r in helplines.shipped() if r["slug"] == "fr-3114")


@pytest.mark.parametrize("write", [exchange.as_json, exchange.as_csv])
def test_what_is_handed_on_can_be_taken_in_again(write: Any) -> None:
    rows = helplines.shipped()
    assert exchange.read(write(rows).encode()) == rows


def test_no_cell_of_a_spreadsheet_begins_as_a_formula() -> None:
    row = {**helplines.shipped()[0], "name": "=1+1", "phone": "+33 1"}
    text = exchange.as_csv([row])
    assert ",'=1+1," in text
    assert exchange.read(text.encode())[0]["name"] == "=1+1"


@pytest.mark.parametrize("content", [b"", b"[1]", b"\xff\xfe", b"a,b\n1,2\n", b'[{"slug": "x"}]', b"[" * 5000])
def test_a_file_of_something_else_is_refused(content: bytes) -> None:
    with pytest.raises(BadData):
        exchange.read(content)


@pytest.mark.django_db
def test_a_file_is_taken_in_whole_or_not_at_all() -> None:
    rows = helplines.shipped()[:2]
    rows[0]["name"], rows[1]["sources"] = "Autre nom", []
    with pytest.raises(BadData):
        keeping.take_in(rows)
    assert not [line for line in keeping.every() if line.facts["name"] == "Autre nom"]


@pytest.mark.django_db
def test_a_file_changes_what_it_names_and_adds_what_is_new() -> None:
    first = {**helplines.shipped()[0], "name": "Autre nom"}
    fresh = {**helplines.shipped()[1], "slug": "eu-new"}
    assert keeping.take_in([first, fresh]) == 2
    assert keeping.take_in([first, fresh]) == 0
    assert len(keeping.every()) == len(helplines.shipped()) + 1


@pytest.mark.django_db(transaction=True)
def test_the_command_hands_on_and_takes_in(tmp_path: Path) -> None:
    file = tmp_path / "lines.json"
    call_command("help_lines", "export", str(file))
    rows = json.loads(file.read_text(encoding="utf-8"))
    rows[0]["name"] = "Autre nom"
    file.write_text(json.dumps(rows), encoding="utf-8")
    call_command("help_lines", "import", str(file))
    assert kept(rows[0]["slug"]).facts["name"] == "Autre nom"
    file.write_text("nothing", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("help_lines", "import", str(file))


@pytest.mark.parametrize("content", ["", "{", "[{}]", '[{"slug": "x", "confidence": "high", "announced": false}]', "5"])
def test_a_spoilt_copy_never_takes_the_help_page_away(content: str, client: Client) -> None:
    (settings.DATA_DIR / helplines.COPY).write_text(content, encoding="utf-8")
    assert len(helplines.every_line()) > 90
    assert client.get("/en/help/?country=GB").status_code == 200
