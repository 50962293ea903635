"""The clock of the care lane, with nobody answering: who is called, when, and once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from members.models import Letter
from moderation import care_clock, claims, services, watch
from moderation.care_models import CareCall, CareStep
from moderation.models import Case, Lane, Outcome
from tests.cast import Person
from tests.moderation.makers import case_about, entrust

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def worry(lucie: Person, marc: Person) -> Case:
    case = case_about(lucie, marc, reason="worry")
    assert case.lane == Lane.CARE
    return case


def called(person: Person) -> list[str]:
    return [letter.subject for letter in Letter.objects.filter(recipient=person.name, kind="notice")]


def at(case: Case, minutes: float) -> datetime:
    return case.opened_at + minutes * MINUTE


def test_with_somebody_on_duty_the_others_are_called_after_a_quarter_then_the_coordinator(
    worry: Case, ines: Person, ivy: Person, odile: Person
) -> None:
    entrust(odile, "coordinator", "")
    watch.come(ines.actor)
    for minutes, second, third in [(1, 0, 0), (14, 0, 0), (15, 1, 0), (16, 1, 0), (29, 1, 0), (30, 1, 1), (90, 1, 1)]:
        care_clock.go_round(at(worry, minutes))
        assert (len(called(ines)), len(called(ivy)), len(called(odile))) == (0, second, third), minutes


def test_with_nobody_on_duty_the_others_are_called_at_once(worry: Case, ines: Person, ivy: Person) -> None:
    care_clock.go_round(at(worry, 0))
    assert len(called(ines)) == len(called(ivy)) == 1
    care_clock.go_round(at(worry, 15))
    assert set(CareCall.objects.values_list("step", flat=True)) == {CareStep.BACKUP, CareStep.COORDINATOR}


def test_a_worker_that_slept_takes_both_steps(worry: Case, ines: Person) -> None:
    assert care_clock.go_round(at(worry, 600)) == 2
    assert care_clock.go_round(at(worry, 601)) == 0


def test_nobody_is_called_for_what_somebody_has_in_hand(worry: Case, ines: Person, ivy: Person) -> None:
    watch.come(ines.actor)
    claims.take(ines.actor, worry)
    now = timezone.now()
    assert care_clock.go_round(now + 14 * MINUTE) == 0
    assert called(ivy) == []


def test_a_case_of_rules_has_no_such_clock(lucie: Person, marc: Person, ines: Person) -> None:
    case = case_about(lucie, marc)
    assert care_clock.go_round(at(case, 600)) == 0


def test_the_person_is_never_called_about_themselves(ines: Person, ivy: Person, marc: Person) -> None:
    case = case_about(ines, marc, reason="worry")
    care_clock.go_round(at(case, 1))
    assert called(ines) == []
    assert len(called(ivy)) == 1


def test_the_letter_tells_nothing_of_what_was_said(worry: Case, ines: Person) -> None:
    care_clock.go_round(at(worry, 1))
    letter = Letter.objects.get(recipient=ines.name, kind="notice")
    assert worry.words
    assert worry.words not in letter.body
    assert worry.subject.name not in letter.body
    assert str(worry.pk) in letter.html


def test_whoever_looked_after_somebody_is_reminded_the_next_day_and_once(worry: Case, ines: Person) -> None:
    decision = services.decide(ines.actor, worry, act="cared_for", outcome=Outcome.ANSWERED, explanation="Je suis là.")
    day = timedelta(hours=1)
    assert care_clock.go_round(decision.at + 10 * day) == 0
    assert care_clock.go_round(decision.at + 21 * day) == 1
    assert care_clock.go_round(decision.at + 22 * day) == 0
    assert len(called(ines)) == 1


def test_a_reminder_does_not_come_for_what_is_long_over(worry: Case, ines: Person) -> None:
    decision = services.decide(ines.actor, worry, act="cared_for", outcome=Outcome.ANSWERED)
    assert care_clock.go_round(decision.at + timedelta(days=9)) == 0
