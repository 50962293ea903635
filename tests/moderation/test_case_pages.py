"""The queue, a case and its decision as pages: who gets in, what is shown, what comes back when something is amiss."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from forum.models import Post
from members.models import Letter
from moderation import services, watch
from moderation.models import Case, Decision
from tests import factories
from tests.moderation.makers import call, case_about, entrust, make_message, target_of

pytestmark = pytest.mark.django_db


def page_of(case, language="fr") -> str:
    return f"/{language}/moderation/cases/{case.pk}/"


def seen_on(words: str) -> str:
    return words.split('name="seen" value="')[1].split('"')[0]


def decide(person, case, **sent):
    shown = person.client.get(page_of(case)).content.decode()
    return person.client.post(page_of(case) + "decide/", {"seen": seen_on(shown), **sent})


# --- who gets in ----------------------------------------------------------------------------------
def test_the_watch_does_not_exist_for_others(lucie, marc, odile, ines, guest):
    case = case_about(lucie, marc)
    for path in ("/fr/moderation/", "/fr/moderation/decided/", page_of(case)):
        assert [one.client.get(path).status_code for one in (lucie, odile, ines, guest)] == [404, 404, 200, 302]
        assert guest.client.get(path)["Location"].startswith("/fr/accounts/login/")
    for end in ("decide/", "again/"):
        assert lucie.client.post(page_of(case) + end, {"act": "hide"}).status_code == 404
        assert ines.client.get(page_of(case) + end).status_code == 405


def test_a_case_elsewhere_or_about_oneself_does_not_exist(lucie, marc, anouk, ines):
    room, other = factories.make_room(), factories.make_room()
    entrust(anouk, "facilitator", room.scope)
    mine = call(marc, "message", str(make_message(room, lucie.name).pk)).case
    elsewhere = call(marc, "message", str(make_message(other, lucie.name).pk)).case
    about_anouk = call(marc, "message", str(make_message(room, anouk.name).pk)).case
    for case, status in ((mine, 200), (elsewhere, 404), (about_anouk, 404)):
        assert anouk.client.get(page_of(case)).status_code == status
    assert anouk.client.post(page_of(about_anouk) + "decide/", {"act": "nothing_wrong"}).status_code == 404
    assert ines.client.get(f"/fr/moderation/cases/{uuid4()}/").status_code == 404
    # Nor does an answer tell whether there is one, and about whom; the words come back all the same.
    sent = {"act": "nothing_wrong", "explanation": "Des mots pesés."}
    tries = [
        re.sub(r'value="[^"]{40,}"|/cases/[^"]*', "", who.client.post(place + "decide/", sent).content.decode())
        for who in (anouk, lucie)
        for place in (page_of(elsewhere), page_of(about_anouk), f"/fr/moderation/cases/{uuid4()}/")
    ]
    assert len(set(tries[:3])) == len(set(tries[3:])) == 1
    assert all("Des mots pesés." in page for page in tries)


def test_a_role_that_ends_in_mid_case_ends_at_the_next_click(lucie, marc, ines):
    case = case_about(lucie, marc)
    assert ines.client.get(page_of(case)).status_code == 200
    ines.member.roles.all().delete()
    sent = ines.client.post(page_of(case) + "decide/", {"act": "nothing_wrong", "explanation": "Des mots pesés."})
    assert sent.status_code == 404
    assert "n’est pas entre vos mains" in sent.content.decode()
    assert "Des mots pesés." in sent.content.decode()
    assert ines.client.get(page_of(case)).status_code == 404
    assert not Decision.objects.exists()


# --- what is shown --------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_queue_shows_care_on_top(language, lucie, marc, ines):
    case_about(lucie, marc, kind="message", reason="method_detail")
    case_about(lucie, marc, kind="name", reason="worry")
    case_about(lucie, marc, reason="advertising")
    answer = ines.client.get(f"/{language}/moderation/")
    words = answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert words.index("now-first") < words.index('class="case-row"')
    assert words.count('<li class="case-row') == 3
    assert marc.name.name not in words


def test_the_queue_goes_on_over_several_pages(lucie, marc, ines, monkeypatch):
    from moderation import queue

    monkeypatch.setattr(queue, "PAGE", 2)
    for _ in range(5):
        case_about(lucie, marc)
    path, seen = "/fr/moderation/", 0
    while path:
        words = ines.client.get(path).content.decode()
        seen += words.count('class="case-row"')
        _, found, rest = words.partition('rel="next" href="')
        path = rest.split('"')[0] if found else ""
    assert seen == 5


def test_an_empty_queue_is_calm(ines):
    assert "Rien ne vous attend." in ines.client.get("/fr/moderation/").content.decode()


@pytest.mark.parametrize("kind", ["post", "message", "name"])
@pytest.mark.parametrize("reason", ["hostile", "worry"])
def test_a_case_shows_what_is_needed_and_nobody_who_called(kind, reason, lucie, marc, ines):
    target_id, _ = target_of(kind, lucie, "Les mots mêmes.")
    case = call(marc, kind, target_id, reason, "Parce que c’est dur.").case
    words = ines.client.get(page_of(case)).content.decode()
    assert "Parce que c’est dur." in words
    assert lucie.name.name in words
    assert marc.name.name not in words
    assert str(marc.name.pk) not in words
    assert ("Les mots mêmes." in words) == (kind != "name")
    assert ("Retirer" in words) == (kind != "name" and reason != "worry")


def test_what_stood_around_is_folded_beneath(lucie, marc, ines):
    thread = factories.make_thread(body="Ouverture.")
    for number in range(6):
        factories.make_post(thread, body=f"Message {number}.")
    target = factories.make_post(thread, lucie.name, body="Le mot de trop.")
    factories.make_post(thread, body="Et la suite.")
    factories.make_post(thread, body="Caché pour tous.", state="hidden")
    case = call(marc, "post", str(target.pk)).case
    words = ines.client.get(page_of(case)).content.decode()
    assert "Message 5." in words
    assert "Message 4." in words
    assert "Message 3." not in words
    assert "Et la suite." in words
    assert "Caché pour tous." not in words


def test_messages_around_are_shown_in_order(lucie, marc, ines):
    room = factories.make_room()
    for number in range(8):
        make_message(room, marc.name, f"Avant {number}.")
    target = make_message(room, lucie.name, "Le mot de trop.")
    make_message(room, marc.name, "Après.")
    words = ines.client.get(page_of(call(marc, "message", str(target.pk)).case)).content.decode()
    places = [words.index(one) for one in ("Avant 3.", "Avant 7.", "Après.")]
    assert places == sorted(places)
    assert "Avant 2." not in words


def test_whoever_sees_one_lane_sees_that_the_other_is_open(lucie, marc, ines):
    target_id, _ = target_of("post", lucie)
    care, rule = call(marc, "post", target_id, "worry").case, call(marc, "post", target_id, "hostile").case
    assert page_of(rule) in ines.client.get(page_of(care)).content.decode()
    assert page_of(care) in ines.client.get(page_of(rule)).content.decode()
    services.decide(ines.actor, care, act="cared_for", outcome="answered")
    assert page_of(care) not in ines.client.get(page_of(rule)).content.decode()


def test_past_decisions_about_the_name_are_shown_but_never_its_care(lucie, marc, ines, ivy):
    services.decide(ines.actor, case_about(lucie, marc, reason="worry"), act="cared_for", outcome="answered")
    services.decide(ivy.actor, case_about(lucie, marc), act="hide", rule="advertising")
    services.decide(ivy.actor, case_about(marc, lucie), act="hide", rule="medical_advice")
    words = ines.client.get(page_of(case_about(lucie, marc))).content.decode()
    # Once in the list of rules to choose from, and once more where it was decided about this name.
    assert words.count("On ne vend rien ici") == 2
    assert words.count("On ne conseille à personne") == 1
    assert "Quelqu’un s’en est occupé" not in words
    assert words.count("Ivy gate") == 1


def test_changed_words_stand_beside_those_that_were_flagged(lucie, marc, ines):
    case = case_about(lucie, marc)
    Post.objects.filter(pk=case.target_id).update(body="Adouci.", html="<p>Adouci.</p>")
    words = ines.client.get(page_of(case)).content.decode()
    assert "Des mots du salon." in words
    assert "Adouci." in words


def test_a_case_costs_the_same_however_many_called(lucie, ines, django_assert_max_num_queries):
    # Somebody is on duty, so that so many calls set nothing aside by themselves.
    watch.come(ines.actor)
    target_id, _ = target_of("post", lucie)
    for number in range(35):
        member = factories.make_member(f"Lectrice {number}")
        asked = {"kind": "post", "target_id": target_id, "reason": "other", "note": "n"}
        flag = services.raise_flag(factories.actor_of(member), **asked)
    with django_assert_max_num_queries(26):
        words = ines.client.get(page_of(flag.case)).content.decode()
    assert words.count("Autre chose") <= 33
    assert "D’autres nous avaient écrit avant." in words


def test_the_queue_page_costs_the_same_with_many_cases(lucie, marc, ines, django_assert_num_queries):
    for number in range(25):
        member = factories.make_member(f"Lecteur {number}")
        asked = {"kind": "post", "target_id": target_of("post", lucie)[0], "reason": "other"}
        services.raise_flag(factories.actor_of(member), **asked)
    watch.come(ines.actor)
    case = Case.objects.order_by("pk")[0]
    services.decide(ines.actor, case, act="nothing_wrong")
    # Three to know who reads, as on every page; one each for the places, the watch, one's masks (whose cases are not
    # for oneself), what stands apart, and the page.
    for query in ("", f"?sent={case.pk}", "?kind=reports&language=fr", f"?theme={case.theme_id}"):
        with django_assert_num_queries(3 + 5):
            words = ines.client.get(f"/fr/moderation/{query}").content.decode()
        assert ("Relire" in words) is ("sent" in query)


# --- deciding -------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["post", "message"])
def test_a_whole_path_from_the_call_to_the_letter(kind, lucie, marc, ines):
    target_id, _ = target_of(kind, lucie)
    marc.client.post(f"/en/flag/{kind}/{target_id}/", {"reason": "hostile", "note": "ouch"})
    case = Case.objects.get()
    assert page_of(case) in ines.client.get("/fr/moderation/").content.decode()
    answer = decide(
        ines, case, act="hide_suspend", rule="hostile", pause="suspended:3d", explanation="Redites-le autrement."
    )
    assert answer.status_code == 303
    after = ines.client.get(answer["Location"]).content.decode()
    assert "a reçu une lettre" in after
    assert "Rien ne vous attend." in after
    letter = Letter.objects.get(recipient=lucie.name)
    assert "Redites-le autrement." in letter.body
    inbox = lucie.client.get("/fr/inbox/").content.decode()
    assert letter.subject in inbox
    assert "What came of your report" in marc.client.get("/en/inbox/").content.decode()
    decision = Decision.objects.get()
    assert timedelta(days=3) <= decision.until - decision.at <= timedelta(days=3, hours=1)


def test_a_name_can_be_paused_and_a_worry_looked_after(lucie, marc, ines):
    name, worry = case_about(lucie, marc, kind="name"), case_about(lucie, marc, reason="worry")
    assert decide(ines, name, act="suspend", rule="other", pause="suspended:1d").status_code == 303
    assert decide(ines, worry, act="cared_for", outcome="answered", explanation="Bonjour.").status_code == 303
    assert {one.kind for one in Letter.objects.filter(recipient=lucie.name)} == {"decision", "care"}


@pytest.mark.parametrize(
    "sent, sentence",
    [
        ({}, "Choisissez ce qu’il faut faire."),
        ({"act": "banish"}, "Choisissez ce qu’il faut faire."),
        ({"act": "hide"}, "Choisissez la règle en cause"),
        ({"act": "suspend", "rule": "hostile"}, "Choisissez combien de temps"),
        ({"act": "restore"}, "Cela ne peut plus se faire"),
        ({"act": "hide", "rule": "hostile", "explanation": "Mes mots. " + "é" * 4_000}, "Vos mots sont plus longs"),
    ],
)
def test_what_is_missing_is_said_and_everything_is_kept(sent, sentence, lucie, marc, ines):
    answer = decide(ines, case_about(lucie, marc), **{"explanation": "Mes mots.", **sent})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in words
    assert "Mes mots." in words
    if sent.get("act") == "hide":
        assert 'value="hide" required checked' in words
    if sent.get("rule"):
        assert 'value="hostile" selected' in words
    assert not Decision.objects.exists()


def test_a_facilitator_is_told_what_is_not_theirs(lucie, marc, anouk):
    room = factories.make_room()
    entrust(anouk, "facilitator", room.scope)
    case = call(marc, "message", str(make_message(room, lucie.name).pk)).case
    assert 'value="suspended:1d"' not in anouk.client.get(page_of(case)).content.decode()
    answer = decide(anouk, case, act="suspend", rule="hostile", pause="suspended:1d")
    assert answer.status_code == 403
    assert "Votre rôle ne va pas jusque-là" in answer.content.decode()


def test_decided_meanwhile_names_the_colleague_and_keeps_the_words(lucie, marc, ines, ivy):
    case = case_about(lucie, marc)
    shown = ivy.client.get(page_of(case)).content.decode()
    decide(ines, case, act="nothing_wrong")
    sent = {"seen": seen_on(shown), "act": "hide", "rule": "hostile", "explanation": "Mes mots à moi."}
    answer = ivy.client.post(page_of(case) + "decide/", sent)
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Inès a décidé entre-temps" in words
    assert "Mes mots à moi." in words
    assert 'name="act"' not in words
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("seen", [None, "", "x", "9" * 64])
def test_words_that_changed_are_shown_and_asked_about_again(seen, lucie, marc, ines):
    case = case_about(lucie, marc)
    old = seen_on(ines.client.get(page_of(case)).content.decode())
    Post.objects.filter(pk=case.target_id).update(body="Pardon pour ces mots.", html="<p>Pardon pour ces mots.</p>")
    sent = {"act": "hide", "rule": "hostile", "explanation": "Gardé.", "seen": old if seen is None else seen}
    answer = ines.client.post(page_of(case) + "decide/", sent)
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Pardon pour ces mots." in words
    assert "Gardé." in words
    assert 'value="hide" required checked' in words
    assert not Decision.objects.exists()
    assert ines.client.post(page_of(case) + "decide/", {**sent, "seen": seen_on(words)}).status_code == 303


def test_a_closed_case_shows_its_letter_and_can_be_looked_at_again(lucie, marc, ines, ivy):
    case = case_about(lucie, marc)
    decide(ines, case, act="hide", rule="hostile")
    words = ivy.client.get(page_of(case)).content.decode()
    assert "Nous avons retiré votre message" in words
    assert "Inès" in words
    assert str(case.pk) in ivy.client.get("/fr/moderation/decided/").content.decode()
    answer = ivy.client.post(page_of(case) + "again/")
    assert answer.status_code == 303
    fresh = Case.objects.get(closed_at=None)
    assert answer["Location"] == page_of(fresh)
    assert page_of(fresh) in ivy.client.get(page_of(case)).content.decode()
    assert decide(ivy, fresh, act="restore").status_code == 303
    assert Post.objects.get(pk=case.target_id).state == "shown"


def test_an_erased_target_leaves_a_case_that_can_end(lucie, marc, ines):
    case = case_about(lucie, marc)
    Post.objects.filter(pk=case.target_id).delete()
    assert "effacé depuis" in ines.client.get(page_of(case)).content.decode()
    assert decide(ines, case, act="nothing_wrong").status_code == 303
    assert ines.client.post(page_of(case) + "again/").status_code == 410


def test_a_form_without_its_token_decides_nothing(lucie, marc, ines):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ines.member)
    assert strict.post(page_of(case_about(lucie, marc)) + "decide/", {"act": "nothing_wrong"}).status_code == 403
    assert not Decision.objects.exists()


QUERIES = ["sent=x", "sent=", f"sent={UUID(int=1)}", "after=x", "before=²", "before=-1", "before=" + "9" * 50]


@pytest.mark.parametrize("query", QUERIES)
def test_a_broken_address_is_forgiven(query, ines):
    for path in ("/fr/moderation/", "/fr/moderation/decided/"):
        assert ines.client.get(f"{path}?{query}").status_code == 200


def test_hostile_words_stay_words(lucie, marc, ines):
    thread = factories.make_thread(title="<script>alert(1)</script>", author=lucie.name, body="<script>alert(2)")
    case = call(marc, "post", str(thread.posts.get().pk), "other", "<script>alert(3)</script>").case
    answer = decide(ines, case, explanation="</textarea><script>alert(4)</script>")
    for words in (answer.content.decode(), ines.client.get("/fr/moderation/").content.decode()):
        assert "<script>alert" not in words
