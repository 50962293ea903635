"""Sanctions as sealed rows: found by keyed digest over a few slots, written when a moderator acts, never before."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from members import seal
from members.actor import Sanction
from members.models import Standing

SLOTS = 64
_TOKEN, BOX = "standing-token", "standing"
# kind, end in seconds since 1970 (0: none), length of the scope; the scope fills the rest.
_HEAD = struct.Struct(">16sQB")
_SCOPE_BYTES = 64


def _token(member_id: UUID, slot: int) -> bytes:
    return seal.digest(_TOKEN, member_id.bytes, str(slot))


def _packed(sanction: Sanction) -> bytes:
    scope = sanction.scope.encode()
    end = int(sanction.until.timestamp()) if sanction.until else 0
    return _HEAD.pack(sanction.kind.encode(), end, len(scope)) + scope.ljust(_SCOPE_BYTES, b"\0")


def _unpacked(content: bytes) -> Sanction:
    kind, end, length = _HEAD.unpack_from(content)
    scope = content[_HEAD.size : _HEAD.size + length].decode()
    return Sanction(kind.rstrip(b"\0").decode(), scope, datetime.fromtimestamp(end, UTC) if end else None)


def tokens_of(member_id: UUID) -> list[bytes]:
    """Return the keys under which sanctions of this member may stand, under every active key."""
    return [token for slot in range(SLOTS) for token in seal.digests(_TOKEN, member_id.bytes, str(slot))]


def opened(token: bytes, sealed: bytes) -> Sanction | None:
    """Return what one standing says, None when its key is gone: what nobody can read binds nobody."""
    try:
        return _unpacked(seal.open_box(BOX, sealed, bound_to=token))
    except seal.Unreadable:
        return None


def impose(member_id: UUID, sanction: Sanction) -> Standing:
    """Write one sanction into the first free slot; without one, those of ended sanctions are freed.

    Raises OverflowError when as many sanctions as there are slots are in force.
    """
    rows = list(Standing.objects.filter(token__in=tokens_of(member_id)))
    if len(rows) >= SLOTS:
        ended = [row for row in rows if _has_ended(row)]
        Standing.objects.filter(pk__in=[row.pk for row in ended]).delete()
        rows = [row for row in rows if row not in ended]
    taken = {bytes(row.token) for row in rows}
    for slot in range(SLOTS):
        token = _token(member_id, slot)
        if token in taken:
            continue
        # None: somebody took this slot at the same moment.
        if (standing := _written(token, seal.close(BOX, _packed(sanction), bound_to=token))) is not None:
            return standing
    raise OverflowError("no free standing slot")


def _written(token: bytes, sealed: bytes) -> Standing | None:
    """Save one standing, in one statement and without a savepoint; None where there is one with this token."""
    table = connection.ops.quote_name(Standing._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (token, sealed) VALUES (%s, %s) "  # noqa: S608 - our own names
            "ON CONFLICT (token) DO NOTHING RETURNING id",
            [token, sealed],
        )
        found = cursor.fetchone()
    return Standing(pk=found[0], token=token, sealed=sealed) if found else None


def _has_ended(standing: Standing) -> bool:
    try:
        until = read(standing).until
    except seal.Unreadable:
        # A sanction that no key opens binds nobody.
        return True
    return until is not None and until <= timezone.now()


def read(standing: Standing) -> Sanction:
    """Return what one standing says. Raises `seal.Unreadable` when its key is gone."""
    return _unpacked(seal.open_box(BOX, standing.sealed, bound_to=bytes(standing.token)))


def end(standing: Standing, *, at: datetime) -> None:
    """Let a sanction end at `at`, unless it ended before. Raises `seal.Unreadable` when its key is gone."""
    sanction = read(standing)
    if sanction.until is None or sanction.until > at:
        standing.sealed = seal.close(BOX, _packed(sanction._replace(until=at)), bound_to=bytes(standing.token))
        standing.save(update_fields=["sealed"])
