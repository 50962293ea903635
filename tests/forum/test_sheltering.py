"""A sheltered thread: what others can see of a danger follows from a person of the team, and can be lifted again."""

from __future__ import annotations

import pytest

from forum import services, sheltering
from forum.models import Thread
from members import quiet
from members.inbox import items_for
from record.models import Entry
from tests import factories
from tests.cast import Person
from tests.forum.forms import form_of_thread
from tests.forum.speaking import fresh
from tests.moderation.makers import call

pytestmark = pytest.mark.django_db
WORDS = "Je veux mourir, je n’en peux plus zzsecretzz."
CARD = "Comment répondre à quelqu’un qui va mal"


@pytest.fixture
def thread(lucie: Person) -> Thread:
    theme = factories.make_theme("nuits")
    title = "Un fil zztitrezz"
    return factories.make_thread(
        theme, lucie.name, title=title, slug="un-fil-zztitrezz", body=WORDS, is_indexed=True, is_pinned=True
    )


def pages(person: Person, neighbour: Thread) -> dict[str, str]:
    """Every page that lays threads before people who did not come for them."""
    addresses = {
        "home": "/fr/",
        "unanswered": "/fr/unanswered/",
        "feed": "/fr/themes/nuits/feed/",
        "near": f"/fr/threads/{neighbour.pk}/un-fil/",
        "theme": "/fr/themes/nuits/",
        "name": f"/fr/names/{neighbour.author_id}/",
        "search": "/fr/search/?q=mourir",
    }
    return {name: person.client.get(address).content.decode() for name, address in addresses.items()}


def test_a_sheltered_thread_is_laid_before_nobody(thread: Thread, guest: Person, marc: Person, ines: Person) -> None:
    neighbour = factories.make_thread(thread.theme, thread.author, body="Autre chose.")
    before = pages(guest, neighbour)
    assert all("zztitrezz" in page for page in before.values())
    assert all("zzsecretzz" in before[name] for name in ("home", "unanswered", "feed", "theme", "name", "search"))
    assert "X-Robots-Tag" not in guest.client.get(f"/fr/threads/{thread.pk}/un-fil-zztitrezz/").headers
    sheltering.shelter_thread(thread)
    assert [name for name, page in pages(guest, neighbour).items() if "zztitrezz" in page] == []
    for person in (marc, ines):
        after = pages(person, neighbour)
        # Members still find it in its theme, under the name that wrote it and by its words; nobody reads them there.
        assert {name for name, page in after.items() if "zztitrezz" in page} == {"theme", "name", "search"}
        assert [name for name, page in after.items() if "zzsecretzz" in page] == []
    page = guest.client.get(f"/fr/threads/{thread.pk}/un-fil-zztitrezz/")
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "zzsecretzz" in page.content.decode()
    sheltering.shelter_thread(thread, is_sheltered=False)
    assert pages(guest, neighbour) == before


def test_its_words_stay_out_of_lists_when_they_are_changed(thread: Thread, lucie: Person) -> None:
    sheltering.shelter_thread(thread)
    services.edit_post(lucie.actor, post=thread.posts.get(), body="D’autres mots zzsecretzz.")
    assert fresh(thread).first_words == ""
    sheltering.shelter_thread(thread, is_sheltered=False)
    assert fresh(thread).first_words == "D’autres mots zzsecretzz."


def test_whoever_welcomes_hears_of_it_without_its_words(thread: Thread, marc: Person) -> None:
    quiet.change(marc.actor, welcomes=True)
    Thread.objects.filter(pk=thread.pk).update(created_at="2026-01-01T00:00:00Z", language="en")
    sheltering.shelter_thread(thread)
    [item] = [one for one in items_for(marc.actor) if one.kind == "wait"]
    assert "zz" not in f"{item.title}{item.line}{item.url}"
    assert marc.client.get(item.url, follow=True).status_code == 200


def test_a_thread_in_memory_of_somebody_is_no_headline_either(thread: Thread, guest: Person) -> None:
    neighbour = factories.make_thread(thread.theme, thread.author)
    Thread.objects.filter(pk=thread.pk).update(is_memorial=True)
    found = pages(guest, neighbour)
    assert {name for name, page in found.items() if "zztitrezz" in page} == {"theme", "name", "search"}
    assert not fresh(thread).may_be_indexed


# --- the card -------------------------------------------------------------------------------------
def test_words_alone_show_nothing_to_others_until_a_person_has_read(marc: Person, lucie: Person, ines: Person) -> None:
    factories.make_theme("nuits")
    started = lucie.client.post(
        "/fr/themes/nuits/new/", form_of_thread(title="Ce soir", body="Ce soir j’ai avalé tous mes comprimés.")
    )
    assert "care" in started.content.decode()
    thread = Thread.objects.get()
    address = f"/fr/threads/{thread.pk}/{thread.slug}/"
    assert not thread.is_sheltered
    assert CARD not in marc.client.get(address).content.decode()
    assert "Ce soir" in marc.client.get("/fr/").content.decode()
    case = ines.client.get("/fr/moderation/").content.decode()
    assert "comprimés" in case or "Ce soir" in case
    found = thread.posts.get()
    pk = call(marc, "post", str(found.pk), "worry").case_id
    assert marc.client.post(f"/fr/moderation/cases/{pk}/shelter/", {"on": "yes"}).status_code == 404
    assert ines.client.post(f"/fr/moderation/cases/{pk}/shelter/", {"on": "yes"}).status_code == 303
    for person in (marc, lucie):
        page = person.client.get(address).content.decode()
        assert page.count(CARD) == 1
        assert "met ce fil à l’abri" in page
    assert CARD in marc.client.get(f"/fr/threads/{thread.pk}/reply/").content.decode()
    english = marc.client.get(address.replace("/fr/", "/en/")).content.decode()
    assert "How to answer somebody who is not well" in english
    assert "Ce soir" not in marc.client.get("/fr/").content.decode()
    assert Entry.objects.filter(kind="thread.sheltered").count() == 1
    assert "Lever l’abri" in ines.client.get(f"/fr/moderation/cases/{pk}/").content.decode()
    ines.client.post(f"/fr/moderation/cases/{pk}/shelter/", {"on": "no"})
    assert CARD not in marc.client.get(address).content.decode()


def test_whoever_looks_after_the_thread_shelters_it_too(thread: Thread, ines: Person) -> None:
    form = {"slow_mode_s": "0", "closes": "keep", "reason": "Quelqu’un va mal.", "is_sheltered": "on"}
    assert ines.client.post(f"/fr/threads/{thread.pk}/care/", form).status_code == 303
    assert (fresh(thread).is_sheltered, fresh(thread).first_words) == (True, "")


def test_a_case_of_rules_and_one_about_a_name_shelter_nothing(thread: Thread, marc: Person, ines: Person) -> None:
    rule = call(marc, "post", str(thread.posts.get().pk)).case_id
    name = call(marc, "name", str(thread.author_id), "worry").case_id
    for pk in (rule, name):
        assert "à l’abri" not in ines.client.get(f"/fr/moderation/cases/{pk}/").content.decode()
        assert ines.client.post(f"/fr/moderation/cases/{pk}/shelter/", {"on": "yes"}).status_code == 410
    assert not fresh(thread).is_sheltered


def test_the_page_of_how_to_answer_is_open_to_everybody(guest: Person) -> None:
    for language, words in (("fr", CARD), ("en", "How to answer somebody who is not well")):
        page = guest.client.get(f"/{language}/help/answering/")
        assert words in page.content.decode()
        assert not page.cookies
