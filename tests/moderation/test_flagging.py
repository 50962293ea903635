"""Calling the team: who may, what is kept, where it goes."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import override_settings

from forum.models import Post, PostState
from members import seal
from members.models import Role
from members.refusals import Refusal
from moderation import services
from moderation.models import Case, Flag, Lane, Reason, Urgency
from tests import factories
from tests.moderation.makers import call, case_about, make_message, target_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["post", "message", "name"])
def test_a_call_opens_a_case_with_the_exact_words(kind, lucie, marc):
    target_id, _ = target_of(kind, lucie, "Mot à mot,  avec deux espaces.")
    flag = call(marc, kind, target_id, "hostile", "Cela m’a fait mal.")
    words = lucie.name.name if kind == "name" else "Mot à mot,  avec deux espaces."
    assert flag.words == flag.case.words == words
    assert (flag.case.subject, flag.case.lane, flag.case.urgency) == (lucie.name, Lane.RULE, Urgency.AMBER)
    assert (flag.note, flag.reporter, flag.language) == ("Cela m’a fait mal.", marc.name, "en")


def test_words_are_kept_as_they_were_when_each_person_called(lucie, marc, ines):
    target_id, post = target_of("post", lucie, "Avant.")
    first = call(marc, "post", target_id)
    Post.objects.filter(pk=post.pk).update(body="Après.", html="<p>Après.</p>")
    second = call(ines, "post", target_id)
    assert (first.words, second.words, second.case.words) == ("Avant.", "Après.", "Avant.")
    assert first.case_id == second.case_id


def test_the_title_of_a_thread_belongs_to_the_words_of_its_opening(lucie, marc):
    thread = factories.make_thread(title="Un *titre* <b>qui</b> blesse", author=lucie.name, body="Corps.")
    case = call(marc, "post", str(thread.posts.get().pk)).case
    assert case.words == "Un *titre* <b>qui</b> blesse\n\nCorps."
    assert "<b>" not in case.words_html
    assert "*titre*" in case.words_html


@pytest.mark.parametrize("reason", Reason.values)
def test_every_reason_has_its_lane_and_urgency(reason, lucie, marc):
    flag = call(marc, "post", target_of("post", lucie)[0], reason)
    assert flag.case.lane == (Lane.CARE if reason == "worry" else Lane.RULE)
    assert (flag.case.urgency == Urgency.CRISIS) == (reason == "worry")


def test_a_worry_and_a_broken_rule_are_two_cases_on_the_same_words(lucie, marc, ines):
    target_id, _ = target_of("post", lucie)
    care, rule = call(marc, "post", target_id, "worry").case, call(marc, "post", target_id, "hostile").case
    assert care != rule
    assert call(ines, "post", target_id, "worry").case == care
    assert Case.objects.count() == 2


def test_a_case_only_becomes_more_urgent(lucie, marc, ines, ivy):
    target_id, _ = target_of("post", lucie)
    urgencies = []
    for person, reason in ((marc, "advertising"), (ines, "method_detail"), (ivy, "other")):
        call(person, "post", target_id, reason)
        urgencies.append(Case.objects.get().urgency)
    assert urgencies == [Urgency.GREEN, Urgency.RED, Urgency.RED]


def test_calling_again_changes_nothing_and_is_answered_kindly(lucie, marc):
    target_id, _ = target_of("post", lucie)
    first = call(marc, "post", target_id, "hostile", "Une fois.")
    again = call(marc, "post", target_id, "method_detail", "Deux fois.")
    assert again == first
    assert Flag.objects.get().note == "Une fois."


def test_one_flag_a_person_even_after_a_change_of_name_and_of_key(lucie, marc, settings):
    target_id, _ = target_of("post", lucie)
    call(marc, "post", target_id)
    settings.SEAL_KEYS = [b"n" * 32, *settings.SEAL_KEYS]
    marc.member.holdings.update(is_current=False)
    marc.member.holdings.create(pseudonym=factories.make_pseudonym("Autre nom"))
    call(marc, "post", target_id)
    assert Flag.objects.count() == 1
    assert bytes(Flag.objects.get().by_key) != seal.digest("flag", marc.member.pk.bytes, "post", target_id)


def test_the_key_of_a_flag_differs_from_target_to_target(lucie, marc):
    keys = {bytes(call(marc, "post", target_of("post", lucie)[0]).by_key) for _ in range(2)}
    assert len(keys) == 2


def test_guests_may_call_and_leave_only_their_words(lucie, guest):
    target_id, _ = target_of("post", lucie)
    one, two = call(guest, "post", target_id, "hostile", "a"), call(guest, "post", target_id, "hostile", "b")
    assert one.case == two.case
    assert bytes(one.by_key) != bytes(two.by_key)
    assert (one.reporter, one.outcome) == (None, None)


def test_a_guest_who_presses_twice_calls_once(lucie, guest):
    target_id, _ = target_of("post", lucie)
    assert call(guest, "post", target_id, "hostile", "a") == call(guest, "post", target_id, "hostile", "a")


def test_nobody_reports_their_own_words_but_anybody_may_ask_to_be_looked_after(lucie):
    target_id, _ = target_of("post", lucie)
    with pytest.raises(Refusal) as refused:
        call(lucie, "post", target_id, "hostile")
    assert (refused.value.code, refused.value.field) == ("not_allowed", "reason")
    assert call(lucie, "post", target_id, "worry").case.lane == Lane.CARE


def test_a_suspended_member_may_still_call(lucie, sam):
    assert call(sam, "post", target_of("post", lucie)[0]).reporter == sam.name


@pytest.mark.parametrize("state", [PostState.HIDDEN, PostState.DELETED])
def test_words_that_nobody_sees_are_not_reported_but_their_writer_may_be_worried_about(state, lucie, marc):
    target_id, post = target_of("post", lucie)
    Post.objects.filter(pk=post.pk).update(state=state)
    with pytest.raises(Refusal) as refused:
        call(marc, "post", target_id, "hostile")
    assert refused.value.code == "not_found"
    assert call(marc, "post", target_id, "worry").case.subject == lucie.name


def test_what_one_may_not_know_cannot_be_reported(lucie, guest, marc):
    thread = factories.make_thread(author=lucie.name, audience="members")
    post = str(thread.posts.get().pk)
    room = factories.make_room(guests_may_read=False)
    event = str(make_message(room, lucie.name).pk)
    for kind, pk in (("post", post), ("message", event)):
        with pytest.raises(Refusal) as refused:
            call(guest, kind, pk)
        assert refused.value.code == "not_found"
        assert call(marc, kind, pk)


NONSENSE = ["", "0", "-1", "01", "٣", "1e3", "9" * 19, "9" * 400, "x", "None", "1 or 1=1", f"{UUID(int=0)}", "{}"]


@pytest.mark.parametrize("kind", ["post", "message", "name", "theme", "", "__class__"])
@pytest.mark.parametrize("target_id", NONSENSE)
def test_nonsense_is_not_found(kind, target_id, marc):
    with pytest.raises(Refusal) as refused:
        call(marc, kind, target_id)
    assert refused.value.code == "not_found"


@pytest.mark.parametrize("reason", ["", "rude", "WORRY", "worry\x00", "a" * 5_000])
def test_an_unknown_reason_is_refused(reason, lucie, marc):
    with pytest.raises(Refusal) as refused:
        call(marc, "post", target_of("post", lucie)[0], reason)
    assert (refused.value.code, refused.value.field) == ("bad_field", "reason")


def test_a_note_is_tidied_and_has_an_end(lucie, marc, ines):
    target_id, _ = target_of("post", lucie)
    assert call(marc, "post", target_id, "other", " \u200b\n Bonjour.\x07  \n\n").note.strip() == "Bonjour."
    with pytest.raises(Refusal) as refused:
        call(ines, "post", target_id, "other", "é" * 1_001)
    assert (refused.value.code, refused.value.field) == ("too_long", "note")
    assert len(call(ines, "post", target_id, "other", "é" * 1_000).note) == 1_000


@override_settings(RATE_LIMITS=True)
def test_calls_have_a_limit(lucie, marc):
    targets = [target_of("post", lucie)[0] for _ in range(30)]

    def call_for_all():
        for target_id in targets:
            call(marc, "post", target_id)

    with pytest.raises(Refusal) as refused:
        call_for_all()
    assert refused.value.code == "rate_limited"
    assert refused.value.retry_after_s > 0


def test_only_messages_can_be_reported_not_other_events_of_a_room(lucie, marc):
    from django.db import transaction

    from chat import taking_down as chat

    room = factories.make_room()
    event = make_message(room, lucie.name)
    with transaction.atomic():
        removal = chat.remove_message(room, event.seq, reason="hostile")
    with pytest.raises(Refusal):
        call(marc, "message", str(removal.pk), "worry")


def test_a_decided_case_stays_closed_and_a_new_call_opens_another(lucie, marc, ines):
    case = case_about(lucie, marc)
    services.decide(ines.actor, case, act="nothing_wrong")
    again = call(marc, "post", case.target_id)
    assert again.case != case
    assert again.case.closed_at is None


def test_the_call_of_whoever_holds_the_room_is_urgent_in_their_room_alone(lucie, anouk):
    rooms = [factories.make_room("la-sienne"), factories.make_room("une-autre")]
    Role.objects.create(member=anouk.member, kind="facilitator", scope=rooms[0].scope)
    cases = [call(anouk, "message", str(make_message(room, lucie.name).pk), "other").case for room in rooms]
    assert [case.urgency for case in cases] == [Urgency.RED, Urgency.GREEN]
