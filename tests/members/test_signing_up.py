"""Coming in for the first time: nothing asked that is not needed, nothing typed that is lost."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation

from members import accounts, names, tickets
from members.models import Consent, Holding, Member, Pseudonym
from tests import factories

GOOD = "quatre-mots-a-la-suite"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unhurried(settings: Any) -> None:
    settings.RATE_LIMITS = False
    settings.ACCOUNT_RATE_LIMITS = False


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    return found.group(1) if found else ""


def words(client: Client, language: str = "fr", **changes: Any) -> dict[str, Any]:
    page = client.get(f"/{language}/accounts/signup/").content.decode()
    fields = {
        "ticket": hidden(page, "ticket"),
        "pseudonym": "Sel gris",
        "password1": GOOD,
        "password2": GOOD,
        "adult": "on",
        "agreement": "on",
        "health": "on",
    }
    return {key: value for key, value in {**fields, **changes}.items() if value is not None}


def send(client: Client, fields: dict[str, Any], language: str = "fr") -> Any:
    return client.post(f"/{language}/accounts/signup/", fields)


def test_somebody_comes_in_and_gets_a_name_consents_and_a_kit(client: Client) -> None:
    fields = words(client)
    response = send(client, fields)
    assert response.status_code == 302
    assert response["Location"] == "/fr/accounts/kit/"
    member = Member.objects.get()
    ticket = tickets.read(fields["ticket"])
    assert ticket is not None
    assert member.username == ticket.username
    assert member.check_password(GOOD)
    assert member.language == "fr"
    pseudonym = Holding.objects.get(member=member, is_current=True).pseudonym
    assert pseudonym.name == "Sel gris"
    assert (pseudonym.shape, pseudonym.hue) == (ticket.shape, ticket.hue)
    assert set(Consent.objects.values_list("topic", "version")) == {("adult", 1), ("agreement", 1), ("health", 1)}
    assert client.get("/fr/me/consents/").status_code == 200


def test_the_sign_in_name_is_the_servers_and_nobody_can_choose_it(client: Client) -> None:
    send(client, words(client, username="admin"))
    member = Member.objects.get()
    assert member.username != "admin"
    assert re.fullmatch(r"[a-z]+-[a-z2-9]{6}", member.username)


@pytest.mark.parametrize("forged", ["", "rubbish", "WyJhIiwxLDIsM10:1abc:zz"])
def test_a_forged_ticket_brings_a_fresh_name_and_keeps_the_words(client: Client, forged: str) -> None:
    response = send(client, words(client, ticket=forged, adult=None))
    page = response.content.decode()
    assert "Sel gris" in page
    assert tickets.read(hidden(page, "ticket")) is not None


def test_health_is_optional_and_then_one_may_read_but_not_write(client: Client) -> None:
    from members.policies import speaking_refusal

    send(client, words(client, health=None))
    assert not Consent.objects.filter(topic="health").exists()
    refusal = speaking_refusal(factories.actor_of(Member.objects.get()))
    assert refusal is not None
    assert refusal.code == "agreement"
    with translation.override("en"):
        assert "about your health" in str(refusal.detail)
    with translation.override("fr"):
        assert "de votre santé" in str(refusal.detail)


@pytest.mark.parametrize(
    "changes, marked",
    [
        ({"adult": None}, "adult"),
        ({"agreement": None}, "agreement"),
        ({"password1": "petit", "password2": "petit"}, "password1"),
        ({"password1": "azertyuiop", "password2": "azertyuiop"}, "password1"),
        ({"password1": "motdepasse1", "password2": "motdepasse2"}, "password2"),
        ({"password1": "", "password2": ""}, "password1"),
        ({"password1": "x" * 300, "password2": "x" * 300}, "password1"),
        ({"pseudonym": ""}, "pseudonym"),
        ({"pseudonym": "\u200b\u2060 \u00a0"}, "pseudonym"),
        ({"pseudonym": "x" * 41}, "pseudonym"),
        ({"pseudonym": "x" * 5000}, "pseudonym"),
        ({"pseudonym": "Modératrice"}, "pseudonym"),
        ({"pseudonym": "https://exemple.fr"}, "pseudonym"),
        ({"pseudonym": "1234"}, "pseudonym"),
        ({"pseudonym": "<script>alert(1)</script>"}, "pseudonym"),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_missing_stands_beside_its_field_and_the_words_stay(
    client: Client, language: str, changes: dict[str, Any], marked: str
) -> None:
    fields = words(client, language, **changes)
    response = send(client, fields, language)
    page = response.content.decode()
    assert response.status_code == 200
    assert not Member.objects.exists()
    assert f'id="id_{marked}_error"' in page
    assert hidden(page, "ticket")
    assert tickets.read(hidden(page, "ticket")) == tickets.read(fields["ticket"])
    if "pseudonym" not in changes:
        assert "Sel gris" in page
    else:
        assert "<script>alert" not in page
    for box in {"adult", "agreement", "health"} - set(changes):
        assert re.search(rf'name="{box}"[^>]*checked', page), box


def test_a_good_password_is_not_typed_twice(client: Client) -> None:
    page = send(client, words(client, adult=None)).content.decode()
    assert GOOD not in page
    again = words(client, ticket=hidden(page, "ticket"), password1="", password2="", kept=hidden(page, "kept"))
    assert send(client, again).status_code == 302
    assert Member.objects.get().check_password(GOOD)


def test_a_kept_password_of_another_form_is_worth_nothing(client: Client) -> None:
    page = send(client, words(client, adult=None)).content.decode()
    other = words(client, password1="", password2="", kept=hidden(page, "kept"))
    assert send(client, other).status_code == 200
    assert not Member.objects.exists()


@pytest.mark.parametrize("button", ["another", "face"])
def test_another_proposal_judges_nothing_and_keeps_the_rest(client: Client, button: str) -> None:
    fields = words(client, adult=None, **{button: "1"})
    page = send(client, fields).content.decode()
    assert "_error" not in page
    before, after = tickets.read(fields["ticket"]), tickets.read(hidden(page, "ticket"))
    assert before is not None
    assert after is not None
    assert after.username == before.username
    assert after.at == before.at
    assert ("Sel gris" in page) is (button == "face")
    assert ((after.shape, after.hue) != (before.shape, before.hue)) is (button == "face")
    assert re.search(r'name="health"[^>]*checked', page)
    assert not re.search(r'name="adult"[^>]*checked', page)
    kept = words(client, ticket=hidden(page, "ticket"), password1="", password2="", kept=hidden(page, "kept"))
    assert send(client, kept).status_code == 302


@pytest.mark.parametrize(
    "taken", ["Sel gris", "sel GRIS", "Sel-gris", "SeI gris", "Sél grís", "Selgris", "ｓｅｌ ｇｒｉｓ"]
)
def test_names_that_look_alike_are_one_name(client: Client, taken: str) -> None:
    Pseudonym.objects.create(name="Sel gris", skeleton=names.skeleton("Sel gris"))
    response = send(client, words(client, pseudonym=taken))
    assert 'id="id_pseudonym_error"' in response.content.decode()
    assert not Member.objects.exists()


def test_the_honeypot_is_emptied_and_everything_kept(client: Client) -> None:
    fields = words(client, website="http://spam.example")
    page = send(client, fields).content.decode()
    assert not Member.objects.exists()
    assert "spam.example" not in page
    assert "Sel gris" in page
    again = words(client, ticket=hidden(page, "ticket"), password1="", password2="", kept=hidden(page, "kept"))
    assert send(client, again).status_code == 302


def test_somebody_too_quick_waits_and_sends_again(client: Client, settings: Any, time_machine: Any) -> None:
    settings.RATE_LIMITS = True
    time_machine.move_to("2026-11-20T20:00:00Z", tick=False)
    fields = words(client)
    page = send(client, fields).content.decode()
    assert not Member.objects.exists()
    assert "Sel gris" in page
    time_machine.shift(3.5)
    again = words(client, ticket=hidden(page, "ticket"), password1="", password2="", kept=hidden(page, "kept"))
    assert send(client, again).status_code == 302


def test_the_sixth_sign_up_from_one_address_waits_with_its_words(
    client: Client, settings: Any, time_machine: Any
) -> None:
    settings.RATE_LIMITS = True
    time_machine.move_to("2026-11-20T20:00:00Z")
    for number in range(6):
        visitor = Client()
        fields = words(visitor, pseudonym=f"Galet {'abcdef'[number] * 4}")
        time_machine.shift(4)
        response = send(visitor, fields)
    assert response.status_code == 429
    assert "Galet ffff" in response.content.decode()
    assert Member.objects.count() == 5
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    fields = words(elsewhere)
    time_machine.shift(4)
    assert send(elsewhere, fields).status_code == 302
    # A header that anybody can write opens nothing.
    forged = Client(
        headers={"X-Forwarded-For": "198.51.100.4", "Forwarded": "for=198.51.100.4", "X-Real-IP": "198.51.100.4"}
    )
    fields = words(forged, pseudonym="Autre nom")
    time_machine.shift(4)
    assert send(forged, fields).status_code == 429


def test_the_same_form_twice_makes_one_member_and_lets_them_in(client: Client) -> None:
    fields = words(client)
    assert send(client, fields).status_code == 302
    other_tab = Client()
    second = send(other_tab, fields)
    assert second.status_code == 302
    assert Member.objects.count() == 1
    # The second answer is the one that the browser shows: it has a kit that works.
    kit = other_tab.get("/fr/accounts/kit/").content.decode()
    code = re.findall(r'class="kit">([^<]+)<', kit)[1]
    member, _new = accounts.recover(username=Member.objects.get().username, code=code, password="encore-un-autre-mot")
    assert member == Member.objects.get()


def test_a_used_ticket_with_another_password_opens_nothing(client: Client) -> None:
    fields = words(client)
    send(client, fields)
    stranger = Client()
    page = send(stranger, {**fields, "password1": "pas-le-bon-du-tout", "password2": "pas-le-bon-du-tout"})
    assert page.status_code == 200
    assert Member.objects.count() == 1
    assert stranger.get("/fr/me/consents/").status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_form", [False, True])
def test_two_at_once_get_one_clear_answer_each(same_form: bool) -> None:
    first, second = Client(), Client()
    sent = [words(first), words(second)]
    if same_form:
        sent[1] = sent[0]
    start = threading.Barrier(2)
    answers: dict[int, Any] = {}

    def go(number: int, client: Client) -> None:
        try:
            start.wait(60)
            answers[number] = send(client, sent[number])
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=pair) for pair in enumerate((first, second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    statuses = sorted(answer.status_code for answer in answers.values())
    assert Member.objects.count() == 1
    assert Pseudonym.objects.count() == 1
    if same_form:
        assert statuses == [302, 302]
    else:
        assert statuses == [200, 302]
        loser = next(answer for answer in answers.values() if answer.status_code == 200)
        assert 'id="id_pseudonym_error"' in loser.content.decode()


def test_whoever_asks_for_the_headers_alone_uses_up_no_kit(client: Client) -> None:
    send(client, words(client))
    assert client.head("/fr/accounts/kit/").status_code == 200
    assert re.search(r"[a-z0-9]{5}(-[a-z0-9]{5}){3}", client.get("/fr/accounts/kit/").content.decode())


def test_the_kit_is_shown_once_and_never_kept_by_a_cache(client: Client) -> None:
    send(client, words(client))
    first = client.get("/fr/accounts/kit/")
    assert first["Cache-Control"] == "no-store"
    code = re.findall(r'class="kit">([^<]+)<', first.content.decode())[1]
    assert re.fullmatch(r"([a-hj-np-z2-9]{5}-){3}[a-hj-np-z2-9]{5}", code)
    assert code not in Member.objects.get().recovery_hash
    second = client.get("/fr/accounts/kit/").content.decode()
    assert code not in second
    assert "/fr/me/kit/" in second


def test_whoever_came_from_a_page_goes_on_to_it_but_never_elsewhere(client: Client) -> None:
    send(client, words(client, next="/fr/themes/"))
    assert 'href="/fr/themes/"' in client.get("/fr/accounts/kit/").content.decode()
    for evil in ("https://evil.example/", "javascript:alert(1)", "//evil.example"):
        page = Client().get("/fr/accounts/signup/", {"next": evil}).content.decode()
        assert f'href="{evil}"' not in page


def test_two_sign_up_pages_propose_different_names(client: Client) -> None:
    pages = [client.get("/en/accounts/signup/").content.decode() for _ in range(2)]
    first, second = (tickets.read(hidden(page, "ticket")) for page in pages)
    assert first is not None
    assert second is not None
    assert first.username != second.username
    assert first.username in pages[0]


def test_what_has_no_shape_is_taken_out_of_a_name(client: Client) -> None:
    assert send(client, words(client, pseudonym="Sel\x00 \u200bgris\u202e")).status_code == 302
    assert Pseudonym.objects.get().name == "Sel gris"


def test_the_limits_keep_no_address_and_no_name(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, time_machine: Any
) -> None:
    settings.RATE_LIMITS = True
    settings.ACCOUNT_RATE_LIMITS = {}
    kept: list[str] = []
    store = cache.set
    monkeypatch.setattr(cache, "set", lambda key, *a, **k: kept.append(f"{key} {a}") or store(key, *a, **k))
    time_machine.move_to("2026-11-20T20:00:00Z")
    fields = words(client)
    time_machine.shift(5)
    assert send(client, fields).status_code == 302
    username = Member.objects.get().username
    Client().post("/fr/accounts/login/", {"login": username, "password": "pas-celui-la"})
    assert len(kept) >= 3
    assert not [line for line in kept if "127.0.0.1" in line or username in line]


def test_the_version_agreed_to_is_the_one_behind_the_form(client: Client) -> None:
    from members import documents, policies
    from tests.cast import person

    fields = words(client)
    keeper = person("Odile", roles=(("administrator", ""),)).actor
    newer = documents.Draft("Accord", "Agreement", "Neuf", "New")
    documents.publish(keeper, slug="agreement", draft=newer, asks_again=True, seen_version=1)
    assert send(client, fields).status_code == 302
    member = Holding.objects.get(pseudonym__name="Sel gris").member
    assert Consent.objects.get(member=member, topic="agreement").version == 1
    assert policies.missing_consents(factories.actor_of(member)) == ["agreement"]


def test_signing_in_is_slowed_down_for_an_address(settings: Any) -> None:
    settings.RATE_LIMITS = True
    settings.ACCOUNT_RATE_LIMITS = {}
    statuses = [
        Client().post("/fr/accounts/login/", {"login": f"saule-{number}", "password": "x"}).status_code
        for number in range(31)
    ]
    assert statuses[-1] == 429
    assert 429 not in statuses[:10]
