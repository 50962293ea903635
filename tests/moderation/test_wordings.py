"""Those who decide read what words said before; nobody else does, and in the end nobody."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from chat import own_words, sealing
from chat.models import RoomEvent
from moderation import services
from moderation.models import Act, Case
from tests import factories
from tests.moderation.makers import call, target_of

pytestmark = pytest.mark.django_db
BEFORE = "Ce que j’avais écrit d’abord."


def page_of(reader, case: Case) -> str:
    return reader.client.get(f"/fr/moderation/cases/{case.pk}/").content.decode()


def changed_message(lucie, marc) -> tuple[RoomEvent, Case]:
    target_id, event = target_of("message", lucie, BEFORE)
    own_words.edit_message(lucie.actor, room=event.room, target_seq=event.seq, nonce=uuid4(), body="Autre chose.")
    return event, call(marc, "message", target_id).case


def test_a_message_that_was_changed_shows_what_it_said_before(lucie, marc, ines):
    _event, case = changed_message(lucie, marc)
    shown = page_of(ines, case)
    assert BEFORE in shown
    assert "Ce qui était écrit avant" in shown
    assert marc.client.get(f"/fr/moderation/cases/{case.pk}/").status_code in {403, 404}


def test_a_message_that_was_taken_back_is_still_read_by_those_who_decide(lucie, marc, ines):
    event, case = changed_message(lucie, marc)
    own_words.delete_message(lucie.actor, room=event.room, target_seq=event.seq, nonce=uuid4())
    shown = page_of(ines, case)
    assert BEFORE in shown
    assert "a repris ces mots" in shown


def test_a_passage_cut_from_a_message_or_a_post_is_read_in_the_next_case(lucie, marc, ines, ivy):
    for kind in ("message", "post"):
        target_id, _row = target_of(kind, lucie, "Je vais mal. Voici le passage. Parlez-moi.")
        cut = call(marc, kind, target_id).case
        services.decide(ines.actor, cut, act=Act.REDACT, rule="hostile", cut={1})
        again = call(ivy, kind, target_id).case
        assert "Voici le passage." in page_of(ines, again)


def test_words_that_never_changed_have_no_earlier_ones(lucie, marc, ines):
    for kind in ("message", "post", "name"):
        target_id, _row = target_of(kind, lucie)
        assert "Ce qui était écrit avant" not in page_of(ines, call(marc, kind, target_id).case)
    held = factories.make_held(factories.make_thread(), lucie.name)
    services.find_forgotten()
    assert "Ce qui était écrit avant" not in page_of(ines, Case.objects.get(target_id=str(held.pk), target_kind="held"))


def test_earlier_words_end_after_six_months_and_not_before(lucie, marc, ines):
    event, case = changed_message(lucie, marc)
    assert sealing.erase_old(now=timezone.now() + sealing.KEPT_FOR - timedelta(days=1)) == 0
    assert BEFORE in page_of(ines, case)
    assert sealing.erase_old(now=timezone.now() + sealing.KEPT_FOR + timedelta(days=1)) == 1
    assert not event.earlier_words.exists()
    assert BEFORE not in page_of(ines, case)
