"""Appeals: once, in time, in one's own words; answered by somebody else, in writing, undoing exactly one decision."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.models import Post
from members.models import Letter, Role
from members.refusals import Refusal
from moderation import appeals, services, targets
from moderation.deciding import AlreadyDecided
from moderation.models import Appeal, Case, Decision, Lane
from record import services as record
from record.models import Entry
from tests import factories
from tests.cast import person
from tests.moderation.makers import call, case_about, entrust

pytestmark = pytest.mark.django_db


def days(number: int):
    return timezone.now() + timedelta(days=number)


def decided(case: Case, by, act: str = "hide_suspend") -> Decision:
    return services.decide(by.actor, case, act=act, rule="hostile", until=days(7))


def ask(who, decision: Decision, words: str = "Je voulais dire autre chose.") -> Appeal:
    assert decision.letter is not None
    return appeals.appeal(who.actor, decision.letter, words=words)


def is_hidden(case: Case) -> bool:
    target = targets.held(case.target_kind, case.target_id)
    assert target is not None
    return target.state == targets.State.HIDDEN


def refusal_of(act) -> Refusal:
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value


@pytest.mark.parametrize("kind", ["post", "message", "name"])
def test_an_appeal_is_a_case_that_somebody_else_answers(kind, lucie, marc, ines, ivy):
    first = decided(case_about(lucie, marc, kind=kind), ines, "suspend" if kind == "name" else "hide_suspend")
    asked = ask(lucie, first)
    assert (asked.case.lane, asked.case.words) == (Lane.APPEAL, "Je voulais dire autre chose.")
    assert asked.case in Case.objects.visible_to(ivy.actor)
    assert "decided the first time" in str(
        refusal_of(lambda: appeals.answer(ines.actor, asked.case, is_granted=False, explanation="Non.")).detail
    )
    last = appeals.answer(ivy.actor, asked.case, is_granted=True, explanation="Vous aviez raison.")
    assert not is_hidden(first.case)
    assert lucie.actor.sanction(timezone.now(), "suspended") is None
    assert (last.letter.recipient, last.letter.language) == (lucie.name, "fr")
    assert "Vous aviez raison." in last.letter.body
    assert ivy.name.name not in last.letter.body
    assert ines.name.name not in last.letter.body
    told = record.read(Entry.objects.latest("number"))
    assert (told["first"], told["lifted"], told["by_same"]) == (first.pk, True, False)
    assert "Je voulais dire" not in str(told)
    assert record.verify().ok


def test_a_refused_appeal_changes_nothing_and_says_why(lucie, marc, ines, ivy):
    first = decided(case_about(lucie, marc), ines)
    asked = ask(lucie, first)
    last = appeals.answer(ivy.actor, asked.case, is_granted=False, explanation="Ces mots visent quelqu’un.")
    assert is_hidden(first.case)
    assert lucie.actor.sanction(timezone.now(), "suspended") is not None
    assert last.act == "appeal_refused"
    assert "Ces mots visent quelqu’un." in last.letter.body
    asked.case.refresh_from_db()
    assert asked.case.closed_at == last.at


def test_a_granted_appeal_lifts_its_own_pause_alone(lucie, marc, ines, ivy):
    other = case_about(lucie, marc)
    services.decide(ines.actor, other, act="suspend", rule="advertising", until=days(1))
    first = decided(case_about(lucie, marc), ines)
    appeals.answer(ivy.actor, ask(lucie, first).case, is_granted=True, explanation="Oui.")
    left = lucie.actor.sanction(timezone.now(), "suspended")
    assert left is not None
    assert left.until < days(2)


def test_words_that_a_later_decision_took_down_stay_down(lucie, marc, ines, ivy):
    case = case_about(lucie, marc)
    first = decided(case, ines)
    asked = ask(lucie, first)
    services.decide(ines.actor, services.look_again(ines.actor, case), act="restore")
    again = services.look_again(ines.actor, case)
    services.decide(ines.actor, again, act="hide", rule="advertising")
    last = appeals.answer(ivy.actor, asked.case, is_granted=True, explanation="Oui.")
    assert is_hidden(case)
    assert "nothing left to put back" in last.letter.body or "Il ne restait rien" in last.letter.body


def test_one_appeal_a_decision(lucie, marc, ines):
    first = decided(case_about(lucie, marc), ines)
    ask(lucie, first)
    refused = refusal_of(lambda: ask(lucie, first))
    assert (refused.code, Appeal.objects.count()) == ("not_allowed", 1)
    assert "already" in str(refused.detail)


@pytest.mark.parametrize("age, is_in_time", [(182, True), (184, False)])
def test_an_appeal_has_six_months(age, is_in_time, lucie, marc, ines):
    first = decided(case_about(lucie, marc), ines, "hide")
    Decision.objects.filter(pk=first.pk).update(at=timezone.now() - timedelta(days=age))
    if is_in_time:
        assert ask(lucie, first).pk
    else:
        assert "six months" in str(refusal_of(lambda: ask(lucie, first)).detail)
        assert not Appeal.objects.exists()


@pytest.mark.parametrize("words, code", [("", "empty"), (" \n\u200b", "empty"), ("x" * 4_001, "too_long")])
def test_an_appeal_needs_words(words, code, lucie, marc, ines):
    first = decided(case_about(lucie, marc), ines)
    refused = refusal_of(lambda: ask(lucie, first, words))
    assert (refused.code, refused.field) == (code, "words")


def test_only_whom_a_decision_is_about_appeals_and_only_what_took_something_away(lucie, marc, ines, ivy, guest):
    first = decided(case_about(lucie, marc), ines)
    for stranger in (marc, ines, guest):
        assert refusal_of(lambda stranger=stranger: ask(stranger, first)).code == "not_found"
    note = Letter.objects.get(recipient=marc.name)
    assert refusal_of(lambda: appeals.appeal(marc.actor, note, words="Et moi ?")).code == "not_found"
    asked = ask(lucie, first)
    last = appeals.answer(ivy.actor, asked.case, is_granted=False, explanation="Non.")
    assert refusal_of(lambda: ask(lucie, last)).code == "not_found"


def test_what_was_put_back_needs_no_appeal(lucie, marc, ines):
    case = case_about(lucie, marc)
    first = decided(case, ines)
    services.decide(ines.actor, services.look_again(ines.actor, case), act="restore")
    assert "put things back" in str(refusal_of(lambda: ask(lucie, first)).detail)


def test_an_answer_is_written(lucie, marc, ines, ivy):
    asked = ask(lucie, decided(case_about(lucie, marc), ines))
    for explanation, code in (("", "empty"), (" ", "empty"), ("x" * 4_001, "too_long")):
        refused = refusal_of(
            lambda explanation=explanation: appeals.answer(
                ivy.actor, asked.case, is_granted=True, explanation=explanation
            )
        )
        assert (refused.code, refused.field) == (code, "explanation")
    assert Decision.objects.count() == 1


def test_the_second_to_answer_is_told(lucie, marc, ines, ivy):
    paul = person("Paul", roles=(("moderator", ""),))
    asked = ask(lucie, decided(case_about(lucie, marc), ines))
    appeals.answer(ivy.actor, asked.case, is_granted=False, explanation="Non.")
    with pytest.raises(AlreadyDecided):
        appeals.answer(paul.actor, asked.case, is_granted=True, explanation="Oui.")
    assert is_hidden(asked.decision.case)


def test_an_appeal_is_ended_by_its_answer_alone(lucie, marc, ines, ivy):
    asked = ask(lucie, decided(case_about(lucie, marc), ines))
    for act in ("nothing_wrong", "restore", "hide", "appeal_granted", "cared_for"):
        with pytest.raises(Refusal):
            services.decide(ivy.actor, asked.case, act=act, rule="hostile", explanation="Oui.")
    with pytest.raises(Refusal):
        services.look_again(ivy.actor, asked.case)
    assert Decision.objects.count() == 1


def test_an_ordinary_case_takes_no_answer(lucie, marc, ines):
    case = case_about(lucie, marc)
    refused = refusal_of(lambda: appeals.answer(ines.actor, case, is_granted=True, explanation="Oui."))
    assert refused.code == "not_found"


# --- who answers ----------------------------------------------------------------------------------
def test_with_one_moderator_the_same_person_answers_after_three_days(lucie, marc, ines, monkeypatch):
    asked = ask(lucie, decided(case_about(lucie, marc), ines))
    refused = refusal_of(lambda: appeals.answer(ines.actor, asked.case, is_granted=True, explanation="Oui."))
    assert "nobody else here" in str(refused.detail)
    then = timezone.now() + appeals.WAITING
    monkeypatch.setattr(appeals.timezone, "now", lambda: then)
    last = appeals.answer(ines.actor, asked.case, is_granted=True, explanation="Oui.")
    assert "same person" in last.letter.body or "la même personne" in last.letter.body
    assert record.read(Entry.objects.latest("number"))["by_same"] is True


def test_a_colleague_whose_role_has_ended_is_nobody_else(lucie, marc, ines, ivy, monkeypatch):
    monkeypatch.setattr(appeals, "WAITING", timedelta(0))
    asked = ask(lucie, decided(case_about(lucie, marc), ines))
    Role.objects.filter(member=ivy.member).update(until=timezone.localdate() - timedelta(days=1))
    appeals.answer(ines.actor, asked.case, is_granted=False, explanation="Non.")


def test_whoever_has_a_part_in_it_leaves_the_answer_to_others(lucie, marc, ines, ivy):
    thread = factories.make_thread()
    post = factories.make_post(thread, lucie.name)
    paul = person("Paul", roles=(("moderator", ""),))
    writer = person("Ada", roles=(("moderator", ""),))
    factories.make_post(thread, writer.name)
    call(ivy, "post", str(post.pk))
    case = Case.objects.get()
    asked = ask(lucie, decided(case, ines))
    for near in (ines, ivy, writer):
        refused = refusal_of(
            lambda near=near: appeals.answer(near.actor, asked.case, is_granted=True, explanation="Oui.")
        )
        assert refused.code == "not_allowed"
    assert appeals.answer(paul.actor, asked.case, is_granted=True, explanation="Oui.").decider == paul.name


def test_nobody_answers_their_own_appeal(marc, ines, ivy):
    asked = ask(ines, decided(case_about(ines, marc), ivy))
    assert asked.case not in Case.objects.visible_to(ines.actor)
    refused = refusal_of(lambda: appeals.answer(ines.actor, asked.case, is_granted=True, explanation="Oui."))
    assert refused.code == "not_allowed"


def test_a_facilitator_answers_what_a_facilitator_could_decide_and_no_more(lucie, marc, ines, anouk):
    light = case_about(lucie, marc, kind="message")
    heavy = case_about(lucie, marc, kind="message")
    for case in (light, heavy):
        entrust(anouk, "facilitator", case.room.scope)
    severe = ask(lucie, decided(heavy, ines))
    refused = refusal_of(lambda: appeals.answer(anouk.actor, severe.case, is_granted=True, explanation="Oui."))
    assert "whole house" in str(refused.detail)
    mild = ask(lucie, decided(light, ines, "hide"))
    assert appeals.answer(anouk.actor, mild.case, is_granted=True, explanation="Oui.").pk


def test_whoever_wrote_in_a_thread_leaves_its_cases_to_somebody_else(lucie, marc, ines, ivy):
    thread = factories.make_thread()
    post = factories.make_post(thread, lucie.name)
    factories.make_post(thread, ines.name)
    case = call(marc, "post", str(post.pk)).case
    refused = refusal_of(lambda: decided(case, ines))
    assert "in this thread yourself" in str(refused.detail)
    assert decided(case, ivy).pk
    care = call(marc, "post", str(Post.objects.earliest("pk").pk), "worry").case
    assert services.decide(ines.actor, care, act="cared_for", outcome="answered").pk


def test_where_all_wrote_in_the_thread_a_case_is_not_stuck(lucie, marc, ines, ivy):
    thread = factories.make_thread()
    post = factories.make_post(thread, lucie.name)
    for each in (ines, ivy):
        factories.make_post(thread, each.name)
    assert decided(call(marc, "post", str(post.pk)).case, ines).pk


def test_an_author_who_has_left_is_answered_without_a_recipient(lucie, marc, ines, ivy):
    asked = ask(lucie, decided(case_about(lucie, marc), ines))
    lucie.member.delete()
    last = appeals.answer(ivy.actor, asked.case, is_granted=True, explanation="Oui.")
    assert last.letter is not None
    assert last.letter.recipient is None
