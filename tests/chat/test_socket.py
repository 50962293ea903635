"""The spine of the protocol on one process: hello, replay, send, ack, since, presence."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from chat import openings, services, taking_down
from chat.models import Room, RoomEvent
from tests.chat.sockets import Socket, path_of, standing_in

pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True)]


def say(person: Any, room: Room, body: str) -> RoomEvent:
    return services.send_message(person.actor, room=room, nonce=uuid4(), body=body).event


def take_down(room: Room, seq: int) -> None:
    with transaction.atomic():
        taking_down.remove_message(room, seq, reason="personal_data")


def put_back(room: Room, seq: int) -> None:
    with transaction.atomic():
        taking_down.restore_message(room, seq)


async def test_hello_comes_first_then_the_log_then_replayed_then_presence(room: Room, lucie: Any) -> None:
    await sync_to_async(say)(lucie, room, "Bonsoir.")
    async with standing_in(room, lucie, after=0, lang="fr") as socket:
        assert [frame["type"] for frame in socket.frames] == ["hello", "event", "replayed", "presence"]
        hello, event, replayed, presence = socket.frames
    assert hello["protocol"] == 1
    assert hello["room"] == {
        "slug": "table",
        "name": "Un salon",
        "topic": "",
        "state": "open",
        "slow_mode_s": 0,
        "first_seq": 1,
        "last_seq": 1,
        "capacity": 500,
        "agreement": None,
    }
    assert hello["you"] == {
        "author": {
            "id": str((await sync_to_async(lambda: lucie.name)()).pk),
            "name": "Lucie du port",
            "mask": False,
            "badge": None,
            "shape": 0,
            "colour": 0,
        },
        "mask": None,
        "role": "member",
        "can_send": True,
        "why_not": None,
        "muted_until": None,
        "next_send_at": None,
        "read_seq": None,
    }
    assert hello["now"].endswith("Z")
    assert (event["seq"], event["kind"], event["state"], event["html"].strip()) == (
        1,
        "message",
        "shown",
        "<p>Bonsoir.</p>",
    )
    assert event["author"] == hello["you"]["author"]
    assert event["at"].endswith("Z")
    assert replayed == {"type": "replayed", "first_seq": 1, "last_seq": 1, "truncated": False}
    assert presence == {"type": "presence", "count": 1, "authors": []}


async def test_a_message_is_acknowledged_and_reaches_everybody_once(room: Room, lucie: Any, marc: Any) -> None:
    async with standing_in(room, lucie) as hers, standing_in(room, marc) as his, standing_in(room) as visitor:
        ack = await hers.send("Une *bonne* nouvelle.")
        row = await RoomEvent.objects.aget(room=room)
        assert (ack["seq"], ack["id"]) == (1, row.pk)
        for socket in (hers, his, visitor):
            if not socket.events():
                await socket.until("event")
            await socket.rest()
            assert [event["seq"] for event in socket.events()] == [1]
            assert socket.events()[0]["id"] == row.pk
            assert "<em>bonne</em>" in socket.events()[0]["html"]


async def test_the_same_text_goes_to_every_socket(room: Room, lucie: Any, marc: Any) -> None:
    async with standing_in(room, lucie, lang="fr") as hers, standing_in(room, marc, lang="en") as his:
        await hers.say(type="send", nonce=str(uuid4()), body="Bonsoir.")
        one, two = await hers.until("event"), await his.until("event")
        assert one == two


async def test_a_repeated_nonce_gives_the_same_ack_and_no_second_event(room: Room, lucie: Any) -> None:
    nonce = str(uuid4())
    async with standing_in(room, lucie) as socket:
        first = await socket.send("Bonsoir.", nonce)
        again = await socket.send("Autre chose.", nonce)
    async with standing_in(room, lucie) as back:
        later = await back.send("Bonsoir.", nonce)
    assert first == again == later
    assert await RoomEvent.objects.acount() == 1


async def test_a_lost_ack_is_given_again_even_when_the_room_is_closed_meanwhile(room: Room, lucie: Any) -> None:
    nonce = str(uuid4())
    async with standing_in(room, lucie) as socket:
        first = await socket.send("Bonsoir.", nonce)
        await Room.objects.filter(pk=room.pk).aupdate(state="closed")
        assert await socket.send("Bonsoir.", nonce) == first
    async with standing_in(room, lucie) as socket:
        assert socket.frames[0]["you"]["why_not"] == "closed"
        assert await socket.send("Bonsoir.", nonce) == first
        error = await socket.refused(type="send", nonce=str(uuid4()), body="Encore.")
    assert error["code"] == "closed"


async def test_somebody_elses_nonce_is_not_taken_for_ones_own(room: Room, lucie: Any, marc: Any) -> None:
    nonce = str(uuid4())
    async with standing_in(room, lucie) as hers, standing_in(room, marc) as his:
        first = await hers.send("Bonsoir.", nonce)
        second = await his.send("Good evening.", nonce)
    assert first["seq"] != second["seq"]


async def test_one_comes_back_with_after_and_gets_what_was_missed(room: Room, lucie: Any, marc: Any) -> None:
    async with standing_in(room, lucie) as hers:
        await hers.send("Un.")
        await hers.send("Deux.")
        await hers.send("Trois.")
    async with standing_in(room, marc, after=1) as back:
        assert [event["seq"] for event in back.events()] == [2, 3]
        replayed = next(frame for frame in back.frames if frame["type"] == "replayed")
        assert replayed == {"type": "replayed", "first_seq": 2, "last_seq": 3, "truncated": False}
        await back.say(type="since", after=2)
        assert (await back.until("event"))["seq"] == 3
        assert (await back.until("replayed"))["first_seq"] == 3


async def test_a_long_log_is_replayed_from_its_end_and_says_so(room: Room, lucie: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("chat.wire.REPLAY", 5)
    monkeypatch.setattr("chat.wire.earlier.__defaults__", (0, 5))
    for number in range(8):
        await sync_to_async(say)(lucie, room, f"Numéro {number}.")
    async with standing_in(room, lucie, after=1) as socket:
        assert [event["seq"] for event in socket.events()] == [4, 5, 6, 7, 8]
        replayed = next(frame for frame in socket.frames if frame["type"] == "replayed")
        assert replayed == {"type": "replayed", "first_seq": 4, "last_seq": 8, "truncated": True}


async def test_nothing_falls_between_joining_and_reading(room: Room, lucie: Any, marc: Any, monkeypatch: Any) -> None:
    """While a newcomer reads the table, others go on talking: every event arrives, once, in order."""
    original = openings.openings

    def slow_opening(asked: Any) -> Any:
        found = original(asked)
        for number in range(3):
            say(lucie, room, f"Pendant la lecture {number}.")
        return found

    await sync_to_async(say)(lucie, room, "Avant.")
    async with standing_in(room, lucie):
        monkeypatch.setattr(openings, "KEPT_S", 0.0)
        monkeypatch.setattr(openings, "openings", slow_opening)
        async with standing_in(room, marc, after=0) as newcomer:
            monkeypatch.undo()
            while len(newcomer.events()) < 4:
                await newcomer.until("event")
            await newcomer.rest()
            assert [event["seq"] for event in newcomer.events()] == [1, 2, 3, 4]


async def test_words_of_danger_bring_the_panel_to_their_author_alone(room: Room, lucie: Any, marc: Any) -> None:
    async with standing_in(room, lucie, lang="fr") as hers, standing_in(room, marc) as his:
        await hers.say(type="send", nonce=str(uuid4()), body="Je veux mourir.")
        await hers.until("ack")
        support = await hers.until("support")
        assert support["panel"]["text"]
        assert support["panel"]["lines"][0].keys() >= {"name", "phone", "sms", "url", "open_now", "languages", "free"}
        await his.until("event")
        assert not [frame for frame in await his.rest() if frame["type"] == "support"]


async def test_a_removed_message_vanishes_and_is_replayed_without_its_words(room: Room, lucie: Any, marc: Any) -> None:
    await sync_to_async(say)(lucie, room, "Voici son numéro secret.")
    async with standing_in(room, marc) as open_socket:
        await sync_to_async(take_down)(room, 1)
        removed = await open_socket.until("event")
        assert (removed["kind"], removed["target_seq"], removed["state"]) == ("removed", 1, "removed")
    async with standing_in(room, marc, after=0) as late:
        message, removal = late.events()
        assert (message["seq"], message["state"]) == (1, "removed")
        assert "html" not in message
        assert removal["seq"] == 2
        assert "secret" not in str(late.frames)
        await late.say(type="since", after=0)
        await late.until("replayed")
        assert "secret" not in str(late.frames)
        await sync_to_async(put_back)(room, 1)
        restored = await late.until("event", lambda frame: frame["kind"] == "restored")
        assert (restored["target_seq"], restored["state"]) == (1, "shown")
        assert "secret" in restored["html"]
        await sync_to_async(take_down)(room, 1)
    async with standing_in(room, marc, after=0) as last:
        assert "secret" not in str(last.frames)


async def test_presence_is_a_count_of_people_not_of_windows(room: Room, lucie: Any, marc: Any) -> None:
    async with standing_in(room, lucie) as hers:
        async with standing_in(room, lucie), standing_in(room, marc):
            presence = await hers.until("presence", lambda frame: frame["count"] == 2)
            assert presence["authors"] == []
        await hers.until("presence", lambda frame: frame["count"] == 1)


async def test_sentences_come_in_the_sockets_language(room: Room, lucie: Any) -> None:
    async with standing_in(room, lucie, lang="fr") as french, standing_in(room, lucie, lang="en") as english:
        one = await french.refused(type="send", nonce=str(uuid4()), body="   ")
        two = await english.refused(type="send", nonce=str(uuid4()), body="   ")
    assert one["code"] == two["code"] == "empty"
    assert two["detail"] == "There is nothing to read in this message yet."
    assert one["detail"] == "Il n’y a encore rien à lire dans ce message."


async def test_an_answer_names_the_message_it_answers(room: Room, lucie: Any, marc: Any) -> None:
    async with standing_in(room, lucie) as hers, standing_in(room, marc) as his:
        await hers.send("Bonsoir.")
        await his.send("Good evening, Lucie.", reply_to=1)
        event = await hers.until("event", lambda frame: frame["seq"] == 2)
        assert event["reply_to"] == 1
        error = await his.refused(type="send", nonce=str(uuid4()), body="Hello?", reply_to=99)
    assert error["code"] == "not_found"


async def test_a_room_that_is_changed_says_so_and_tells_everybody_anew_what_they_may_do(
    room: Room, lucie: Any, odile: Any
) -> None:
    from chat import keeping

    async with standing_in(room, lucie) as hers:
        await sync_to_async(lambda: keeping.change_room(odile.actor, room=room, state="held"))()
        changed = await hers.until("event")
        assert (changed["kind"], changed["params"]) == ("room", {"state": "held"})
        you = await hers.until("you")
        assert (you["can_send"], you["why_not"]) == (False, "held")
        error = await hers.refused(type="send", nonce=str(uuid4()), body="Un mot.")
        assert error["code"] == "held"


async def test_slow_mode_names_the_seconds_and_the_moment(room: Room, lucie: Any) -> None:
    await Room.objects.filter(pk=room.pk).aupdate(slow_mode_s=30)
    async with standing_in(room, lucie) as hers:
        await hers.send("Bonsoir.")
        you = await hers.until("you")
        assert you["next_send_at"] is not None
        error = await hers.refused(type="send", nonce=str(uuid4()), body="Encore.")
        assert error["code"] == "slow_mode"
        assert 1 <= error["retry_after_s"] <= 30
        assert str(error["retry_after_s"]) in error["detail"]


async def test_a_guest_may_watch_and_not_speak(room: Room, lucie: Any) -> None:
    async with standing_in(room) as visitor:
        hello = visitor.frames[0]
        assert (hello["you"]["author"], hello["you"]["role"]) == (None, "guest")
        assert (hello["you"]["can_send"], hello["you"]["why_not"]) == (False, "not_member")
        nonce = str(uuid4())
        error = await visitor.refused(type="send", nonce=nonce, body="Bonsoir.")
        assert (error["code"], error["nonce"]) == ("not_member", nonce)
        await visitor.say(type="since", after=0)
        await visitor.until("replayed")


async def test_a_client_ahead_of_the_log_is_told_where_it_stands(room: Room, lucie: Any) -> None:
    socket = Socket(path_of(room, after=10**15), lucie.session_cookie())
    try:
        assert await socket.open()
        hello = await socket.until("hello")
        replayed = await socket.until("replayed")
        assert hello["room"]["last_seq"] == 0
        assert not replayed["truncated"]
        await socket.until("presence")
        await socket.send("Bonsoir.")
    finally:
        await socket.close()
