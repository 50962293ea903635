"""Deciding beside the words: a link, then a button; nothing is opened by looking, and everything typed is kept."""

from __future__ import annotations

import pytest

from chat.models import MessageState, RoomEvent
from forum.models import Post
from members.models import Letter, Standing
from moderation.models import Case, Decision
from tests import factories
from tests.moderation.makers import call, case_about, entrust, make_message, target_of

pytestmark = pytest.mark.django_db


def page(kind: str, target_id: object, language: str = "fr") -> str:
    return f"/{language}/moderation/now/{kind}/{target_id}/"


def hidden_in(words: str, name: str) -> str:
    return words.split(f'name="{name}" value="')[1].split('"')[0]


def sent_from(person, address: str, **sent: str):
    shown = person.client.get(address).content.decode()
    return person.client.post(address, {name: hidden_in(shown, name) for name in ("seen", "nonce")} | sent)


def test_two_actions_from_a_message_in_the_room(lucie, marc, anouk):
    room = factories.make_room()
    entrust(anouk, "facilitator", room.scope)
    event = make_message(room, lucie.name, "Tais-toi.")
    address = page("message", event.pk)
    assert address in anouk.client.get(f"/fr/rooms/{room.slug}/").content.decode()
    assert address not in marc.client.get(f"/fr/rooms/{room.slug}/").content.decode()
    anouk.client.get(address)
    assert not Case.objects.exists()
    answer = sent_from(anouk, address, act="hide_suspend", rule="hostile", pause="here:10m")
    assert answer.status_code == 303
    assert answer["Location"] == f"/fr/rooms/{room.slug}/#m{event.seq}"
    event.refresh_from_db()
    assert event.state == MessageState.REMOVED
    decision = Decision.objects.get()
    assert (decision.measure, decision.decider) == ("here", anouk.name)
    assert decision.letter.recipient == lucie.name


def test_the_same_form_sent_twice_decides_once(lucie, ines):
    target_id, _ = target_of("post", lucie)
    shown = ines.client.get(page("post", target_id)).content.decode()
    sent = {name: hidden_in(shown, name) for name in ("seen", "nonce")} | {"act": "hide", "rule": "hostile"}
    assert [ines.client.post(page("post", target_id), sent).status_code for _ in range(2)] == [303, 303]
    assert Decision.objects.count() == Letter.objects.count() == 1


def test_it_says_that_somebody_had_called(lucie, marc, ines):
    target_id, _ = target_of("post", lucie)
    case = call(marc, "post", target_id).case
    assert f"/fr/moderation/cases/{case.pk}/" in ines.client.get(page("post", target_id)).content.decode()
    assert sent_from(ines, page("post", target_id), act="warn", rule="hostile").status_code == 303
    case.refresh_from_db()
    assert case.closed_at is not None


def test_it_is_not_there_for_others(lucie, marc, anouk, ines, odile, guest):
    room = factories.make_room()
    entrust(anouk, "facilitator", room.scope)
    elsewhere = make_message(factories.make_room(), lucie.name)
    own = make_message(room, anouk.name)
    here = make_message(room, lucie.name)
    assert [one.client.get(page("message", here.pk)).status_code for one in (marc, odile, guest)] == [404, 404, 302]
    assert [anouk.client.get(page("message", one.pk)).status_code for one in (here, elsewhere, own)] == [200, 404, 404]
    assert anouk.client.get(page("name", lucie.name.pk)).status_code == 404
    assert ines.client.get(page("name", lucie.name.pk)).status_code == 200
    for kind, number in (("held", 1), ("decision", 1), ("post", 987654), ("message", "x")):
        assert ines.client.get(page(kind, number)).status_code == 404
    assert anouk.client.post(page("message", elsewhere.pk), {"act": "hide", "rule": "hostile"}).status_code == 404


@pytest.mark.parametrize(
    "sent, status, sentence",
    [
        ({}, 422, "Choisissez ce qu’il faut faire."),
        ({"act": "hide"}, 422, "Choisissez la règle en cause"),
        ({"act": "suspend", "rule": "hostile"}, 422, "Choisissez combien de temps"),
        ({"act": "hide", "rule": "nowhere"}, 422, "Choisissez la règle en cause"),
        ({"act": "hide", "rule": "hostile", "nonce": "x"}, 422, ""),
        ({"act": "hide", "rule": "hostile", "seen": "x"}, 409, "Les mots ont changé"),
    ],
)
def test_what_is_missing_is_said_and_nothing_happened(sent, status, sentence, lucie, ines):
    target_id, _ = target_of("post", lucie)
    answer = sent_from(ines, page("post", target_id), **sent)
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    if "rule" in sent and sent["rule"] == "hostile":
        assert 'value="hostile" selected' in answer.content.decode()
    assert not Case.objects.exists()
    assert not Standing.objects.exists()


