"""Words are forgotten when their time is over: not a day before, nothing else, and the record still verifies."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chat.models import RoomEvent
from forum.models import Post
from members.models import Letter
from members.refusals import Refusal
from moderation import appeals, erasing, questions, services
from moderation.appeal_models import APPEAL_WINDOW
from moderation.models import Act, Case, Decision
from moderation.tasks import forget_words
from record import services as record
from tests import factories
from tests.moderation.makers import call, case_about

pytestmark = pytest.mark.django_db
WORDS = "Des mots du salon."


def later(extra: timedelta = timedelta(days=1)):
    return timezone.now() + APPEAL_WINDOW + extra


def stored(case: Case) -> str:
    """Everything that the tables still say of a case's words, but for letters."""
    case.refresh_from_db()
    kept = [case.words, case.words_html]
    for flag in case.flags.all():
        kept += [flag.words, flag.note]
    if case.target_kind == "post":
        post = Post.objects.get(pk=case.target_id)
        kept += [*post.said, post.body, post.html]
    if case.target_kind == "message":
        event = RoomEvent.objects.get(pk=case.target_id)
        kept += [*event.said, event.body, event.html]
    for question in case.questions.all():
        kept += [question.words, question.answer]
    return "\n".join(kept)


@pytest.mark.parametrize("kind", ["post", "message"])
def test_words_taken_down_are_erased_when_nobody_can_appeal_any_more(kind, lucie, marc, ines, ivy):
    case = case_about(lucie, marc, kind=kind)
    questions.ask(ines.actor, case, words="Pourquoi ?")
    decision = services.decide(ines.actor, case, act="hide", rule="hostile")
    assert WORDS in stored(case)
    assert erasing.erase_due(now=later(-timedelta(days=2))) == 0
    assert WORDS in stored(case)
    assert erasing.erase_due(now=later()) == 1
    assert stored(case).strip() == ""
    assert case.erased_on is not None
    assert record.verify().ok
    assert erasing.erase_due(now=later()) == 0
    # The letter says what was decided and why, without the words.
    letter = Letter.objects.get(pk=decision.letter_id)
    assert WORDS not in letter.subject + letter.body + letter.html
    assert "six mois" in letter.body
    shown = ivy.client.get(reverse("moderation:case_detail", args=[case.pk])).content.decode()
    assert WORDS not in shown
    with pytest.raises(Refusal):
        services.decide(ivy.actor, services.look_again(ivy.actor, case), act="restore")


def test_a_thread_whose_opening_was_taken_down_loses_its_title(lucie, marc, ines):
    thread = factories.make_thread(title="Un titre qui blesse", author=lucie.name)
    case = call(marc, "post", str(thread.posts.get().pk)).case
    services.decide(ines.actor, case, act="hide", rule="hostile")
    erasing.erase_due(now=later())
    thread.refresh_from_db()
    assert (thread.title, thread.first_words, stored(case).strip()) == ("", "", "")


def test_words_that_stand_are_not_touched(lucie, marc, ines):
    left, back, again = (case_about(lucie, marc) for _number in range(3))
    services.decide(ines.actor, left, act="nothing_wrong")
    services.decide(ines.actor, back, act="hide", rule="hostile")
    services.decide(ines.actor, services.look_again(ines.actor, back), act="restore")
    first = services.decide(ines.actor, again, act="hide", rule="hostile")
    Decision.objects.filter(pk=first.pk).update(at=timezone.now() - APPEAL_WINDOW * 2)
    Case.objects.filter(pk=again.pk).update(closed_at=timezone.now() - APPEAL_WINDOW * 2)
    services.decide(ines.actor, services.look_again(ines.actor, again), act="nothing_wrong")
    erasing.erase_due(now=later())
    for case in (left, back):
        assert Post.objects.get(pk=case.target_id).body == WORDS
        assert Case.objects.get(pk=case.pk).words == ""
    assert Post.objects.get(pk=again.target_id).body == ""


def test_a_cut_passage_is_forgotten_and_the_rest_stays(lucie, marc, ines):
    thread = factories.make_thread()
    post = factories.make_post(thread, lucie.name, body="Je vais mal. Voici comment faire. Parlez-moi.")
    case = call(marc, "post", str(post.pk)).case
    decision = services.decide(ines.actor, case, act=Act.REDACT, rule="method_detail", cut={1})
    assert "comment faire" in decision.before
    erasing.erase_due(now=later())
    decision.refresh_from_db()
    post.refresh_from_db()
    assert decision.before == ""
    assert "Je vais mal." in post.body


def test_an_appeal_keeps_the_words_until_it_is_answered(lucie, marc, ines, ivy):
    case = case_about(lucie, marc)
    first = services.decide(ines.actor, case, act="hide", rule="hostile")
    asked = appeals.appeal(lucie.actor, first.letter, words="Je parlais de moi.")
    assert erasing.erase_due(now=later()) == 0
    assert WORDS in stored(case)
    appeals.answer(ivy.actor, asked.case, is_granted=False, explanation="Non.")
    assert erasing.erase_due(now=later()) == 2
    assert stored(case).strip() == ""
    asked.case.refresh_from_db()
    assert asked.case.words == ""
    assert record.verify().ok


def test_another_open_case_keeps_the_words(lucie, marc, ines):
    case = case_about(lucie, marc)
    call(marc, "post", case.target_id, "worry")
    services.decide(ines.actor, case, act="hide", rule="hostile")
    assert erasing.erase_due(now=later()) == 0


def test_a_letter_that_nobody_can_read_is_emptied(lucie, marc, ines):
    decision = services.decide(ines.actor, case_about(lucie, marc), act="hide", rule="hostile")
    lucie.member.delete()
    erasing.erase_due(now=later())
    assert Letter.objects.get(pk=decision.letter_id).body == ""


def test_the_work_stops_when_its_time_is_over_and_goes_on_later(lucie, marc, ines):
    for _number in range(3):
        services.decide(ines.actor, case_about(lucie, marc), act="hide", rule="hostile")
    assert erasing.erase_due(now=later(), budget_s=-1) == 0
    assert erasing.erase_due(now=later()) == 3
    assert forget_words() == 0


def test_one_erasure_is_a_short_transaction(lucie, marc, ines, django_assert_max_num_queries):
    case = case_about(lucie, marc)
    services.decide(ines.actor, case, act="hide", rule="hostile")
    with django_assert_max_num_queries(35):
        assert erasing.erase_due(now=later()) == 1
