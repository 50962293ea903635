"""A feed tells what its authors let leave the house, and nothing else."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.utils import timezone

from forum.models import Audience, PostState, Thread
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def titles(xml: bytes) -> list[str | None]:
    return [one.findtext(f"{ATOM}title") for one in ElementTree.fromstring(xml).findall(f"{ATOM}entry")]


def test_a_feed_holds_the_newest_threads_that_their_authors_let_out(guest: Person) -> None:
    chapter = factories.make_theme("perte")
    theme = factories.make_theme("deuil", parent=chapter)
    factories.make_thread(theme, title="Ancien & <vrai>", is_indexed=True)
    factories.make_thread(theme, title="Nouveau", is_indexed=True, language="en")
    factories.make_thread(theme, title="Pas pour les moteurs")
    factories.make_thread(theme, title="Entre membres", is_indexed=True, audience=Audience.MEMBERS)
    factories.make_thread(theme, title="Avec une note", is_indexed=True, note="Parle d’une maladie.")
    gone = factories.make_thread(theme, title="Repris", is_indexed=True)
    Thread.objects.filter(pk=gone.pk).update(opening_state=PostState.DELETED)
    factories.make_thread(title="Ailleurs", is_indexed=True)
    for slug in ("deuil", "perte"):
        answer = guest.client.get(f"/fr/themes/{slug}/feed/")
        assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert titles(answer.content) == ["Nouveau", "Ancien & <vrai>"]
    assert b"/names/" not in answer.content


def test_an_entry_stays_itself_under_another_title_and_tells_no_finer_time_than_the_page(guest: Person) -> None:
    theme = factories.make_theme("deuil")
    thread = factories.make_thread(theme, title="Avant", is_indexed=True)
    mask = factories.make_pseudonym("Fougère lente", scope="thread:0")
    masked = factories.make_thread(theme, mask, title="Sous un masque", is_indexed=True)
    before = ElementTree.fromstring(guest.client.get("/fr/themes/deuil/feed/").content)
    Thread.objects.filter(pk=thread.pk).update(title="Après", slug="apres")
    after = ElementTree.fromstring(guest.client.get("/fr/themes/deuil/feed/").content)
    ids = [[one.findtext(f"{ATOM}id") for one in feed.findall(f"{ATOM}entry")] for feed in (before, after)]
    assert ids[0] == ids[1] == [f"{settings.SITE_URL}/threads/{one.pk}" for one in (masked, thread)]
    told = [one.findtext(f"{ATOM}published") or "" for one in after.findall(f"{ATOM}entry")]
    days = [timezone.localtime(one.created_at) for one in (masked, thread)]
    assert told[0].startswith(f"{days[0]:%Y-%m-%d}T00:00:00")
    assert told[1].startswith(f"{days[1]:%Y-%m-%dT%H:%M}:00+")


def test_a_feed_is_the_same_for_a_member(guest: Person, lucie: Person) -> None:
    theme = factories.make_theme("deuil")
    factories.make_thread(theme, title="Ouvert", is_indexed=True)
    factories.make_thread(theme, title="Entre membres", is_indexed=True, audience=Audience.MEMBERS)
    assert titles(lucie.client.get("/fr/themes/deuil/feed/").content) == ["Ouvert"]


def test_a_feed_asks_to_be_read_again_only_when_it_changed(guest: Person) -> None:
    theme = factories.make_theme("deuil")
    address = "/fr/themes/deuil/feed/"
    tag = guest.client.get(address).headers["ETag"]
    assert guest.client.get(address, headers={"If-None-Match": tag}).status_code == 304
    factories.make_thread(theme, is_indexed=True)
    assert guest.client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_theme_that_is_not_shown_has_no_feed(guest: Person, odile: Person) -> None:
    factories.make_theme("cache", is_shown=False)
    for person in (guest, odile):
        assert person.client.get("/fr/themes/cache/feed/").status_code == 404


def test_the_page_of_a_theme_names_its_feed(guest: Person) -> None:
    factories.make_theme("deuil")
    assert '<link rel="alternate" type="application/atom+xml"' in guest.client.get("/fr/themes/deuil/").content.decode()
