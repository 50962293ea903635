"""A line by e-mail: asked for, confirmed from the mailbox, silent about everything, forgotten by one link."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from members import digests, inbox, quiet
from members.models import MailWish
from members.refusals import Refusal
from tests.cast import Person

pytestmark = pytest.mark.django_db
ADDRESS = "lucie@exemple.org"


@pytest.fixture(autouse=True)
def _with_mail(settings: Any) -> None:
    settings.MAIL_IS_ON = True


def give(person: Person, address: str = ADDRESS, rhythm: str = "day") -> Any:
    return person.client.post("/fr/me/mail/", {"address": address, "rhythm": rhythm})


def link_in(message: Any, word: str) -> str:
    found = re.search(rf"https?://[^/\s]+(/\S*/mail/{word}/\S+)", message.body)
    assert found
    return found[1]


def confirmed(person: Person) -> None:
    give(person)
    Client().post(link_in(mail.outbox[-1], "confirm"))
    mail.outbox.clear()


def letter_to(person: Person) -> None:
    inbox.send(person.name, kind="decision", language="fr", subject="Deuil", body="Au sujet du deuil.")


def test_an_address_is_used_once_its_mailbox_has_confirmed(lucie: Person) -> None:
    assert give(lucie).status_code == 302
    letter_to(lucie)
    assert len(mail.outbox) == 1
    assert digests.send_due() == 0
    address = link_in(mail.outbox[0], "confirm")
    stranger = Client()
    assert stranger.get(address).status_code == 200
    assert not digests.wish_of(lucie.actor).is_confirmed, "looking confirms nothing"
    page = stranger.post(address)
    assert page.status_code == 200
    assert page.cookies == {}
    assert digests.wish_of(lucie.actor).is_confirmed
    assert digests.send_due() == 1


def test_a_line_says_that_something_waits_and_nothing_of_what(lucie: Person) -> None:
    confirmed(lucie)
    assert digests.send_due() == 0, "nothing waits"
    letter_to(lucie)
    assert digests.send_due() == 1
    [message] = mail.outbox
    assert message.to == [ADDRESS]
    assert message.subject == "Quelque chose vous attend"
    whole = str(message.message())
    for word in ("Lucie", "Deuil", "deuil", "essai-", "Entraide", "entraide"):
        assert word not in whole + message.body
    assert message.body.startswith("Bonjour,\n\nQuelque chose vous attend.")


def test_no_more_often_than_was_asked_nor_in_quiet_times(lucie: Person) -> None:
    confirmed(lucie)
    letter_to(lucie)
    now = timezone.now()
    assert digests.send_due(now=now) == 1
    assert digests.send_due(now=now) == 0
    assert digests.send_due(now=now + timedelta(days=1)) == 1
    quiet.change(lucie.actor, break_until=timezone.localdate() + timedelta(days=9))
    assert digests.send_due(now=now + timedelta(days=3)) == 0
    assert digests.send_due(now=now + timedelta(days=10)) == 1


def test_one_link_forgets_the_address_without_signing_in(lucie: Person) -> None:
    confirmed(lucie)
    letter_to(lucie)
    digests.send_due()
    address = link_in(mail.outbox[0], "leave")
    assert mail.outbox[0].extra_headers["List-Unsubscribe"].endswith(f"{address}>")
    stranger = Client(enforce_csrf_checks=True)
    assert "oublier" in stranger.get(address).content.decode()
    assert MailWish.objects.exists()
    assert "C’est oublié" in stranger.post(address, {"List-Unsubscribe": "One-Click"}).content.decode()
    assert not MailWish.objects.exists()
    assert stranger.post(address).status_code == 200


@pytest.mark.parametrize("way", ["confirm", "leave"])
def test_a_ticket_that_is_none_changes_nothing(lucie: Person, way: str) -> None:
    give(lucie)
    other = link_in(mail.outbox[0], "leave" if way == "confirm" else "confirm").split("?t=")[1]
    for ticket in ("", "x", other):
        page = Client().post(f"/fr/mail/{way}/?t={ticket}").content.decode()
        assert "Ce lien ne compte plus" in page
    assert digests.wish_of(lucie.actor) is not None
    assert not digests.wish_of(lucie.actor).is_confirmed


def test_the_ticket_of_an_older_address_does_not_confirm_the_new_one(lucie: Person) -> None:
    give(lucie)
    give(lucie, "autre@exemple.org")
    assert "Ce lien ne compte plus" in Client().post(link_in(mail.outbox[0], "confirm")).content.decode()
    assert not digests.wish_of(lucie.actor).is_confirmed


def test_the_table_tells_neither_whose_nor_which(lucie: Person, marc: Person) -> None:
    give(lucie)
    give(marc, "a-much-longer-address-than-the-other-one@exemple.org")
    rows = [bytes(row.token) + bytes(row.sealed) for row in MailWish.objects.all()]
    assert len({len(row) for row in rows}) == 1
    for row in rows:
        assert b"exemple" not in row
        assert lucie.member.pk.bytes not in row
        assert str(lucie.member.pk).encode() not in row


def test_a_letter_that_cannot_be_sent_is_tried_again_and_no_address_reaches_a_log(lucie: Person, caplog: Any) -> None:
    confirmed(lucie)
    letter_to(lucie)
    with mock.patch("django.core.mail.EmailMessage.send", side_effect=OSError(ADDRESS)):
        assert digests.send_due() == 0
    assert ADDRESS not in caplog.text
    assert digests.send_due() == 1


@pytest.mark.parametrize("address", ["", "lucie", "lucie@", "a@b\nc@d.org", "x" * 300 + "@exemple.org"])
def test_what_is_no_address_is_told_in_a_sentence(lucie: Person, address: str) -> None:
    response = give(lucie, address)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()
    assert mail.outbox == []


def test_without_a_mail_server_nothing_is_offered(lucie: Person, settings: Any) -> None:
    settings.MAIL_IS_ON = False
    page = lucie.client.get("/fr/me/mail/").content.decode()
    assert "n’envoie rien par e-mail" in page
    assert 'name="address"' not in page
    with pytest.raises(Refusal):
        digests.give_address(lucie.actor, address=ADDRESS, rhythm="day")
    assert digests.send_due() == 0


def test_one_takes_the_address_back(lucie: Person) -> None:
    confirmed(lucie)
    assert ADDRESS in lucie.client.get("/fr/me/mail/").content.decode()
    lucie.client.post("/fr/me/mail/", {"forget": "1"})
    assert digests.wish_of(lucie.actor) is None
