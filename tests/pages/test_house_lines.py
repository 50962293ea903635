"""Those who keep the house correct its help lines; nobody else finds these pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from crisis import exchange, helplines, keeping
from crisis.models import Line
from record.models import Entry
from tests.cast import Person

LIST = "/fr/house/lines/"


@pytest.fixture(autouse=True)
def no_copy_stays() -> Iterator[None]:
    yield
    (settings.DATA_DIR / helplines.COPY).unlink(missing_ok=True)


def test_the_list_shows_what_is_doubtful_first(odile: Person) -> None:
    low = next(line for line in keeping.every() if line.is_low)
    page = odile.client.get(LIST).text
    assert page.index(f"{LIST}{low.slug}/") < page.index(f"{LIST}fr-3114/")


def test_a_correction_is_kept_and_written_down(odile: Person) -> None:
    line = next(line for line in keeping.every() if line.slug == "fr-3114")
    facts = line.facts
    said = {
        "name": facts["name"],
        "purpose": facts["purpose"],
        "phone": "31 15",
        "hours": facts["hours"],
        "languages": "fr",
        "free": "yes",
        "sources": "\n".join(facts["sources"]),
        "verified": "2027-01-05",
        "confidence": "high",
        "web_url": facts["web_url"] or "",
    }
    answer = odile.client.post(f"{LIST}fr-3114/", said)
    assert answer.status_code == 302, answer.text
    assert Line.objects.get(slug="fr-3114").facts["phone"] == "31 15"
    assert Entry.objects.filter(kind="line.changed").count() == 1
    spoilt = odile.client.post(f"{LIST}fr-3114/", {**said, "phone": "", "web_url": "", "chat_url": ""})
    assert spoilt.status_code in {302, 422}
    refused = odile.client.post(f"{LIST}fr-3114/", {**said, "phone": "abc"})
    assert refused.status_code == 422
    assert "abc" in refused.text
    assert Line.objects.get(slug="fr-3114").facts["phone"] != "abc"


def test_a_doubtful_line_is_confirmed_with_one_button(odile: Person) -> None:
    low = next(line for line in keeping.every() if line.is_low)
    assert "aucun" in odile.client.get(f"{LIST}{low.slug}/").text or low.is_low
    odile.client.post(f"{LIST}{low.slug}/read/", {"act": "confirm"})
    assert not Line.objects.get(slug=low.slug).is_low
    assert Entry.objects.filter(kind="line.read").exists()


def test_lines_are_handed_on_and_taken_in(odile: Person) -> None:
    rows = exchange.read(odile.client.get(f"{LIST}file.csv").content)
    assert rows == keeping.rows()
    rows[0]["name"] = "Autre nom"
    file = SimpleUploadedFile("lines.json", exchange.as_json(rows).encode())
    assert odile.client.post(LIST, {"file": file}).status_code == 302
    assert "Autre nom" in odile.client.get(LIST).text
    assert odile.client.post(LIST, {"file": SimpleUploadedFile("x", b"x")}).status_code == 422
    assert odile.client.post(LIST).status_code == 422


@pytest.mark.parametrize("path", ["", "fr-3114/", "file.json"])
def test_nobody_else_finds_them(guest: Person, lucie: Person, ines: Person, path: str) -> None:
    for person in (guest, lucie, ines):
        assert person.client.get(f"{LIST}{path}").status_code == 404
