"""What can be decided besides taking down: a letter alone, a cut passage, a thread's place, pauses of every kind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from chat import services as chat
from chat.models import EventKind, RoomEvent
from forum import services as forum
from forum.models import Post, Thread
from forum.policies import edit_refusal, reply_refusal
from members.models import Letter, Standing
from members.policies import speaking_refusal
from members.refusals import Refusal
from moderation import services, targets
from moderation.models import Act, Case, Decision, Measure
from record import services as record
from record.models import Entry
from tests import factories
from tests.moderation.makers import call, case_about, entrust, make_message, target_of

pytestmark = pytest.mark.django_db
WORDS = "Je vais mal ce soir. Voici comment on fait, pas à pas. Merci de m’avoir lue."


def soon(**span: float):
    return timezone.now() + timedelta(**span)


def opening_case(lucie: Any, marc: Any) -> tuple[Case, Thread]:
    thread = factories.make_thread(title="Fatigue du soir", author=lucie.name, body=WORDS)
    return call(marc, "post", str(thread.posts.get().pk)).case, thread


def case_of(kind: str, lucie: Any, marc: Any) -> Case:
    return call(marc, kind, target_of(kind, lucie, WORDS)[0], "method_detail").case


# --- a letter alone -------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["post", "message", "name"])
def test_a_warning_is_a_letter_and_nothing_else(kind, lucie, marc, ines):
    case = case_about(lucie, marc, kind=kind)
    decision = services.decide(ines.actor, case, act="warn", rule="hostile", explanation="Dites-le autrement.")
    assert decision.standing is None
    target = targets.held(case.target_kind, case.target_id)
    assert target is not None
    assert target.state == targets.State.SHOWN
    assert "Dites-le autrement." in decision.letter.body
    assert speaking_refusal(lucie.actor) is None
    assert Letter.objects.filter(recipient=marc.name, kind="outcome").exists()


# --- a passage ------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["post", "message"])
def test_a_cut_passage_leaves_the_rest_and_its_author_sees_what_was_cut(kind, lucie, marc, ines):
    case = case_of(kind, lucie, marc)
    decision = services.decide(ines.actor, case, act="redact", rule="other", cut=[1])
    row = Post.objects.get(pk=case.target_id) if kind == "post" else RoomEvent.objects.get(pk=case.target_id)
    assert row.body == "Je vais mal ce soir. [un passage retiré] Merci de m’avoir lue."
    assert "[un passage retiré]" in row.html
    assert "pas à pas" not in row.html
    assert decision.before == WORDS
    assert "> Voici comment on fait, pas à pas." in decision.letter.body
    assert "> Je vais mal ce soir. [un passage retiré] Merci de m’avoir lue." in decision.letter.body
    told = record.read(Entry.objects.get(kind="decision.redact"))
    assert told["pieces_cut"] == 1
    assert "pas à pas" not in str(told)


def test_a_method_is_not_read_once_more_in_the_letter(lucie, marc, ines):
    case = case_of("post", lucie, marc)
    decision = services.decide(ines.actor, case, act="redact", rule="method_detail", cut=[1])
    assert "pas à pas" not in decision.letter.body.split("La règle")[1]
    assert "[un passage retiré]" in decision.letter.body


def test_a_cut_message_changes_on_every_screen(lucie, marc, ines):
    case = case_of("message", lucie, marc)
    services.decide(ines.actor, case, act="redact", rule="method_detail", cut=[1])
    event = RoomEvent.objects.get(kind=EventKind.EDITED)
    message = RoomEvent.objects.get(pk=case.target_id)
    assert (event.target_seq, event.author_id) == (message.seq, None)
    from chat import wire

    told = wire.event_objects([message, event])
    assert all("[un passage retiré]" in one["html"] and "pas à pas" not in str(one) for one in told)
    assert told[1]["target_seq"] == message.seq


def test_a_message_is_cut_in_a_closed_room_too(lucie, marc, ines):
    case = case_of("message", lucie, marc)
    case.room.__class__.objects.update(state="closed")
    services.decide(ines.actor, case, act="redact", rule="method_detail", cut=[1])
    assert RoomEvent.objects.filter(kind=EventKind.EDITED).exists()


@pytest.mark.parametrize("kind", ["post", "message"])
def test_putting_back_gives_the_passage_back(kind, lucie, marc, ines, ivy):
    case = case_of(kind, lucie, marc)
    first = services.decide(ines.actor, case, act="redact", rule="other", cut=[0, 1])
    decision = services.decide(ivy.actor, services.look_again(ivy.actor, case), act="restore")
    target = targets.held(case.target_kind, case.target_id)
    assert target is not None
    assert target.source == WORDS
    first.refresh_from_db()
    assert first.undone_at is not None
    assert "passage" in decision.letter.body


def test_its_author_cannot_write_the_passage_in_again(lucie, marc, ines):
    case = case_of("post", lucie, marc)
    services.decide(ines.actor, case, act="redact", rule="method_detail", cut=[1])
    post = Post.objects.select_related("thread__theme").get(pk=case.target_id)
    refusal = edit_refusal(lucie.actor, post)
    assert refusal is not None
    assert "cut a passage" in str(refusal.detail)
    with pytest.raises(Refusal):
        forum.edit_post(lucie.actor, post=post, body=WORDS)
    forum.delete_post(lucie.actor, post=post)
    assert Post.objects.get(pk=post.pk).body == ""


def test_a_thread_whose_opening_was_cut_is_cut_in_lists_too(lucie, marc, ines):
    case, thread = opening_case(lucie, marc)
    services.decide(ines.actor, case, act="redact", rule="method_detail", cut=[1])
    thread.refresh_from_db()
    assert "pas à pas" not in thread.first_words
    assert thread.first_words.startswith("Je vais mal")


@pytest.mark.parametrize("cut, sentence", [([], "mark the passage"), ([9], "mark the passage"), ([0, 1, 2], "left")])
def test_a_cut_that_makes_no_sense_is_refused(cut, sentence, lucie, marc, ines):
    case = case_of("post", lucie, marc)
    with pytest.raises(Refusal) as refused:
        services.decide(ines.actor, case, act="redact", rule="other", cut=cut)
    assert refused.value.field == "cut"
    assert sentence in str(refused.value.detail)
    assert not Decision.objects.exists()


def test_words_taken_back_by_their_author_are_not_written_anew(lucie, marc, ines, ivy):
    case = case_of("post", lucie, marc)
    services.decide(ines.actor, case, act="redact", rule="other", cut=[1])
    with transaction.atomic():
        forum.delete_post(lucie.actor, post=Post.objects.get(pk=case.target_id))
    with pytest.raises(Refusal):
        services.decide(ivy.actor, services.look_again(ivy.actor, case), act="restore")
    assert Post.objects.get(pk=case.target_id).body == ""


# --- a thread's place -----------------------------------------------------------------------------
def test_a_thread_moves_and_moves_back(lucie, marc, ines):
    case, thread = opening_case(lucie, marc)
    here, there = thread.theme, factories.make_theme(name_fr="Les nuits")
    decision = services.decide(ines.actor, case, act="move", to_theme=there)
    thread.refresh_from_db()
    assert thread.theme == there
    assert (decision.from_theme, decision.to_theme, decision.rule) == (here, there, "")
    assert "Les nuits" in decision.letter.body
    assert decision.letter.recipient == lucie.name
    services.decide(ines.actor, services.look_again(ines.actor, case), act="restore")
    thread.refresh_from_db()
    assert thread.theme == here


def test_a_thread_moved_by_somebody_else_meanwhile_is_not_moved_back(lucie, marc, ines):
    case, thread = opening_case(lucie, marc)
    services.decide(ines.actor, case, act="move", to_theme=factories.make_theme())
    Thread.objects.filter(pk=thread.pk).update(theme=factories.make_theme())
    with pytest.raises(Refusal):
        services.decide(ines.actor, services.look_again(ines.actor, case), act="restore")


def test_a_thread_closes_and_opens_again(lucie, marc, ines):
    case, thread = opening_case(lucie, marc)
    services.decide(ines.actor, case, act="lock", rule="hostile")
    thread.refresh_from_db()
    assert reply_refusal(marc.actor, thread).code == "closed"
    again = services.look_again(ines.actor, case)
    with pytest.raises(Refusal):
        services.decide(ines.actor, again, act="lock")
    services.decide(ines.actor, again, act="restore")
    thread.refresh_from_db()
    assert not thread.is_locked


@pytest.mark.parametrize("act", ["move", "lock"])
def test_the_whole_thread_is_decided_with_its_opening_alone(act, lucie, marc, ines):
    case = case_about(lucie, marc)
    with pytest.raises(Refusal) as refused:
        services.decide(ines.actor, case, act=act, to_theme=factories.make_theme())
    assert refused.value.field == "act"


def test_a_move_needs_another_theme(lucie, marc, ines):
    case, thread = opening_case(lucie, marc)
    for theme in (None, thread.theme):
        with pytest.raises(Refusal) as refused:
            services.decide(ines.actor, case, act="move", to_theme=theme)
        assert refused.value.field == "to_theme"


# --- pauses ---------------------------------------------------------------------------------------
def pause(person: Any, case: Case, measure: str, **span: float) -> Decision:
    until = None if measure == "closed" else soon(**(span or {"days": 1}))
    return services.decide(person.actor, case, act="suspend", rule="hostile", measure=measure, until=until)


def test_a_pause_in_a_room_is_for_that_room_alone(lucie, marc, ines):
    room, other = factories.make_room(name="Un jour sans boire"), factories.make_room()
    case = call(marc, "message", str(make_message(room, lucie.name).pk)).case
    decision = pause(ines, case, "here", minutes=10)
    with pytest.raises(Refusal) as refused:
        chat.send_message(lucie.actor, room=room, nonce=uuid4(), body="Encore moi.")
    assert refused.value.code == "muted"
    assert refused.value.retry_after_s
    assert chat.send_message(lucie.actor, room=other, nonce=uuid4(), body="Ici, oui.").is_new
    assert "dans le salon «\u00a0Un jour sans boire\u00a0»" in decision.letter.body


def test_a_pause_in_a_theme_is_for_that_theme_alone(lucie, marc, ines):
    case = case_about(lucie, marc)
    pause(ines, case, "here")
    assert speaking_refusal(lucie.actor, scope=case.theme.scope).code == "muted"
    assert speaking_refusal(lucie.actor, scope=factories.make_theme().scope) is None


def test_reading_only_reaches_the_whole_house_and_leaves_the_rooms_open(lucie, marc, ines):
    pause(ines, case_about(lucie, marc), "read_only")
    room = factories.make_room()
    for scope in ("", room.scope, "theme:9"):
        assert speaking_refusal(lucie.actor, scope=scope).code == "muted"
    from chat import welcome

    look = welcome.look(lucie.client.session.session_key, room.slug, "fr")
    assert look.close is None
    assert look.you["why_not"] == "muted"
    assert look.you["muted_until"]


def test_a_closed_account_stays_closed_and_reads_its_letters(lucie, marc, ines):
    decision = pause(ines, case_about(lucie, marc), "closed")
    assert (decision.until, decision.measure) == (None, "closed")
    assert speaking_refusal(lucie.actor).code == "suspended"
    assert lucie.actor.sanction(soon(days=4000), "closed") is not None
    assert decision.letter.subject in lucie.client.get("/fr/inbox/").content.decode()
    assert lucie.client.get(f"/fr/inbox/{decision.letter.pk}/").status_code == 200
    assert "Votre compte est fermé" in decision.letter.subject


@pytest.mark.parametrize("measure", Measure.values)
def test_every_pause_can_be_ended_early_and_leaves_the_others(measure, lucie, marc, ines, ivy):
    other, case = case_about(lucie, marc), case_about(lucie, marc)
    pause(ines, other, "suspended", days=3)
    first = pause(ines, case, measure, days=2)
    services.decide(ivy.actor, services.look_again(ivy.actor, case), act="restore")
    first.refresh_from_db()
    assert first.undone_at is not None
    kind = {"here": "muted", "read_only": "muted"}.get(measure, measure)
    running = [one for one in lucie.actor.sanctions if one.until is None or one.until > timezone.now()]
    assert [one.kind for one in running] == ["suspended"], kind
    assert running[0].until > soon(days=2.5)


def test_a_pause_in_one_place_needs_a_place(lucie, marc, ines):
    with pytest.raises(Refusal) as refused:
        pause(ines, case_about(lucie, marc, kind="name"), "here")
    assert refused.value.field == "pause"
    assert not Standing.objects.exists()


def test_whoever_reads_only_decides_nothing(lucie, marc, ines, ivy):
    case = case_about(lucie, marc)
    pause(ines, case_about(ivy, marc), "read_only")
    with pytest.raises(Refusal):
        services.decide(ivy.actor, case, act="nothing_wrong")


# --- who may --------------------------------------------------------------------------------------
REACH = {
    "facilitator of the room": {"here"},
    "moderator of the theme": {"here"},
    "site moderator": set(Measure.values),
    "administrator": set(),
    "facilitator of another room": set(),
}


@pytest.mark.parametrize("role", REACH)
@pytest.mark.parametrize("measure", Measure.values)
def test_who_may_pause_whom_from_what(role, measure, lucie, marc):
    room = factories.make_room()
    grant = {
        "facilitator of the room": ("facilitator", room.scope),
        "moderator of the theme": ("moderator", room.theme.scope),
        "site moderator": ("moderator", ""),
        "administrator": ("administrator", ""),
        "facilitator of another room": ("facilitator", factories.make_room().scope),
    }[role]
    case = call(marc, "message", str(make_message(room, lucie.name).pk)).case
    actor = factories.actor_of(factories.make_member("Qui veille", roles=(grant,)))
    asked = {"act": "suspend", "rule": "hostile", "measure": measure}
    asked["until"] = None if measure == "closed" else soon(days=1)
    if measure in REACH[role]:
        assert services.decide(actor, case, **asked).measure == measure
    else:
        with pytest.raises(Refusal) as refused:
            services.decide(actor, case, **asked)
        assert refused.value.code == "not_allowed"
        assert not Standing.objects.exists()


def test_a_facilitator_moves_and_closes_threads_of_their_theme_and_a_rooms_none(lucie, marc, anouk):
    case, thread = opening_case(lucie, marc)
    entrust(anouk, "facilitator", factories.make_room(theme=thread.theme).scope)
    for act in (Act.MOVE, Act.LOCK):
        with pytest.raises(Refusal) as refused:
            services.decide(anouk.actor, case, act=act, to_theme=factories.make_theme())
        assert refused.value.code == "not_allowed"
    entrust(anouk, "facilitator", thread.theme.scope)
    there = factories.make_theme()
    services.decide(anouk.actor, case, act="move", to_theme=there)
    thread.refresh_from_db()
    assert thread.theme == there


def test_a_facilitator_cuts_a_passage(lucie, marc, anouk):
    case, thread = opening_case(lucie, marc)
    entrust(anouk, "facilitator", thread.theme.scope)
    services.decide(anouk.actor, case, act="redact", rule="method_detail", cut=[1])


def test_a_pause_given_again_and_again_uses_freed_places(lucie, marc, ines, monkeypatch):
    from members import standings

    monkeypatch.setattr(standings, "SLOTS", 3)
    decisions = [pause(ines, case_about(lucie, marc), "here", days=1) for _ in range(3)]
    with pytest.raises(Refusal) as refused:
        pause(ines, case_about(lucie, marc), "here")
    assert refused.value.code == "unavailable"
    services.decide(ines.actor, services.look_again(ines.actor, decisions[0].case), act="restore")
    assert pause(ines, case_about(lucie, marc), "suspended").standing is not None
    decisions[0].refresh_from_db()
    assert decisions[0].standing is None
    assert decisions[1].standing is not None
