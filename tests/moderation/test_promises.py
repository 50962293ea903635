"""What the database refuses by itself, on both engines; each promise is broken on purpose once its guard is gone."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from members.models import Letter
from moderation import appeals, promises, services
from moderation.models import Appeal, Case, Decision, Flag, Question
from record import triggers
from tests import factories
from tests.moderation.makers import case_about
from tests.triggers import lowered

pytestmark = pytest.mark.django_db


def letter(recipient) -> Letter:
    words = {"subject": "s", "body": "b", "html": "b", "recipe": 1}
    return Letter.objects.create(recipient=recipient, kind="decision", language="fr", **words)


def refused(act) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


def decision(case, decider, **fields) -> Decision:
    return Decision.objects.create(**{"case": case, "decider": decider.name, "act": "nothing_wrong", **fields})


@pytest.mark.parametrize(
    "fields, holds",
    [
        ({"act": "hide", "rule": "hostile"}, False),
        ({"act": "restore"}, False),
        ({"act": "suspend", "rule": "hostile", "until": timezone.now()}, False),
        ({"act": "hide", "rule": "hostile", "letter": True}, True),
        ({"act": "hide", "rule": "", "letter": True}, False),
        ({"act": "hide", "rule": "worry", "letter": True}, False),
        ({"act": "suspend", "rule": "hostile", "letter": True}, False),
        ({"act": "hide_suspend", "rule": "hostile", "letter": True, "until": timezone.now()}, False),
        ({"act": "hide_suspend", "rule": "hostile", "letter": True, "until": timezone.now(), "measure": "here"}, True),
        ({"act": "suspend", "rule": "hostile", "letter": True, "measure": "read_only"}, False),
        ({"act": "suspend", "rule": "hostile", "letter": True, "measure": "closed"}, True),
        ({"act": "hide", "rule": "hostile", "letter": True, "measure": "here"}, False),
        ({"act": "warn", "rule": "hostile"}, False),
        ({"act": "redact", "letter": True}, False),
        ({"act": "lock"}, False),
        ({"act": "lock", "letter": True}, True),
        ({"act": "move", "letter": True}, False),
        ({"act": "cared_for"}, False),
        ({"act": "cared_for", "outcome": "answered"}, True),
        ({"act": "nothing_wrong", "outcome": "answered"}, False),
        ({"act": "nothing_wrong"}, True),
        ({"act": "appeal_refused", "letter": True}, False),
        ({"act": "appeal_refused", "explanation": "Non."}, False),
    ],
)
def test_a_decision_that_lacks_a_part_cannot_be_stored(fields, holds, lucie, marc, ines):
    case = case_about(lucie, marc)
    if fields.pop("letter", False):
        fields["letter"] = letter(lucie.name)
    assert refused(lambda: decision(case, ines, **fields)) != holds


def test_a_letter_belongs_to_one_decision(lucie, marc, ines):
    one = letter(lucie.name)
    decision(case_about(lucie, marc), ines, act="hide", rule="hostile", letter=one)
    assert refused(lambda: decision(case_about(lucie, marc), ines, act="hide", rule="hostile", letter=one))


def test_a_case_has_one_decision_and_a_person_one_flag(lucie, marc, ines, ivy):
    case = case_about(lucie, marc)
    flag = case.flags.get()
    assert refused(lambda: Flag.objects.create(case=case, by_key=flag.by_key, language="fr", reason="other"))
    decision(case, ines)
    assert refused(lambda: decision(case, ivy))


def test_one_case_is_open_a_target_and_lane(lucie, marc):
    case = case_about(lucie, marc)
    twin = {"target_kind": "post", "target_id": case.target_id, "urgency": 1, "subject": lucie.name, "language": "fr"}
    assert refused(lambda: Case.objects.create(lane="rule", **twin))
    assert not refused(lambda: Case.objects.create(lane="care", **twin))


def end(case) -> None:
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now())


def end_without_decision(case, ines):
    end(case)


def end_without_notes(case, ines):
    decision(case, ines)
    end(case)


def call_on_a_closed_case(case, ines):
    services.decide(ines.actor, case, act="nothing_wrong")
    Flag.objects.create(case=case, by_key=b"x" * 32, language="fr", reason="other")


def move_to_another_lane(case, ines):
    Case.objects.filter(pk=case.pk).update(lane="care")


def open_a_closed_case(case, ines):
    services.decide(ines.actor, case, act="nothing_wrong")
    Case.objects.filter(pk=case.pk).update(closed_at=None)


def rewrite_a_decision(case, ines):
    services.decide(ines.actor, case, act="hide", rule="hostile")
    Decision.objects.filter(case=case).update(rule="other")


def take_a_note_away(case, ines):
    services.decide(ines.actor, case, act="nothing_wrong")
    Flag.objects.filter(case=case).update(outcome=None)


def appealed(case, ines):
    """An appeal, past every service, against a decision of Inès about the case."""
    first = services.decide(ines.actor, case, act="hide", rule="hostile")
    return appeals.appeal(actor_of_subject(case), first.letter, words="Encore.")


def actor_of_subject(case):
    return factories.actor_of(case.subject.holding.member)


def decide_about_oneself(case, ines):
    Decision.objects.create(case=case, decider=case.subject, act="nothing_wrong")


def answer_ones_own_decision(case, ines):
    asked = appealed(case, ines)
    words = {"explanation": "Non.", "letter": letter(case.subject)}
    Decision.objects.create(case=asked.case, decider=ines.name, act="appeal_refused", **words)


def end_an_appeal_without_its_answer(case, ines):
    asked = appealed(case, ines)
    Decision.objects.create(case=asked.case, decider=factories.make_pseudonym(), act="nothing_wrong")


def answer_what_is_no_appeal(case, ines):
    words = {"explanation": "Oui.", "letter": letter(case.subject)}
    decision(case, ines, act="appeal_granted", **words)


def shorten_the_wait(case, ines):
    appealed(case, ines)
    Appeal.objects.update(same_from=timezone.now())


def rewrite_a_question(case, ines):
    asked = {"by": ines.name, "letter": letter(case.subject), "words": "Pourquoi ?"}
    Question.objects.create(case=case, **asked)
    Question.objects.update(words="Autre chose ?")


def rewrite_an_answer(case, ines):
    asked = {"by": ines.name, "letter": letter(case.subject), "words": "Pourquoi ?"}
    Question.objects.create(case=case, answer="Parce que.", answered_at=timezone.now(), **asked)
    Question.objects.update(answer="Autre chose.")


def end_as_taken_back_while_somebody_calls(case, ines):
    decision(case, ines)
    Flag.objects.filter(case=case).update(outcome=letter(None))
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now(), is_withdrawn=True)


BREAKS = {
    "moderation_case_withdrawn": (end_as_taken_back_while_somebody_calls,),
    "moderation_flag_told": (take_a_note_away,),
    "moderation_decision_apart": (decide_about_oneself, answer_ones_own_decision),
    "moderation_decision_lane": (end_an_appeal_without_its_answer, answer_what_is_no_appeal),
    "moderation_appeal_same": (shorten_the_wait,),
    "moderation_question_same": (rewrite_a_question, rewrite_an_answer),
    "moderation_case_end": (end_without_decision, end_without_notes),
    "moderation_case_same": (move_to_another_lane, open_a_closed_case),
    "moderation_flag_open": (call_on_a_closed_case,),
    "moderation_decision_same": (rewrite_a_decision,),
}


def test_every_promise_is_tried():
    assert set(BREAKS) == {one.name for one in promises.TRIGGERS}
    assert triggers.missing(promises.TRIGGERS) == []


@pytest.mark.parametrize("trigger, how", [(one, how) for one in promises.TRIGGERS for how in BREAKS[one.name]])
def test_the_database_refuses_and_only_because_of_its_trigger(trigger, how, lucie, marc, ines):
    assert refused(lambda: how(case_about(lucie, marc), ines))
    with lowered(trigger):
        assert not refused(lambda: how(case_about(lucie, marc), ines))
