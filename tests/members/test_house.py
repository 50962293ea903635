"""The pages of the house and who keeps it."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from members import documents, policies, recognition, roles
from members.documents import Draft
from members.models import Consent, HousePage, Role
from members.refusals import Refusal
from members.signals import rights_changed
from record.models import Entry
from record.services import read
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db


def draft(**changes: str) -> Draft:
    return Draft(**{"title_fr": "Accord", "title_en": "Agreement", "body_fr": "Neuf.", "body_en": "New.", **changes})


def form_of(page: HousePage, **changes: Any) -> dict[str, Any]:
    fields = {name: getattr(page, name) for name in ("title_fr", "body_fr", "title_en", "body_en")}
    fields = {**fields, "seen_version": page.version, "asks_again": "on", **changes}
    return {key: value for key, value in fields.items() if value is not None}


# --- pages ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("slug", documents.SLUGS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_fresh_house_has_its_pages_in_both_languages(client: Any, slug: str, language: str) -> None:
    response = client.get(f"/{language}/pages/{slug}/")
    page = response.content.decode()
    drafted = documents.first_drafts()[slug]
    assert response.status_code == 200
    title = drafted.title_fr if language == "fr" else drafted.title_en
    assert title.replace("’", "’") in page.replace("&#x27;", "'")
    assert len(getattr(drafted, f"body_{language}")) > 400


def test_french_pages_hold_their_no_break_spaces() -> None:
    for slug, drafted in documents.first_drafts().items():
        assert not re.search(r"[^\u00a0\s] [:;!?»]", drafted.body_fr), slug
        assert "« " not in drafted.body_fr, slug
        assert not re.search(r"[\w]'[\w]", drafted.body_fr + drafted.body_en), slug


def test_first_versions_are_written_once_and_never_over_a_house_that_has_its_own() -> None:
    HousePage.objects.filter(slug="terms").delete()
    HousePage.objects.filter(slug="legal").update(body_fr="Les nôtres")
    assert documents.load_first_versions() == 1
    assert documents.load_first_versions() == 0
    assert HousePage.objects.filter(slug="legal").get().body_fr == "Les nôtres"
    assert HousePage.objects.filter(slug="terms").count() == 1


def test_the_headings_of_a_page_are_headings_and_nothing_gets_through_them() -> None:
    html = documents.rendered("Avant\n\n## Un <b>titre</b> & cie\n\nTexte\n\n## Deux\n### Trois\n##Quatre")
    assert "<h2>Un &lt;b&gt;titre&lt;/b&gt; &amp; cie</h2>" in html
    assert "<h2>Deux</h2>" in html
    assert html.count("<h2>") == 2
    assert "<p>Avant</p>" in html
    for drafted in documents.first_drafts().values():
        headings = {documents.rendered(words).count("<h2>") for words in (drafted.body_fr, drafted.body_en)}
        assert len(headings) == 1
        assert headings.pop() >= 3


def test_an_unknown_page_is_not_found(client: Any) -> None:
    assert client.get("/fr/pages/nothing/").status_code == 404
    assert client.post("/fr/pages/agreement/").status_code == 405


def test_guests_read_a_page_in_one_query_and_without_a_cookie(client: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        response = client.get("/fr/pages/terms/")
    assert not response.cookies


def test_a_change_that_matters_asks_members_again(odile: Person, lucie: Person) -> None:
    Consent.objects.filter(member=lucie.member).update(version=1)
    assert policies.can_speak(lucie.actor)
    documents.publish(odile.actor, slug="agreement", draft=draft(), asks_again=True, seen_version=1)
    assert policies.speaking_refusal(lucie.actor).code == "agreement"
    assert policies.missing_consents(lucie.actor) == ["agreement"]
    page = lucie.client.get("/fr/me/consents/").content.decode()
    version = re.search(r'name="topic" value="agreement"><input type="hidden" name="version" value="(\d+)"', page)
    assert version is not None
    assert version.group(1) == "2"
    lucie.client.post("/fr/me/consents/", {"topic": "agreement", "version": "2", "answer": "give"})
    assert policies.can_speak(lucie.actor)


def test_a_small_correction_asks_nobody(odile: Person, lucie: Person) -> None:
    Consent.objects.filter(member=lucie.member).update(version=1)
    page = documents.publish(odile.actor, slug="agreement", draft=draft(), asks_again=False, seen_version=1)
    assert page.version == 2
    assert policies.can_speak(lucie.actor)


def test_somebody_who_agreed_to_an_older_version_while_it_changed_is_told(odile: Person, lucie: Person) -> None:
    Consent.objects.filter(member=lucie.member, topic="health").delete()
    documents.publish(odile.actor, slug="privacy", draft=draft(), asks_again=True, seen_version=1)
    response = lucie.client.post("/fr/me/consents/", {"topic": "health", "version": "1", "answer": "give"})
    assert 'class="fix"' in response.content.decode()
    assert not Consent.objects.filter(member=lucie.member, topic="health").exists()


def test_a_page_is_changed_by_its_keepers_alone(lucie: Person, ines: Person, guest: Person, odile: Person) -> None:
    for other in (lucie, ines, guest):
        assert other.client.get("/fr/house/pages/").status_code == 404
        assert other.client.get("/fr/house/pages/terms/").status_code == 404
        assert other.client.post("/fr/house/pages/terms/", form_of(documents.present("terms"))).status_code == 404
    with pytest.raises(Refusal):
        documents.publish(ines.actor, slug="terms", draft=draft(), asks_again=True, seen_version=1)
    assert odile.client.get("/fr/house/pages/").status_code == 200
    assert HousePage.objects.filter(slug="terms").count() == 1


def test_a_keeper_publishes_a_version_and_it_is_recorded(odile: Person, client: Any) -> None:
    page = documents.present("legal")
    sent = form_of(page, body_fr="Nouvelle adresse <script>x</script>")
    assert odile.client.post("/fr/house/pages/legal/", sent).status_code == 302
    shown = client.get("/fr/pages/legal/").content.decode()
    assert "Nouvelle adresse" in shown
    assert "<script>x" not in shown
    entry = Entry.objects.get()
    assert entry.kind == "page.published"
    assert read(entry) == {"slug": "legal", "version": 2, "asks_again": True, "by": str(odile.actor.pseudonym_id)}
    assert HousePage.objects.filter(slug="legal", version=1).exists()


@pytest.mark.parametrize(
    "changes, marked",
    [
        ({"title_fr": ""}, "title_fr"),
        ({"body_en": " \u200b\n"}, "body_en"),
        ({"body_fr": "x" * 20_001}, "body_fr"),
        ({"title_en": "x" * 121}, "title_en"),
    ],
)
def test_a_page_with_something_missing_keeps_every_word(odile: Person, changes: dict[str, str], marked: str) -> None:
    page = documents.present("legal")
    sent = form_of(page, **{"body_fr": "Mes mots à moi", **changes})
    shown = odile.client.post("/fr/house/pages/legal/", sent).content.decode()
    assert f'id="id_{marked}_error"' in shown
    if marked != "body_fr":
        assert "Mes mots à moi" in shown
    assert HousePage.objects.filter(slug="legal").count() == 1


def test_nothing_changed_is_no_version_and_a_slower_keeper_is_told(odile: Person) -> None:
    page = documents.present("legal")
    assert 'class="fix"' in odile.client.post("/fr/house/pages/legal/", form_of(page)).content.decode()
    documents.publish(odile.actor, slug="legal", draft=draft(), asks_again=False, seen_version=1)
    shown = odile.client.post("/fr/house/pages/legal/", form_of(page, body_fr="Plus lente")).content.decode()
    assert "Plus lente" in shown
    assert 'value="2"' in shown
    assert HousePage.objects.filter(slug="legal").count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_keepers_at_once_one_publishes(odile: Person) -> None:
    documents.load_first_versions()
    actor, results, start = odile.actor, [], threading.Barrier(2)

    def go(number: int) -> None:
        try:
            start.wait(60)
            documents.publish(actor, slug="terms", draft=draft(body_fr=f"De {number}"), asks_again=True, seen_version=1)
            results.append("published")
        except Refusal as no:
            results.append(no.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == ["bad_field", "published"]
    assert Entry.objects.count() == 1


# --- roles ----------------------------------------------------------------------------------------
@pytest.fixture
def heard() -> Any:
    found: list[Any] = []

    def hear(member_id: Any, **_: Any) -> None:
        found.append(member_id)

    rights_changed.connect(hear)
    yield found
    rights_changed.disconnect(hear)


def test_somebody_is_entrusted_under_the_name_one_sees(
    odile: Person, lucie: Person, heard: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    until = timezone.localdate() + timedelta(days=90)
    sent = {"name": "lucie du port", "kind": "facilitator", "scope": "room:12", "until": until.isoformat()}
    with django_capture_on_commit_callbacks(execute=True):
        assert odile.client.post("/fr/house/roles/", sent).status_code == 302
    assert lucie.actor.holds("facilitator", "room:12")
    assert not lucie.actor.holds("facilitator", "room:13")
    assert heard == [lucie.member.pk]
    entry = Entry.objects.get()
    content = read(entry)
    assert entry.kind == "role.given"
    assert content["name"] == str(factories.name_of(lucie.member).pk)
    assert str(lucie.member.pk) not in str(content)
    page = odile.client.get("/fr/house/roles/").content.decode()
    assert "Lucie du port" in page
    assert lucie.member.username not in page


def test_a_resource_person_has_a_trade_beside_the_name_and_no_power(
    odile: Person, lucie: Person, guest: Person
) -> None:
    thread = factories.make_thread(author=lucie.name)
    until = timezone.localdate() + timedelta(days=90)
    sent = {"name": "Lucie du port", "kind": "resource", "label": "infirmière", "until": until.isoformat()}
    assert odile.client.post("/fr/house/roles/", sent).status_code == 302
    for path in (f"/fr/names/{lucie.name.pk}/", f"/fr/threads/{thread.pk}/{thread.slug}/"):
        assert "infirmière" in guest.client.get(path).content.decode()
    assert lucie.client.get("/fr/moderation/").status_code == 404
    assert lucie.client.get("/fr/house/").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        assert "infirmière" not in guest.client.get(f"/fr/names/{lucie.name.pk}/").content.decode()
    odile.client.post(f"/fr/house/roles/{Role.objects.get(kind='resource').pk}/end/")
    assert "infirmière" not in guest.client.get(f"/fr/names/{lucie.name.pk}/").content.decode()


def test_a_role_ends_with_its_last_day(odile: Person, lucie: Person, time_machine: Any) -> None:
    time_machine.move_to("2026-11-20T12:00:00Z")
    until = timezone.localdate()
    roles.appoint(odile.actor, name="Lucie du port", kind="moderator", until=until)
    assert lucie.actor.holds("moderator")
    time_machine.move_to("2026-11-21T12:00:00Z")
    assert not recognition.recognise(lucie.member).holds("moderator")


@pytest.mark.parametrize(
    "changes, marked",
    [
        ({"name": ""}, "name"),
        ({"name": "Personne de ce nom"}, "name"),
        ({"name": "Lucie du p0rt"}, "name"),
        ({"name": "x" * 500}, "name"),
        ({"kind": ""}, "kind"),
        ({"kind": "king"}, "kind"),
        ({"kind": "facilitator", "scope": ""}, "scope"),
        ({"scope": "the kitchen"}, "scope"),
        ({"scope": "room:" + "9" * 40}, "scope"),
        ({"kind": "administrator", "scope": "room:12"}, "scope"),
        ({"until": "demain"}, "until"),
        ({"until": "2020-01-01"}, "until"),
        ({"until": ""}, "until"),
        ({"kind": "coordinator", "scope": "theme:1"}, "scope"),
        ({"kind": "resource"}, "label"),
        ({"kind": "resource", "label": "x" * 61}, "label"),
        ({"kind": "resource", "label": "a\nb"}, "label"),
    ],
)
def test_a_role_that_cannot_be_is_told_beside_its_field(
    odile: Person, lucie: Person, changes: dict[str, str], marked: str
) -> None:
    until = (timezone.localdate() + timedelta(days=90)).isoformat()
    sent = {"name": "Lucie du port", "kind": "moderator", "scope": "", "until": until, **changes}
    page = odile.client.post("/fr/house/roles/", sent).content.decode()
    assert f'id="id_{marked}_error"' in page
    assert Role.objects.count() == 1


def test_a_role_is_taken_back_and_recorded(
    odile: Person, ines: Person, heard: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    role = Role.objects.get(member=ines.member)
    with django_capture_on_commit_callbacks(execute=True):
        assert odile.client.post(f"/fr/house/roles/{role.pk}/end/").status_code == 302
        assert odile.client.post(f"/fr/house/roles/{role.pk}/end/").status_code == 302
    assert not ines.actor.holds_any("moderator")
    assert [entry.kind for entry in Entry.objects.all()] == ["role.taken"]
    assert heard == [ines.member.pk]


def test_the_last_administrator_keeps_the_keys(odile: Person, lucie: Person) -> None:
    mine = Role.objects.get(member=odile.member)
    response = odile.client.post(f"/fr/house/roles/{mine.pk}/end/")
    assert 'class="fix"' in response.content.decode()
    with pytest.raises(Refusal):
        roles.appoint(odile.actor, name="Odile", kind="administrator", until=timezone.localdate())
    # Somebody whose keys end one day is not a successor.
    roles.appoint(odile.actor, name="Lucie du port", kind="administrator", until=timezone.localdate())
    with pytest.raises(Refusal):
        roles.dismiss(odile.actor, role_id=mine.pk)
    roles.appoint(odile.actor, name="Lucie du port", kind="administrator")
    roles.dismiss(odile.actor, role_id=mine.pk)
    assert not odile.actor.holds("administrator")
    assert odile.client.get("/fr/house/roles/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_leave_at_once_do_not_both_leave(odile: Person) -> None:
    from tests.cast import person

    other = person("Olive", roles=(("administrator", ""),))
    actors, results, start = [odile.actor, other.actor], [], threading.Barrier(2)
    mine = [Role.objects.get(member=one.member).pk for one in (odile, other)]

    def go(number: int) -> None:
        try:
            start.wait(60)
            roles.dismiss(actors[number], role_id=mine[number])
            results.append("left")
        except Refusal:
            results.append("stays")
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == ["left", "stays"]
    assert Role.objects.filter(kind="administrator").count() == 1


def test_only_keepers_give_and_take_roles(ines: Person, lucie: Person, odile: Person) -> None:
    for other in (ines, lucie):
        with pytest.raises(Refusal) as caught:
            roles.appoint(other.actor, name="Lucie du port", kind="moderator", until=timezone.localdate())
        assert caught.value.code == "not_allowed"
        with pytest.raises(Refusal):
            roles.dismiss(other.actor, role_id=Role.objects.get(member=odile.member).pk)
        assert other.client.post("/fr/house/roles/", {"name": "Lucie du port", "kind": "moderator"}).status_code == 404
    assert Role.objects.count() == 2
    assert not lucie.actor.grants


def test_the_list_of_roles_asks_two_queries(odile: Person, django_assert_num_queries: Any) -> None:
    for number in range(12):
        factories.make_member(f"Guide {number}", roles=(("facilitator", f"room:{number}"),))
    with django_assert_num_queries(2):
        assert len(roles.entrusted()) == 13
