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
from tests.moderation.makers import entrust

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
        "hours-when": "always",
        "languages": "fr",
        "free": "yes",
        "sources": "\n".join(facts["sources"]),
        "verified": "2026-11-19",
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


NEW = {
    "place": "CA-QC",
    "name": "Une ligne d’essai",
    "purpose": "listening",
    "phone": "1 555 010-0199",
    "text_number": "555 0100",
    "text_word": "ALLO",
    "hours-when": "spans",
    "hours-days_0": ["sat", "sun"],
    "hours-from_0": "09:00",
    "hours-to_0": "23:00",
    "languages": "fr, en",
    "free": "yes",
    "sources": "https://example.org/ligne",
    "verified": "2026-11-19",
    "confidence": "low",
}


def shown(person: Person, place: str = "country=CA&region=QC") -> str:
    return person.client.get(f"/fr/help/?{place}").text


def test_whoever_plans_the_watches_adds_a_line_that_is_shown_once_somebody_made_sure(
    lucie: Person, odile: Person, guest: Person
) -> None:
    assert lucie.client.get(f"{LIST}new/").status_code == 404
    entrust(lucie, "coordinator", "")
    assert lucie.client.get(LIST).status_code == 200
    assert LIST in lucie.client.get("/fr/moderation/team/").text
    answer = lucie.client.post(f"{LIST}new/", NEW)
    assert answer.status_code == 302, answer.text
    line = Line.objects.get(slug="ca-qc-une-ligne-dessai")
    assert (line.facts["country"], line.facts["region"], line.is_low) == ("CA", "QC", True)
    assert line.facts["text"] == {"via": "sms", "number": "555 0100", "word": "ALLO", "say": None}
    assert "Une ligne d’essai" not in shown(guest)
    lucie.client.post(f"{LIST}{line.slug}/read/", {"act": "confirm"})
    keeping.write_copy()
    assert "Une ligne d’essai" in shown(guest)
    assert "tel:15550100199" in shown(guest)
    assert all("Une ligne d’essai" not in shown(guest, place) for place in ("country=CA", "country=FR"))
    assert list(Entry.objects.filter(kind__startswith="line.").values_list("kind", flat=True)) == [
        "line.added",
        "line.read",
    ]
    again = odile.client.post(f"{LIST}new/", NEW)
    assert again["Location"].endswith("/ca-qc-une-ligne-dessai-2/")
    assert exchange.read(odile.client.get(f"{LIST}file.csv").content) == keeping.rows()
    assert exchange.read(odile.client.get(f"{LIST}file.json").content) == keeping.rows()


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"place": ""}, "place"),
        ({"name": ""}, "name"),
        ({"phone": "demain"}, "phone"),
        ({"phone": "", "text_number": "", "text_word": ""}, "phone"),
        ({"text_number": "abc"}, "text_number"),
        ({"option": "un"}, "option"),
        ({"sources": "le journal"}, "sources"),
        ({"sources": "javascript:alert(1)"}, "sources"),
        ({"verified": "2126-01-01"}, "verified"),
        ({"languages": "français"}, "languages"),
        ({"name_fr": "Ligne"}, "name_en"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_every_word_is_kept(
    odile: Person, wrong: dict[str, str], field: str
) -> None:
    before = len(keeping.every())
    answer = odile.client.post(f"{LIST}new/", {**NEW, "about_fr": "Mots gardés.", "about_en": "Kept words.", **wrong})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.text
    assert "Mots gardés." in answer.text
    assert len(keeping.every()) == before


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
