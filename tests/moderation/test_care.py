"""Words of danger and worries: the care lane."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import transaction

from chat.signals import published as message_published
from crisis.detection import assess
from forum.models import Post
from forum.signals import published as post_published
from members.models import Letter
from members.news import announce
from members.refusals import Refusal
from moderation import services
from moderation.models import Case, Lane, Origin, Outcome, Urgency
from record.models import Entry
from tests import factories
from tests.moderation.makers import call, case_about, make_message, target_of

pytestmark = pytest.mark.django_db
DANGER = "Ce soir j’ai avalé tous mes comprimés, je veux mourir."


def level(value: str) -> SimpleNamespace:
    return SimpleNamespace(level=SimpleNamespace(value=value), marks=frozenset())


def say(person, post, assessment) -> None:
    with transaction.atomic():
        announce(post_published, actor=person.actor, post=post, assessment=assessment)


@pytest.mark.parametrize("value, opens", [("none", False), ("moderate", False), ("high", True), ("emergency", True)])
def test_words_of_danger_open_a_case_of_care(value, opens, lucie):
    _, post = target_of("post", lucie, "Je n’en peux plus.")
    say(lucie, post, level(value))
    assert [(one.lane, one.origin, one.urgency, one.words) for one in Case.objects.all()] == (
        [(Lane.CARE, Origin.WORDS, Urgency.CRISIS, "Je n’en peux plus.")] if opens else []
    )


def test_the_real_detection_opens_a_case_in_a_room(lucie):
    event = make_message(factories.make_room(), lucie.name, DANGER)
    with transaction.atomic():
        announce(message_published, actor=lucie.actor, event=event, assessment=assess(DANGER))
    case = Case.objects.get()
    assert (case.target_kind, case.subject, case.room) == ("message", lucie.name, event.room)


def test_a_worry_joins_the_case_that_the_words_opened(lucie, marc):
    target_id, post = target_of("post", lucie)
    say(lucie, post, level("high"))
    assert call(marc, "post", target_id, "worry").case == Case.objects.get()


def test_words_looked_after_are_not_brought_back_by_an_edit_that_leaves_them(lucie, ines):
    _, post = target_of("post", lucie)
    say(lucie, post, level("high"))
    services.decide(ines.actor, Case.objects.get(), act="cared_for", outcome="other_meaning")
    say(lucie, post, level("high"))
    assert Case.objects.count() == 1
    Post.objects.filter(pk=post.pk).update(body="D’autres mots.")
    say(lucie, post, level("high"))
    assert Case.objects.filter(closed_at=None).count() == 1


@pytest.mark.parametrize("outcome", Outcome.values)
def test_care_ends_with_an_outcome_and_without_a_letter(outcome, lucie, marc, ines):
    case = case_about(lucie, marc, reason="worry")
    decision = services.decide(ines.actor, case, act="cared_for", outcome=outcome)
    assert (decision.letter, decision.standing, decision.outcome) == (None, None, outcome)
    assert not Letter.objects.filter(recipient=lucie.name).exists()
    assert Entry.objects.get().kind == "decision.cared_for"


def test_kind_words_go_to_the_person(lucie, marc, ines):
    case = case_about(lucie, marc, reason="worry")
    services.decide(ines.actor, case, act="cared_for", outcome="answered", explanation="Nous vous avons lue.")
    letter = Letter.objects.get(recipient=lucie.name)
    assert letter.kind == "care"
    assert "Nous vous avons lue." in letter.body
    assert "Besoin d’aide maintenant" in letter.body
    assert "Marc" not in letter.body
    assert "Inès" not in letter.body


def test_who_worried_hears_that_somebody_looked_and_no_more(lucie, marc, ines):
    case = case_about(lucie, marc, reason="worry")
    services.decide(ines.actor, case, act="cared_for", outcome="not_alone", explanation="Secret de la personne.")
    note = Letter.objects.get(recipient=marc.name)
    assert "Somebody on the team read it and looked after it." in note.body
    assert "Secret" not in note.body
    assert "with them now" not in note.body


def test_care_takes_nothing_away(lucie, marc, ines):
    case = case_about(lucie, marc, reason="worry")
    for act in ("hide", "hide_suspend", "suspend", "restore", "nothing_wrong"):
        with pytest.raises(Refusal) as refused:
            services.decide(ines.actor, case, act=act, rule="hostile", until=factories.tomorrow())
        assert refused.value.code == "not_allowed"
    with pytest.raises(Refusal) as refused:
        services.decide(ines.actor, case, act="cared_for")
    assert refused.value.field == "outcome"


def test_a_case_under_the_rules_does_not_end_as_care(lucie, marc, ines):
    with pytest.raises(Refusal):
        services.decide(ines.actor, case_about(lucie, marc), act="cared_for", outcome="answered")


def test_words_that_send_somebody_to_their_death_ask_for_care(marc) -> None:
    _, post = target_of("post", marc, "Va te pendre.")
    say(marc, post, assess(post.body))
    case = Case.objects.get()
    assert (case.lane, case.origin) == (Lane.CARE, Origin.WORDS)
    assert not assess(post.body).brings_panel
