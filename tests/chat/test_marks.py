"""What the house remembers of somebody in a room: read marks and agreements, theirs alone."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from chat import keeping, marks, own_marks, services
from chat.models import Room, RoomEvent, RoomMarks
from members.refusals import Refusal
from tests import factories
from tests.chat.sockets import standing_in

pytestmark = [pytest.mark.django_db(transaction=True)]


def say(person: Any, room: Room, body: str = "Bonsoir.") -> RoomEvent:
    return services.send_message(person.actor, room=room, nonce=uuid4(), body=body).event


def test_a_read_mark_only_moves_forward_and_never_beyond_what_was_said(room: Room, lucie: Any, marc: Any) -> None:
    for _count in range(3):
        say(marc, room)
    assert marks.read_seq(lucie.actor, room) is None
    for seq, then in ((2, 2), (1, 2), (900, 3), (0, 3)):
        marks.read_up_to(lucie.actor, room=room, seq=seq)
        assert marks.read_seq(lucie.actor, room) == then
    assert RoomMarks.objects.count() == 1


def test_a_copied_table_says_neither_whose_marks_these_are_nor_how_many(lucie: Any, marc: Any) -> None:
    rooms = [factories.make_room() for _room in range(3)]
    for room in rooms:
        say(marc, room)
        marks.read_up_to(lucie.actor, room=room, seq=1)
    marks.read_up_to(marc.actor, room=rooms[0], seq=1)
    boxes = list(RoomMarks.objects.values_list("token", "sealed"))
    assert len({len(bytes(sealed)) for _token, sealed in boxes}) == 1
    for person in (lucie, marc):
        known = {person.member.pk.bytes, person.name.pk.bytes}
        assert not any(word in bytes(part) for word in known for box in boxes for part in box)
    own_marks.forget(lucie.member.pk)
    assert marks.read_seq(lucie.actor, rooms[0]) is None
    assert marks.read_seq(marc.actor, rooms[0]) == 1


@pytest.mark.asyncio
async def test_the_read_mark_is_told_to_its_reader_alone(room: Room, lucie: Any, marc: Any) -> None:
    await sync_to_async(say)(marc, room)
    async with standing_in(room, marc) as his:
        async with standing_in(room, lucie) as hers:
            assert hers.frames[0]["you"]["read_seq"] is None
            await hers.say(type="read", seq=1)
            assert await hers.rest() == []
        async with standing_in(room, lucie) as back:
            assert back.frames[0]["you"]["read_seq"] == 1
        assert [frame["type"] for frame in await his.rest()] in ([], ["presence"], ["presence", "presence"])
        async with standing_in(room) as visitor:
            assert visitor.frames[0]["you"]["read_seq"] is None
            assert (await visitor.refused(type="read", seq=1))["code"] == "not_member"


def test_the_list_says_where_others_said_something_new(room: Room, lucie: Any, marc: Any) -> None:
    other = factories.make_room("ailleurs")
    say(marc, room)
    say(marc, other)
    rooms = [room, other]
    assert marks.with_news(lucie.actor, rooms) == set()
    marks.read_up_to(lucie.actor, room=room, seq=1)
    marks.read_up_to(lucie.actor, room=other, seq=1)
    assert marks.with_news(lucie.actor, rooms) == set()
    say(lucie, room)
    assert marks.with_news(lucie.actor, rooms) == set()
    new = say(marc, other, "Quelque chose de neuf.")
    assert marks.with_news(lucie.actor, rooms) == {other.pk}
    assert "du nouveau" in lucie.client.get("/fr/rooms/").content.decode()
    RoomEvent.objects.filter(pk=new.pk).update(state="removed")
    assert marks.with_news(lucie.actor, rooms) == set()


@pytest.mark.asyncio
async def test_who_has_not_accepted_the_agreement_reads_along_and_speaks_once_it_is_accepted(
    room: Room, lucie: Any, odile: Any
) -> None:
    def ask(words: str) -> Room:
        return keeping.change_room(odile.actor, room=room, agreement_fr=words)

    await sync_to_async(ask)("On ne donne pas de conseils.")
    async with standing_in(room, lucie, lang="fr") as hers:
        hello = hers.frames[0]
        assert hello["room"]["agreement"] == {"version": 1, "url": "/fr/rooms/table/agreement/"}
        assert (hello["you"]["can_send"], hello["you"]["why_not"]) == (False, "agreement")
        refused = await hers.refused(type="send", nonce=str(uuid4()), body="Bonsoir.")
        assert refused["code"] == "agreement"
        assert (await hers.refused(type="agree", nonce=str(uuid4()), version=2))["code"] == "agreement"
        nonce = str(uuid4())
        for _twice in range(2):
            await hers.say(type="agree", nonce=nonce, version=1)
            await hers.until("ack", lambda frame: frame["nonce"] == nonce)
        await hers.send("Bonsoir.")
        assert any(frame["type"] == "you" and frame["can_send"] for frame in hers.frames)
    await sync_to_async(ask)("On parle de soi.")
    async with standing_in(room, lucie) as hers:
        assert hers.frames[0]["you"]["why_not"] == "agreement"


@pytest.mark.asyncio
async def test_rights_found_changed_while_a_frame_is_answered_are_told_too(
    room: Room, lucie: Any, odile: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However the process learns of it: here the next frame comes before the look that was asked for.
    monkeypatch.setattr("chat.consumers.RoomConsumer.look_again", lambda door: setattr(door, "_stale", True))
    ask = sync_to_async(lambda: keeping.change_room(odile.actor, room=room, agreement_fr="On parle de soi."))
    room = await ask()
    async with standing_in(room, lucie, lang="fr") as hers:
        assert (await hers.refused(type="send", nonce=str(uuid4()), body="Bonsoir."))["code"] == "agreement"
        await sync_to_async(lambda: marks.agree(lucie.actor, room=room, version=1))()
        await hers.say(type="read", seq=1)
        assert (await hers.until("you"))["can_send"]
        assert (await hers.send("Bonsoir."))["seq"]


def test_an_agreement_that_came_back_is_a_new_one(room: Room, lucie: Any, odile: Any) -> None:
    versions = []
    for words in ("Un.", "Un, mieux dit.", "", "Deux."):
        room = keeping.change_room(odile.actor, room=room, agreement_fr=words)
        versions.append(room.agreement_version)
        if words == "Un, mieux dit.":
            marks.agree(lucie.actor, room=room, version=room.agreement_version)
    assert versions == [1, 2, 0, 3]
    with pytest.raises(Refusal) as refused:
        say(lucie, room)
    assert refused.value.code == "agreement"


def test_the_agreement_has_a_page_that_works_without_a_script(room: Room, lucie: Any, guest: Any, odile: Any) -> None:
    address = "/fr/rooms/table/agreement/"
    assert lucie.client.get(address).status_code == 404
    keeping.change_room(odile.actor, room=room, agreement_fr="On ne donne pas de conseils.")
    assert "On ne donne pas de conseils." in guest.client.get(address).content.decode()
    assert address in lucie.client.get("/fr/rooms/table/").content.decode()
    assert lucie.client.post(address, {"number": 4}).status_code == 403
    done = lucie.client.post(address, {"number": 1})
    assert (done.status_code, done["Location"]) == (303, "/fr/rooms/table/#latest")
    assert "Vous l’avez accepté" in lucie.client.get(address).content.decode()
    say(lucie, room)


@pytest.mark.only_on("sqlite")
def test_marks_that_stood_beside_names_are_found_in_the_box_of_who_holds_them(room: Room, lucie: Any) -> None:
    other = factories.make_room()
    last = MigrationExecutor(connection).loader.graph.leaf_nodes("chat")
    back = MigrationExecutor(connection)
    old = back.migrate([("chat", "0003_card_beside_the_box")]).apps.get_model("chat", "Mark")
    try:
        old.objects.create(room_id=room.pk, reader_id=lucie.name.pk, read_seq=5, agreed_version=2)
        old.objects.create(room_id=other.pk, reader_id=lucie.name.pk, read_seq=0, agreed_version=1)
        old.objects.create(room_id=room.pk, reader_id=factories.make_pseudonym().pk, read_seq=9)
    finally:
        MigrationExecutor(connection).migrate(last)
    assert RoomMarks.objects.count() == 1
    assert own_marks.of(lucie.actor) == {room.pk: own_marks.Mark(5, 2), other.pk: own_marks.Mark(0, 1)}
