"""Messages that are written together become what each would have become alone."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from chat import services, taking_down, writer
from chat.models import Room, RoomEvent
from tests import factories
from tests.chat.test_writer import draft, run, seqs

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_comes_again_for_a_lost_ack_does_not_hold_up_the_others(
    room: Room, lucie: Any, marc: Any, django_assert_max_num_queries: Any
) -> None:
    nonce = uuid4()
    [first] = run(draft(lucie, room, nonce=nonce))
    drafts = [draft(marc, room), draft(lucie, room, nonce=nonce), *(draft(marc, room) for _number in range(8))]
    with django_assert_max_num_queries(16):
        futures = run(*drafts)
    assert futures[1].result().event.seq == first.result().event.seq == 1
    assert not futures[1].result().is_new
    assert [future.result().event.seq for future in futures if future is not futures[1]] == list(range(2, 11))
    assert seqs(room) == list(range(1, 11))


def test_an_answer_in_a_batch_needs_its_message(room: Room, lucie: Any, marc: Any) -> None:
    other = factories.make_room("voisine")
    run(draft(lucie, room), draft(lucie, other), draft(lucie, other))
    with transaction.atomic():
        taking_down.remove_message(other, 2, reason="hostile")
    asked = [(room, 1), (room, 2), (other, 1), (other, 2), (other, 9)]
    answers: list[Any] = [
        services.prepare_message(marc.actor, room=place, nonce=uuid4(), body="Oui.", reply_to=seq)
        for place, seq in asked
    ]
    futures = run(*answers, draft(marc, room))
    assert [getattr(one.exception(), "code", None) for one in futures] == [
        None,
        "not_found",
        None,
        "not_found",
        "not_found",
        None,
    ]
    assert list(RoomEvent.objects.exclude(reply_to=None).values_list("room_id", "reply_to")) == [
        (room.pk, 1),
        (other.pk, 1),
    ]


def test_every_column_of_a_message_is_kept_as_one_by_one(room: Room, lucie: Any, marc: Any, monkeypatch: Any) -> None:
    body = 'Un « soir » d’été \\ 😀 "…" \u2028 *bien*\n\nà demain'

    def said(number: int) -> Any:
        return services.prepare_message(
            (lucie, marc)[number % 2].actor, room=room, nonce=uuid4(), body=body, content_note="Une “note”", reply_to=1
        )

    run(draft(lucie, room))
    run(said(0), said(1))
    monkeypatch.setattr(services, "write_messages", lambda drafts, rooms: None)
    run(said(0), said(1))
    columns = [field.attname for field in RoomEvent._meta.concrete_fields]
    rows = list(RoomEvent.objects.order_by("seq").values(*columns))
    varying = {"id", "seq", "at", "nonce_key"}
    kept = [{name: value for name, value in row.items() if name not in varying} for row in rows]
    assert kept[1] == kept[3]
    assert kept[2] == kept[4]
    assert kept[1]["body"] == services.cleaned(body)
    assert all(len(bytes(row["nonce_key"])) == 32 for row in rows)
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)


def test_a_room_locked_for_a_message_is_the_room(room: Room) -> None:
    other = factories.make_room("voisine", slow_mode_s=20, state="held", agreement_version=3)
    with transaction.atomic():
        found, whole = writer.lock_heads([other.pk, room.pk, 10**9]), writer.lock([other.pk, room.pk])
        assert list(found) == list(whole) == sorted([room.pk, other.pk])
        for pk, one in found.items():
            assert [getattr(one, field.attname) for field in Room._meta.concrete_fields] == [
                getattr(whole[pk], field.attname) for field in Room._meta.concrete_fields
            ]
