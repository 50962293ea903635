"""Opening a mask: two administrators or nobody, written down, told to whoever wears it, and kept nowhere."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from forum import services as forum
from members import inbox, masks
from members.models import Holding, Letter, LetterKind, Mask, Pseudonym, Role
from members.refusals import Refusal
from moderation import unmasking
from moderation.models import Unmasking
from moderation.unmasking_models import UnmaskingState
from record import services as record
from record.models import Entry
from tests import factories
from tests.cast import Person, person
from tests.moderation.makers import entrust

pytestmark = pytest.mark.django_db

WHY = "Une raison écrite pour le registre."


@pytest.fixture
def oscar(db: None) -> Person:
    """A second administrator."""
    return person("Oscar du phare", roles=(("administrator", ""),))


@pytest.fixture
def mask(lucie: Person) -> Pseudonym:
    post = forum.reply(
        lucie.actor, thread=factories.make_thread(), body="Sous un masque.", nonce=uuid4(), is_masked=True
    )
    assert isinstance(post, forum.Published)
    return post.post.author


def ask(who: Person, mask: Pseudonym, **more: Any) -> Unmasking:
    return unmasking.ask(who.actor, mask=mask, **{"ground": "danger", "reason": WHY, **more})


def agree(who: Person, asked: Unmasking, agrees: bool = True) -> unmasking.Answered:
    return unmasking.answer(who.actor, pk=asked.pk, agrees=agrees, words="D’accord avec cette raison.")


def state_of(asked: Unmasking) -> str:
    return Unmasking.objects.get(pk=asked.pk).state


def lines() -> list[tuple[str, Any]]:
    found = Entry.objects.filter(kind__startswith="unmasking.").order_by("number")
    return [(one.kind.removeprefix("unmasking."), record.read(one)) for one in found]


def letters_to(mask: Pseudonym) -> list[Letter]:
    return list(Letter.objects.filter(recipient=mask))


# --- two, or nobody -----------------------------------------------------------------------------------
def test_two_administrators_see_the_present_name_and_the_holder_is_told(lucie, odile, oscar, mask):
    asked = ask(odile, mask)
    assert letters_to(mask) == []
    done = agree(oscar, asked)
    assert done.name == lucie.name
    [letter] = letters_to(mask)
    assert letter.subject == "Votre masque a été ouvert"
    assert "deux personnes qui administrent la maison" in letter.body
    assert "la vie de quelqu’un" in letter.body
    assert "Vous pouvez vous y opposer" in letter.body
    for secret in (WHY, "D’accord avec", odile.name.name, oscar.name.name, lucie.name.name):
        assert secret not in letter.body
    assert letter.pk in [int(one.url.rstrip("/").split("/")[-1]) for one in inbox.items_for(lucie.actor) if one.is_new]
    assert timezone.localtime(letter.at).hour == 0
    assert [kind for kind, _told in lines()] == ["asked", "opened", "told"]
    assert lines()[1][1]["by"] == [str(odile.name.pk), str(oscar.name.pk)]
    assert lines()[1][1]["ground"] == "danger"


def test_one_account_cannot_complete_it(odile, oscar, mask):
    asked = ask(odile, mask)
    for _tab in range(2):
        with pytest.raises(Refusal):
            agree(odile, asked)
    # Another role, or another name, makes nobody two people.
    entrust(odile, "moderator", "")
    Holding.objects.filter(member=odile.member).update(is_current=False)
    Holding.objects.create(member=odile.member, pseudonym=factories.make_pseudonym("Un autre nom"), is_current=True)
    with pytest.raises(Refusal):
        agree(odile, asked)
    assert state_of(asked) == UnmaskingState.ASKED
    with pytest.raises(Refusal):
        unmasking.look(odile.actor, pk=asked.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Unmasking.objects.filter(pk=asked.pk).update(second=asked.asker_id)


@pytest.mark.parametrize("what", ["ask", "answer", "look"])
def test_only_administrators(what, lucie, ines, odile, oscar, mask):
    asked = ask(odile, mask)
    if what == "look":
        agree(oscar, asked)
    for who in (lucie, ines):
        with pytest.raises(Refusal) as refused:
            if what == "ask":
                ask(who, factories_mask(lucie))
            elif what == "answer":
                agree(who, asked)
            else:
                unmasking.look(who.actor, pk=asked.pk)
        assert refused.value.code == "not_found"


def factories_mask(who: Person) -> Pseudonym:
    worn = masks.wear(who.actor, scope=f"thread:{factories.make_thread().pk}", language="fr")
    return Pseudonym.objects.get(pk=worn.pseudonym_id)


@pytest.mark.parametrize(
    "wrong",
    [{"ground": "curiosity"}, {"reason": "  "}, {"delay_days": 31, "delay_reason": WHY}, {"delay_days": 3}],
)
def test_without_a_ground_a_reason_or_a_reason_to_wait_nothing_is_asked(wrong, odile, mask):
    with pytest.raises(Refusal):
        ask(odile, mask, **wrong)
    assert not Unmasking.objects.exists()


def test_an_open_name_is_no_mask_and_a_second_request_waits_for_the_first(lucie, odile, oscar, mask):
    with pytest.raises(Refusal):
        ask(odile, lucie.name)
    asked = ask(odile, mask)
    with pytest.raises(Refusal):
        ask(oscar, mask)
    agree(oscar, asked, agrees=False)
    assert state_of(ask(oscar, mask)) == UnmaskingState.ASKED


def test_declined_nothing_is_shown_or_told_and_the_first_answer_stands(odile, oscar, mask):
    asked = ask(odile, mask)
    assert agree(oscar, asked, agrees=False).name is None
    assert agree(oscar, asked).name is None
    assert state_of(asked) == UnmaskingState.DECLINED
    assert letters_to(mask) == []
    for who in (odile, oscar):
        with pytest.raises(Refusal):
            unmasking.look(who.actor, pk=asked.pk)


def test_it_lapses_after_seven_days_by_the_worker_or_at_the_answer(odile, oscar, mask):
    asked = ask(odile, mask)
    Unmasking.objects.update(asked_at=timezone.now() - timedelta(days=7, minutes=1))
    assert agree(oscar, asked).name is None
    assert state_of(asked) == UnmaskingState.LAPSED
    asked = ask(odile, mask)
    Unmasking.objects.filter(pk=asked.pk).update(asked_at=timezone.now() - timedelta(days=7, minutes=1))
    unmasking.go_round()
    unmasking.go_round()
    assert state_of(asked) == UnmaskingState.LAPSED
    assert [kind for kind, _told in lines()] == ["asked", "lapsed"] * 2
    assert letters_to(mask) == []


def test_whoever_lost_the_keys_meanwhile_neither_asks_answers_nor_looks(odile, oscar, mask):
    asked = ask(odile, mask)
    keys = Role.objects.get(member=odile.member)
    keys.delete()
    assert agree(oscar, asked).name is None
    assert state_of(asked) == UnmaskingState.LAPSED
    entrust(odile, "administrator", "")
    asked = ask(odile, mask)
    was = oscar.actor
    Role.objects.filter(member=oscar.member).delete()
    with pytest.raises(Refusal):
        # The page was opened while they still had them.
        unmasking.answer(was, pk=asked.pk, agrees=True, words=WHY)
    entrust(oscar, "administrator", "")
    assert agree(oscar, asked).name is not None
    Role.objects.filter(member=oscar.member).delete()
    with pytest.raises(Refusal):
        unmasking.look(oscar.actor, pk=asked.pk)


@pytest.mark.parametrize("case", ["asker", "second", "left", "no key"])
def test_a_holder_who_decides_one_who_left_and_a_lost_key_end_alike(case, lucie, odile, oscar, mask):
    if case in {"asker", "second"}:
        mask = factories_mask(odile if case == "asker" else oscar)
    elif case == "left":
        assert lucie.member is not None
        lucie.member.delete()
    else:
        Mask.objects.filter(pseudonym=mask).update(sealed=bytes(200))
    asked = ask(odile, mask)
    page = oscar.client.post(f"/fr/house/unmasking/{asked.pk}/answer/", {"answer": "yes", "words": WHY})
    assert page.status_code == 200
    assert "il n’y a rien à montrer" in page.content.decode()
    assert state_of(asked) == UnmaskingState.NOTHING
    assert letters_to(mask) == []
    told = [(kind, sorted(content)) for kind, content in lines()]
    assert [kind for kind, _keys in told] == ["asked", "nothing"]
    for who in (odile, oscar):
        with pytest.raises(Refusal):
            unmasking.look(who.actor, pk=asked.pk)


# --- looking, and telling -----------------------------------------------------------------------------
def test_the_two_may_look_for_a_day_and_each_look_is_written_down(odile, oscar, lucie, mask):
    third = person("Olga", roles=(("administrator", ""),))
    asked = ask(odile, mask)
    agree(oscar, asked)
    address = f"/fr/house/unmasking/{asked.pk}/"
    for who in (odile, oscar):
        assert lucie.name.name not in who.client.get(address).content.decode()
        shown = who.client.post(f"{address}look/")
        assert lucie.name.name in shown.content.decode()
        assert "no-store" in shown["Cache-Control"]
    assert [told["by"] for kind, told in lines() if kind == "looked"] == [[str(odile.name.pk)], [str(oscar.name.pk)]]
    assert third.client.post(f"{address}look/").status_code == 404
    Unmasking.objects.update(ended_at=timezone.now() - timedelta(hours=24, minutes=1))
    assert odile.client.post(f"{address}look/").status_code == 404
    assert lucie.name.name not in odile.client.get(address).content.decode()


def test_a_letter_that_waits_leaves_once_when_its_days_are_over(odile, oscar, mask):
    asked = ask(odile, mask, delay_days=30, delay_reason="Prévenir mettrait un enfant en danger.")
    agree(oscar, asked)
    assert letters_to(mask) == []
    now = timezone.now()
    assert unmasking.go_round(now=now + timedelta(days=29)) == 0
    assert unmasking.go_round(now=now + timedelta(days=30)) == 1
    assert unmasking.go_round(now=now + timedelta(days=31)) == 0
    [letter] = letters_to(mask)
    assert "Cette lettre a attendu" in letter.body
    assert "enfant" not in letter.body
    assert [kind for kind, _told in lines()] == ["asked", "opened", "told"]
    unmasking.go_round(now=now + timedelta(days=366))
    assert not Unmasking.objects.exists()


def test_other_administrators_learn_that_a_request_waits_and_the_asker_that_it_was_answered(odile, oscar, mask):
    asked = ask(odile, mask)
    [letter] = Letter.objects.filter(recipient=oscar.name, kind=LetterKind.NOTICE)
    assert f"/house/unmasking/{asked.pk}/" in letter.body
    assert mask.name not in letter.subject + letter.body
    agree(oscar, asked)
    assert Letter.objects.filter(recipient=odile.name, kind=LetterKind.NOTICE).count() == 1


# --- what stays ---------------------------------------------------------------------------------------
def dumped() -> dict[str, set[str]]:
    """Every row of every table, as a thief reads it."""
    found = {}
    for model in apps.get_models():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            rows = cursor.fetchall()
        found[model._meta.db_table] = {
            " ".join(bytes(one).hex() if isinstance(one, bytes | memoryview) else str(one) for one in row)
            for row in rows
        }
    return found


def test_no_row_that_it_leaves_leads_from_the_mask_to_its_holder(lucie, odile, oscar, mask):
    before = dumped()
    asked = ask(odile, mask, reason=WHY)
    agree(oscar, asked)
    unmasking.look(odile.actor, pk=asked.pk)
    after = dumped()
    new = {table: rows - before[table] for table, rows in after.items() if rows - before[table]}
    assert {"moderation_unmasking", "members_letter", "record_content"} <= set(new)
    # What stood there before about the holder is as it was: nothing was written on their side.
    for table in ("members_member", "members_holding", "members_pseudonym", "members_mask", "members_standing"):
        assert table not in new
    assert lucie.member is not None
    for clue in (lucie.member.pk.hex, str(lucie.member.pk), lucie.name.pk.hex, str(lucie.name.pk), lucie.name.name):
        spelled = {clue, clue.encode().hex(), json.dumps(clue)}
        for table, rows in new.items():
            assert not [row for row in rows if any(one in row for one in spelled)], table
    for secret in (WHY, "D’accord avec"):
        assert not [row for rows in new.values() for row in rows if secret in row or secret.encode().hex() in row]
    assert Unmasking.objects.get().reason == WHY


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one(odile, oscar, mask):
    third = person("Olga", roles=(("administrator", ""),))
    asked = ask(odile, mask)
    actors = [oscar.actor, third.actor, odile.actor]
    barrier, shown = threading.Barrier(len(actors)), []

    def click(actor: Any) -> None:
        try:
            barrier.wait(30)
            shown.append(unmasking.answer(actor, pk=asked.pk, agrees=True, words=WHY).name)
        except Refusal:
            pass
        finally:
            connection.close()

    clicks = [threading.Thread(target=click, args=[one]) for one in actors]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join(60)
    assert len([name for name in shown if name is not None]) == 1
    assert len(letters_to(mask)) == 1
    assert [kind for kind, _told in lines()] == ["asked", "opened", "told"]


# --- pages --------------------------------------------------------------------------------------------
def test_the_whole_way_by_plain_forms(odile, oscar, lucie, ines, mask):
    assert f"/fr/house/unmasking/ask/{mask.pk}/" in odile.client.get(f"/fr/names/{mask.pk}/").content.decode()
    assert "unmasking" not in ines.client.get(f"/fr/names/{mask.pk}/").content.decode()
    found = odile.client.get("/fr/house/unmasking/", {"address": f"/fr/names/{mask.pk}/"})
    assert found["Location"] == f"/fr/house/unmasking/ask/{mask.pk}/"
    assert odile.client.get("/fr/house/unmasking/", {"address": "/fr/"}).status_code == 422
    refused = odile.client.post(found["Location"], {"ground": "order", "reason": "", "delay_days": "31"})
    assert refused.status_code == 422
    given = {"ground": "order", "reason": WHY, "delay_days": "0", "delay_reason": ""}
    asked = odile.client.post(found["Location"], given)
    assert asked.status_code == 303
    address = asked["Location"]
    assert "Une autre personne qui tient la maison doit répondre" in odile.client.get(address).content.decode()
    own: Client = odile.client
    assert own.post(f"{address}answer/", {"answer": "yes", "words": WHY}).status_code == 403
    assert WHY in oscar.client.get(address).content.decode()
    shown = oscar.client.post(f"{address}answer/", {"answer": "yes", "words": "D’accord."})
    assert lucie.name.name in shown.content.decode()
    again = oscar.client.post(f"{address}answer/", {"answer": "yes", "words": "D’accord."})
    assert lucie.name.name not in again.content.decode()
    for page in ("/fr/house/unmasking/", address):
        assert lucie.name.name not in oscar.client.get(page).content.decode()
        assert ines.client.get(page).status_code == 404
