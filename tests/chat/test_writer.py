"""The log: no gap, no double, whatever runs beside it."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError

from chat import group_commit, hub, services, taking_down, writer
from chat.models import EventKind, Room, RoomEvent
from chat.services import Draft
from members.refusals import Refusal
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def draft(person: Any, room: Room, body: str = "Bonsoir.", nonce: Any = None) -> Draft:
    found = services.prepare_message(person.actor, room=room, nonce=nonce or uuid4(), body=body)
    assert isinstance(found, Draft)
    return found


def seqs(room: Room) -> list[int]:
    return list(RoomEvent.objects.filter(room=room).order_by("seq").values_list("seq", flat=True))


def head(room: Room) -> int:
    return Room.objects.values_list("last_seq", flat=True).get(pk=room.pk)


def test_an_event_needs_an_open_transaction(room: Room) -> None:
    with pytest.raises(TransactionManagementError):
        writer.append(room, RoomEvent(kind=EventKind.NOTICE, body="Bonsoir."))


@pytest.mark.parametrize("state", ["held", "closed"])
def test_what_people_say_needs_an_open_room_and_what_the_house_says_does_not(
    room: Room, lucie: Any, state: str
) -> None:
    stale = Room.objects.get(pk=room.pk)
    Room.objects.filter(pk=room.pk).update(state=state)
    with transaction.atomic():
        with pytest.raises(Refusal) as caught:
            writer.append(stale, RoomEvent(kind=EventKind.MESSAGE, author=lucie.name, body="Bonsoir."))
        writer.append(stale, RoomEvent(kind=EventKind.REMOVED, target_seq=1))
    assert caught.value.code == state
    assert seqs(room) == [1]


def test_a_rolled_back_event_leaves_no_gap(room: Room) -> None:
    def append(body: str) -> None:
        writer.append(room, RoomEvent(kind=EventKind.NOTICE, body=body))

    with transaction.atomic():
        append("Un.")
    with transaction.atomic():
        append("Perdu.")
        transaction.set_rollback(True)
    with transaction.atomic():
        append("Deux.")
    assert seqs(room) == [1, 2]
    assert head(room) == 2


def test_nobody_hears_of_a_rolled_back_event(room: Room, monkeypatch: Any) -> None:
    told: list[int] = []
    monkeypatch.setattr(hub, "tell", lambda event: told.append(event.seq))
    with transaction.atomic():
        writer.append(room, RoomEvent(kind=EventKind.NOTICE, body="Perdu."))
        transaction.set_rollback(True)
    assert told == []
    with transaction.atomic():
        writer.append(room, RoomEvent(kind=EventKind.NOTICE, body="Dit."))
        assert told == []
    assert told == [1]


def test_a_hub_that_fails_takes_no_message_with_it(room: Room, lucie: Any, monkeypatch: Any) -> None:
    def broken(event: RoomEvent) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(hub, "tell", broken)
    services.send_message(lucie.actor, room=room, nonce=uuid4(), body="Bonsoir.")
    assert seqs(room) == [1]


def test_concurrent_senders_leave_neither_gap_nor_double(room: Room, lucie: Any, marc: Any) -> None:
    actors = [lucie.actor, marc.actor]

    def talk(number: int) -> None:
        try:
            for line in range(6):
                services.send_message(actors[number % 2], room=room, nonce=uuid4(), body=f"{number}/{line}")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(talk, range(6)))
    assert seqs(room) == list(range(1, 37))
    assert head(room) == 36


def test_the_group_commit_and_others_share_one_order(room: Room, lucie: Any, marc: Any) -> None:
    other = factories.make_room("voisine")
    queue = group_commit.GroupCommit()
    drafts = [draft(lucie, one, f"Ligne {number}.") for number in range(20) for one in (room, other)]
    actor = marc.actor

    def beside() -> None:
        try:
            for _number in range(10):
                services.send_message(actor, room=room, nonce=uuid4(), body="À côté.")
        finally:
            connection.close()

    thread = threading.Thread(target=beside)
    thread.start()
    futures = [queue.submit(one) for one in drafts]
    said = [future.result(60).event for future in futures]
    thread.join()
    assert seqs(room) == list(range(1, 31))
    assert seqs(other) == list(range(1, 21))
    mine = [event.seq for event in said if event.room_id == room.pk]
    assert mine == sorted(mine)


def run(*drafts: Draft) -> list[Future[Any]]:
    futures = [Future[Any]() for _draft in drafts]
    group_commit.commit(list(zip(drafts, futures, strict=True)))
    return futures


def test_a_refused_message_takes_no_number_from_the_others_of_its_batch(room: Room, lucie: Any) -> None:
    bad = services.prepare_message(lucie.actor, room=room, nonce=uuid4(), body="À personne.", reply_to=99)
    assert isinstance(bad, Draft)
    first, refused, last = run(draft(lucie, room), bad, draft(lucie, room))
    assert (first.result().event.seq, last.result().event.seq) == (1, 2)
    with pytest.raises(Refusal) as caught:
        refused.result()
    assert caught.value.code == "not_found"
    assert head(room) == 2


def test_a_message_that_breaks_in_the_middle_takes_no_number(room: Room, lucie: Any, monkeypatch: Any) -> None:
    """It fails after its row was written: the savepoint takes row and number back."""
    original = writer.append

    def append(place: Room, event: RoomEvent, **known: Any) -> RoomEvent:
        written = original(place, event, **known)
        if event.body == "Casse.":
            raise Refusal("unavailable", "…")
        return written

    together = writer.append_all

    def append_all(events: list[RoomEvent]) -> None:
        together(events)
        if any(event.body == "Casse." for event in events):
            raise Refusal("unavailable", "…")

    monkeypatch.setattr(writer, "append", append)
    monkeypatch.setattr(writer, "append_all", append_all)
    first, broken, last = run(draft(lucie, room), draft(lucie, room, "Casse."), draft(lucie, room))
    assert (first.result().event.seq, last.result().event.seq) == (1, 2)
    assert isinstance(broken.exception(), Refusal)
    assert seqs(room) == [1, 2]
    assert head(room) == 2


def test_a_batch_that_fails_as_a_whole_is_tried_one_by_one(room: Room, lucie: Any, monkeypatch: Any) -> None:
    original = services.write_message
    monkeypatch.setattr(services, "write_messages", lambda drafts, rooms: None)

    def write(one: Draft, rooms: Any) -> Any:
        if one.body == "Casse tout.":
            raise DatabaseError("the transaction is gone")
        return original(one, rooms)

    monkeypatch.setattr(services, "write_message", write)
    first, broken, last = run(draft(lucie, room), draft(lucie, room, "Casse tout."), draft(lucie, room))
    assert (first.result().event.seq, last.result().event.seq) == (1, 2)
    assert isinstance(broken.exception(), DatabaseError)
    assert seqs(room) == [1, 2]


def test_nothing_is_acknowledged_before_its_commit(room: Room, lucie: Any, monkeypatch: Any) -> None:
    seen: list[bool] = []
    (future,) = [Future[Any]()]
    original = writer.append_all

    def append_all(events: list[RoomEvent]) -> None:
        original(events)
        seen.append(future.done())
        transaction.on_commit(lambda: seen.append(future.done()))

    monkeypatch.setattr(writer, "append_all", append_all)
    group_commit.commit([(draft(lucie, room), future)])
    assert seen == [False, False]
    assert future.done()


def test_the_same_nonce_twice_in_one_batch_is_one_message(room: Room, lucie: Any) -> None:
    nonce = uuid4()
    one, two = run(draft(lucie, room, nonce=nonce), draft(lucie, room, nonce=nonce))
    assert one.result().event.seq == two.result().event.seq == 1
    assert (one.result().is_new, two.result().is_new) == (True, False)
    assert seqs(room) == [1]


def test_the_same_nonce_at_the_same_moment_from_many_doors_is_one_message(room: Room, lucie: Any) -> None:
    nonce, actor = uuid4(), lucie.actor

    def send(_number: int) -> int:
        try:
            return services.send_message(actor, room=room, nonce=nonce, body="Bonsoir.").event.seq
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(send, range(12))) == {1}
    assert seqs(room) == [1]


def test_a_room_closed_between_two_looks_refuses_under_the_lock(room: Room, lucie: Any) -> None:
    waiting = draft(lucie, room)
    Room.objects.filter(pk=room.pk).update(state="closed")
    (future,) = run(waiting)
    refusal = future.exception()
    assert isinstance(refusal, Refusal)
    assert refusal.code == "closed"
    assert seqs(room) == []


def test_news_reach_those_above_in_the_same_transaction(room: Room, lucie: Any) -> None:
    from chat.signals import published

    heard: list[tuple[int, bool]] = []

    def hear(*, event: RoomEvent, **_news: Any) -> None:
        heard.append((event.seq, connection.in_atomic_block))

    def fail(**_news: Any) -> None:
        raise ZeroDivisionError

    published.connect(fail)
    published.connect(hear)
    try:
        services.send_message(lucie.actor, room=room, nonce=uuid4(), body="Bonsoir.")
    finally:
        published.disconnect(fail)
        published.disconnect(hear)
    assert heard == [(1, True)]
    assert seqs(room) == [1]


def test_taking_down_what_is_down_already_is_a_quiet_no(room: Room, lucie: Any) -> None:
    services.send_message(lucie.actor, room=room, nonce=uuid4(), body="Bonsoir.")
    with transaction.atomic():
        assert taking_down.restore_message(room, 1) is None
        removed = taking_down.remove_message(room, 1, reason="hostile")
        assert taking_down.remove_message(room, 1, reason="hostile") is None
    assert removed is not None
    assert seqs(room) == [1, 2]
    with pytest.raises(RoomEvent.DoesNotExist), transaction.atomic():
        taking_down.remove_message(room, 2, reason="hostile")
    with pytest.raises(TransactionManagementError):
        taking_down.remove_message(room, 1, reason="hostile")


def test_the_writers_thread_survives_whatever_happens_to_a_batch(room: Room, lucie: Any, monkeypatch: Any) -> None:
    queue = group_commit.GroupCommit()

    def broken(jobs: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(group_commit, "commit", broken)
        assert isinstance(queue.submit(draft(lucie, room)).exception(10), ZeroDivisionError)
    assert queue.submit(draft(lucie, room)).result(60).event.seq == 1


def test_a_batch_of_plain_messages_takes_as_many_queries_as_one(
    room: Room, lucie: Any, marc: Any, django_assert_max_num_queries: Any
) -> None:
    other = factories.make_room("voisine")
    drafts = [draft(person, place) for _number in range(10) for person in (lucie, marc) for place in (room, other)]
    told: list[list[int]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hub, "tell_all", lambda events: told.append([event.seq for event in events]))
        # Begin, lock, nonces, authors, rows, heads, one savepoint for those who want to know, commit.
        with django_assert_max_num_queries(10):
            futures = run(*drafts)
    assert seqs(room) == seqs(other) == list(range(1, 21))
    assert (head(room), head(other)) == (20, 20)
    assert [future.result().event.seq for future in futures[::2]] == list(range(1, 21))
    assert all(future.result().event.pk for future in futures)
    assert len(told) == 1


def test_a_room_that_closes_meanwhile_refuses_its_messages_and_not_those_of_others(room: Room, lucie: Any) -> None:
    other = factories.make_room("voisine")
    drafts = [draft(lucie, place) for place in (room, other, room, other)]
    Room.objects.filter(pk=room.pk).update(state="held")
    futures = run(*drafts)
    assert [getattr(future.exception(), "code", None) for future in futures] == ["held", None, "held", None]
    assert (seqs(room), seqs(other)) == ([], [1, 2])


def test_a_receiver_that_fails_at_one_message_hears_of_the_others(room: Room, lucie: Any) -> None:
    from chat.signals import published

    heard: list[str] = []

    def receiver(event: RoomEvent, **news: Any) -> None:
        if event.body == "Casse.":
            raise ZeroDivisionError
        heard.append(event.body)

    published.connect(receiver, weak=False)
    try:
        run(draft(lucie, room, "Un."), draft(lucie, room, "Casse."), draft(lucie, room, "Deux."))
    finally:
        published.disconnect(receiver)
    assert heard[-2:] == ["Un.", "Deux."]
    assert seqs(room) == [1, 2, 3]


def test_what_is_prepared_in_the_writers_thread_is_refused_alone(room: Room, lucie: Any) -> None:
    queue = group_commit.GroupCommit()

    def say(body: str) -> Future[Any]:
        return queue.prepare_and_submit(
            lambda: services.prepare_message(lucie.actor, room=room, nonce=uuid4(), body=body)
        )

    first, empty, last = say("Un."), say("   "), say("Deux.")
    assert (first.result(60).event.seq, last.result(10).event.seq) == (1, 2)
    assert getattr(empty.exception(10), "code", "") == "empty"
