"""Appeals at the same moment, on both engines: one appeal, one answer, a clear sentence for the other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import Letter, Standing
from members.refusals import Refusal
from moderation import appeals, erasing, services
from moderation.appeal_models import APPEAL_WINDOW
from moderation.deciding import AlreadyDecided
from moderation.models import Appeal, Decision
from record import services as record
from tests.cast import person
from tests.moderation.makers import case_about
from tests.moderation.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_limits_left(settings) -> None:
    settings.RATE_LIMITS = False


@pytest.mark.parametrize("kind", ["post", "message"])
def test_two_appeals_and_two_answers_at_once(kind, lucie, marc, ines, ivy):
    paul = person("Paul", roles=(("moderator", ""),))
    author, second, third = lucie.actor, ivy.actor, paul.actor
    for number in range(1, 6):
        first = services.decide(
            ines.actor,
            case_about(lucie, marc, kind=kind),
            act="hide_suspend",
            rule="hostile",
            measure="suspended",
            until=timezone.now() + timedelta(days=1),
        )

        def ask(first: Decision = first) -> Appeal:
            assert first.letter is not None
            return appeals.appeal(author, first.letter, words="Encore.")

        ends = at_once(ask, ask, ask)
        assert sum(isinstance(one, Appeal) for one in ends) == 1, ends
        assert sum(isinstance(one, Refusal) for one in ends) == 2, ends
        case = Appeal.objects.get(decision=first).case
        ends = at_once(
            lambda case=case: appeals.answer(second, case, is_granted=True, explanation="Oui."),
            lambda case=case: appeals.answer(third, case, is_granted=False, explanation="Non."),
        )
        assert sum(isinstance(one, Decision) for one in ends) == 1, ends
        assert sum(isinstance(one, AlreadyDecided) for one in ends) == 1, ends
        assert Letter.objects.filter(kind="answer").count() == number
    assert Standing.objects.count() <= 5
    assert record.verify().ok


def test_an_appeal_that_crosses_the_erasing_loses_no_words(lucie, marc, ines):
    first = services.decide(ines.actor, case_about(lucie, marc), act="hide", rule="hostile")
    author, late = lucie.actor, timezone.now() + APPEAL_WINDOW + timedelta(days=1)
    assert first.letter is not None
    ends = at_once(lambda: appeals.appeal(author, first.letter, words="Encore."), lambda: erasing.erase_due(now=late))
    assert not [one for one in ends if isinstance(one, Exception)], ends
    first.case.refresh_from_db()
    assert (first.case.words == "") == (ends[1] == 1)
