"""Being in a room: who is seen, who is writing, how many places there are; and the question before personal details."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async

from chat import process
from chat.models import Room, RoomEvent
from chat.presence import Count, Presence
from members.models import Member, Role
from tests.chat.sockets import standing_in

pytestmark = [pytest.mark.django_db(transaction=True)]


async def show(*people: Any) -> None:
    await Member.objects.filter(pk__in=[person.member.pk for person in people]).aupdate(shows_presence=True)


@pytest.mark.asyncio
async def test_only_those_who_chose_to_be_seen_are_named_and_all_are_counted(room: Room, lucie: Any, marc: Any) -> None:
    await show(lucie)
    async with standing_in(room, marc) as his, standing_in(room, lucie), standing_in(room):
        seen = await his.until("presence", lambda frame: frame["count"] == 3)
        assert [author["name"] for author in seen["authors"]] == ["Lucie du port"]
        process.here().heard_counts("another", {room.pk: Count(2, 1, [{"id": "x", "name": "Anouk"}])})
        seen = await his.until("presence", lambda frame: frame["count"] == 5)
        assert [author["name"] for author in seen["authors"]] == ["Anouk", "Lucie du port"]


@pytest.mark.asyncio
async def test_typing_is_shown_for_those_who_chose_it_once_in_three_seconds(room: Room, lucie: Any, marc: Any) -> None:
    await show(lucie)
    async with standing_in(room, marc) as his, standing_in(room, lucie) as hers, standing_in(room) as visitor:
        await his.say(type="typing")
        await hers.say(type="typing")
        shown = await his.until("typing")
        assert [author["name"] for author in shown["authors"]] == ["Lucie du port"]
        await hers.say(type="typing")
        assert not [frame for frame in await his.rest(0.6) if frame["type"] == "typing"]
        assert (await visitor.refused(type="typing"))["code"] == "not_member"
    assert not await RoomEvent.objects.aexists()


@pytest.mark.asyncio
async def test_beyond_its_places_one_reads_along_and_facilitators_always_have_one(
    room: Room, lucie: Any, marc: Any, anouk: Any
) -> None:
    await Room.objects.aupdate(capacity=1)
    await Role.objects.acreate(member=anouk.member, kind="facilitator", scope=room.scope)
    async with standing_in(room, marc) as his:
        async with standing_in(room, lucie) as hers, standing_in(room, lucie) as again:
            await hers.send("J’ai une place.")
            await again.send("La même, de l’autre fenêtre.")
            async with standing_in(room, anouk) as host:
                await host.send("J’accueille.")
            first = his.frames[0]["you"]
            assert (first["can_send"], first["why_not"]) == (True, None)
        await his.send("Première place.")
    async with standing_in(room, marc) as his, standing_in(room, lucie) as hers:
        hello = hers.frames[0]
        assert (hello["you"]["can_send"], hello["you"]["why_not"]) == (False, "full")
        assert "full" in [frame.get("code") for frame in hers.frames]
        assert (await hers.refused(type="send", nonce=str(uuid4()), body="Et moi ?"))["code"] == "full"
        await his.send("Je m’en vais.")
        await hers.until("event", lambda frame: "m’en vais" in frame.get("html", ""))
        await his.close()
        await hers.until("you", lambda frame: frame["can_send"])
        await hers.send("Me voici.")


@pytest.mark.asyncio
async def test_personal_details_are_asked_about_once(room: Room, lucie: Any) -> None:
    async with standing_in(room, lucie) as hers:
        frame = {"type": "send", "nonce": str(uuid4()), "body": "Appelez-moi : 06 12 34 56 78"}
        asked = await hers.refused(**frame)
        assert (asked["code"], asked["field"], asked["nonce"]) == ("confirm", "body", frame["nonce"])
        await hers.say(**frame, confirmed=True)
        assert (await hers.until("ack"))["nonce"] == frame["nonce"]
    page = await sync_to_async(lucie.client.post)(
        "/fr/rooms/table/", {"body": "Mon courriel : lucie@exemple.org", "nonce": uuid4()}
    )
    words = page.content.decode()
    assert page.status_code == 422
    assert "lucie@exemple.org" in words
    assert 'name="confirmed"' in words
    sent = await sync_to_async(lucie.client.post)(
        "/fr/rooms/table/", {"body": "Mon courriel : lucie@exemple.org", "nonce": uuid4(), "confirmed": "on"}
    )
    assert sent.status_code == 303


@pytest.mark.asyncio
async def test_a_content_note_stands_before_the_words(room: Room, lucie: Any, marc: Any) -> None:
    async with standing_in(room, marc) as his, standing_in(room, lucie) as hers:
        await hers.send("Le couloir, la nuit.", content_note="  hôpital ")
        assert (await his.until("event"))["content_note"] == "hôpital"
        long = await hers.refused(type="send", nonce=str(uuid4()), body="a", content_note="a" * 81)
        assert (long["code"], long["field"]) == ("too_long", "content_note")
    page = (await sync_to_async(marc.client.get)("/fr/rooms/table/")).content.decode()
    assert '<details class="note"><summary><strong>hôpital</strong>' in page


def test_places_are_freed_and_other_processes_are_believed_for_a_while() -> None:
    from uuid import UUID

    presence, people = Presence(), [UUID(int=number) for number in range(4)]
    presence.heard("another", {7: Count(3, 2, [])})
    assert presence.take_place(7, people[0], 3)
    assert not presence.take_place(7, people[1], 3)
    assert presence.take_place(7, people[0], 3)
    presence.leave(7, people[0], [])
    assert presence.take_place(7, people[1], 3)
