"""The pages around a decision, without a script: appeal and answer, question and answer, one's part of the record."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from members.models import Letter
from moderation import appeals, questions, services
from moderation.models import Appeal, Case, Decision, Question
from record import services as record
from record.models import Entry
from tests.factories import tomorrow
from tests.moderation.makers import case_about

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_french():
    with translation.override("fr"):
        yield


def at(name: str, *parts: object) -> str:
    return reverse(f"moderation:{name}", args=parts)


def page(response) -> str:
    return response.content.decode()


@pytest.fixture
def first(lucie, marc, ines) -> Decision:
    return services.decide(
        ines.actor,
        case_about(lucie, marc),
        act="hide_suspend",
        rule="hostile",
        explanation="Ces mots ont blessé.",
        measure="suspended",
        until=tomorrow(),
    )


def test_somebody_suspended_appeals_from_their_letter(first, lucie):
    assert lucie.actor.sanction(timezone.now(), "suspended") is not None
    letter = reverse("letter_detail", args=[first.letter_id])
    assert at("appeal", first.letter_id) in page(lucie.client.get(letter))
    form = lucie.client.get(at("appeal", first.letter_id))
    assert 'name="words"' in page(form)
    sent = lucie.client.post(at("appeal", first.letter_id), {"words": "Je parlais de moi."})
    assert (sent.status_code, sent["Location"]) == (303, letter)
    assert Appeal.objects.get().case.words == "Je parlais de moi."
    after = page(lucie.client.get(letter))
    assert at("appeal", first.letter_id) not in after
    assert "nouveau regard" in after


def test_words_of_an_appeal_are_kept_when_it_cannot_be_sent(first, lucie):
    long = "Encore un mot. " * 300
    refused = lucie.client.post(at("appeal", first.letter_id), {"words": long})
    assert refused.status_code == 422
    assert "Encore un mot." in page(refused)
    lucie.client.post(at("appeal", first.letter_id), {"words": "Une fois."})
    again = lucie.client.post(at("appeal", first.letter_id), {"words": "Deux fois, avec ces mots."})
    assert again.status_code == 403
    assert "Deux fois, avec ces mots." in page(again)
    assert "déjà demandé" in page(again)


def test_an_appeal_out_of_time_says_so(first, lucie):
    Decision.objects.update(at=timezone.now() - appeals.WINDOW * 2)
    letter = page(lucie.client.get(reverse("letter_detail", args=[first.letter_id])))
    assert "plus de six mois" in letter
    assert at("appeal", first.letter_id) not in letter
    assert "plus de six mois" in page(lucie.client.get(at("appeal", first.letter_id)))


def test_nobody_appeals_from_the_letter_of_somebody_else(first, lucie, marc, ines, guest):
    for who in (marc, ines):
        assert who.client.get(at("appeal", first.letter_id)).status_code == 404
        assert who.client.post(at("appeal", first.letter_id), {"words": "Moi."}).status_code == 404
    note = Letter.objects.get(recipient=marc.name)
    assert marc.client.get(at("appeal", note.pk)).status_code == 404
    assert guest.client.get(at("appeal", first.letter_id)).status_code == 302
    assert not Appeal.objects.exists()


def test_an_evening_with_an_appeal_answered_by_the_other_moderator(first, lucie, ines, ivy):
    appeals.appeal(lucie.actor, first.letter, words="Je parlais de moi.")
    case = Case.objects.get(lane="appeal")
    assert "Quelqu’un demande un nouveau regard" in page(ines.client.get("/fr/moderation/"))
    opened = ivy.client.get(reverse("moderation:case_detail", args=[case.pk]), follow=True)
    assert opened.redirect_chain[-1][0] == at("appeal_case", case.pk)
    shown = page(opened)
    for words in ("Je parlais de moi.", "Ces mots ont blessé.", "Des mots du salon."):
        assert words in shown
    assert 'name="outcome"' in shown
    own = page(ines.client.get(at("appeal_case", case.pk)))
    assert 'name="outcome"' not in own
    assert "Vous avez décidé la première fois" in own
    empty = ivy.client.post(at("answer", case.pk), {"outcome": "granted", "explanation": ""})
    assert empty.status_code == 422
    no_choice = ivy.client.post(at("answer", case.pk), {"explanation": "Un mot gardé."})
    assert no_choice.status_code == 422
    assert "Un mot gardé." in page(no_choice)
    done = ivy.client.post(at("answer", case.pk), {"outcome": "granted", "explanation": "Vous parliez de vous."})
    assert done.status_code == 303
    assert "Lucie du port a une lettre" in page(ivy.client.get(done["Location"].replace("/en/", "/fr/")))
    late = ines.client.post(at("answer", case.pk), {"outcome": "refused", "explanation": "Non, gardé."})
    assert late.status_code == 409
    assert "Non, gardé." in page(late)
    answered = Decision.objects.get(case=case)
    letter = page(lucie.client.get(reverse("letter_detail", args=[answered.letter_id])))
    assert "Vous parliez de vous." in letter
    assert reverse("letter_detail", args=[answered.letter_id]) in page(
        lucie.client.get(reverse("letter_detail", args=[first.letter_id]))
    )
    past = page(ivy.client.get(reverse("moderation:case_detail", args=[first.case_id])))
    assert "Inès" in past


def test_a_granted_appeal_no_longer_stands_among_past_decisions(first, lucie, marc, ivy):
    fresh = case_about(lucie, marc)
    address = reverse("moderation:case_detail", args=[fresh.pk])
    assert first.get_act_display() in past_of(page(ivy.client.get(address)))
    asked = appeals.appeal(lucie.actor, first.letter, words="Non.")
    appeals.answer(ivy.actor, asked.case, is_granted=True, explanation="Oui.")
    assert first.get_act_display() not in past_of(page(ivy.client.get(address)))


def past_of(shown: str) -> str:
    return shown[shown.index("<aside") :]


# --- a question, and its answer -------------------------------------------------------------------
def test_the_team_asks_and_the_member_answers_in_the_case(lucie, marc, ines):
    case = case_about(lucie, marc)
    address = reverse("moderation:case_detail", args=[case.pk])
    asked = ines.client.post(at("ask", case.pk), {"words": "Que vouliez-vous dire ?"})
    assert asked.status_code == 303
    question = Question.objects.get()
    letter = page(lucie.client.get(reverse("letter_detail", args=[question.letter_id])))
    assert "Que vouliez-vous dire ?" in letter
    assert "Inès" not in question.letter.body
    long = lucie.client.post(at("reply", question.letter_id), {"answer": "Trop de mots. " * 400})
    assert (long.status_code, "Trop de mots." in page(long)) == (422, True)
    sent = lucie.client.post(at("reply", question.letter_id), {"answer": "C’était une blague entre nous."})
    assert sent.status_code == 303
    assert "C’était une blague entre nous." in page(ines.client.get(address))
    twice = lucie.client.post(at("reply", question.letter_id), {"answer": "Encore."})
    assert twice.status_code == 403
    question.refresh_from_db()
    assert question.answer == "C’était une blague entre nous."
    assert record.verify().ok


def test_an_answer_opens_nothing_by_itself(lucie, marc, ines):
    case = case_about(lucie, marc)
    question = questions.ask(ines.actor, case, words="Pourquoi ?")
    services.decide(ines.actor, case, act="hide", rule="hostile")
    questions.reply(lucie.actor, question.letter, words="Parce que.")
    assert not Case.objects.filter(closed_at=None).exists()
    shown = page(ines.client.get(reverse("moderation:case_detail", args=[case.pk])))
    assert "Parce que." in shown
    assert "après la décision" in shown


def test_a_question_is_kept_when_it_cannot_be_sent(lucie, marc, ines):
    case = case_about(lucie, marc)
    for _number in range(3):
        questions.ask(ines.actor, case, words="Et encore ?")
    refused = ines.client.post(at("ask", case.pk), {"words": "Une quatrième ?"})
    assert (refused.status_code, "Une quatrième ?" in page(refused)) == (403, True)
    assert Question.objects.count() == 3


def test_only_the_member_asked_answers_and_only_those_who_decide_ask(lucie, marc, ines, guest):
    case = case_about(lucie, marc)
    # Whether there is such a case is not said, neither to whom it is about nor to anybody else.
    for who in (lucie, marc):
        assert who.client.post(at("ask", case.pk), {"words": "Moi ?"}).status_code == 404
    assert not Question.objects.exists()
    question = questions.ask(ines.actor, case, words="Pourquoi ?")
    for who in (marc, ines):
        assert who.client.get(at("reply", question.letter_id)).status_code == 404
        assert who.client.post(at("reply", question.letter_id), {"answer": "Moi."}).status_code == 404
    guest.client.post(at("reply", question.letter_id), {"answer": "Moi."})
    question.refresh_from_db()
    assert question.answered_at is None


def test_an_english_reader_is_asked_in_english(marc, lucie, ines):
    case = case_about(marc, lucie)
    question = questions.ask(ines.actor, case, words="Why?")
    assert question.letter.subject == "A question from the team"
    assert "The team would like to ask you something" in question.letter.body


# --- one's own part of the record -----------------------------------------------------------------
def test_a_member_reads_and_takes_along_what_was_decided_about_them(first, lucie, marc, ines, ivy):
    asked = appeals.appeal(lucie.actor, first.letter, words="Je parlais de moi.")
    appeals.answer(ivy.actor, asked.case, is_granted=False, explanation="Cela reste blessant.")
    services.decide(ines.actor, case_about(lucie, marc), act="nothing_wrong", explanation="Rien.")
    shown = page(lucie.client.get(at("my_record")))
    assert "Ces mots ont blessé." in shown
    [line] = Entry.objects.filter(kind__startswith="decision.").order_by("number").values_list("number", flat=True)[:1]
    assert f"Ligne {line} du registre" in shown
    response = lucie.client.get(at("my_record_file"))
    assert json.loads(response.content)["decisions"][-1]["line"] == line
    assert response["Content-Disposition"].startswith("attachment")
    [told] = json.loads(response.content)["decisions"]
    assert (told["what"], told["rule"], told["by"]) == ("hide_suspend", "hostile", "team")
    assert told["appeal"]["words"] == "Je parlais de moi."
    assert (told["appeal"]["granted"], told["appeal"]["answer"]) == (False, "Cela reste blessant.")
    for secret in ("Inès", "Ivy", "Marc", str(ines.name.pk), str(marc.name.pk)):
        assert secret not in response.content.decode()
        assert secret not in shown


def test_nobody_reads_the_part_of_somebody_else(first, lucie, marc, guest):
    assert json.loads(marc.client.get(at("my_record_file")).content)["decisions"] == []
    assert "Ces mots ont blessé." not in page(marc.client.get(at("my_record")))
    assert guest.client.get(at("my_record_file")).status_code == 302
