"""Somebody leaves, or loses a role, in the middle of it: each gets a clear sentence, and the record stays whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import Holding, Letter, Role, Standing
from members.refusals import Refusal
from moderation import appeals, claims, debriefs, questions, services, watch
from moderation.models import Claim, Debrief, Decision, Duty, Question
from record import services as record
from tests.moderation.makers import call, case_about, entrust, target_of

pytestmark = pytest.mark.django_db


def page(person, case) -> str:
    return person.client.get(f"/fr/moderation/cases/{case.pk}/").content.decode()


def test_a_case_about_somebody_who_left_says_so_and_can_end(lucie, marc, ines):
    case = case_about(lucie, marc)
    assert "Plus personne ne porte ce nom" not in page(ines, case)
    lucie.member.delete()
    assert "Plus personne ne porte ce nom" in page(ines, case)
    until = timezone.now() + timedelta(days=3)
    decision = services.decide(ines.actor, case, act="hide_suspend", rule="hostile", until=until, measure="suspended")
    assert (decision.letter.recipient, decision.standing, Standing.objects.count()) == (None, None, 0)
    assert "Plus personne ne porte ce nom" in page(ines, case)
    # Whoever called hears how it ended all the same.
    assert case.flags.get().outcome.recipient == marc.name
    assert record.verify().ok


def test_nobody_is_asked_who_has_left_and_a_question_that_waits_stays_unanswered(lucie, marc, ines):
    case = case_about(lucie, marc)
    questions.ask(ines.actor, case, words="Que vouliez-vous dire ?")
    lucie.member.delete()
    with pytest.raises(Refusal) as refused:
        questions.ask(ines.actor, case, words="Êtes-vous là ?")
    assert "Nobody holds this name" in str(refused.value.detail) or "Plus personne" in str(refused.value.detail)
    assert Question.objects.get().answered_at is None
    assert services.decide(ines.actor, case, act="nothing_wrong").pk


def test_an_appeal_of_somebody_who_left_is_answered_for_the_record(lucie, marc, ines, ivy):
    first = services.decide(ines.actor, case_about(lucie, marc), act="hide", rule="hostile")
    asked = appeals.appeal(lucie.actor, first.letter, words="Je parlais de moi.")
    lucie.member.delete()
    shown = ivy.client.get(f"/fr/moderation/cases/{asked.case_id}/appeal/")
    assert shown.status_code == 200
    last = appeals.answer(ivy.actor, asked.case, is_granted=True, explanation="Vous aviez raison.")
    assert last.letter.recipient is None
    first.refresh_from_db()
    assert first.undone_at is not None


def test_whoever_called_and_left_leaves_a_note_without_a_recipient(lucie, marc, ines):
    case = case_about(lucie, marc)
    marc.member.delete()
    services.decide(ines.actor, case, act="nothing_wrong")
    assert case.flags.get().outcome.recipient is None


def test_letters_that_were_received_stay_with_a_name_that_nobody_opens(lucie, marc, ines):
    name = lucie.name
    decision = services.decide(ines.actor, case_about(lucie, marc), act="hide", rule="hostile")
    lucie.member.delete()
    assert Letter.objects.get(pk=decision.letter_id).recipient == name
    assert not Holding.objects.filter(pseudonym=name).exists()


def test_somebody_of_the_team_who_leaves_holds_nothing_any_more(lucie, marc, ines, ivy):
    case = case_about(lucie, marc)
    watch.come(ines.actor)
    claims.take(ines.actor, case)
    debriefs.write(ines.actor, words="Un soir.", wants_to_talk=True)
    earlier = services.decide(ivy.actor, case_about(lucie, marc), act="nothing_wrong")
    name, member_id = ivy.name, ines.member.pk
    ines.member.delete()
    assert not (Duty.objects.exists() or Claim.objects.exists() or Debrief.objects.exists())
    assert not Role.objects.filter(member_id=member_id).exists()
    assert services.decide(ivy.actor, case, act="nothing_wrong").pk
    # What they decided stays, under the name on the screen.
    ivy.member.delete()
    assert Decision.objects.get(pk=earlier.pk).decider == name
    assert record.verify().ok


def test_the_author_takes_the_words_back_in_mid_case_and_the_page_says_so(lucie, marc, ines):
    from forum import services as forum

    target_id, row = target_of("post", lucie)
    case = call(marc, "post", target_id).case
    seen = claims.hand_of(ines.actor, case)
    assert seen.claim is None
    forum.delete_post(lucie.actor, post=row)
    assert "a repris ces mots" in page(ines, case)
    with pytest.raises(Refusal) as refused:
        services.decide(ines.actor, case, act="hide", rule="hostile")
    assert (refused.value.code, refused.value.field) == ("bad_field", "act")
    assert services.decide(ines.actor, case, act="warn", rule="hostile").letter.recipient == lucie.name


def test_a_scope_that_is_lost_in_mid_case_is_told_and_no_word_is_lost(lucie, marc, anouk):
    target_id, event = target_of("message", lucie)
    entrust(anouk, "facilitator", event.room.scope)
    case = call(marc, "message", target_id).case
    anouk.member.roles.filter(scope=event.room.scope).delete()
    address = f"/fr/moderation/cases/{case.pk}/"
    for door, name in (("decide/", "explanation"), ("ask/", "words"), ("hand-over/", "note")):
        sent = anouk.client.post(address + door, {name: "Des mots pesés.", "act": "nothing_wrong"})
        assert sent.status_code == 404, door
        assert "n’est pas entre vos mains" in sent.content.decode()
        assert "Des mots pesés." in sent.content.decode()
    assert anouk.client.get(address).status_code == 404
    assert not Decision.objects.exists()


def test_nobody_hears_of_a_case_about_themselves(lucie, marc, ines):
    case = case_about(lucie, marc)
    assert lucie.client.post(f"/fr/moderation/cases/{case.pk}/decide/", {}).status_code == 404
    assert ines.client.post(f"/fr/moderation/cases/{ines.name.pk}/decide/", {}).status_code == 404
