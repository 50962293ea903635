"""One's own place: preferences and consents, changed by oneself alone."""

from __future__ import annotations

from typing import Any

import pytest

from members import policies
from members.models import Consent, Member
from tests.cast import Person

pytestmark = pytest.mark.django_db
PLACES = ["password", "kit", "preferences", "consents", "sign-out-everywhere"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_place_opens_for_its_member_in_both_languages_and_stays_out_of_caches(
    lucie: Person, place: str, language: str
) -> None:
    response = lucie.client.get(f"/{language}/me/{place}/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert f'<html lang="{language}">' in response.content.decode()


@pytest.mark.parametrize("place", PLACES)
def test_a_guest_is_asked_to_come_in(client: Any, place: str) -> None:
    assert client.get(f"/fr/me/{place}/")["Location"].startswith("/fr/accounts/login/")
    assert client.post(f"/fr/me/{place}/", {"x": "y"}).status_code == 403


def test_preferences_are_kept_and_reach_the_actor(lucie: Person) -> None:
    sent = {"language": "en", "region": "CA-QC", "shows_presence": "on"}
    assert lucie.client.post("/fr/me/preferences/", sent).status_code == 200
    member = Member.objects.get(pk=lucie.member.pk)
    assert (member.language, member.region, member.shows_presence) == ("en", "CA-QC", True)
    lucie.member.refresh_from_db()
    assert (lucie.actor.region, lucie.actor.shows_presence) == ("CA-QC", True)
    lucie.client.post("/fr/me/preferences/", {"language": "fr", "region": ""})
    lucie.member.refresh_from_db()
    assert (lucie.actor.region, lucie.actor.shows_presence) == ("", False)


@pytest.mark.parametrize(
    "changes, marked",
    [
        ({"region": "Québec"}, "region"),
        ({"region": "CA-XX"}, "region"),
        ({"region": "x" * 90}, "region"),
        ({"language": "xx"}, "language"),
    ],
)
def test_preferences_that_make_no_sense_change_nothing(lucie: Person, changes: dict[str, str], marked: str) -> None:
    page = lucie.client.post("/fr/me/preferences/", {"language": "en", "region": "CH", **changes}).content.decode()
    assert f'id="id_{marked}_error"' in page
    assert Member.objects.get(pk=lucie.member.pk).language == "fr"


def test_nobody_gives_themselves_more_by_sending_more_fields(lucie: Person) -> None:
    sent = {
        "language": "fr",
        "region": "",
        "is_active": "",
        "username": "admin",
        "is_demo": "on",
        "kind": "administrator",
    }
    lucie.client.post("/fr/me/preferences/", sent)
    member = Member.objects.get(pk=lucie.member.pk)
    assert member.username == lucie.member.username
    assert not member.is_demo
    assert not lucie.actor.grants


def test_the_health_consent_is_taken_back_and_given_again(lucie: Person) -> None:
    assert lucie.client.post("/fr/me/consents/", {"topic": "health", "answer": "withdraw"}).status_code == 302
    assert policies.speaking_refusal(lucie.actor).code == "agreement"
    assert not Consent.objects.filter(member=lucie.member, topic="health").exists()
    lucie.client.post("/fr/me/consents/", {"topic": "health", "version": "1", "answer": "give"})
    assert policies.can_speak(lucie.actor)
    assert Consent.objects.get(member=lucie.member, topic="health").version == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"topic": "everything", "version": "1"},
        {"topic": "", "version": "1"},
        {"version": "1"},
        {"topic": "health", "version": "-1"},
        {"topic": "health", "version": "2"},
        {"topic": "health", "version": "١"},
        {"topic": "health", "version": "9" * 30},
        {"topic": "health", "version": ""},
    ],
)
def test_a_consent_to_nothing_is_none(lucie: Person, sent: dict[str, str]) -> None:
    Consent.objects.filter(member=lucie.member, topic="health").delete()
    response = lucie.client.post("/fr/me/consents/", sent)
    assert response.status_code == 200
    assert 'class="fix"' in response.content.decode()
    assert set(Consent.objects.filter(member=lucie.member).values_list("topic", flat=True)) == {"adult", "agreement"}


def test_settings_cannot_be_hammered(lucie: Person) -> None:
    statuses = {
        lucie.client.post("/fr/me/preferences/", {"language": "fr", "region": ""}).status_code for _ in range(31)
    }
    assert statuses == {200, 429}


def test_the_word_about_links_is_kept_for_first_contributions() -> None:
    refusal = policies.newcomer_link_refusal()
    assert (refusal.code, refusal.field) == ("not_allowed", "body")
    assert "kept" in str(refusal.detail)


def test_the_places_one_may_choose_are_those_of_the_help_page(lucie: Person) -> None:
    page = lucie.client.get("/fr/me/preferences/").content.decode()
    assert page.index('value="FR"') < page.index('value="GB"')
    assert 'value="CA-QC"' in page
    english = lucie.client.get("/en/me/preferences/").content.decode()
    assert english.index('value="GB"') < english.index('value="FR"')


@pytest.mark.parametrize("path", ["accounts/login", "accounts/signup", "accounts/recover"])
def test_no_field_at_the_door_cuts_what_is_pasted(client: Any, path: str) -> None:
    page = client.get(f"/fr/{path}/").content.decode()
    assert 'type="password"' in page
    assert "maxlength" not in page


def test_no_field_of_a_place_or_of_the_house_cuts_what_is_pasted(odile: Person) -> None:
    for path in ("me/password", "me/kit", "house/pages/terms", "house/roles"):
        assert "maxlength" not in odile.client.get(f"/fr/{path}/").content.decode()