# --- on the page of a case ------------------------------------------------------------------------
def case_page(case: Case) -> str:
    return f"/fr/moderation/cases/{case.pk}/"


def test_a_passage_is_cut_from_the_page_of_a_case_without_a_script(lucie, marc, ines):
    case = call(marc, "post", target_of("post", lucie, "Une phrase. Voici comment. La fin.")[0], "method_detail").case
    shown = ines.client.get(case_page(case)).content.decode()
    assert 'name="cut" id="id_cut_1" value="1"' in shown
    sent = {"seen": hidden_in(shown, "seen"), "act": "redact", "cut": "1"}
    missing = ines.client.post(case_page(case) + "decide/", sent)
    assert missing.status_code == 422
    assert 'id="id_cut_1" value="1" checked' in missing.content.decode()
    assert ines.client.post(case_page(case) + "decide/", {**sent, "rule": "method_detail"}).status_code == 303
    assert Post.objects.get(pk=case.target_id).body == "Une phrase. [un passage retiré] La fin."


def test_a_thread_moves_from_the_page_of_a_case(lucie, marc, ines):
    there = factories.make_theme(name_fr="Les nuits")
    thread = factories.make_thread(author=lucie.name)
    case = call(marc, "post", str(thread.posts.get().pk), "other").case
    shown = ines.client.get(case_page(case)).content.decode()
    assert f'<option value="{there.pk}">Les nuits</option>' in shown
    sent = {"seen": hidden_in(shown, "seen"), "act": "move", "to_theme": there.pk}
    assert ines.client.post(case_page(case) + "decide/", sent).status_code == 303
    thread.refresh_from_db()
    assert thread.theme == there


def test_the_proposal_names_a_pause_and_chooses_nothing(lucie, marc, ines):
    first = case_about(lucie, marc)
    assert "Proposé : aucune." in ines.client.get(case_page(first)).content.decode().replace("\xa0", " ")
    sent_from_case = {"act": "hide", "rule": "hostile", "seen": ""}
    sent_from_case["seen"] = hidden_in(ines.client.get(case_page(first)).content.decode(), "seen")
    ines.client.post(case_page(first) + "decide/", sent_from_case)
    words = ines.client.get(case_page(case_about(lucie, marc))).content.decode().replace("\xa0", " ")
    assert "Proposé : Dans le thème" in words
    assert "un jour" in words.lower()
    assert "C’est" not in words or "selected" not in words.split('name="pause"')[1].split("</select>")[0]
    # Nothing of the person behind the name: another name of theirs does not count.
    assert "Proposé : aucune." in ines.client.get(case_page(case_about(marc, lucie))).content.decode().replace(
        "\xa0", " "
    )


def test_messages_are_read_as_they_are_now(lucie, ines):
    event = make_message(factories.make_room(), lucie.name, "<b>Moi</b>")
    RoomEvent.objects.filter(pk=event.pk).update(html="&lt;b&gt;Moi&lt;/b&gt;")
    assert "&lt;b&gt;Moi" in ines.client.get(page("message", event.pk)).content.decode()


# --- from a thread --------------------------------------------------------------------------------
def test_the_way_stands_beside_posts_for_those_who_may_and_for_nobody_else(lucie, marc, ines, anouk, guest):
    thread = factories.make_thread(factories.make_theme(), lucie.name)
    own = factories.make_post(thread, ines.name)
    entrust(anouk, "facilitator", thread.theme.scope)
    address = f"/fr/threads/{thread.pk}/{thread.slug}/"
    first = thread.posts.get(position=1)
    for person, ways in (
        (ines, {first.pk}),
        (anouk, {first.pk, own.pk}),
        (marc, set()),
        (lucie, set()),
        (guest, set()),
    ):
        shown = person.client.get(address).content.decode()
        assert {pk for pk in (first.pk, own.pk) if page("post", pk) in shown} == ways


@pytest.mark.parametrize("act", ["lock", "move"])
def test_a_thread_is_cared_for_in_two_actions(act, lucie, ines):
    thread, other = factories.make_thread(factories.make_theme(), lucie.name), factories.make_theme()
    first = thread.posts.get(position=1)
    address = page("post", first.pk)
    shown = ines.client.get(address).content.decode()
    assert f'value="{act}"' in shown
    assert 'name="to_theme"' in shown
    sent = {name: hidden_in(shown, name) for name in ("seen", "nonce")}
    sent |= {"act": act, "rule": "other", "to_theme": other.pk if act == "move" else ""}
    for _twice in range(2):
        assert ines.client.post(address, sent).status_code == 303
    thread.refresh_from_db()
    assert (thread.is_locked, thread.theme) == ((True, thread.theme) if act == "lock" else (False, other))
    assert Decision.objects.get().letter.recipient == lucie.name
    answer = factories.make_post(thread, lucie.name)
    beside = ines.client.get(page("post", answer.pk)).content.decode()
    assert f'value="{act}"' not in beside
