"""In whose hands a case is: a lease that colleagues see, that can be given, and that ends by itself."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone, translation

from members.refusals import Refusal
from moderation import claims, services, shields, watch
from moderation.models import Claim, Decision, HandOver
from moderation.watch_models import LEASE
from tests import factories
from tests.cast import person
from tests.moderation.makers import call, case_about, entrust, make_message

pytestmark = pytest.mark.django_db
NOTE = "J’ai lu le fil ; la personne a répondu à Marc."


def page_of(case) -> str:
    return f"/fr/moderation/cases/{case.pk}/"


def test_who_takes_a_case_has_it_for_a_quarter_of_an_hour(lucie, marc, ines, ivy):
    case, now = case_about(lucie, marc), timezone.now()
    claims.take(ines.actor, case, now=now)
    for minutes in (0, 14):
        with pytest.raises(claims.InOtherHands) as told:
            claims.take(ivy.actor, case, now=now + timedelta(minutes=minutes))
        assert told.value.claim.holder == ines.name
    assert claims.take(ivy.actor, case, now=now + LEASE).holder == ivy.name
    with pytest.raises(claims.InOtherHands):
        claims.take(ines.actor, case, now=now + LEASE)


def test_the_refusal_names_the_colleague_and_the_time_left(lucie, marc, ines, ivy):
    case, now = case_about(lucie, marc), timezone.now()
    claims.take(ines.actor, case, now=now)
    with pytest.raises(claims.InOtherHands) as told, translation.override("fr"):
        claims.take(ivy.actor, case, now=now + timedelta(minutes=4))
    with translation.override("fr"):
        assert "Inès" in str(told.value.detail)
        assert "11\u00a0min" in str(told.value.detail)


def test_reading_on_renews_the_lease_and_rarely_writes(lucie, marc, ines, ivy, django_assert_num_queries):
    case, now = case_about(lucie, marc), timezone.now()
    claims.take(ines.actor, case, now=now)
    later = now + timedelta(minutes=10)
    claims.renew(ines.actor, case, now=later)
    assert Claim.objects.get().until == later + LEASE
    claims.renew(ines.actor, case, now=later + timedelta(seconds=30))
    assert Claim.objects.get().until == later + LEASE
    claims.renew(ivy.actor, case, now=later + timedelta(minutes=5))
    assert Claim.objects.get().until == later + LEASE
    # Once it has ended, reading brings nothing back: somebody may have been about to take it.
    claims.renew(ines.actor, case, now=later + LEASE)
    assert Claim.objects.get().until == later + LEASE


def test_opening_the_page_renews_and_a_colleague_s_look_does_not(lucie, marc, ines, ivy):
    case = case_about(lucie, marc)
    claims.take(ines.actor, case)
    soon = timezone.now() + timedelta(minutes=3)
    Claim.objects.update(until=soon)
    assert ivy.client.get(page_of(case)).status_code == 200
    assert Claim.objects.get().until == soon
    assert ines.client.get(page_of(case)).status_code == 200
    assert Claim.objects.get().until > soon + timedelta(minutes=11)


def test_a_colleague_s_case_is_not_decided(lucie, marc, ines, ivy):
    case = case_about(lucie, marc)
    claims.take(ines.actor, case)
    with pytest.raises(claims.InOtherHands):
        services.decide(ivy.actor, case, act="nothing_wrong")
    assert not Decision.objects.exists()
    services.decide(ines.actor, case, act="nothing_wrong")
    assert Decision.objects.get().decider == ines.name
    assert not Claim.objects.exists()


def test_an_ended_or_given_lease_stands_in_nobody_s_way(lucie, marc, ines, ivy):
    ended, given = case_about(lucie, marc), case_about(lucie, marc)
    claims.take(ines.actor, ended)
    Claim.objects.update(until=timezone.now() - timedelta(seconds=1))
    services.decide(ivy.actor, ended, act="nothing_wrong")
    watch.come(ivy.actor)
    claims.take(ines.actor, given)
    claims.give(ines.actor, given, to=ivy.name.pk)
    with pytest.raises(claims.InOtherHands):
        services.decide(ines.actor, given, act="nothing_wrong")
    services.decide(ivy.actor, given, act="nothing_wrong")
    assert Decision.objects.count() == 2


def test_what_is_handed_on_carries_its_word(lucie, marc, ines, ivy):
    case = case_about(lucie, marc)
    watch.come(ivy.actor)
    claims.take(ines.actor, case)
    sent = {"to": str(ivy.name.pk), "note": NOTE}
    assert ines.client.post(page_of(case) + "hand-over/", sent).status_code == 303
    claim = Claim.objects.get()
    assert (claim.holder, claim.giver) == (ivy.name, ines.name)
    words = ivy.client.get(page_of(case)).content.decode()
    assert NOTE in words
    assert "Inès vous l’a confié" in words
    assert lucie.client.get(page_of(case)).status_code == 404


def test_left_to_whoever_comes_next_it_is_free_and_keeps_its_word(lucie, marc, ines, ivy):
    case = case_about(lucie, marc)
    claims.take(ines.actor, case)
    assert ines.client.post(page_of(case) + "hand-over/", {"to": "", "note": NOTE}).status_code == 303
    assert not Claim.objects.exists()
    assert HandOver.objects.get().to is None
    assert NOTE in ivy.client.get(page_of(case)).content.decode()


def test_it_is_given_only_to_somebody_who_can_take_it(lucie, marc, anouk, ines, ivy, odile):
    room = factories.make_room()
    entrust(anouk, "facilitator", factories.make_room().scope)
    case = call(marc, "message", str(make_message(room, lucie.name).pk)).case
    claims.take(ines.actor, case)
    watch.come(ines.actor)
    watch.come(anouk.actor)
    for nobody in (ivy, anouk, odile, lucie, marc, ines):
        with pytest.raises(Refusal) as told:
            claims.give(ines.actor, case, to=nobody.name.pk)
        assert (told.value.code, told.value.field) == ("bad_field", "to")
    assert claims.colleagues(ines.actor, case) == []
    watch.come(ivy.actor)
    assert claims.colleagues(ines.actor, case) == [ivy.name]
    watch.rest(ivy.actor)
    assert claims.colleagues(ines.actor, case) == []
    watch.wake(ivy.actor)
    shields.choose(ivy.actor, themes=[room.theme_id])
    assert claims.colleagues(ines.actor, case) == []
    with pytest.raises(Refusal):
        claims.give(ines.actor, case, to=ivy.name.pk)


def test_a_case_is_not_given_to_the_person_it_is_about(marc, ines, ivy):
    case = case_about(ivy, marc)
    watch.come(ivy.actor)
    claims.take(ines.actor, case)
    assert claims.colleagues(ines.actor, case) == []
    with pytest.raises(Refusal):
        claims.give(ines.actor, case, to=ivy.name.pk)


def test_a_colleague_s_lease_is_not_given_away(lucie, marc, ines, ivy):
    case, third = case_about(lucie, marc), person("Tao", roles=(("moderator", ""),))
    watch.come(third.actor)
    claims.take(ines.actor, case)
    with pytest.raises(claims.InOtherHands):
        claims.give(ivy.actor, case, to=third.name.pk)
    claims.release(ivy.actor, case, note="x")
    assert Claim.objects.get().holder == ines.name
    assert not HandOver.objects.exists()


def test_nobody_takes_what_is_not_theirs(lucie, marc, anouk, ines, odile):
    entrust(anouk, "facilitator", factories.make_room().scope)
    case, own, closed = case_about(lucie, marc), case_about(ines, marc), case_about(lucie, marc)
    services.decide(ines.actor, closed, act="nothing_wrong")
    for who, which in ((lucie, case), (anouk, case), (odile, case), (ines, own), (ines, closed)):
        with pytest.raises(Refusal) as told:
            claims.take(who.actor, which)
        assert told.value.code == "not_allowed"
    assert not Claim.objects.exists()


def test_too_long_a_word_is_kept_on_the_page(lucie, marc, ines):
    case = case_about(lucie, marc)
    claims.take(ines.actor, case)
    answer = ines.client.post(page_of(case) + "hand-over/", {"note": "mot " * 300})
    assert answer.status_code == 422
    assert "mot " * 300 in answer.content.decode()
    assert Claim.objects.get().holder == ines.name


@pytest.mark.parametrize("to", ["x", "\x00", "00000000-0000-0000-0000-000000000000", "9" * 400])
def test_a_broken_name_is_a_calm_answer(to, lucie, marc, ines):
    case = case_about(lucie, marc)
    claims.take(ines.actor, case)
    assert ines.client.post(page_of(case) + "hand-over/", {"to": to}).status_code == 422


def test_two_clicks_take_it_and_the_other_reads_who(lucie, marc, ines, ivy):
    case = case_about(lucie, marc)
    assert "S’en occuper" in ines.client.get("/fr/moderation/").content.decode()
    assert ines.client.post(page_of(case) + "take/").status_code == 303
    answer = ivy.client.post(page_of(case) + "take/")
    assert answer.status_code == 409
    assert "Inès s’occupe de ce dossier" in answer.content.decode()
    page = ivy.client.get(page_of(case)).content.decode()
    assert 'name="act"' not in page
    assert "Inès s’en occupe, encore 15\u00a0min" in page
    assert "Inès s’en occupe, encore 15\u00a0min" in ivy.client.get("/fr/moderation/").content.decode()
    assert "Entre vos mains" in ines.client.get("/fr/moderation/").content.decode()


def test_words_typed_before_a_colleague_took_it_are_kept(lucie, marc, ines, ivy):
    case = case_about(lucie, marc)
    shown = ivy.client.get(page_of(case)).content.decode()
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    claims.take(ines.actor, case)
    sent = {"seen": seen, "act": "hide", "rule": "hostile", "explanation": "Mes mots à moi."}
    answer = ivy.client.post(page_of(case) + "decide/", sent)
    assert answer.status_code == 403
    assert "Mes mots à moi." in answer.content.decode()
    assert not Decision.objects.exists()


def test_heavy_cases_are_counted_and_one_more_is_taken_knowingly(lucie, marc, ines):
    watch.come(ines.actor)
    for _ in range(watch.MOST_HEAVY):
        claims.take(ines.actor, case_about(lucie, marc, reason="method_detail"))
    light, heavy = case_about(lucie, marc, reason="other"), case_about(lucie, marc, reason="method_detail")
    claims.take(ines.actor, light)
    with pytest.raises(claims.EnoughForNow):
        claims.take(ines.actor, heavy)
    answer = ines.client.post(page_of(heavy) + "take/")
    assert answer.status_code == 409
    assert 'name="anyway"' in answer.content.decode()
    assert not Claim.objects.filter(case=heavy).exists()
    assert ines.client.post(page_of(heavy) + "take/", {"anyway": "1"}).status_code == 303
    assert Claim.objects.get(case=heavy).holder == ines.name


def test_after_a_rest_the_count_begins_anew(lucie, marc, ines):
    watch.come(ines.actor)
    for _ in range(watch.MOST_HEAVY):
        claims.take(ines.actor, case_about(lucie, marc, reason="method_detail"))
    watch.rest(ines.actor)
    watch.wake(ines.actor)
    claims.take(ines.actor, case_about(lucie, marc, reason="method_detail"))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_at_once_one_has_it(lucie, marc, ines, ivy, settings):
    settings.RATE_LIMITS = False
    first, second = ines.actor, ivy.actor
    for _ in range(20):
        case, start, ends = case_about(lucie, marc), threading.Barrier(2), []

        def run(who, case=case, start=start, ends=ends):
            try:
                start.wait(timeout=60)
                ends.append(claims.take(who, case))
            except Exception as problem:
                ends.append(problem)
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(who,)) for who in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        assert sorted(type(one).__name__ for one in ends) == ["Claim", "InOtherHands"]
        assert Claim.objects.filter(case=case).count() == 1
