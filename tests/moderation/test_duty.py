"""On duty, off duty, resting: one action each, an end of its own, and nobody's hours are kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from members import roles
from members import services as members
from members.models import Role
from members.refusals import Refusal
from moderation import claims, watch
from moderation.models import Claim, Duty
from tests import factories
from tests.moderation.makers import case_about, entrust

pytestmark = pytest.mark.django_db
DUTY = "/fr/moderation/duty/"


def test_one_action_each(ines):
    for act, there, awake in (
        ("come", True, True),
        ("rest", True, False),
        ("wake", True, True),
        ("go", False, False),
        ("go", False, False),
        ("rest", False, False),
    ):
        assert ines.client.post(DUTY, {"act": act}).status_code == 303
        assert Duty.objects.exists() is there
        assert watch.somebody_watches() is awake
    assert ines.client.post(DUTY, {"act": "x"}).status_code == 400
    assert ines.client.get(DUTY).status_code == 405


def test_a_watch_ends_by_itself(ines):
    now = timezone.now()
    watch.come(ines.actor, now=now)
    assert watch.somebody_watches(now + watch.WATCH - timedelta(seconds=1))
    assert not watch.somebody_watches(now + watch.WATCH)
    assert watch.duty_of(ines.actor, now + watch.WATCH) is None


def test_coming_again_prolongs_the_watch_and_keeps_the_stretch(ines):
    now = timezone.now()
    watch.come(ines.actor, now=now)
    watch.count_heavy(ines.actor)
    again = watch.come(ines.actor, now=now + timedelta(hours=1))
    assert again.until == now + timedelta(hours=1) + watch.WATCH
    assert (again.since, again.heavy) == (now, 1)
    fresh = watch.come(ines.actor, now=again.until + timedelta(hours=9))
    assert (fresh.since, fresh.heavy) == (again.until + timedelta(hours=9), 0)
    assert Duty.objects.count() == 1


def test_a_pause_is_offered_after_a_long_stretch_or_much_that_was_heavy(ines):
    now = timezone.now()
    duty = watch.come(ines.actor, now=now)
    assert not watch.needs_rest(duty, now + timedelta(minutes=89))
    assert watch.needs_rest(duty, now + timedelta(minutes=120))
    duty.heavy = watch.MOST_HEAVY
    assert watch.needs_rest(duty, now)
    assert not watch.needs_rest(None, now)


def test_the_offer_is_said_in_words_and_names_who_stays(ines, ivy):
    watch.come(ines.actor)
    watch.come(ivy.actor)
    quiet = ines.client.get("/fr/moderation/").content.decode()
    assert "Dix minutes de repos" not in quiet
    assert "avec Ivy gate" in quiet
    Duty.objects.filter(pseudonym=ines.name).update(rested_at=timezone.now() - watch.STRETCH)
    told = ines.client.get("/fr/moderation/").content.decode()
    assert "Dix minutes de repos" in told
    assert "Ivy gate garde la liste" in told


def test_going_off_duty_frees_what_one_had_in_hand(lucie, marc, ines, ivy):
    case = case_about(lucie, marc)
    watch.come(ines.actor)
    claims.take(ines.actor, case)
    watch.go(ines.actor)
    assert not Claim.objects.exists()
    claims.take(ivy.actor, case)


@pytest.mark.parametrize("who", ["lucie", "odile", "sam"])
def test_nobody_watches_without_being_entrusted(who, request):
    somebody = request.getfixturevalue(who)
    with pytest.raises(Refusal):
        watch.come(somebody.actor)
    assert somebody.client.post(DUTY, {"act": "come"}).status_code == 404
    assert not Duty.objects.exists()


def test_a_watch_reaches_as_far_as_its_role(anouk, ines):
    chapter = factories.make_theme()
    room = factories.make_room(theme=factories.make_theme(parent=chapter))
    elsewhere = factories.make_room()
    entrust(anouk, "facilitator", room.scope)
    watch.come(anouk.actor)
    assert watch.somebody_watches(room=room)
    assert not watch.somebody_watches(room=elsewhere)
    assert not watch.somebody_watches()
    Role.objects.filter(member=anouk.member).update(kind="moderator", scope=chapter.scope)
    assert watch.somebody_watches(room=room)
    assert watch.somebody_watches(theme=room.theme)
    assert not watch.somebody_watches(theme=elsewhere.theme)
    watch.come(ines.actor)
    assert watch.somebody_watches(room=elsewhere)


def test_a_role_past_its_last_day_watches_no_more(ines):
    watch.come(ines.actor)
    Role.objects.update(until=timezone.localdate())
    assert watch.somebody_watches()
    Role.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert not watch.somebody_watches()


def test_who_loses_the_role_watches_no_more(lucie, marc, ines, odile, django_capture_on_commit_callbacks):
    case = case_about(lucie, marc)
    watch.come(ines.actor)
    claims.take(ines.actor, case)
    with django_capture_on_commit_callbacks(execute=True):
        roles.dismiss(odile.actor, role_id=ines.member.roles.get().pk)
    assert not Duty.objects.exists()
    assert not Claim.objects.exists()


def test_who_is_suspended_watches_no_more(ines, ivy, django_capture_on_commit_callbacks):
    watch.come(ines.actor)
    watch.come(ivy.actor)
    with django_capture_on_commit_callbacks(execute=True):
        members.suspend(ines.name, until=timezone.now() + timedelta(days=1))
    assert [one.pseudonym for one in Duty.objects.all()] == [ivy.name]


def test_what_has_ended_is_swept_away(lucie, marc, ines, ivy):
    from moderation import tasks

    case, other = case_about(lucie, marc), case_about(lucie, marc)
    watch.come(ines.actor)
    watch.come(ivy.actor)
    claims.take(ines.actor, case)
    claims.take(ivy.actor, other)
    past = timezone.now() - timedelta(seconds=1)
    Duty.objects.filter(pseudonym=ines.name).update(until=past)
    Claim.objects.filter(case=case).update(until=past)
    tasks.sweep_ended_watches()
    assert [one.pseudonym for one in Duty.objects.all()] == [ivy.name]
    assert [one.case for one in Claim.objects.all()] == [other]
