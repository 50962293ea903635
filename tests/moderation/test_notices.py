"""Notices of illegal content: from anybody, without an account, answered under a secret reference."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from members import seal
from members.actor import GUEST
from members.refusals import Refusal
from moderation import notices, places, services
from moderation.models import Case, Flag, Notice, Urgency
from tests import factories
from tests.moderation.makers import entrust, make_message, target_of

pytestmark = pytest.mark.django_db
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def send(client: Client, place: str, language: str = "fr", **more: str):
    return client.post(f"/{language}/notice/", {"place": place, "why": "C’est une menace.", **more}, **OURS)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_guest_gives_notice_and_reads_the_outcome_without_an_account(language, lucie, ines):
    client = Client(enforce_csrf_checks=True)
    target_id, _ = target_of("post", lucie)
    page = client.get(f"/{language}/notice/?where=/fr/posts/{target_id}/")
    assert f'value="/fr/posts/{target_id}/"' in page.content.decode()
    sent = send(client, f"/fr/posts/{target_id}/", language)
    assert sent.status_code == 303
    receipt = client.get(sent["Location"])
    reference = sent["Location"].strip("/").split("/")[-1]
    assert re.fullmatch(r"([0-9a-z]{5}-){3}[0-9a-z]{5}", reference)
    assert reference in receipt.content.decode()
    assert receipt["Cache-Control"] == "no-store"
    for answer in (page, sent, receipt):
        assert not answer.cookies
    case = Case.objects.get()
    assert (case.lane, case.urgency, case.target_id) == ("rule", Urgency.RED, target_id)
    assert Flag.objects.get().reporter is None
    services.decide(ines.actor, case, act="hide", rule="illegal")
    told = client.get(sent["Location"]).content.decode()
    assert "Nous l’avons retiré" in told if language == "fr" else "We took it down" in told
    assert "Des mots du salon." not in told
    found = client.get(f"/{language}/notice/", {"reference": reference.upper().replace("-", " ")})
    assert found["Location"] == sent["Location"]


def test_the_reference_is_kept_nowhere(lucie):
    target_id, _ = target_of("post", lucie)
    given = notices.give_notice(GUEST, place=f"/fr/posts/{target_id}/", why="Une menace.")
    row = Notice.objects.values().get()
    assert given.reference.replace("-", "") not in str(row)
    assert bytes(row["reference_digest"]) == seal.digest("notice", given.reference.replace("-", ""))
    assert notices.under(given.reference) == Notice.objects.get()
    assert notices.under("22222-22222-22222-22222") is None


@pytest.mark.parametrize("wrong", ["x", "22222-22222-22222-22222", "a" * 400, "é"])
def test_an_unknown_reference_is_said_to_be_unknown(wrong, guest):
    assert guest.client.get(f"/fr/notice/{wrong}/").status_code == 404
    words = guest.client.get("/fr/notice/", {"reference": wrong}).content.decode()
    assert "ne trouvons rien sous cette référence" in words


def test_name_and_contact_are_sealed_read_by_moderators_and_erased(lucie, ines, anouk, guest):
    target_id, post = target_of("post", lucie)
    send(guest.client, f"/fr/posts/{target_id}/", name="Renée D.", contact="renee@example.org")
    notice, case = Notice.objects.get(), Case.objects.get()
    assert b"Ren" not in bytes(notice.sealed)
    assert b"example" not in bytes(notice.sealed)
    assert "renee@example.org" in ines.client.get(f"/fr/moderation/cases/{case.pk}/").content.decode()
    entrust(anouk, "moderator", post.thread.theme.scope)
    page = anouk.client.get(f"/fr/moderation/cases/{case.pk}/")
    assert page.status_code == 200
    assert "renee" not in page.content.decode()
    services.decide(ines.actor, case, act="nothing_wrong")
    assert notices.erase_contacts(timezone.now() + timedelta(days=29)) == 0
    assert notices.erase_contacts(timezone.now() + timedelta(days=31)) == 1
    assert bytes(Notice.objects.get().sealed) == b""
    assert "renee" not in ines.client.get(f"/fr/moderation/cases/{case.pk}/").content.decode()


def test_a_contact_cannot_be_moved_to_another_notice(lucie, ines):
    target_id, _ = target_of("post", lucie)
    for contact in ("renee@example.org", ""):
        notices.give_notice(GUEST, place=f"/fr/posts/{target_id}/", why=f"Une menace {contact}.", contact=contact)
    first, second = Notice.objects.order_by("pk")
    Notice.objects.filter(pk=second.pk).update(sealed=first.sealed)
    told = notices.contacts_of(ines.actor, Case.objects.get())
    assert [one.contact for one in told] == ["renee@example.org", ""]


def test_every_kind_of_address_leads_to_its_words(lucie):
    thread = factories.make_thread(author=lucie.name)
    post = factories.make_post(thread, lucie.name)
    room = factories.make_room("veillee")
    event = make_message(room, lucie.name)
    known = {
        f"/fr/posts/{post.pk}/": ("post", str(post.pk)),
        f"http://testserver/en/posts/{post.pk}": ("post", str(post.pk)),
        f"/fr/threads/{thread.pk}/un-fil/": ("post", str(thread.posts.get(position=1).pk)),
        f"/fr/threads/{thread.pk}/un-fil/?page=1#p2": ("post", str(post.pk)),
        f"/fr/rooms/veillee/#m{event.seq}": ("message", str(event.pk)),
        f"/en/names/{lucie.name.pk}/": ("name", str(lucie.name.pk)),
        f"/fr/flag/post/{post.pk}/": ("post", str(post.pk)),
    }
    with override_settings(ALLOWED_ORIGINS=["http://testserver"]):
        for address, target in known.items():
            found = places.target_at(GUEST, address)
            assert found is not None, address
            assert (found.kind, found.id) == target


@pytest.mark.parametrize(
    "address",
    [
        *(
            "",
            " ",
            "x",
            "/",
            "/fr/",
            "/fr/help/",
            "/de/posts/1/",
            "/fr/posts/99999999999999999999/",
            "/fr/rooms/veillee/",
        ),
        *("https://evil.example/fr/posts/1/", "//evil.example/fr/posts/1/", "http://[", "/fr/threads/1/x/#p99999999"),
        *("/fr/posts/1/\x00", "é" * 600, "/fr/threads/999999999999999999999999/x/", "javascript:alert(1)"),
    ],
)
def test_what_is_no_address_of_ours_is_said_calmly_and_kept(address, guest):
    factories.make_room("veillee")
    answer = send(guest.client, address, contact="moi@example.org")
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "aucun message à cette adresse" in words
    assert "C’est une menace." in words
    assert "moi@example.org" in words
    assert not Notice.objects.exists()


def test_what_only_members_read_cannot_be_probed(lucie, guest):
    post = factories.make_thread(author=lucie.name, audience="members").posts.get()
    assert send(guest.client, f"/fr/posts/{post.pk}/").status_code == 422


@pytest.mark.parametrize("sent", [{"why": ""}, {"why": " \u200b"}, {"why": "é" * 4_001}, {"name": "é" * 121}])
def test_what_is_missing_is_said_beside_it(sent, lucie, guest):
    target_id, _ = target_of("post", lucie)
    answer = send(guest.client, f"/fr/posts/{target_id}/", **sent)
    assert answer.status_code == 422
    assert 'class="fix"' in answer.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"HTTP_SEC_FETCH_SITE": "cross-site"}])
def test_a_notice_from_elsewhere_does_nothing(headers, lucie):
    target_id, _ = target_of("post", lucie)
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/fr/notice/", {"place": f"/fr/posts/{target_id}/", "why": "x"}, **headers)
    assert answer.status_code == 403
    assert not Notice.objects.exists()


@override_settings(RATE_LIMITS=True)
def test_notices_have_a_limit_and_keep_their_words(lucie, guest):
    target_id, _ = target_of("post", lucie)
    answers = [send(guest.client, f"/fr/posts/{target_id}/", why=f"Menace {number}.") for number in range(5)]
    assert [one.status_code for one in answers] == [303, 303, 303, 429, 429]
    assert "Menace 4." in answers[-1].content.decode()
    assert int(answers[-1]["Retry-After"]) > 0


def test_a_member_gives_notice_too_and_finds_it_among_their_reports(lucie, marc):
    target_id, _ = target_of("post", lucie)
    services.raise_flag(marc.actor, kind="post", target_id=target_id, reason="hostile", note="Blessant.")
    marc.client.post("/fr/notice/", {"place": f"/fr/posts/{target_id}/", "why": "Une menace de mort."})
    flag = Flag.objects.get()
    assert flag.case.urgency == Urgency.RED
    page = marc.client.get(f"/fr/me/reports/{flag.pk}/").content.decode()
    assert "Blessant." in page
    assert "Une menace de mort." in page


def test_ones_own_words_are_refused(lucie):
    target_id, _ = target_of("post", lucie)
    with pytest.raises(Refusal):
        notices.give_notice(lucie.actor, place=f"/fr/posts/{target_id}/", why="x")


def test_the_page_of_a_flag_leads_to_the_notice(lucie, guest):
    target_id, _ = target_of("post", lucie)
    page = guest.client.get(f"/fr/flag/post/{target_id}/").content.decode()
    assert f'href="/fr/notice/?where=/fr/flag/post/{target_id}/"' in page
