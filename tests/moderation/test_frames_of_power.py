"""What those who welcome people decide from inside a room: each a decision with its letter, its line and its bounds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import SyncToAsync, async_to_sync, sync_to_async
from django.db import connections
from django.utils import timezone

from chat.models import EventKind, MessageState, Room, RoomEvent
from members.models import Letter, Standing
from members.policies import speaking_refusal
from members.refusals import Refusal
from moderation import frames, services
from moderation.models import Case, Decision, Origin
from record import services as record
from record.models import Entry
from tests import factories
from tests.chat.sockets import standing_in
from tests.moderation.makers import call, entrust, make_message

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(transactional_db: None) -> Room:
    return factories.make_room("table", name="La table")


@pytest.fixture
def host(anouk: Any, room: Room) -> Any:
    """Anouk, who welcomes people in the room."""
    entrust(anouk, "facilitator", room.scope)
    return anouk


@pytest.fixture(autouse=True)
def _no_limits_left(settings: Any) -> None:
    settings.RATE_LIMITS = False


@pytest.fixture(autouse=True)
def _no_connection_left() -> Iterator[None]:
    yield
    SyncToAsync.single_thread_executor.submit(connections.close_all).result(60)


def answer(person: Any, room: Room, kind: str, **data: Any) -> list[dict[str, Any]]:
    data = {"nonce": str(uuid4()), **data}
    return async_to_sync(frames.FRAMES[kind])(person.actor, room, {"type": kind, **data})


def refused(person: Any, room: Room, kind: str, **data: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        answer(person, room, kind, **data)
    return caught.value


# --- taking down, putting back --------------------------------------------------------------------
def test_a_message_taken_down_in_the_room_is_a_decision_like_any_other(room, lucie, host):
    event = make_message(room, lucie.name, "Aïe, tais-toi.")
    nonce = str(uuid4())
    sent = {"nonce": nonce, "target_seq": event.seq, "reason": "hostile"}
    assert (
        answer(host, room, "remove", **sent)
        == answer(host, room, "remove", **sent)
        == [{"type": "ack", "nonce": nonce}]
    )
    decision = Decision.objects.select_related("case", "letter").get()
    assert (decision.act, decision.rule, decision.decider) == ("hide", "hostile", host.name)
    assert decision.case.origin == Origin.TEAM
    assert decision.letter.recipient == lucie.name
    assert "Aïe" in decision.letter.body
    event.refresh_from_db()
    assert event.state == MessageState.REMOVED
    assert Entry.objects.filter(kind="decision.hide").count() == 1
    assert record.verify().ok


def test_it_ends_the_case_that_was_open_and_thanks_who_called(room, lucie, marc, host):
    event = make_message(room, lucie.name)
    case = call(marc, "message", str(event.pk)).case
    answer(host, room, "remove", target_seq=event.seq, reason="hostile")
    case.refresh_from_db()
    assert case.closed_at is not None
    assert Case.objects.count() == 1
    assert Letter.objects.filter(recipient=marc.name, kind="outcome").count() == 1


def test_what_was_taken_down_is_put_back(room, lucie, host):
    event = make_message(room, lucie.name)
    answer(host, room, "remove", target_seq=event.seq, reason="hostile")
    answer(host, room, "restore", target_seq=event.seq, reason="")
    event.refresh_from_db()
    assert event.state == MessageState.SHOWN
    assert list(Decision.objects.order_by("pk").values_list("act", flat=True)) == ["hide", "restore"]
    assert Letter.objects.filter(recipient=lucie.name).count() == 2
    assert refused(host, room, "restore", target_seq=event.seq).code == "bad_field"


# --- a pause in the room --------------------------------------------------------------------------
def test_a_pause_is_for_this_room_and_ends_by_itself(room, lucie, host):
    make_message(room, lucie.name, "Moi, moi, moi.")
    answer(host, room, "mute", author=str(lucie.name.pk), minutes=10, reason="other")
    decision = Decision.objects.get()
    assert (decision.act, decision.measure) == ("suspend", "here")
    assert timedelta(minutes=10) <= decision.until - timezone.now() <= timedelta(minutes=11)
    refusal = speaking_refusal(lucie.actor, scope=room.scope)
    assert refusal is not None
    assert refusal.code == "muted"
    assert speaking_refusal(lucie.actor, scope="room:99999") is None
    assert "La table" in decision.letter.body


def test_no_minutes_end_it_and_nothing_else(room, lucie, host, ines):
    event = make_message(room, lucie.name, "Moi, moi, moi.")
    answer(host, room, "mute", author=str(lucie.name.pk), minutes=60, reason="other")
    answer(host, room, "remove", target_seq=event.seq, reason="hostile")
    nonce = str(uuid4())
    for _ in range(2):
        answer(host, room, "mute", author=str(lucie.name.pk), minutes=0, nonce=nonce)
    assert speaking_refusal(lucie.actor, scope=room.scope) is None
    event.refresh_from_db()
    assert event.state == MessageState.REMOVED
    assert Decision.objects.count() == 3
    assert answer(host, room, "mute", author=str(lucie.name.pk), minutes=0)
    assert Decision.objects.count() == 3


def test_a_call_about_the_last_words_keeps_its_own_decision(room, lucie, marc, host):
    make_message(room, lucie.name, "Bonsoir.")
    last = make_message(room, lucie.name, "Voici son adresse.")
    case = call(marc, "message", str(last.pk), "personal_data").case
    answer(host, room, "mute", author=str(lucie.name.pk), minutes=10, reason="other")
    case.refresh_from_db()
    assert case.closed_at is None


BAD = [
    ("mute", {"author": "x", "minutes": 10, "reason": "other"}, "author"),
    ("mute", {"author": str(uuid4()), "minutes": 10, "reason": "other"}, "author"),
    ("mute", {"minutes": -1, "reason": "other"}, "minutes"),
    ("mute", {"minutes": 10**9, "reason": "other"}, "minutes"),
    ("mute", {"minutes": 10, "reason": "rude"}, "reason"),
    ("mute", {"minutes": 10}, "reason"),
    ("remove", {"target_seq": 1, "reason": "worry"}, "reason"),
    ("remove", {"target_seq": 1}, "reason"),
    ("remove", {"target_seq": 9, "reason": "hostile"}, "target_seq"),
    ("remove", {"target_seq": 1, "reason": "hostile", "nonce": "x"}, "nonce"),
    ("room", {"reason": "calme"}, "state"),
    ("room", {"state": "held"}, "reason"),
    ("room", {"state": "held", "reason": " "}, "reason"),
    ("room", {"state": "wild", "reason": "calme"}, "state"),
    ("room", {"slow_mode_s": 10**6, "reason": "calme"}, "slow_mode_s"),
    ("room", {"topic": "x" * 500, "reason": "calme"}, "topic"),
    ("room", {"topic": 3, "reason": "calme"}, "topic"),
    ("notice", {"body": " "}, "body"),
    ("notice", {"body": "x" * 501}, "body"),
    ("notice", {}, "body"),
]


@pytest.mark.parametrize("kind, sent, field", BAD)
def test_what_makes_no_sense_is_refused_and_nothing_happened(kind, sent, field, room, lucie, host):
    make_message(room, lucie.name)
    if kind == "mute":
        sent = {"author": str(lucie.name.pk), **sent}
    assert refused(host, room, kind, **sent).field == field
    assert RoomEvent.objects.count() == 1
    assert not Case.objects.exists()
    assert not Standing.objects.exists()
    assert not Entry.objects.exists()


FRAMES: dict[str, dict[str, Any]] = {
    "remove": {"target_seq": 1, "reason": "hostile"},
    "mute": {"minutes": 10, "reason": "other"},
    "room": {"slow_mode_s": 20, "reason": "calme"},
    "notice": {"body": "Un mot pour tous."},
}


@pytest.mark.parametrize("kind", FRAMES)
@pytest.mark.parametrize(
    "role, may",
    [
        ("facilitator of the room", True),
        ("facilitator of the theme", True),
        ("moderator of the theme", True),
        ("moderator of the house", True),
        ("facilitator of another room", False),
        ("moderator of another theme", False),
        ("administrator", False),
        ("member", False),
        ("guest", False),
    ],
)
def test_who_may_do_what_in_a_room(kind, role, may, room, lucie, guest):
    make_message(room, lucie.name)
    word, _of, where = role.partition(" of ")
    scopes = {
        "the room": room.scope,
        "the theme": room.theme.scope,
        "the house": "",
        "another room": factories.make_room().scope,
        "another theme": factories.make_theme().scope,
        "": "",
    }
    person = guest
    if word != "guest":
        grants = ((word, scopes[where]),) if word != "member" else ()
        member = factories.make_member("Qui accueille", roles=grants)
        person = type(guest)(member, guest.client)
    sent = dict(FRAMES[kind])
    if kind == "mute":
        sent["author"] = str(lucie.name.pk)
    if may:
        assert answer(person, room, kind, **sent)[0]["type"] == "ack"
    else:
        assert refused(person, room, kind, **sent).code in {"not_allowed", "not_member"}
        assert not Decision.objects.exists()
        assert not Case.objects.exists()
        assert RoomEvent.objects.count() == 1


def test_nobody_decides_about_themselves_from_inside_either(room, host):
    event = make_message(room, host.name)
    assert refused(host, room, "remove", target_seq=event.seq, reason="hostile").code == "not_allowed"
    assert refused(host, room, "mute", author=str(host.name.pk), minutes=5, reason="other").code == "not_allowed"
    assert not Case.objects.exists()


def test_whoever_is_paused_everywhere_steers_nothing(room, lucie, marc, host, ines):
    case = call(marc, "message", str(make_message(factories.make_room(), host.name).pk)).case
    services.decide(
        ines.actor, case, act="suspend", rule="hostile", measure="read_only", until=timezone.now() + timedelta(days=1)
    )
    for kind in ("room", "notice"):
        assert refused(host, room, kind, **FRAMES[kind]).code == "not_allowed"


# --- the room itself ------------------------------------------------------------------------------
def test_the_room_is_steered_with_a_reason_and_once(room, host):
    nonce = str(uuid4())
    sent = {"state": "held", "topic": "On souffle", "slow_mode_s": 30, "reason": "Laisser retomber.", "nonce": nonce}
    answer(host, room, "room", **sent)
    Room.objects.update(state="open")
    answer(host, room, "room", **sent)
    room.refresh_from_db()
    assert (room.state, room.topic, room.slow_mode_s) == ("open", "On souffle", 30)
    event = RoomEvent.objects.get(kind=EventKind.ROOM)
    assert event.params == {
        "state": "held",
        "topic": "On souffle",
        "slow_mode_s": 30,
        "reason": "Laisser retomber.",
    }
    told = record.read(Entry.objects.get(kind="room.changed"))
    assert (told["reason"], told["by"]) == ("Laisser retomber.", str(host.name.pk))


def test_a_notice_stands_in_a_closed_room_too_and_once(room, host):
    Room.objects.update(state="closed")
    nonce = str(uuid4())
    first = answer(host, room, "notice", body="On se retrouve demain.", nonce=nonce)
    assert answer(host, room, "notice", body="On se retrouve demain.", nonce=nonce) == first
    event = RoomEvent.objects.get()
    assert (event.kind, event.body, event.author, event.badge) == (
        "notice",
        "On se retrouve demain.",
        host.name,
        "facilitator",
    )
    assert first[0]["seq"] == event.seq
    assert Entry.objects.filter(kind="room.notice").count() == 1


# --- over sockets ---------------------------------------------------------------------------------
@sync_to_async
def said_by(person: Any, room: Room, words: str) -> int:
    return make_message(room, person.name, words).seq


@pytest.mark.asyncio
async def test_a_removal_and_a_pause_reach_every_screen_at_once(room, lucie, marc, host, monkeypatch):
    # Nobody is looked at by turns: news of the pause came.
    monkeypatch.setattr("chat.process.JUDGE_S", 1e9)
    seq = await said_by(lucie, room, "Voici mon adresse.")
    author = str(await sync_to_async(lambda: lucie.name.pk)())
    async with (
        standing_in(room, host, after=0) as desk,
        standing_in(room, lucie, after=0) as theirs,
        standing_in(room, None, after=0) as visitor,
    ):
        await desk.say(type="remove", nonce=str(uuid4()), target_seq=seq, reason="personal_data")
        for socket in (theirs, visitor):
            event = await socket.until("event", lambda frame: frame["kind"] == "removed")
            assert event["target_seq"] == seq
        await desk.say(type="mute", nonce=str(uuid4()), author=author, minutes=10, reason="other")
        you = await theirs.until("you")
        assert (you["can_send"], you["why_not"]) == (False, "muted")
        assert you["muted_until"]
        error = await theirs.refused(type="send", nonce=str(uuid4()), body="Encore moi.")
        assert (error["code"], bool(error["retry_after_s"])) == ("muted", True)
        await desk.say(type="mute", nonce=str(uuid4()), author=author, minutes=0)
        you = await theirs.until("you", lambda frame: frame["can_send"])
        assert you["muted_until"] is None
        await desk.say(type="notice", nonce=str(uuid4()), body="Un mot pour tous.")
        event = await visitor.until("event", lambda frame: frame["kind"] == "notice")
        assert event["text"] == "Un mot pour tous."


@pytest.mark.asyncio
async def test_a_cut_passage_changes_under_every_readers_eyes(room, lucie, marc, ines):
    await said_by(lucie, room, "Bonsoir. Voici mon adresse. Merci.")
    async with standing_in(room, None, after=0) as visitor:
        await sync_to_async(
            lambda: services.decide(
                ines.actor,
                call(marc, "message", str(RoomEvent.objects.get(seq=1).pk)).case,
                act="redact",
                rule="personal_data",
                cut=[1],
            )
        )()
        event = await visitor.until("event", lambda frame: frame["kind"] == "edited")
        assert event["target_seq"] == 1
        assert "adresse" not in str(event)
        assert "[un passage retiré]" in event["html"]
