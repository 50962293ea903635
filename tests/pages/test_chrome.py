"""What stands around a guest's page is drawn once, and is what its templates would have drawn for this very page."""

from __future__ import annotations

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from config.context_processors import house
from members.actor import GUEST
from tests import factories
from tests.cast import Person

HOSTILE = "/fr/themes/?who=<b>\"&'\ue000back\ue000%s"
PARTS = ("links", "top", "foot")


def around(part: str, **context: object) -> tuple[str, str]:
    """Return a part as a page prints it, and as its template draws it."""
    engine = engines["django"]
    kept = engine.from_string(f'{{% load chrome %}}{{% around "{part}" %}}').render(dict(context))
    return kept, engine.get_template(f"components/{part}.html").render(dict(context))


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("part", PARTS)
def test_the_kept_part_is_what_its_template_draws(part: str) -> None:
    for language in ("fr", "en", "fr"):
        with translation.override(language):
            for path in ("/fr/", HOSTILE, "/fr/rooms/lumiere/?a=1", "/en/accounts/login/?next=/fr/", "/healthz"):
                request = RequestFactory().get(path)
                request.actor = GUEST  # type: ignore[attr-defined]
                kept, drawn = around(part, **house(request))
                assert kept == drawn
            kept, drawn = around(part)
            assert kept == drawn


@pytest.mark.only_on("sqlite")
def test_one_guest_never_gets_the_address_of_another() -> None:
    for words in ("premier", "second"):
        request = RequestFactory().get(f"/fr/search/?q={words}")
        request.actor = GUEST  # type: ignore[attr-defined]
        told = "".join(around(part, **house(request))[0] for part in PARTS)
        assert f"q={words}" in told
        assert ("premier" in told) == (words == "premier")


@pytest.mark.django_db
def test_members_have_their_own(guest: Person, lucie: Person, ines: Person) -> None:
    factories.make_thread()
    for one, words in ((guest, "Entrer"), (lucie, "Ma place"), (ines, "Veille"), (guest, "Entrer")):
        page = one.client.get("/fr/").content.decode()
        assert words in page.partition("<main")[0]
        assert ("/fr/accounts/login/" in page.partition("<main")[0]) == (one is guest)
