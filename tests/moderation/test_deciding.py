"""Deciding: what each act does, who may, what is refused, and that all of it happens together or not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chat.models import EventKind, RoomEvent
from forum import services as forum
from forum.models import Post
from members import standings
from members.models import Letter, Standing
from members.refusals import Refusal
from members.signals import rights_changed
from moderation import deciding, measures, services, targets
from moderation.deciding import AlreadyDecided, ChangedMeanwhile
from moderation.models import Act, Case, Decision, Flag
from record import services as record
from record.models import Entry
from tests import factories
from tests.moderation.makers import call, case_about, entrust, make_message

pytestmark = pytest.mark.django_db


def days(number: int):
    return timezone.now() + timedelta(days=number)


def is_hidden(case: Case) -> bool:
    target = targets.held(case.target_kind, case.target_id)
    assert target is not None
    return target.state == targets.State.HIDDEN


def nothing_happened() -> bool:
    return not any(model.objects.exists() for model in (Decision, Letter, Standing, Entry))


# --- what each act does ---------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["post", "message", "name"])
def test_nothing_wrong_leaves_things_as_they_are(kind, lucie, marc, ines):
    case = case_about(lucie, marc, kind=kind)
    decision = services.decide(ines.actor, case, act="nothing_wrong", rule="hostile", until=days(3))
    assert (decision.letter, decision.standing, decision.rule, decision.until) == (None, None, "", None)
    assert not is_hidden(case)
    assert [one.recipient for one in Letter.objects.all()] == [marc.name]


@pytest.mark.parametrize("kind", ["post", "message"])
def test_taking_down_hides_writes_and_records(kind, lucie, marc, ines):
    case = case_about(lucie, marc, kind=kind)
    decision = services.decide(ines.actor, case, act="hide", rule="hostile", explanation="Vos mots ont blessé.")
    case.refresh_from_db()
    assert is_hidden(case)
    assert case.closed_at == decision.at
    assert decision.letter.recipient == lucie.name
    assert decision.decider == ines.name
    assert case.flags.get().outcome.recipient == marc.name
    told = record.read(Entry.objects.get())
    assert (told["act"], told["rule"]) == ("hide", "hostile")
    assert (told["by"], told["subject"]) == (str(ines.name.pk), str(lucie.name.pk))
    assert "Des mots du salon" not in str(told)
    assert record.verify().ok


def test_a_message_taken_down_is_an_event_of_its_room(lucie, marc, ines):
    case = case_about(lucie, marc, kind="message")
    services.decide(ines.actor, case, act="hide", rule="personal_data")
    event = RoomEvent.objects.get(kind=EventKind.REMOVED)
    message = RoomEvent.objects.get(pk=case.target_id)
    assert (event.target_seq, event.code, event.seq) == (message.seq, "personal_data", message.seq + 1)


@pytest.mark.parametrize(
    "kind, act",
    [
        ("post", "hide_suspend"),
        ("message", "hide_suspend"),
        ("post", "suspend"),
        ("message", "suspend"),
        ("name", "suspend"),
    ],
)
@pytest.mark.parametrize("length", [1, 3, 7, 30])
def test_a_pause_is_one_sealed_standing_that_ends_by_itself(kind, act, length, lucie, marc, ines):
    case, until = case_about(lucie, marc, kind=kind), days(length)
    decision = services.decide(ines.actor, case, act=act, rule="hostile", until=until)
    assert is_hidden(case) == (act == "hide_suspend")
    assert Standing.objects.get() == decision.standing
    assert lucie.member.pk.bytes not in bytes(decision.standing.sealed)
    assert lucie.actor.sanction(timezone.now(), "suspended") is not None
    assert lucie.actor.sanction(until, "suspended") is None
    assert decision.letter.recipient == lucie.name


def test_a_suspension_is_told_to_open_doors_after_the_commit(lucie, marc, ines, django_capture_on_commit_callbacks):
    heard = []

    def listen(**news):
        heard.append(news["member_id"])

    rights_changed.connect(listen)
    try:
        case = case_about(lucie, marc)
        with django_capture_on_commit_callbacks(execute=True):
            services.decide(ines.actor, case, act="suspend", rule="hostile", until=days(1))
            assert heard == []
    finally:
        rights_changed.disconnect(listen)
    assert heard == [lucie.member.pk]


@pytest.mark.parametrize("kind", ["post", "message"])
def test_putting_back_undoes_the_hiding_and_exactly_its_own_pause(kind, lucie, marc, ines, ivy):
    other = case_about(lucie, marc)
    services.decide(ines.actor, other, act="suspend", rule="advertising", until=days(1))
    case = case_about(lucie, marc, kind=kind)
    services.decide(ines.actor, case, act="hide_suspend", rule="hostile", until=days(30))
    again = services.look_again(ivy.actor, case)
    decision = services.decide(ivy.actor, again, act="restore")
    assert not is_hidden(case)
    assert decision.letter.recipient == lucie.name
    left = lucie.actor.sanction(timezone.now(), "suspended")
    assert left is not None
    assert left.until < days(2)


def test_a_pause_given_to_a_name_can_be_ended_early(lucie, marc, ines):
    case = case_about(lucie, marc, kind="name")
    services.decide(ines.actor, case, act="suspend", rule="hostile", until=days(7))
    services.decide(ines.actor, services.look_again(ines.actor, case), act="restore")
    assert lucie.actor.sanction(timezone.now(), "suspended") is None


def test_each_act_needs_a_target_that_allows_it(lucie, marc, ines):
    shown, name = case_about(lucie, marc), case_about(lucie, marc, kind="name")
    gone = case_about(lucie, marc)
    with transaction.atomic():
        forum.delete_post(lucie.actor, post=Post.objects.get(pk=gone.target_id))
    impossible = {shown: ["restore"], name: ["hide", "hide_suspend", "restore"], gone: ["hide", "restore"]}
    for case, act in ((case, act) for case, acts in impossible.items() for act in acts):
        with pytest.raises(Refusal) as refused:
            services.decide(ines.actor, case, act=act, rule="hostile", until=days(1))
        assert (refused.value.code, refused.value.field) == ("bad_field", "act")
    assert nothing_happened()
    services.decide(ines.actor, gone, act="nothing_wrong")


def test_a_case_can_end_when_its_target_was_erased(lucie, marc, ines):
    case = case_about(lucie, marc)
    Post.objects.filter(pk=case.target_id).delete()
    with pytest.raises(Refusal):
        services.decide(ines.actor, case, act="hide", rule="hostile")
    decision = services.decide(ines.actor, case, act="suspend", rule="hostile", until=days(1), seen="erased")
    assert "Des mots du salon." in decision.letter.body
    with pytest.raises(Refusal) as refused:
        services.look_again(ines.actor, case)
    assert refused.value.code == "not_found"


def test_an_author_who_has_left_is_no_obstacle(lucie, marc, ines):
    case = case_about(lucie, marc)
    lucie.member.delete()
    decision = services.decide(ines.actor, case, act="hide_suspend", rule="hostile", until=days(1))
    assert decision.standing is None
    assert is_hidden(case)


def test_a_pause_whose_key_is_lost_is_no_obstacle_to_putting_back(lucie, marc, ines, settings):
    case = case_about(lucie, marc)
    services.decide(ines.actor, case, act="hide_suspend", rule="hostile", until=days(7))
    Standing.objects.update(sealed=b"of another key")
    services.decide(ines.actor, services.look_again(ines.actor, case), act="restore")
    assert not is_hidden(case)


def test_words_whose_key_is_lost_stay_down_and_the_page_says_so(lucie, marc, ines, ivy, settings):
    case = case_about(lucie, marc)
    services.decide(ines.actor, case, act="hide", rule="hostile")
    kept = settings.SEAL_KEYS
    settings.SEAL_KEYS = [b"k" * 32]
    with pytest.raises(Refusal) as refused:
        services.decide(ines.actor, services.look_again(ines.actor, case), act="restore")
    assert "not there any more" in str(refused.value.detail) or "ne sont plus là" in str(refused.value.detail)
    assert is_hidden(case)
    settings.SEAL_KEYS = kept
    services.decide(ines.actor, services.look_again(ines.actor, case), act="restore")
    assert Post.objects.get(pk=case.target_id).body == "Des mots du salon."


def test_a_pause_too_many_is_refused_calmly_and_nothing_happened(lucie, marc, ines, monkeypatch):
    monkeypatch.setattr(standings, "SLOTS", 0)
    case = case_about(lucie, marc)
    with pytest.raises(Refusal) as refused:
        services.decide(ines.actor, case, act="hide_suspend", rule="hostile", until=days(7))
    assert refused.value.code == "unavailable"
    assert not is_hidden(case)
    assert nothing_happened()


# --- what is refused ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "asked, field",
    [
        ({"act": ""}, "act"),
        ({"act": "banish"}, "act"),
        ({"act": "hide"}, "rule"),
        ({"act": "hide", "rule": "worry"}, "rule"),
        ({"act": "hide", "rule": "x"}, "rule"),
        ({"act": "suspend", "rule": "hostile"}, "pause"),
        ({"act": "suspend", "rule": "hostile", "until": timezone.now() - timedelta(hours=1)}, "pause"),
        ({"act": "suspend", "rule": "hostile", "until": timezone.now() + timedelta(days=400)}, "pause"),
        ({"act": "nothing_wrong", "outcome": "answered"}, "outcome"),
        ({"act": "hide", "rule": "hostile", "explanation": "x" * 4_001}, "explanation"),
    ],
)
def test_what_no_case_can_end_with(asked, field, lucie, marc, ines):
    case = case_about(lucie, marc)
    with pytest.raises(Refusal) as refused:
        services.decide(ines.actor, case, **asked)
    assert refused.value.field == field
    assert nothing_happened()


def test_the_second_to_decide_is_told_who_was_first(lucie, marc, ines, ivy):
    case = case_about(lucie, marc)
    services.decide(ines.actor, case, act="nothing_wrong")
    with pytest.raises(AlreadyDecided) as refused:
        services.decide(ivy.actor, case, act="hide", rule="hostile")
    assert "Inès" in str(refused.value.detail)
    assert not is_hidden(case)
    assert Decision.objects.count() == Entry.objects.count() == 1


def test_words_that_changed_meanwhile_are_shown_before_deciding(lucie, marc, ines):
    case = case_about(lucie, marc)
    seen = targets.held("post", case.target_id).seen
    Post.objects.filter(pk=case.target_id).update(body="Pardon, c’était trop dur.")
    with pytest.raises(ChangedMeanwhile):
        services.decide(ines.actor, case, act="hide", rule="hostile", seen=seen)
    assert nothing_happened()
    services.decide(ines.actor, case, act="nothing_wrong", seen=targets.held("post", case.target_id).seen)


def test_nobody_decides_about_any_of_their_own_names(marc, ines):
    case = case_about(ines, marc)
    ines.member.holdings.update(is_current=False)
    ines.member.holdings.create(pseudonym=factories.make_pseudonym("Nouveau nom"))
    with pytest.raises(Refusal) as refused:
        services.decide(ines.actor, case, act="nothing_wrong")
    assert refused.value.code == "not_allowed"
    assert "about you" in str(refused.value.detail)
    assert not Case.objects.visible_to(ines.actor).exists()
    with pytest.raises(Refusal):
        services.look_again(ines.actor, case)


ROLES = {
    "guest": (None, set()),
    "member": ((), set()),
    "administrator": ((("administrator", ""),), set()),
    "site moderator": ((("moderator", ""),), {"nothing_wrong", "hide", "hide_suspend", "suspend"}),
    "moderator of the theme": ((("moderator", "theme"),), {"nothing_wrong", "hide"}),
    "moderator of its chapter": ((("moderator", "chapter"),), {"nothing_wrong", "hide"}),
    "moderator of another theme": ((("moderator", "theme:999999"),), set()),
    "facilitator of the room": ((("facilitator", "room"),), {"nothing_wrong", "hide"}),
    "facilitator of another room": ((("facilitator", "room:999999"),), set()),
    "nonsense": ((("moderator", "theme:x"), ("facilitator", "room:"), ("moderator", ":")), set()),
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", ["nothing_wrong", "hide", "hide_suspend", "suspend"])
def test_who_may_do_what_where(role, act, lucie, marc, guest):
    grants, allowed = ROLES[role]
    chapter = factories.make_theme()
    theme = factories.make_theme(parent=chapter)
    room = factories.make_room(theme=theme)
    event = make_message(room, lucie.name)
    case = call(marc, "message", str(event.pk)).case
    places = {"theme": theme.scope, "chapter": chapter.scope, "room": room.scope}
    actor = guest.actor
    if grants is not None:
        member = factories.make_member(
            "Qui veille", roles=tuple((kind, places.get(scope, scope)) for kind, scope in grants)
        )
        actor = factories.actor_of(member)
    assert Case.objects.visible_to(actor).exists() == bool(allowed)
    if act in allowed:
        assert services.decide(actor, case, act=act, rule="hostile", until=days(1)).act == act
    else:
        with pytest.raises(Refusal) as refused:
            services.decide(actor, case, act=act, rule="hostile", until=days(1))
        assert refused.value.code == "not_allowed"
        assert nothing_happened()


def test_a_facilitator_puts_words_back_but_lifts_no_pause_of_a_moderator(lucie, marc, ines, anouk):
    event = make_message(factories.make_room(), lucie.name)
    case = call(marc, "message", str(event.pk)).case
    services.decide(ines.actor, case, act="hide_suspend", rule="hostile", until=days(7))
    entrust(anouk, "facilitator", event.room.scope)
    services.decide(anouk.actor, services.look_again(anouk.actor, case), act="restore")
    assert not is_hidden(case)
    assert lucie.actor.sanction(timezone.now(), "suspended") is not None


def test_a_suspended_moderator_decides_nothing(lucie, marc, ines, ivy):
    case = case_about(lucie, marc)
    services.decide(ines.actor, case_about(ivy, marc), act="suspend", rule="hostile", until=days(1))
    with pytest.raises(Refusal):
        services.decide(ivy.actor, case, act="nothing_wrong")


def test_looking_again_finds_the_case_that_is_open_already(lucie, marc, ines, ivy):
    case = case_about(lucie, marc)
    assert services.look_again(ines.actor, case) == case
    services.decide(ines.actor, case, act="hide", rule="hostile")
    fresh = services.look_again(ines.actor, case)
    assert fresh != case
    assert services.look_again(ivy.actor, case) == fresh
    assert (fresh.lane, fresh.origin, fresh.flags.count()) == ("rule", "again", 0)


# --- together or not at all -----------------------------------------------------------------------
@pytest.mark.parametrize("broken", ["record", "letters", "outcomes", "standing", "hiding"])
def test_if_one_part_fails_nothing_happened(broken, lucie, marc, ines, monkeypatch):
    case = case_about(lucie, marc)
    place, name = {
        "record": (deciding.record, "write"),
        "letters": (deciding.inbox, "send"),
        "outcomes": (deciding.letters, "send_outcomes"),
        "standing": (measures.members, "restrain"),
        "hiding": (targets.forum, "hide_post"),
    }[broken]

    def fail(*args, **named):
        raise RuntimeError("torn")

    monkeypatch.setattr(place, name, fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        services.decide(ines.actor, case, act="hide_suspend", rule="hostile", until=days(1))
    case.refresh_from_db()
    assert case.closed_at is None
    assert not is_hidden(case)
    assert nothing_happened()
    assert lucie.actor.sanctions == ()


@pytest.mark.parametrize("callers", [1, 1_500])
def test_a_decision_takes_thirty_queries_however_many_called(callers, lucie, marc, ines, django_assert_max_num_queries):
    case = case_about(lucie, marc)
    names = [factories.make_pseudonym(f"Lectrice {number}") for number in range(3)]
    Flag.objects.bulk_create(
        Flag(
            case=case,
            by_key=f"{number:032}".encode(),
            reporter=None if number % 7 == 0 else names[number % 3],
            language="fr" if number % 2 else "en",
            reason="hostile",
        )
        for number in range(callers)
    )
    # The record has begun, and the outermost savepoint is the test's own transaction.
    services.decide(ines.actor, case_about(lucie, marc), act="nothing_wrong")
    Letter.objects.update(kind="notice")
    actor = ines.actor
    with django_assert_max_num_queries(30 + 2):
        services.decide(actor, case, act=Act.HIDE_SUSPEND, rule="hostile", until=days(1))
    notes = Letter.objects.filter(kind="outcome")
    assert notes.count() == callers + 1
    # Nobody holds the made-up names, so one note alone has a recipient.
    assert [note.recipient for note in notes.exclude(recipient=None)] == [marc.name]
    flags = case.flags.all()
    assert flags.get(reporter=marc.name).outcome.recipient == marc.name
    assert not flags.exclude(language=F("outcome__language")).exists()
    assert flags.values("outcome").distinct().count() == callers + 1
