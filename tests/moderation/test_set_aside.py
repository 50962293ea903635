"""When nobody is on duty: enough calls set words aside until a person has looked, and everybody is told what it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import override_settings
from django.utils import timezone

from chat.models import MessageState, RoomEvent
from forum.models import Post, PostState
from members.models import Letter, Pseudonym
from moderation import calls, services, watch, weighing
from moderation.models import Act, Case, Decision, Urgency
from moderation.weighing import FULL, LIGHT, NONE
from record import services as record
from record.models import Entry
from tests.cast import person
from tests.moderation.makers import call, case_about, target_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def readers(db: None) -> list[Any]:
    """People who have been here for a while."""
    found = [person(f"Lectrice {number}") for number in range(4)]
    Pseudonym.objects.update(since=timezone.localdate() - timedelta(days=30))
    return found


def is_away(kind: str, row: Any) -> bool:
    row.refresh_from_db()
    return row.state == (PostState.HIDDEN if kind == "post" else MessageState.REMOVED)


def set_aside(kind: str, author: Any, readers: list[Any], words: str = "Des mots du salon.") -> tuple[Any, Case]:
    target_id, row = target_of(kind, author, words)
    for reader in readers[:3]:
        call(reader, kind, target_id)
    assert is_away(kind, row)
    return row, Case.objects.get(target_id=target_id)


@pytest.mark.parametrize("kind", ["post", "message"])
def test_enough_calls_set_words_aside_and_their_author_is_told_at_once(kind, lucie, readers):
    target_id, row = target_of(kind, lucie)
    for reader in readers[:2]:
        call(reader, kind, target_id)
    assert not is_away(kind, row)
    call(readers[2], kind, target_id)
    assert is_away(kind, row)
    case = Case.objects.get()
    assert (case.urgency, case.closed_at) == (Urgency.RED, None)
    letter = Letter.objects.get(recipient=lucie.name)
    assert case.set_aside_letter == letter
    assert "Rien n’est décidé." in letter.body
    assert "Un programme" in letter.body
    assert Entry.objects.get().kind == "case.set_aside"
    assert record.read(Entry.objects.get())["automated"] is True
    call(readers[3], kind, target_id, "worry")
    assert Letter.objects.filter(recipient=lucie.name).count() == 1


@pytest.mark.parametrize("kind", ["post", "message"])
def test_its_place_says_that_nothing_is_decided(kind, lucie, readers, guest):
    row, _case = set_aside(kind, lucie, readers, "Des mots bien à elle.")
    path = f"/fr/posts/{row.pk}/" if kind == "post" else f"/fr/rooms/{row.room.slug}/"
    page = guest.client.get(path, follow=True).content.decode()
    assert "mis de côté" in page
    assert "Des mots bien à elle." not in page
    if kind == "message":
        frames = guest.client.get(f"/fr/rooms/{row.room.slug}/events/").json()["events"]
        assert [one.get("code") for one in frames if one["kind"] in {"message", "removed"}] == ["set_aside"] * 2
        assert "html" not in str(frames)


def test_not_while_somebody_is_on_duty(lucie, readers, ines):
    watch.come(ines.actor)
    target_id, row = target_of("post", lucie)
    for reader in readers:
        call(reader, "post", target_id)
    assert not is_away("post", row)
    watch.go(ines.actor)
    other_id, other = target_of("post", lucie)
    for reader in readers[:3]:
        call(reader, "post", other_id)
    assert is_away("post", other)


@pytest.mark.parametrize("setting, reason", [(0, "hostile"), (3, "worry"), (4, "hostile"), (99, "hostile")])
def test_the_house_may_choose_and_a_worry_hides_nobody(setting, reason, lucie, readers):
    target_id, row = target_of("post", lucie)
    with override_settings(SET_ASIDE_AFTER=setting):
        for reader in readers[:3]:
            call(reader, "post", target_id, reason)
    assert not is_away("post", row)


def test_words_of_somebody_who_may_not_be_well_stay_where_help_can_answer(lucie, readers):
    target_id, row = target_of("post", lucie)
    call(readers[3], "post", target_id, "worry")
    for reader in readers[:3]:
        call(reader, "post", target_id)
    assert not is_away("post", row)


def test_words_that_a_person_has_left_are_not_set_aside(lucie, readers, ines):
    target_id, row = target_of("post", lucie)
    services.decide(ines.actor, call(readers[3], "post", target_id).case, act="nothing_wrong")
    for reader in readers[:3]:
        call(reader, "post", target_id)
    assert not is_away("post", row)
    Post.objects.filter(pk=row.pk).update(body="De tout autres mots.")
    call(readers[3], "post", target_id)
    assert is_away("post", row)


def test_guests_newcomers_and_those_whose_calls_came_to_nothing_weigh_less(lucie, marc, readers, ines, guest):
    Pseudonym.objects.filter(pk=marc.name.pk).update(since=timezone.localdate())
    assert weighing.weight_of(guest.actor, "hostile") == NONE
    assert weighing.weight_of(marc.actor, "hostile") == LIGHT
    reader = readers[0]
    for number in range(weighing.IN_A_ROW):
        assert weighing.weight_of(reader.actor, "hostile") == FULL, number
        case = case_about(lucie, reader)
        services.decide(ines.actor, case, act="nothing_wrong")
    assert weighing.weight_of(reader.actor, "hostile") == LIGHT
    assert weighing.weight_of(reader.actor, "worry") == NONE
    # One call that was right gives the full weight back.
    services.decide(ines.actor, case_about(lucie, reader), act="hide", rule="hostile")
    assert weighing.weight_of(reader.actor, "hostile") == FULL


def test_light_calls_do_not_set_aside_and_are_read_all_the_same(lucie, readers):
    Pseudonym.objects.update(since=timezone.localdate())
    target_id, row = target_of("post", lucie)
    for reader in readers:
        call(reader, "post", target_id)
    assert not is_away("post", row)
    assert Case.objects.get().flags.count() == 4


@pytest.mark.parametrize("kind", ["post", "message"])
def test_finding_nothing_wrong_puts_the_words_back_with_a_letter(kind, lucie, readers, ines):
    row, case = set_aside(kind, lucie, readers)
    page = ines.client.get(f"/fr/moderation/cases/{case.pk}/").content.decode()
    assert "de côté" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    decision = services.decide(ines.actor, case, act="nothing_wrong", seen=seen)
    assert not is_away(kind, row)
    assert decision.letter is not None
    assert "n’y a rien trouvé" in decision.letter.body
    if kind == "message":
        assert row.code == ""


@pytest.mark.parametrize("kind", ["post", "message"])
@pytest.mark.parametrize("act", ["hide", "hide_suspend", "suspend", "warn"])
def test_the_decision_of_a_person_takes_its_place(kind, act, lucie, readers, ines):
    row, case = set_aside(kind, lucie, readers)
    until = timezone.now() + timedelta(days=1)
    more = {"until": until} if act in {"hide_suspend", "suspend"} else {}
    decision = services.decide(ines.actor, case, act=act, rule="hostile", **more)
    assert is_away(kind, row) == (act in {"hide", "hide_suspend"})
    if is_away(kind, row):
        assert (row.removal_reason if kind == "post" else row.code) in {"hostile", ""}
    assert "mis de côté" in decision.letter.body or "mis vos mots de côté" in decision.letter.body
    assert "aucune machine" not in decision.letter.body
    if kind == "message":
        # The words never passed by once more on their way to being taken down.
        last = RoomEvent.objects.filter(room=row.room).order_by("-seq")[0]
        assert last.kind == ("removed" if is_away(kind, row) else "restored")
        assert RoomEvent.objects.filter(room=row.room, kind="restored").exists() != is_away(kind, row)
    assert record.verify().ok


def test_taking_back_every_call_does_not_end_what_a_person_has_to_look_at(lucie, readers):
    row, case = set_aside("post", lucie, readers)
    for reader, flag in zip(readers, case.flags.order_by("pk"), strict=False):
        calls.withdraw(reader.actor, flag)
    case.refresh_from_db()
    assert case.closed_at is None
    assert is_away("post", row)


def test_the_database_ends_no_such_case_without_a_letter_and_forgets_nothing(lucie, readers, ines):
    _row, case = set_aside("post", lucie, readers)
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(set_aside_at=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(set_aside_letter=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.create(case=case, decider=ines.name, act=Act.NOTHING_WRONG)
        letter = Letter.objects.filter(recipient=lucie.name).get()
        for number, flag in enumerate(case.flags.all()):
            copy = Letter.objects.get(pk=letter.pk)
            copy.pk, copy.recipient = None, readers[number].name
            copy.save()
            flag.outcome = copy
            flag.save()
        Case.objects.filter(pk=case.pk).update(closed_at=timezone.now())


def test_the_letter_speaks_the_language_of_its_reader(marc, readers):
    set_aside("post", marc, readers)
    letter = Letter.objects.get(recipient=marc.name)
    assert letter.language == "en"
    assert "Nothing is decided." in letter.body
