"""The chain: written with the act, erased without breaking, and loud when anything else changes."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from record import services, tasks
from record.jobs import jobs
from record.models import GENESIS, Checkpoint, Content, Entry, Head
from tests.triggers import lowered

pytestmark = pytest.mark.django_db


def written(count: int = 3) -> list[Entry]:
    return [services.write("decision.hide", {"target": f"post:{n}", "reason": "nomme quelqu’un"}) for n in range(count)]


def test_entries_are_numbered_without_gaps_and_each_carries_the_one_before() -> None:
    first, second, third = written()
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert first.previous_hash == GENESIS
    assert second.previous_hash == first.hash
    assert third.previous_hash == second.hash
    assert services.verify() == services.Verification(ok=True, first_bad=None, checked=3)


def test_an_empty_record_holds() -> None:
    assert services.verify() == services.Verification(ok=True, first_bad=None, checked=0)
    assert services.checkpoint() is None


def test_an_entry_is_what_was_computed_by_hand() -> None:
    at = datetime(2026, 11, 20, 9, 30, 1, 5, tzinfo=UTC)
    entry = services.write("decision.hide", {"b": "é", "a": [1, None]}, at=at)
    content = Content.objects.get(reference=entry.reference)
    assert bytes(content.body) == '{"a":[1,null],"b":"é"}'.encode()
    assert entry.digest == hashlib.sha256(bytes(content.salt) + bytes(content.body)).hexdigest()
    columns = [1, "0" * 64, "2026-11-20T09:30:01.000005+00:00", "decision.hide", entry.reference, entry.digest]
    assert entry.hash == hashlib.sha256(json.dumps(columns, separators=(",", ":")).encode()).hexdigest()
    stored = Entry.objects.get(pk=1)
    assert (stored.at, stored.hash) == (at, entry.hash)


def test_an_entry_falls_with_the_act_it_tells_of() -> None:
    written(1)
    with transaction.atomic():
        written(1)
        transaction.set_rollback(True)
    [again] = written(1)
    assert again.number == 2
    assert Content.objects.count() == 2
    assert services.verify().ok


def test_two_entries_about_the_same_have_nothing_in_common() -> None:
    first, second = (services.write("decision.hide", {"target": "post:1"}) for _ in range(2))
    assert first.digest != second.digest
    assert first.reference != second.reference


@pytest.mark.parametrize("kind", ["", "Decision", "decision hide", "decision.", "é", "d" * 65, "decision.hide\n"])
def test_a_malformed_kind_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="kind of entry"):
        services.write(kind, {})


@pytest.mark.parametrize(
    "value", [datetime(2026, 1, 1, tzinfo=UTC), b"x", {1: "a"}, {"a"}, float("nan"), "\ud800", gettext_lazy("yes")]
)
def test_what_json_would_bend_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        services.write("decision.hide", {"value": value})
    assert not Entry.objects.exists()


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        services.write("decision.hide", {}, at=datetime(2026, 1, 1))


PLAIN = st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]))


@given(st.recursive(PLAIN, st.lists, max_leaves=8))
def test_canonical_spelling_depends_on_nothing_but_the_content(value: object) -> None:
    spelled = services.canonical({"b": value, "a": 1})
    assert spelled == services.canonical({"a": 1, "b": value})
    assert json.loads(spelled) == {"a": 1, "b": value}


def test_erasing_takes_the_words_and_leaves_the_chain() -> None:
    first, second, _ = written()
    assert services.read(second) == {"target": "post:1", "reason": "nomme quelqu’un"}
    assert services.erase(second.reference)
    assert services.read(second) is None
    assert not services.erase(second.reference)
    assert not Content.objects.filter(reference=second.reference).exists()
    assert services.verify() == services.Verification(ok=True, first_bad=None, checked=3, erased=1)
    assert services.read(first) is not None


# --- what somebody with the database in their hands may try ---------------------------------------
def rewrite_kind() -> None:
    Entry.objects.filter(number=2).update(kind="decision.restore")


def move_in_time() -> None:
    Entry.objects.filter(number=2).update(at=timezone.now() - timedelta(days=1))


def take_one_out() -> None:
    Entry.objects.filter(number=2).delete()


def take_the_first() -> None:
    Entry.objects.filter(number=1).delete()


def take_the_last() -> None:
    Entry.objects.filter(number=3).delete()


def take_the_last_and_move_the_head() -> None:
    services.checkpoint()
    Entry.objects.filter(number=3).delete()
    Head.objects.update(number=2, hash=Entry.objects.get(number=2).hash)


def change_the_words() -> None:
    Content.objects.filter(reference=Entry.objects.get(number=2).reference).update(body=b"{}")


def change_the_salt() -> None:
    Content.objects.filter(reference=Entry.objects.get(number=2).reference).update(salt=b"0" * 32)


def swap_two_references() -> None:
    second, third = Entry.objects.filter(number__gt=1).order_by("number")
    Entry.objects.filter(number=2).update(reference="-")
    Entry.objects.filter(number=3).update(reference=second.reference)
    Entry.objects.filter(number=2).update(reference=third.reference)


def add_one_behind_the_head() -> None:
    last = Entry.objects.get(number=3)
    extra = Entry(number=4, previous_hash=last.hash, at=timezone.now(), kind="a", reference="r", digest="d")
    extra.hash = services._hash(extra)
    extra.save(force_insert=True)


def rewrite_and_hash_again() -> None:
    """The whole chain made anew without the key: the signed line gives it away."""
    services.checkpoint()
    previous = GENESIS
    for entry in Entry.objects.order_by("number"):
        entry.kind, entry.previous_hash = "decision.restore", previous
        entry.hash = previous = services._hash(entry)
        entry.save()
    Head.objects.update(hash=previous)


def rewrite_what_was_signed_long_ago() -> None:
    services.checkpoint()
    written(2)
    previous = GENESIS
    for entry in Entry.objects.order_by("number"):
        entry.kind, entry.previous_hash = "decision.restore", previous
        entry.hash = previous = services._hash(entry)
        entry.save()
    Head.objects.update(hash=previous)


def forge_a_checkpoint() -> None:
    last = Entry.objects.get(number=3)
    Checkpoint.objects.create(number=3, hash=last.hash, at=timezone.now(), signature="0" * 64)


def move_the_head() -> None:
    Head.objects.update(hash="f" * 64)


def take_the_head() -> None:
    Head.objects.all().delete()


@pytest.mark.parametrize(
    "tamper, first_bad",
    [
        (rewrite_kind, 2),
        (move_in_time, 2),
        (take_one_out, 2),
        (take_the_first, 1),
        (take_the_last, 3),
        (take_the_last_and_move_the_head, 3),
        (change_the_words, 2),
        (change_the_salt, 2),
        (swap_two_references, 2),
        (add_one_behind_the_head, 4),
        (rewrite_and_hash_again, 3),
        (rewrite_what_was_signed_long_ago, 3),
        (forge_a_checkpoint, 3),
        (move_the_head, 3),
        (take_the_head, 1),
    ],
)
def test_whatever_was_changed_is_found(tamper: Callable[[], None], first_bad: int) -> None:
    written()
    with lowered():
        tamper()
        found = services.verify()
    assert (found.ok, found.first_bad) == (False, first_bad), found.reason


def test_a_checkpoint_is_signed_and_outlives_a_change_of_keys(settings: pytest.FixtureRequest) -> None:
    written()
    line = services.checkpoint()
    assert line is not None
    assert line.number == 3
    old = list(settings.SEAL_KEYS)
    settings.SEAL_KEYS = [b"n" * 32, *old]
    assert services.verify().ok
    settings.SEAL_KEYS = [b"n" * 32]
    assert services.verify().first_bad == 3


def test_a_second_checkpoint_of_the_same_record_is_the_first() -> None:
    written()
    assert services.checkpoint() == services.checkpoint()
    assert Checkpoint.objects.count() == 1


def test_what_a_checkpoint_stands_for_may_be_forgotten_from_the_beginning() -> None:
    written()
    services.checkpoint()
    written(2)
    Entry.objects.filter(number__lte=2).delete()
    assert services.verify() == services.Verification(ok=True, first_bad=None, checked=3)
    Entry.objects.filter(number=3).delete()
    assert services.verify() == services.Verification(ok=True, first_bad=None, checked=2)


def test_a_record_forgotten_whole_goes_on() -> None:
    written()
    services.checkpoint()
    Entry.objects.all().delete()
    assert services.verify() == services.Verification(ok=True, first_bad=None, checked=0)
    [next_one] = written(1)
    assert next_one.number == 4
    assert services.verify().ok


def test_an_entry_that_does_not_hang_from_the_forgotten_part_is_found() -> None:
    written()
    services.checkpoint()
    written(1)
    Entry.objects.filter(number__lte=3).delete()
    with lowered():
        entry = Entry.objects.get(number=4)
        entry.previous_hash = "a" * 64
        entry.hash = services._hash(entry)
        entry.save()
        Head.objects.update(hash=entry.hash)
        assert services.verify().first_bad == 4


def test_verifying_reads_in_batches(monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Callable) -> None:
    written(5)
    monkeypatch.setattr(services, "_BATCH", 2)
    with django_assert_num_queries(10):
        # Checkpoints, the head twice, four readings of entries (the last one empty), three of contents.
        assert services.verify().checked == 5


def test_the_command_says_that_the_record_holds(capsys: pytest.CaptureFixture[str]) -> None:
    written()
    call_command("verify_record")
    assert "The record holds: 3 entries read, 0 of them" in capsys.readouterr().out


def test_the_command_fails_on_a_record_that_does_not_hold() -> None:
    written()
    with lowered():
        rewrite_kind()
    with pytest.raises(CommandError, match="at number 2: the entry was changed"):
        call_command("verify_record")


def test_each_night_the_record_is_verified_and_signed(caplog: pytest.LogCaptureFixture) -> None:
    assert "record.tasks.verify_and_seal" in {job.name for job in jobs()}
    written()
    assert tasks.verify_and_seal().ok
    assert Checkpoint.objects.get().number == 3
    written(1)
    with lowered():
        rewrite_kind()
    with caplog.at_level(logging.CRITICAL):
        assert not tasks.verify_and_seal().ok
    assert "does not hold at number 2" in caplog.text
    assert Checkpoint.objects.count() == 1


def test_the_head_is_locked_while_an_entry_is_written(django_assert_num_queries: Callable) -> None:
    written(1)
    with django_assert_num_queries(4) as queries:
        written(1)
    if connection.vendor == "postgresql":
        assert "FOR UPDATE" in queries.captured_queries[0]["sql"]


def test_the_keys_come_from_outside_the_database() -> None:
    written(1)
    line = services.checkpoint()
    assert line is not None
    assert line.signature == services._sign(settings.SEAL_KEYS[0], 1, line.hash)
    assert line.signature != services._sign(b"x" * 32, 1, line.hash)
