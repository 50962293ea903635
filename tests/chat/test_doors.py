"""Who comes in, who is shown out, and with which code; what bad frames get."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings as house_settings
from django.utils import timezone

from chat.models import Room, RoomEvent
from groups.models import Theme
from members import limits, standings
from members.actor import Sanction
from members.models import Consent, Role, Session
from members.signals import rights_changed, session_ended
from tests.chat.sockets import Socket, path_of, standing_in
from tests.factories import make_room

pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True)]


def impose(person: Any, kind: str, scope: str = "") -> None:
    standings.impose(person.member.pk, Sanction(kind, scope, timezone.now() + timedelta(hours=1)))


async def closed_at_once(path: str, cookie: str = "") -> int:
    socket = Socket(path, cookie)
    try:
        assert await socket.open()
        return await socket.until_closed()
    finally:
        await socket.close()


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "http://elsewhere.example",
        "http://testserver:81",
        "https://testserver",
        "null",
        "http://testserver.example",
    ],
)
async def test_a_foreign_or_missing_origin_is_refused_before_the_handshake(
    room: Room, lucie: Any, origin: str | None
) -> None:
    socket = Socket(path_of(room), lucie.session_cookie(), origin)
    assert not await socket.open()
    await socket.close()


async def test_two_origins_are_no_origin(room: Room) -> None:
    socket = Socket(path_of(room))
    socket.communicator.scope["headers"].append((b"origin", b"http://testserver"))
    assert not await socket.open()
    await socket.close()


async def test_an_unknown_room_closes_with_4404(room: Room) -> None:
    assert await closed_at_once("/ws/rooms/nulle-part/") == 4404


@pytest.mark.parametrize("path", ["/ws/", "/ws/rooms/", "/ws/rooms/a/b/", "/elsewhere", "/ws/rooms/%00/"])
async def test_an_unknown_address_closes_with_4404(room: Room, path: str) -> None:
    assert await closed_at_once(path) == 4404


async def test_a_room_of_a_hidden_theme_is_unknown_except_to_administrators(room: Room, lucie: Any, odile: Any) -> None:
    await Theme.objects.filter(pk=room.theme_id).aupdate(is_shown=False)
    assert await closed_at_once(path_of(room), lucie.session_cookie()) == 4404
    async with standing_in(room, odile) as socket:
        assert socket.frames[0]["you"]["role"] == "administrator"


async def test_a_guest_at_a_members_room_has_to_come_in_first(members_room: Room, lucie: Any) -> None:
    assert await closed_at_once(path_of(members_room)) == 4401
    async with standing_in(members_room, lucie) as socket:
        assert socket.frames[0]["type"] == "hello"


async def test_an_ended_session_closes_with_4401(room: Room, lucie: Any) -> None:
    cookie = lucie.session_cookie()
    await sync_to_async(lucie.client.logout)()
    assert await closed_at_once(path_of(room), cookie) == 4401
    assert await closed_at_once(path_of(room), f"{house_settings.SESSION_COOKIE_NAME}=nonsense") == 4401


async def test_somebody_suspended_closes_with_4403(room: Room, sam: Any) -> None:
    assert await closed_at_once(path_of(room), sam.session_cookie()) == 4403


@pytest.fixture
def _nothing_by_itself(monkeypatch: Any) -> None:
    """Nobody is looked at by turns: whatever happens to a socket, news of it came."""
    monkeypatch.setattr("chat.process.JUDGE_S", 1e9)


@pytest.mark.usefixtures("_nothing_by_itself")
async def test_signing_out_closes_open_sockets_at_once(room: Room, lucie: Any, marc: Any) -> None:
    async with standing_in(room, lucie) as hers, standing_in(room, marc) as his:
        await sync_to_async(lucie.client.post)("/fr/accounts/logout/")
        assert await hers.until_closed() == 4401
        await his.send("Still here.")


@pytest.mark.usefixtures("_nothing_by_itself")
async def test_a_sign_out_told_of_a_moment_too_early_closes_all_the_same(room: Room, lucie: Any) -> None:
    """Django tells of a sign-out while the session's row still stands."""
    async with standing_in(room, lucie) as hers:
        await sync_to_async(session_ended.send)(sender=None, member_id=lucie.member.pk)
        await asyncio.sleep(0.15)
        await Session.objects.all().adelete()
        assert await hers.until_closed() == 4401


