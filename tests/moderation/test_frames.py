"""In a live room: calling the team, words that vanish for everybody, and a pause that closes the door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import SyncToAsync, async_to_sync, sync_to_async
from django.db import connections
from django.utils import timezone

from chat.models import Room
from members.refusals import Refusal
from moderation import frames, services
from moderation.models import Case, Flag, Lane
from tests import factories
from tests.chat.sockets import standing_in
from tests.moderation.makers import call, make_message

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(transactional_db: None) -> Room:
    return factories.make_room("table")


@pytest.fixture(autouse=True)
def _no_limits_left(settings: Any) -> None:
    settings.RATE_LIMITS = False


@pytest.fixture(autouse=True)
def _no_connection_left() -> Iterator[None]:
    """Close what `sync_to_async` holds: the test database could not be dropped otherwise."""
    yield
    SyncToAsync.single_thread_executor.submit(connections.close_all).result(60)


def answer(person: Any, room: Room, kind: str = "report", **data: Any) -> list[dict[str, Any]]:
    return async_to_sync(frames.FRAMES[kind])(person.actor, room, {"type": kind, **data})


def test_a_report_is_acknowledged_and_opens_a_case(room, lucie, marc):
    event, nonce = make_message(room, lucie.name, "Aïe."), str(uuid4())
    sent = {"nonce": nonce, "target_seq": event.seq, "reason": "worry", "note": "Il va mal."}
    assert answer(marc, room, **sent) == answer(marc, room, **sent) == [{"type": "ack", "nonce": nonce}]
    flag = Flag.objects.select_related("case").get()
    assert (flag.case.lane, flag.case.room, flag.words, flag.note) == (Lane.CARE, room, "Aïe.", "Il va mal.")


BAD = [
    {"nonce": "x"},
    {"nonce": None},
    {"target_seq": "1"},
    {"target_seq": True},
    {"target_seq": 0},
    {"target_seq": -1},
    {"target_seq": 2**70},
    {"target_seq": 1.0},
    {"target_seq": None},
    {"reason": None},
    {"reason": 3},
    {"reason": "rude"},
    {"reason": ["worry"]},
    {"note": 3},
    {"note": "\ud800"},
    {"note": "x" * 1_001},
]


@pytest.mark.parametrize("sent", BAD)
def test_a_report_that_cannot_be_read_is_refused(sent, room, lucie, marc):
    event = make_message(room, lucie.name)
    with pytest.raises(Refusal) as refused:
        answer(marc, room, **{"nonce": str(uuid4()), "target_seq": event.seq, "reason": "other", **sent})
    assert refused.value.code == ("too_long" if len(str(sent.get("note"))) > 1_000 else "bad_field")
    assert not Flag.objects.exists()


def test_a_message_of_another_room_is_not_found_here(room, lucie, marc):
    event = make_message(factories.make_room(), lucie.name)
    for seq in (event.seq, 99):
        with pytest.raises(Refusal) as refused:
            answer(marc, room, nonce=str(uuid4()), target_seq=seq, reason="other")
        assert refused.value.code == "not_found"


def test_a_guest_is_shown_the_page_instead(room, lucie, guest):
    event = make_message(room, lucie.name)
    with pytest.raises(Refusal) as refused:
        answer(guest, room, nonce=str(uuid4()), target_seq=event.seq, reason="other")
    assert refused.value.code == "not_member"


@sync_to_async
def said_by(person: Any, room: Room, words: str) -> int:
    return make_message(room, person.name, words).seq


@sync_to_async
def decided_by(person: Any, **asked: Any) -> None:
    services.decide(person.actor, Case.objects.get(), **asked)


@pytest.mark.asyncio
async def test_from_a_report_in_the_room_to_a_line_that_vanishes_for_everybody(room, lucie, marc, ines):
    seq = await said_by(lucie, room, "Voici mon adresse.")
    async with (
        standing_in(room, marc, after=0) as reader,
        standing_in(room, lucie, after=0) as writer,
        standing_in(room, None, after=0) as visitor,
    ):
        nonce = str(uuid4())
        await reader.say(type="report", nonce=nonce, target_seq=seq, reason="personal_data")
        assert (await reader.until("ack"))["nonce"] == nonce
        await decided_by(ines, act="hide", rule="personal_data")
        for socket in (reader, writer, visitor):
            event = await socket.until("event", lambda frame: frame["kind"] == "removed")
            assert event["target_seq"] == seq
            assert "adresse" not in str(event)
    async with standing_in(room, None, after=0) as late:
        assert "adresse" not in str(late.frames)


@pytest.mark.asyncio
async def test_a_suspended_member_leaves_the_room_at_once(room, lucie, marc, ines, monkeypatch):
    # Nobody is looked at by turns: news of the decision came.
    monkeypatch.setattr("chat.process.JUDGE_S", 1e9)
    await said_by(lucie, room, "Aïe.")
    await sync_to_async(lambda: call(marc, "name", str(lucie.name.pk), "hostile"))()
    async with standing_in(room, lucie) as theirs, standing_in(room, marc) as others:
        await decided_by(ines, act="suspend", rule="hostile", until=timezone.now() + timedelta(days=1))
        assert await theirs.until_closed() == 4403
        assert (await others.send("Bonsoir à tous."))["seq"] == 2


@pytest.mark.asyncio
async def test_a_refused_report_is_an_error_with_its_nonce(room, lucie):
    seq = await said_by(lucie, room, "Mes mots.")
    async with standing_in(room, lucie, lang="fr") as socket:
        nonce = str(uuid4())
        error = await socket.refused(type="report", nonce=nonce, target_seq=seq, reason="hostile")
    assert (error["code"], error["nonce"]) == ("not_allowed", nonce)
    assert "Ces mots sont les vôtres" in error["detail"]
