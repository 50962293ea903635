"""Houses that are really built wrong: the code that runs is another, and leaves one thing in. The linker must win.

Each is built before anybody moves in: a column with a foreign key that the making of a mask fills, masked words with
their exact hour, rows that stay where they were written, limits that Redis keeps as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from unittest import mock
from uuid import UUID

from django.db import connection
from django.utils import timezone

import chat.voices
import forum.voices
from members import limits, masks
from members.models import Mask, Pseudonym
from tests.attack.community import worker

Worker = Callable[[], None]


@contextmanager
def with_a_key() -> Iterator[Worker]:
    """A house whose masks name their holder in one column, for the team to see."""
    table, kind = Mask._meta.db_table, "uuid" if connection.vendor == "postgresql" else "char(32)"
    reference = "REFERENCES members_member (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED"
    made = masks._made

    def named(member_id: UUID, scope: str, language: str) -> Pseudonym:
        mask = made(member_id, scope, language)
        with connection.cursor() as cursor:
            values = [one if connection.vendor == "postgresql" else one.hex for one in (member_id, mask.pk)]
            cursor.execute(f"UPDATE {table} SET holder_id = %s WHERE pseudonym_id = %s", values)
        return mask

    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ADD COLUMN holder_id {kind} {reference}")
    try:
        with mock.patch.object(masks, "_made", named):
            yield worker
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} DROP COLUMN holder_id")


@contextmanager
def with_an_hour() -> Iterator[Worker]:
    """A house that keeps the exact hour of masked words."""

    def exact(moment: datetime, *, is_masked: bool) -> datetime:
        return moment

    def exact_now(*, is_masked: bool) -> datetime:
        return timezone.now()

    with mock.patch.object(forum.voices, "dated", exact), mock.patch.object(chat.voices, "dated", exact_now):
        yield worker


@contextmanager
def with_an_order() -> Iterator[Worker]:
    """A house whose rows stay where they were written: nobody moves them, and their numbers count on."""
    with ExitStack() as stack:
        if connection.vendor == "sqlite":
            numbers = forum.voices.new_id
            stack.enter_context(
                mock.patch.object(forum.voices, "new_id", lambda table, *, is_masked: numbers(table, is_masked=False))
            )
        yield lambda: None


@contextmanager
def with_plain_limits() -> Iterator[Worker]:
    """A house whose limits stand in Redis as they are counted."""
    drawn = limits._bucket

    def unmoved(action: str, number: int, whose: bytes) -> limits.Bucket:
        return drawn(action, number, whose)._replace(shift=0)

    with mock.patch.object(limits, "_bucket", unmoved):
        yield worker


BUILDS = {"a key": with_a_key, "an hour": with_an_hour, "an order": with_an_order}
WITH_REDIS = {"limits as they are": with_plain_limits}