@pytest.mark.usefixtures("_nothing_by_itself")
async def test_a_suspension_closes_open_sockets_at_once(room: Room, lucie: Any) -> None:
    async with standing_in(room, lucie, lang="en") as hers:
        await sync_to_async(impose)(lucie, "suspended")
        await sync_to_async(rights_changed.send)(sender=None, member_id=lucie.member.pk)
        error = await hers.until("error")
        assert error["code"] == "suspended"
        assert "letter" in error["detail"]
        assert await hers.until_closed() == 4403


async def test_a_suspended_member_is_refused_at_the_next_frame_even_when_no_news_came(room: Room, lucie: Any) -> None:
    async with standing_in(room, lucie) as hers:
        await sync_to_async(impose)(lucie, "suspended")
        await asyncio.sleep(1.1)
        nonce = str(uuid4())
        error = await hers.refused(type="send", nonce=nonce, body="Bonsoir.")
        assert (error["code"], error["nonce"]) == ("suspended", nonce)
        assert await hers.until_closed() == 4403
    assert not await RoomEvent.objects.aexists()


async def test_a_lost_news_is_healed_by_looking_again(room: Room, lucie: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("chat.process.JUDGE_S", 0.2)
    async with standing_in(room, lucie) as hers:
        await sync_to_async(impose)(lucie, "suspended")
        assert await hers.until_closed() == 4403


@pytest.mark.usefixtures("_nothing_by_itself")
async def test_a_muted_member_is_refused_at_the_next_frame(room: Room, lucie: Any) -> None:
    async with standing_in(room, lucie) as hers:
        await sync_to_async(impose)(lucie, "muted", room.scope)
        await sync_to_async(rights_changed.send)(sender=None, member_id=lucie.member.pk)
        you = await hers.until("you")
        assert (you["can_send"], you["why_not"]) == (False, "muted")
        assert you["muted_until"]
        error = await hers.refused(type="send", nonce=str(uuid4()), body="Bonsoir.")
        assert error["code"] == "muted"


@pytest.mark.usefixtures("_nothing_by_itself")
async def test_a_change_of_role_is_told_at_once(room: Room, anouk: Any) -> None:
    async with standing_in(room, anouk) as hers:
        await Role.objects.acreate(member=anouk.member, kind="facilitator", scope=room.scope)
        await sync_to_async(rights_changed.send)(sender=None, member_id=anouk.member.pk)
        you = await hers.until("you")
        assert (you["role"], you["author"]["badge"]) == ("facilitator", "facilitator")
        await hers.send("Bienvenue.")
        event = hers.events()[0] if hers.events() else await hers.until("event")
        assert event["author"]["badge"] == "facilitator"


async def test_a_room_closed_to_visitors_shows_them_out(room: Room, monkeypatch: Any) -> None:
    monkeypatch.setattr("chat.process.HEAL_S", 0.1)
    async with standing_in(room) as visitor:
        await asyncio.sleep(0.3)
        await Room.objects.filter(pk=room.pk).aupdate(guests_may_read=False)
        assert await visitor.until_closed() == 4401


async def test_without_consent_one_reads_and_cannot_speak(room: Room, lucie: Any) -> None:
    await Consent.objects.filter(member=lucie.member, topic="health").adelete()
    async with standing_in(room, lucie) as hers:
        assert hers.frames[0]["you"]["why_not"] == "agreement"
        assert (await hers.refused(type="send", nonce=str(uuid4()), body="Bonsoir."))["code"] == "agreement"


BAD = [
    ("not json", "bad_json"),
    ("", "bad_json"),
    ("[]", "bad_json"),
    ('"send"', "bad_json"),
    ("null", "bad_json"),
    ("[" * 9000, "bad_json"),
    ('{"n":' * 2000, "bad_json"),
    ("1" * 6000, "bad_json"),
    ("{}", "bad_field"),
    ('{"type": 7}', "bad_field"),
    ('{"type": ["send"]}', "bad_field"),
    ('{"type": "dance"}', "unknown_type"),
    ('{"type": "__class__"}', "unknown_type"),
    ('{"type": "since"}', "bad_field"),
    ('{"type": "since", "after": true}', "bad_field"),
    ('{"type": "since", "after": -1}', "bad_field"),
    ('{"type": "since", "after": "1"}', "bad_field"),
    ('{"type": "since", "after": 1.5}', "bad_field"),
    ('{"type": "since", "after": 99999999999999999999999}', "bad_field"),
    ('{"type": "since", "after": NaN}', "bad_field"),
    ('{"type": "send", "body": "x"}', "bad_field"),
    ('{"type": "send", "nonce": "x", "body": "x"}', "bad_field"),
    ('{"type": "send", "nonce": 7, "body": "x"}', "bad_field"),
    ('{"type": "send", "nonce": "{%s}", "body": "x"}', "bad_field"),
    ('{"type": "send", "nonce": "%s", "body": 7}', "bad_field"),
    ('{"type": "send", "nonce": "%s", "body": null}', "bad_field"),
    ('{"type": "send", "nonce": "%s", "body": ["x"]}', "bad_field"),
    ('{"type": "send", "nonce": "%s", "body": "\\ud800"}', "bad_field"),
    ('{"type": "send", "nonce": "%s", "body": "x", "reply_to": true}', "bad_field"),
    ('{"type": "send", "nonce": "%s", "body": "x", "reply_to": 0}', "bad_field"),
    ('{"type": "send", "nonce": "%s", "body": "x", "mask": 1}', "bad_field"),
    ('{"type": "send", "nonce": "%s", "body": ""}', "empty"),
    ('{"type": "send", "nonce": "%s", "body": " \\u200b\\u2800\\n "}', "empty"),
    ('{"type": "send", "nonce": "%s", "body": "\\u0000"}', "empty"),
    ('{"type": "send", "nonce": "%s", "body": "' + "a" * 4001 + '"}', "too_long"),
]


@pytest.mark.parametrize("text, code", BAD, ids=[f"{code}-{number}" for number, (_text, code) in enumerate(BAD)])
async def test_a_bad_frame_gets_its_code_and_the_socket_stays(room: Room, lucie: Any, text: str, code: str) -> None:
    async with standing_in(room, lucie, lang="en") as hers:
        await hers.say_raw(text.replace("%s", str(uuid4())))
        error = await hers.until("error")
        assert error["code"] == code
        assert error["detail"].endswith((".", "?"))
        await hers.send("Bonsoir.")


async def test_a_binary_frame_is_refused(room: Room, lucie: Any) -> None:
    async with standing_in(room, lucie) as hers:
        await hers.say_raw(data=b"\x00\xff")
        assert (await hers.until("error"))["code"] == "bad_json"


async def test_words_with_a_nul_are_kept_without_it(room: Room, lucie: Any) -> None:
    async with standing_in(room, lucie) as hers:
        await hers.send("Bon\u0000soir.")
    assert (await RoomEvent.objects.aget()).body == "Bonsoir."


async def test_four_thousand_characters_are_welcome(room: Room, lucie: Any) -> None:
    async with standing_in(room, lucie) as hers:
        await hers.send("é" * 4000)


async def test_a_frame_over_16_kib_closes_with_4413(room: Room, lucie: Any) -> None:
    async with standing_in(room, lucie) as hers:
        await hers.say(type="send", nonce=str(uuid4()), body="a" * 17_000)
        assert await hers.until_closed() == 4413
    async with standing_in(room, lucie) as hers:
        await hers.say_raw(data=b"x" * 17_000)
        assert await hers.until_closed() == 4413


async def test_bad_frames_again_and_again_close_with_4400(room: Room, lucie: Any) -> None:
    async with standing_in(room, lucie) as hers:
        for _number in range(20):
            await hers.say_raw("nonsense")
        assert await hers.until_closed() == 4400


async def test_a_flood_is_slowed_then_closed_with_4429(room: Room, lucie: Any, settings: Any) -> None:
    settings.RATE_LIMITS = True
    async with standing_in(room, lucie) as hers:
        for _number in range(120):
            await hers.say(type="since", after=0)
        assert await hers.until_closed() == 4429
        slowed = [frame for frame in hers.frames if frame["type"] == "error"]
        assert slowed[0]["code"] == "rate_limited"
        assert slowed[0]["retry_after_s"] >= 1


async def test_messages_too_quick_are_refused_with_the_seconds_to_wait(
    room: Room, lucie: Any, settings: Any, monkeypatch: Any
) -> None:
    settings.RATE_LIMITS = True
    # So slow a refill that a busy machine cannot let the fifth message through.
    monkeypatch.setitem(limits.RATES, "message", (limits.Rate(4, 30.0),))
    async with standing_in(room, lucie) as hers:
        for number in range(4):
            await hers.send(f"Message {number}.")
        nonce = str(uuid4())
        error = await hers.refused(type="send", nonce=nonce, body="Et encore.")
        assert (error["code"], error["nonce"]) == ("rate_limited", nonce)
        assert error["retry_after_s"] >= 1


async def test_the_limit_is_the_members_and_coming_back_is_no_way_around_it(
    room: Room, lucie: Any, marc: Any, settings: Any, monkeypatch: Any
) -> None:
    settings.RATE_LIMITS = True
    monkeypatch.setitem(limits.RATES, "message", (limits.Rate(3, 3600.0),))
    other = await sync_to_async(make_room)("voisine")
    for number, place in enumerate((room, other, room)):
        async with standing_in(place, lucie) as hers:
            await hers.send(f"Message {number}.")
    nonce = str(uuid4())
    async with standing_in(other, lucie) as hers:
        assert (await hers.refused(type="send", nonce=nonce, body="Et encore."))["code"] == "rate_limited"
    form = await sync_to_async(lucie.client.post)(f"/fr/rooms/{room.slug}/", {"body": "Et encore.", "nonce": nonce})
    assert form.status_code == 429
    assert "Et encore." in form.content.decode()
    async with standing_in(room, marc) as his:
        await his.send("Les limites d’une autre ne sont pas les miennes.")


async def test_the_first_words_of_a_name_hold_no_link(room: Room, lucie: Any) -> None:
    async with standing_in(room, lucie) as hers:
        error = await hers.refused(type="send", nonce=str(uuid4()), body="Voyez https://example.org/")
        assert error["code"] == "not_allowed"
        await hers.send("Bonsoir.")
        await hers.send("Voyez https://example.org/")


async def test_a_bad_after_is_said_and_does_no_harm(room: Room, lucie: Any) -> None:
    for after in ("-1", "abc", "1e3", "%F0%9F", "9" * 400):
        async with standing_in(room, lucie, after=after) as hers:
            assert hers.frames[0]["type"] == "hello"
            assert hers.frames[1]["code"] == "bad_field"
            await hers.send("Bonsoir.")


async def test_an_unknown_language_falls_back(room: Room, marc: Any) -> None:
    async with standing_in(room, marc, lang="xx") as his:
        error = await his.refused(type="send", nonce=str(uuid4()), body="")
        assert error["detail"] == "There is nothing to read in this message yet."


async def test_a_failing_handler_answers_calmly_and_leaves_the_socket_open(
    room: Room, lucie: Any, monkeypatch: Any
) -> None:
    from config.frames import FRAMES

    async def broken(actor: Any, room: Any, data: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setitem(FRAMES, "typing", broken)
    async with standing_in(room, lucie) as hers:
        error = await hers.refused(type="typing", nonce="abc")
        assert (error["code"], error["nonce"]) == ("unavailable", "abc")
        await hers.send("Bonsoir.")


async def test_a_server_that_ends_says_1012(room: Room, lucie: Any) -> None:
    async with standing_in(room, lucie) as hers:
        hers.communicator.future.cancel()
        assert await hers.until_closed() == 1012


async def test_a_message_can_be_flagged_from_the_socket(room: Room, lucie: Any, marc: Any) -> None:
    from moderation.models import Flag

    async with standing_in(room, lucie) as hers, standing_in(room, marc) as his:
        await hers.send("Des mots.")
        nonce = str(uuid4())
        await his.say(type="report", nonce=nonce, target_seq=1, reason="worry")
        # Whatever else is said meanwhile (events, who is here, a calm line of the house) stands apart from the answer.
        assert await his.until("ack") == {"type": "ack", "nonce": nonce}
        assert await Flag.objects.acount() == 1
        assert not [frame for frame in await hers.rest() if frame["type"] not in {"event", "presence"}]
