"""Those who watch are looked after too: somebody behind them, a while without weight, a note for nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from members.refusals import Refusal
from moderation import claims, debriefs, services, watch
from moderation.models import Case, Debrief, Duty
from moderation.tasks import forget_debriefs, sweep_ended_watches
from tests import factories
from tests.moderation.makers import case_about, entrust

pytestmark = pytest.mark.django_db
DEBRIEF, QUEUE, TEAM = "/fr/moderation/debrief/", "/fr/moderation/", "/fr/moderation/team/"


def heavy(author, caller) -> Case:
    case = case_about(author, caller, reason="worry")
    Case.objects.filter(pk=case.pk).update(urgency=0)
    case.refresh_from_db()
    return case


def page(person, path) -> str:
    return person.client.get(path).content.decode()


# --- a while without weight -----------------------------------------------------------------------
def test_after_something_heavy_nothing_heavy_is_given_for_a_while(
    lucie, marc, ines, ivy, django_capture_on_commit_callbacks
):
    watch.come(ines.actor)
    watch.come(ivy.actor)
    first, second, light = heavy(lucie, marc), heavy(lucie, marc), case_about(lucie, marc)
    Case.objects.filter(pk=light.pk).update(urgency=3)
    claims.take(ines.actor, first)
    with django_capture_on_commit_callbacks(execute=True):
        services.decide(ines.actor, first, act="cared_for", outcome="answered")
    duty = Duty.objects.get(pseudonym=ines.name)
    assert duty.cooling_until is not None
    with pytest.raises(claims.EnoughForNow) as enough:
        claims.take(ines.actor, second)
    assert "quarter of an hour" in str(enough.value.detail) or "quart d’heure" in str(enough.value.detail)
    assert claims.take(ines.actor, Case.objects.get(pk=light.pk))
    claims.take(ivy.actor, second)
    assert claims.colleagues(ivy.actor, second) == []
    with pytest.raises(Refusal) as refused:
        claims.give(ivy.actor, second, to=ines.name.pk)
    assert refused.value.code == "bad_field"
    # The page says so, calmly, and where a note can be left.
    shown = page(ines, QUEUE)
    assert "Ce dont vous venez de vous occuper était lourd" in shown
    assert f'href="{DEBRIEF}"' in shown
    later = duty.cooling_until + timedelta(seconds=1)
    assert [one.pk for one in claims.colleagues(ivy.actor, second, now=later)] == [ines.name.pk]


def test_whoever_is_alone_takes_it_all_the_same(lucie, marc, ines, django_capture_on_commit_callbacks):
    watch.come(ines.actor)
    first, second = heavy(lucie, marc), heavy(lucie, marc)
    with django_capture_on_commit_callbacks(execute=True):
        services.decide(ines.actor, first, act="cared_for", outcome="answered")
    path = f"/fr/moderation/cases/{second.pk}/"
    refused = ines.client.post(f"{path}take/")
    assert refused.status_code == 409
    assert 'name="anyway"' in refused.content.decode()
    assert ines.client.post(f"{path}take/", {"anyway": "1"}).status_code == 303


def test_what_is_light_cools_nothing(lucie, marc, ines, django_capture_on_commit_callbacks):
    watch.come(ines.actor)
    case = case_about(lucie, marc)
    Case.objects.filter(pk=case.pk).update(urgency=2)
    with django_capture_on_commit_callbacks(execute=True):
        services.decide(ines.actor, case, act="nothing_wrong")
    assert Duty.objects.get().cooling_until is None
    assert "était lourd" not in page(ines, QUEUE)


def test_a_heavy_case_costs_no_more_than_any_other(lucie, marc, ines, django_assert_max_num_queries):
    watch.come(ines.actor)
    services.decide(ines.actor, case_about(lucie, marc), act="nothing_wrong")
    case, actor = case_about(lucie, marc, reason="personal_data"), ines.actor
    assert claims.is_heavy(case)
    until = timezone.now() + timedelta(days=1)
    with django_assert_max_num_queries(30 + 2):
        services.decide(actor, case, act="hide_suspend", rule="hostile", until=until, measure="suspended")


# --- somebody behind ------------------------------------------------------------------------------
def test_whoever_looks_after_something_heavy_has_a_named_person_behind_them(lucie, marc, ines, ivy):
    case = heavy(lucie, marc)
    watch.come(ines.actor)
    claims.take(ines.actor, case)
    path = f"/fr/moderation/cases/{case.pk}/"
    assert "Vous n’avez pas à porter cela sans aide" in page(ines, path)
    watch.come(ivy.actor)
    shown = page(ines, path)
    assert "est derrière vous" in shown
    assert claims.hand_of(ines.actor, case).second == ivy.name
    # One action hands it on, with everything that was written on the way.
    assert ines.client.post(f"{path}hand-over/", {"to": str(ivy.name.pk)}).status_code == 303
    assert claims.running(case).holder == ivy.name


def test_the_same_person_stands_behind_for_as_long_as_they_are_there(lucie, marc, ines, ivy):
    case = heavy(lucie, marc)
    people = [factories.make_member(f"Veille {number}", roles=(("moderator", ""),)) for number in range(4)]
    for actor in [ines.actor, ivy.actor, *(factories.actor_of(one) for one in people)]:
        watch.come(actor)
    claims.take(ines.actor, case)
    second = claims.hand_of(ines.actor, case).second
    assert second is not None
    for one in people:
        if factories.name_of(one) != second:
            watch.go(factories.actor_of(one))
    assert claims.hand_of(ines.actor, case).second == second


def test_what_is_light_needs_nobody_behind(lucie, marc, ines, ivy):
    case = case_about(lucie, marc)
    Case.objects.filter(pk=case.pk).update(urgency=3)
    case.refresh_from_db()
    watch.come(ines.actor)
    watch.come(ivy.actor)
    claims.take(ines.actor, case)
    assert claims.hand_of(ines.actor, case).second is None


# --- a note to oneself ----------------------------------------------------------------------------
def test_a_note_is_read_by_its_author_alone(ines, ivy, odile, lucie):
    sent = ines.client.post(DEBRIEF, {"words": "C’était lourd ce soir.", "talk": "yes"})
    assert sent.status_code == 303
    assert "C’était lourd ce soir." in page(ines, DEBRIEF)
    for other in (ivy, odile):
        for path in (DEBRIEF, TEAM, QUEUE):
            assert "C’était lourd" not in page(other, path)
    assert lucie.client.get(DEBRIEF).status_code == 404
    assert b"lourd" not in bytes(Debrief.objects.get().words_box)


def test_the_wish_to_talk_is_seen_by_those_who_plan_the_watches_and_goes_with_the_note(ines, ivy):
    note = debriefs.write(ines.actor, words="", wants_to_talk=True)
    assert "Aimeraient parler" in page(ivy, TEAM)
    assert "Inès" in page(ivy, TEAM).split("Aimeraient parler")[1]
    ivy.client.post(f"{DEBRIEF}{note.pk}/erase/")
    assert Debrief.objects.exists()
    ines.client.post(f"{DEBRIEF}{note.pk}/erase/")
    assert not Debrief.objects.exists()
    assert "Aimeraient parler" not in page(ivy, TEAM)


def test_an_empty_or_endless_note_is_told_and_nothing_is_lost(ines):
    empty = ines.client.post(DEBRIEF, {"words": "  "})
    assert empty.status_code == 422
    assert 'role="alert"' in empty.content.decode()
    endless = ines.client.post(DEBRIEF, {"words": "mot " * 2_000})
    assert endless.status_code == 422
    assert "mot mot" in endless.content.decode()
    assert not Debrief.objects.exists()


def test_a_note_ends_after_thirty_days(ines):
    note = debriefs.write(ines.actor, words="Un soir.")
    Debrief.objects.filter(pk=note.pk).update(on=timezone.localdate() - debriefs.KEPT_FOR)
    assert forget_debriefs() == 0
    assert debriefs.own(ines.actor)
    Debrief.objects.filter(pk=note.pk).update(on=timezone.localdate() - debriefs.KEPT_FOR - timedelta(days=1))
    assert debriefs.own(ines.actor) == []
    assert debriefs.wishes() == []
    assert forget_debriefs() == 1


# --- back at --------------------------------------------------------------------------------------
def test_the_house_says_when_somebody_is_back_only_if_somebody_said_so(guest, lucie, ines):
    assert "a dit revenir" not in page(guest, "/fr/")
    watch.come(ines.actor)
    back = timezone.localtime() + timedelta(hours=9)
    sent = ines.client.post("/fr/moderation/duty/", {"act": "go", "back": back.strftime("%H:%M")})
    assert sent.status_code == 303
    for reader in (guest, lucie):
        shown = page(reader, "/fr/")
        assert "Quelqu’un a dit revenir à" in shown
        assert f"{back.hour}\u00a0h" in shown.split("a dit revenir à")[1][:20]
        assert "Inès" not in shown.split("watch-line")[1].split("</p>")[0]
    assert "Vous avez dit revenir à" in page(ines, QUEUE)
    # Saying so is no watch, now or then.
    assert not watch.somebody_watches()
    assert not watch.somebody_watches(timezone.now() + timedelta(hours=9, seconds=1))
    assert watch.watching(timezone.now() + timedelta(hours=10)).back_at is None


def test_whoever_comes_on_duty_is_there_and_the_promise_is_over(guest, ines):
    watch.go(ines.actor, back_at=timezone.now() + timedelta(hours=2))
    watch.come(ines.actor)
    assert watch.somebody_watches()
    assert "a dit revenir" not in page(guest, "/fr/")
    watch.go(ines.actor)
    assert not Duty.objects.exists()


def test_a_promise_is_about_its_own_place_and_ends_with_the_role(lucie, anouk):
    room, elsewhere = factories.make_room(), factories.make_room()
    entrust(anouk, "facilitator", room.scope)
    watch.go(anouk.actor, back_at=timezone.now() + timedelta(hours=2))
    assert "a dit revenir" in page(lucie, f"/fr/rooms/{room.slug}/")
    assert "a dit revenir" not in page(lucie, f"/fr/rooms/{elsewhere.slug}/")
    anouk.member.roles.all().delete()
    assert watch.watching(room=room).back_at is None


def test_a_promise_past_or_far_away_is_refused_and_nonsense_is_none(ines):
    now = timezone.now()
    for wrong in (now, now - timedelta(minutes=1), now + timedelta(hours=25, minutes=1)):
        with pytest.raises(Refusal):
            watch.go(ines.actor, back_at=wrong, now=now)
    for said in ("", "x", "25:00", "7 h"):
        assert watch.next_hour(said) is None
    # The night in which the clocks go back has an hour more, and the promise holds all the same.
    evening = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)
    watch.go(ines.actor, back_at=watch.next_hour("21:59", now=evening), now=evening)
    at = watch.next_hour("07:00", now=now)
    assert at is not None
    assert now < at <= now + timedelta(days=1)
    assert (timezone.localtime(at).hour, timezone.localtime(at).minute) == (7, 0)


def test_a_promise_whose_hour_has_come_leaves_the_table(ines, monkeypatch):
    watch.go(ines.actor, back_at=timezone.now() + timedelta(hours=1))
    sweep_ended_watches()
    assert Duty.objects.count() == 1
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    sweep_ended_watches()
    assert not Duty.objects.exists()


def test_beside_the_box_of_a_new_thread_it_is_said_too(lucie, ines):
    theme = factories.make_theme()
    path = f"/fr/themes/{theme.slug}/new/"
    assert "personne de l’équipe ne veille" in page(lucie, path).lower()
    watch.come(ines.actor)
    assert "quelqu’un de l’équipe veille" in page(lucie, path).lower()
