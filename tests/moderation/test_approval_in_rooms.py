"""Approval in a room: a message waits outside the log, and enters it once, with the seq of the moment it is shown."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from chat import approval, own_words, services
from chat.approval import Kept
from chat.held_models import HeldMessage, HeldState
from chat.models import MessageState, Room, RoomEvent, RoomState
from chat.services import Published
from groups.models import Approval
from members.models import Letter
from members.refusals import Refusal
from moderation import appeals
from moderation import services as moderation
from moderation.models import Act, Case, Lane, Origin, Urgency
from moderation.targets import State
from moderation.targets import held as target_held
from record import services as record
from tests import factories
from tests.moderation.makers import call, entrust, make_message

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Des mots du soir qui attendent."


@pytest.fixture
def room(transactional_db: None) -> Room:
    return factories.make_room("veillee", approval=Approval.EVERYBODY)


def say(person: Any, room: Room, body: str = WORDS, **more: Any) -> Any:
    return services.send_message(person.actor, room=room, nonce=more.pop("nonce", uuid4()), body=body, **more)


def kept(person: Any, room: Room, body: str = WORDS, **more: Any) -> HeldMessage:
    answer = say(person, room, body, **more)
    assert isinstance(answer, Kept)
    return answer.held


def case_of(held: HeldMessage) -> Case:
    return Case.objects.get(target_kind="held", target_id=f"m{held.pk}", lane=Lane.RULE)


def frame(person: Any, room: Room, **data: Any) -> list[dict[str, Any]]:
    answer = person.client.post(
        f"/fr/rooms/{room.slug}/frames/",
        json.dumps(data),
        content_type="application/json",
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    return answer.json()["frames"]


def log(room: Room) -> list[tuple[int, str]]:
    return list(RoomEvent.objects.filter(room=room).order_by("seq").values_list("seq", "body"))


def test_a_message_waits_and_nothing_betrays_it(room, lucie, marc, guest):
    make_message(room, marc.name)
    before = log(room)
    held = kept(lucie, room)
    assert log(room) == before
    room.refresh_from_db()
    assert room.last_seq == 1
    for other in (marc, guest):
        for place in ("", f"waiting/{held.pk}/", "events/?after=0"):
            answer = other.client.get(f"/fr/rooms/{room.slug}/{place}", follow=True)
            assert WORDS not in answer.content.decode()
    assert marc.client.get(f"/fr/rooms/{room.slug}/waiting/{held.pk}/").status_code == 404
    own = lucie.client.get(f"/fr/rooms/{room.slug}/").content.decode()
    assert WORDS in own
    assert "Votre message attend, il n’est pas perdu" in own


def test_the_case_stands_in_the_queue_of_the_room(room, lucie, anouk, ines):
    case = case_of(kept(lucie, room))
    assert (case.origin, case.urgency, case.room, case.subject) == (Origin.HELD, Urgency.AMBER, room, lucie.name)
    entrust(anouk, "facilitator", room.scope)
    for person in (anouk, ines):
        assert WORDS in person.client.get(f"/fr/moderation/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_ack_has_no_seq_and_says_that_the_words_wait(language, room, lucie, settings):
    settings.APPROVAL_HOURS = 7
    lucie.member.language = language
    lucie.member.save()
    nonce = str(uuid4())
    address = f"/{language}/rooms/{room.slug}/frames/"
    data = json.dumps({"type": "send", "nonce": nonce, "body": WORDS})
    headers = {"Sec-Fetch-Site": "same-origin"}
    [ack] = lucie.client.post(address, data, content_type="application/json", headers=headers).json()["frames"]
    assert (ack["type"], ack["nonce"], ack["waits"]["hours"]) == ("ack", nonce, 7)
    assert not {"seq", "id", "at"} & set(ack)
    assert ("il n’est pas perdu" if language == "fr" else "it is not lost") in ack["waits"]["detail"]


def test_the_same_nonce_is_one_message_whatever_happened_meanwhile(room, lucie, ines, settings):
    nonce = str(uuid4())
    send = {"type": "send", "nonce": nonce, "body": WORDS}
    first, again = frame(lucie, room, **send), frame(lucie, room, **send)
    assert first == again
    [held] = HeldMessage.objects.all()
    # The room asks nobody any more: what was kept stays kept, and is no second message.
    Room.objects.update(approval=Approval.NOBODY)
    assert frame(lucie, room, **send) == first
    assert log(room) == []
    moderation.decide(ines.actor, case_of(held), act=Act.SHOW)
    [(seq, body)] = log(room)
    assert body == WORDS
    for _time in range(2):
        [ack] = frame(lucie, room, **send)
        assert ack["seq"] == seq
    Room.objects.update(approval=Approval.EVERYBODY)
    [ack] = frame(lucie, room, **send)
    assert ack["seq"] == seq
    assert HeldMessage.objects.count() == RoomEvent.objects.count() == 1


def test_nonces_sent_together_make_one_message_each(room, lucie):
    from django.db import transaction

    from chat import writer

    held = kept(lucie, room, nonce=(nonce := uuid4()))
    Room.objects.update(approval=Approval.NOBODY)
    room.refresh_from_db()
    drafts = [services.prepare_message(lucie.actor, room=room, nonce=one, body="Des mots.") for one in (nonce, uuid4())]
    with transaction.atomic():
        assert services.write_messages(drafts, writer.lock([room.pk])) is None
    with transaction.atomic():
        rooms = writer.lock([room.pk])
        first, second = (services.write_message(draft, rooms) for draft in drafts)
    assert isinstance(first, Kept)
    assert first.held == held
    assert isinstance(second, Published)
    assert log(room) == [(1, "Des mots.")]


def test_shown_it_takes_the_next_seq_once_and_its_author_is_told(room, lucie, marc, ines):
    answered = make_message(room, marc.name)
    held = kept(lucie, room, reply_to=answered.seq, content_note="hôpital")
    make_message(room, marc.name, "Entre-temps.")
    case = case_of(held)
    decision = moderation.decide(ines.actor, case, act=Act.SHOW)
    held.refresh_from_db()
    assert (held.state, held.body, held.html) == (HeldState.SHOWN, "", "")
    event = held.event
    assert (event.seq, event.body, event.author) == (3, WORDS, lucie.name)
    assert (event.reply_to, event.content_note) == (1, "hôpital")
    assert decision.letter.recipient == lucie.name
    assert room.name in decision.letter.body
    page = lucie.client.get(f"/fr/rooms/{room.slug}/").content.decode()
    assert page.count(WORDS) == 1
    assert lucie.client.get(f"/fr/rooms/{room.slug}/waiting/{held.pk}/").status_code == 200
    assert approval.show_held(held) == event
    assert len(log(room)) == 3
    assert record.verify().ok


def test_an_answer_to_what_went_meanwhile_stands_alone(room, lucie, marc, ines):
    answered = make_message(room, marc.name)
    held = kept(lucie, room, reply_to=answered.seq)
    RoomEvent.objects.filter(pk=answered.pk).update(state=MessageState.REMOVED)
    moderation.decide(ines.actor, case_of(held), act=Act.SHOW)
    held.refresh_from_db()
    assert held.event.reply_to is None


def test_given_back_its_words_are_in_the_letter_and_an_appeal_can_show_it(room, lucie, ines, ivy):
    held = kept(lucie, room, "Premiers mots.")
    own_words.change_held(lucie.actor, held=held, body=WORDS)
    decision = moderation.decide(
        ines.actor, case_of(held), act=Act.GIVE_BACK, rule="other", explanation="Dites-le plus doucement, merci."
    )
    assert WORDS in decision.letter.body
    assert log(room) == []
    assert target_held("held", f"m{held.pk}").state == State.HIDDEN
    appeal = appeals.appeal(lucie.actor, decision.letter, words="Je ne visais personne.")
    assert WORDS in ivy.client.get(f"/fr/moderation/cases/{appeal.case_id}/", follow=True).content.decode()
    appeals.answer(ivy.actor, appeal.case, is_granted=True, explanation="Vous avez raison, nous le montrons.")
    assert [body for _seq, body in log(room)] == [WORDS]


def test_its_author_may_change_it_or_take_it_back_while_it_waits(room, lucie, marc, ines):
    held = kept(lucie, room)
    case = case_of(held)
    address = f"/fr/rooms/{room.slug}/waiting/{held.pk}/"
    with pytest.raises(Refusal, match="not_allowed"):
        own_words.change_held(marc.actor, held=held, body="Autre chose.")
    answer = lucie.client.post(address, {"body": "Des mots plus doux.", "nonce": str(uuid4())})
    assert answer.status_code == 303
    held.refresh_from_db()
    assert held.body == "Des mots plus doux."
    assert target_held("held", f"m{held.pk}").words == "Des mots plus doux."
    assert "Des mots plus doux." in ines.client.get("/fr/moderation/").content.decode()
    assert lucie.client.post(f"{address}take-back/").status_code == 303
    held.refresh_from_db()
    case.refresh_from_db()
    assert (held.state, held.body, case.is_withdrawn) == (HeldState.WITHDRAWN, "", True)
    assert lucie.client.post(f"{address}take-back/").status_code == 303
    with pytest.raises(Refusal):
        own_words.change_held(lucie.actor, held=held, body="Encore.")
    assert "Vous avez retiré ce message" in lucie.client.get(address).content.decode()


def test_details_are_asked_about_in_words_that_wait_too(room, lucie):
    held = kept(lucie, room)
    address = f"/fr/rooms/{room.slug}/waiting/{held.pk}/"
    asked = lucie.client.post(address, {"body": "Appelez le 06 12 34 56 78.", "nonce": str(uuid4())})
    assert asked.status_code == 422
    assert 'name="confirmed"' in asked.content.decode()
    sent = {"body": "Appelez le 06 12 34 56 78.", "nonce": str(uuid4()), "confirmed": "on"}
    assert lucie.client.post(address, sent).status_code == 303


@pytest.mark.parametrize("state", [RoomState.HELD, RoomState.CLOSED])
def test_nothing_is_shown_in_a_room_that_is_not_open(state, room, lucie, ines):
    held = kept(lucie, room)
    Room.objects.update(state=state)
    case = case_of(held)
    with pytest.raises(Refusal) as refused:
        moderation.decide(ines.actor, case, act=Act.SHOW)
    assert refused.value.field == "act"
    case.refresh_from_db()
    assert case.closed_at is None
    assert Letter.objects.count() == 0
    Room.objects.update(state=RoomState.OPEN)
    moderation.decide(ines.actor, case, act=Act.SHOW)
    assert len(log(room)) == 1


def test_nobody_fills_the_list_of_the_team(room, lucie, marc, monkeypatch):
    monkeypatch.setattr(approval, "MOST_WAITING", 2)
    first = kept(lucie, room, nonce=(nonce := uuid4()))
    kept(lucie, room, "Et encore.")
    with pytest.raises(Refusal) as refused:
        say(lucie, room, "Et encore une fois.")
    assert (refused.value.code, refused.value.retry_after_s) == ("rate_limited", approval.RETRY_S)
    # What was kept before is still the same; others are heard; taken back, there is room again.
    assert say(lucie, room, nonce=nonce).held == first
    kept(marc, room)
    approval.withdraw_held(lucie.actor, held=first)
    kept(lucie, room, "Et encore une fois.")
    assert HeldMessage.objects.filter(author=lucie.name, state=HeldState.WAITING).count() == 2


def test_plain_form_leads_to_the_words_that_wait(room, lucie):
    answer = lucie.client.post(f"/fr/rooms/{room.slug}/", {"body": WORDS, "nonce": str(uuid4())})
    assert (answer.status_code, answer["Location"]) == (303, f"/fr/rooms/{room.slug}/#waiting-words")


def test_words_of_danger_bring_the_panel_and_a_case_of_care(room, lucie):
    send = {"type": "send", "nonce": str(uuid4()), "body": "Je veux mourir ce soir, je n’en peux plus."}
    frames = frame(lucie, room, **send)
    assert [one["type"] for one in frames] == ["ack", "support"]
    assert Case.objects.filter(lane=Lane.CARE, room=room).exists()


def test_the_first_words_alone_and_whoever_holds_a_role_waits_for_nobody(room, lucie, anouk, ines):
    Room.objects.update(approval=Approval.FIRST)
    room.refresh_from_db()
    entrust(anouk, "facilitator", room.scope)
    assert isinstance(say(anouk, room), Published)
    moderation.decide(ines.actor, case_of(kept(lucie, room)), act=Act.SHOW)
    assert isinstance(say(lucie, room, "Merci."), Published)


@pytest.mark.parametrize("where", ["house", "chapter", "theme", "room"])
def test_the_strictest_of_house_chapter_theme_and_room_holds(where, lucie, settings):
    chapter = factories.make_theme("chapitre", approval=Approval.EVERYBODY if where == "chapter" else Approval.NOBODY)
    asked = Approval.EVERYBODY if where == "theme" else Approval.NOBODY
    theme = factories.make_theme("theme-a", parent=chapter, approval=asked)
    room = factories.make_room(
        "salle", theme=theme, approval=Approval.EVERYBODY if where == "room" else Approval.NOBODY
    )
    settings.APPROVAL = Approval.EVERYBODY if where == "house" else Approval.NOBODY
    assert isinstance(say(lucie, Room.objects.get(pk=room.pk)), Kept)
    from forum import services as forum

    answer = forum.reply(lucie.actor, thread=factories.make_thread(theme), body="Des mots.", nonce=uuid4())
    assert isinstance(answer, forum.Kept) is (where != "room")


def test_words_whose_case_was_lost_get_one(room, lucie):
    held = kept(lucie, room)
    Case.objects.all().delete()
    assert moderation.find_forgotten() == 1
    assert moderation.find_forgotten() == 0
    assert case_of(held).subject == lucie.name


def test_a_room_that_forgets_may_forget_what_was_shown(room, lucie, ines):
    from chat import forgetting

    held = kept(lucie, room)
    moderation.decide(ines.actor, case_of(held), act=Act.SHOW)
    Room.objects.update(keep_hours=24)
    forgetting.forget_old_words(now=timezone.now() + timezone.timedelta(hours=25), pause_s=0)
    assert log(room) == []
    held.refresh_from_db()
    assert (held.state, held.event) == (HeldState.SHOWN, None)
    assert approval.show_held(held) is None
    assert target_held("held", f"m{held.pk}").state == State.TAKEN_BACK


def test_a_shown_message_can_be_called_about_like_any_other(room, lucie, marc, ines):
    held = kept(lucie, room)
    moderation.decide(ines.actor, case_of(held), act=Act.SHOW)
    held.refresh_from_db()
    case = call(marc, "message", str(held.event_id)).case
    moderation.decide(ines.actor, case, act=Act.HIDE, rule="hostile")
    assert target_held("held", f"m{held.pk}").state == State.HIDDEN
