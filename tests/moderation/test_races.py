"""Two at once: exactly one decision, one sanction, one set of letters; the other is told. On both engines."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from chat import services as chat
from chat.models import EventKind, RoomEvent
from members.models import Letter, Standing
from moderation import services
from moderation.deciding import AlreadyDecided
from moderation.models import Case, Decision, Flag
from record import services as record
from record.models import Entry
from tests import factories
from tests.moderation.makers import case_about, make_message, target_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_limits_left(settings: Any) -> None:
    settings.RATE_LIMITS = False


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all of `acts` in threads that start together; return what each gave or raised."""
    start, ends = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=60)
            ends[number] = act()
        except Exception as problem:
            ends[number] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return ends


@pytest.mark.parametrize("kind", ["post", "message", "name"])
def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(kind, lucie, marc, ines, ivy):
    act = "suspend" if kind == "name" else "hide_suspend"
    until = timezone.now() + timedelta(days=1)
    first, second = ines.actor, ivy.actor
    for number in range(1, 9):
        case = case_about(lucie, marc, kind=kind)
        ends = at_once(
            lambda case=case: services.decide(first, case, act=act, rule="hostile", until=until),
            lambda case=case: services.decide(second, case, act="nothing_wrong"),
        )
        made = [one for one in ends if isinstance(one, Decision)]
        told = [one for one in ends if isinstance(one, AlreadyDecided)]
        assert (len(made), len(told)) == (1, 1), ends
        assert told[0].decision == made[0]
        assert Decision.objects.count() == Entry.objects.count() == number
        assert Letter.objects.filter(kind="outcome").count() == number
    severe = Decision.objects.filter(act=act).count()
    assert Standing.objects.count() == Letter.objects.filter(kind="decision").count() == severe
    if kind == "message":
        assert RoomEvent.objects.filter(kind=EventKind.REMOVED).count() == severe
    assert record.verify().ok


PAIRS = 200


def test_two_hundred_pairs_end_with_two_hundred_decisions(lucie, marc, ines, ivy):
    """Taking down with a pause against a cut passage, over and over: never both, never neither, and all of one."""
    room, until = factories.make_room(), timezone.now() + timedelta(days=1)
    caller, first, second = marc.actor, ines.actor, ivy.actor
    decided, severe = 0, 0
    for number in range(PAIRS):
        author = factories.make_member(f"Autrice {number}")
        event = make_message(room, factories.name_of(author), "Une phrase. Une autre.")
        flag = services.raise_flag(caller, kind="message", target_id=str(event.pk), reason="hostile")
        ends = at_once(
            lambda flag=flag: services.decide(
                first, flag.case, act="hide_suspend", rule="hostile", measure="here", until=until
            ),
            lambda flag=flag: services.decide(second, flag.case, act="redact", rule="other", cut=[0]),
        )
        made = [one for one in ends if isinstance(one, Decision)]
        told = [one for one in ends if isinstance(one, AlreadyDecided)]
        assert (len(made), len(told)) == (1, 1), ends
        assert told[0].decision == made[0]
        decided, severe = decided + 1, severe + (made[0].act == "hide_suspend")
    assert Decision.objects.count() == Entry.objects.filter(kind__startswith="decision.").count() == decided == PAIRS
    assert Letter.objects.filter(kind="decision").count() == Letter.objects.filter(kind="outcome").count() == PAIRS
    assert Standing.objects.count() == RoomEvent.objects.filter(kind=EventKind.REMOVED).count() == severe
    assert RoomEvent.objects.filter(kind=EventKind.EDITED).count() == PAIRS - severe
    assert not Case.objects.filter(closed_at=None).exists()
    assert record.verify().ok


def test_the_same_form_sent_twice_at_once_counts_once(lucie, marc, ines):
    until, actor = timezone.now() + timedelta(days=1), ines.actor
    case = case_about(lucie, marc, kind="message")

    def send():
        return services.decide(actor, case, act="hide_suspend", rule="hostile", until=until)

    ends = at_once(send, send, send, send)
    assert sum(isinstance(one, Decision) for one in ends) == 1
    assert sum(isinstance(one, AlreadyDecided) for one in ends) == 3
    assert Standing.objects.count() == Letter.objects.filter(recipient=lucie.name).count() == 1


@pytest.mark.parametrize("kind", ["post", "message", "name"])
def test_many_who_call_at_once_meet_in_one_case(kind, lucie):
    callers = [factories.actor_of(factories.make_member(f"Lectrice {number}")) for number in range(8)]
    target_id, _ = target_of(kind, lucie)
    # Everybody presses twice.
    ends = at_once(
        *(
            lambda actor=actor: services.raise_flag(actor, kind=kind, target_id=target_id, reason="hostile")
            for actor in callers * 2
        )
    )
    assert all(isinstance(one, Flag) for one in ends), ends
    assert (Case.objects.count(), Flag.objects.count()) == (1, len(callers))


def test_a_call_that_crosses_a_decision_is_never_lost(lucie, marc, ines):
    callers = [factories.actor_of(factories.make_member(f"Lectrice {number}")) for number in range(5)]
    judge = ines.actor
    for _ in range(4):
        case = case_about(lucie, marc)
        calls = [
            lambda actor=actor, case=case: services.raise_flag(
                actor, kind="post", target_id=case.target_id, reason="other"
            )
            for actor in callers
        ]
        ends = at_once(lambda case=case: services.decide(judge, case, act="nothing_wrong"), *calls)
        assert not [one for one in ends if isinstance(one, Exception)]
        for flag in Flag.objects.filter(case__target_id=case.target_id).select_related("case"):
            assert (flag.outcome_id is not None) == (flag.case.closed_at is not None)
        assert Case.objects.filter(target_id=case.target_id, closed_at=None).count() <= 1


def test_decisions_and_messages_in_one_room_do_not_stall_each_other(lucie, marc, ines):
    room = factories.make_room()
    events = [make_message(room, lucie.name, f"Message {number}.") for number in range(4)]
    caller = marc.actor
    cases = [
        services.raise_flag(caller, kind="message", target_id=str(event.pk), reason="hostile").case for event in events
    ]
    judge, speaker = ines.actor, marc.actor
    ends = at_once(
        *(lambda case=case: services.decide(judge, case, act="hide", rule="hostile") for case in cases),
        *(
            lambda number=number: chat.send_message(speaker, room=room, nonce=uuid4(), body=f"Entre-temps {number}.")
            for number in range(4)
        ),
    )
    assert not [one for one in ends if isinstance(one, Exception)], ends
    seqs = list(RoomEvent.objects.filter(room=room).order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, 13))
