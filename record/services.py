"""Write to the record, erase what an entry was about, and prove that nothing else was changed."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from record.models import GENESIS, Checkpoint, Content, Entry, Head

_KIND = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)*")
_SALT_BYTES = 32
_BATCH = 500


@dataclass(frozen=True)
class Verification:
    """What a reading of the whole record found. `first_bad` is the first number that is not as it was written."""

    ok: bool
    first_bad: int | None
    checked: int
    erased: int = 0
    reason: str = ""


class _BrokenChainError(Exception):
    def __init__(self, number: int, reason: str) -> None:
        super().__init__(reason)
        self.number = number
        self.reason = reason


def write(kind: str, content: Mapping[str, Any], *, at: datetime | None = None) -> Entry:
    """Append one entry inside the caller's transaction and return it; it stands or falls with the act it tells of.

    `kind` is a dotted lower-case word (`decision.hide`), `content` plain JSON values. The head of the record is locked
    until the transaction ends: take every other lock before. Raises TransactionManagementError outside a transaction,
    ValueError for a malformed kind or time, TypeError for what JSON cannot hold.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The record is written in the transaction of the act itself.")
    if len(kind) > 64 or not _KIND.fullmatch(kind):
        raise ValueError(f"“{kind}” is not a kind of entry.")
    at = timezone.now() if at is None else at
    if timezone.is_naive(at):
        raise ValueError("An entry needs a time with its zone.")
    body = canonical(content)
    salt = secrets.token_bytes(_SALT_BYTES)
    head = _locked_head()
    entry = Entry(
        number=head.number + 1,
        previous_hash=head.hash,
        at=at,
        kind=kind,
        reference=secrets.token_hex(16),
        digest=_digest(salt, body),
    )
    entry.hash = _hash(entry)
    entry.save(force_insert=True)
    Content.objects.create(reference=entry.reference, salt=salt, body=body)
    head.number, head.hash = entry.number, entry.hash
    head.save(force_update=True)
    return entry


def read(entry: Entry) -> dict[str, Any] | None:
    """Return what `entry` was about, None when it was erased."""
    content = Content.objects.filter(reference=entry.reference).first()
    return None if content is None else json.loads(bytes(content.body))


def erase(reference: str) -> bool:
    """Erase what the entry of this reference was about, salt included; the chain stays. Return if it was there."""
    deleted, _ = Content.objects.filter(reference=reference).delete()
    return bool(deleted)


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the one JSON spelling of `content`: keys sorted, no spaces, UTF-8. Raises TypeError for other values."""
    try:
        return json.dumps(
            _plain(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
        ).encode()
    except ValueError as error:
        raise TypeError("The record holds plain JSON values alone.") from error


def checkpoint() -> Checkpoint | None:
    """Sign the newest entry and return the checkpoint (the one there is, if nothing was added; None if all is empty).

    Call it on a record that `verify` found whole.
    """
    with transaction.atomic():
        head = _locked_head()
        if head.number == 0:
            return None
        if found := Checkpoint.objects.filter(number=head.number).first():
            return found
        return Checkpoint.objects.create(
            number=head.number,
            hash=head.hash,
            at=timezone.now(),
            signature=_sign(settings.SEAL_KEYS[0], head.number, head.hash),
        )


def prune(before: datetime) -> int:
    """Forget entries from the beginning on, with what they were about, up to the last line signed before `before`.

    What is left hangs from that line, so `verify` still holds. Batches of their own transactions, the oldest first, so
    that it may be stopped and begun again at any point. Returns how many entries are gone.
    """
    line = Checkpoint.objects.filter(at__lt=before).order_by("-number").first()
    gone = 0
    while line is not None:
        with transaction.atomic():
            oldest = Entry.objects.filter(number__lte=line.number).order_by("number")
            batch = list(oldest.values_list("number", "reference")[:_BATCH])
            if not batch:
                break
            Content.objects.filter(reference__in=[reference for _number, reference in batch]).delete()
            Entry.objects.filter(number__lte=batch[-1][0]).delete()
            gone += len(batch)
    return gone


def verify() -> Verification:
    """Read the whole record and compare every link, digest, checkpoint and the head. Locks nothing, writes nothing.

    Entries written meanwhile are read too. Entries up to a checkpoint may be gone, from the beginning only.
    """
    reading = _Reading()
    try:
        reading.read()
    except _BrokenChainError as broken:
        return Verification(False, broken.number, reading.checked, reading.erased, broken.reason)
    return Verification(True, None, reading.checked, reading.erased)


class _Reading:
    """One walk along the chain."""

    def __init__(self) -> None:
        self.checked = self.erased = self.number = 0
        self.hash: str | None = GENESIS

    def read(self) -> None:
        checkpoints = self._checkpoints()
        head = self._head()
        while True:
            for entry, content in _entries(after=self.number):
                self._link(entry, checkpoints)
                self._weigh(entry, content)
            if self.number < head.number and self.number < max(checkpoints, default=0) == head.number:
                # All that was written is forgotten, and signed for.
                self.number, self.hash = head.number, checkpoints[head.number]
            if self.number < head.number:
                raise _BrokenChainError(self.number + 1, "an entry is missing")
            latest = self._head()
            if latest.number == self.number:
                break
            if latest.number < self.number:
                raise _BrokenChainError(latest.number + 1, "an entry stands after the end of the record")
            head = latest
        if self.number < max(checkpoints, default=0):
            raise _BrokenChainError(self.number + 1, "an entry that was signed for is missing")
        if self.hash != latest.hash:
            raise _BrokenChainError(self.number, "the end of the record is not its last entry")

    def _head(self) -> Head:
        return Head.objects.filter(pk=1).first() or Head(number=0, hash=GENESIS)

    def _checkpoints(self) -> dict[int, str]:
        found = {}
        for line in Checkpoint.objects.order_by("number"):
            if not any(
                hmac.compare_digest(_sign(key, line.number, line.hash), line.signature) for key in settings.SEAL_KEYS
            ):
                raise _BrokenChainError(line.number, "a checkpoint is not signed by this house")
            found[line.number] = line.hash
        return found

    def _link(self, entry: Entry, checkpoints: dict[int, str]) -> None:
        """Hold `entry` against what came before."""
        if entry.number != self.number + 1:
            newest = max(checkpoints, default=0)
            if self.number or entry.number > newest + 1:
                raise _BrokenChainError(self.number + 1, "an entry is missing")
            # The beginning is forgotten: what is left must lead to the newest checkpoint, or hang from it.
            self.hash = checkpoints.get(entry.number - 1, entry.previous_hash)
        if entry.previous_hash != self.hash:
            raise _BrokenChainError(entry.number, "the entry does not follow the one before it")
        if entry.hash != _hash(entry):
            raise _BrokenChainError(entry.number, "the entry was changed")
        if checkpoints.get(entry.number, entry.hash) != entry.hash:
            raise _BrokenChainError(entry.number, "the entry is not the one that was signed")
        self.number, self.hash = entry.number, entry.hash
        self.checked += 1

    def _weigh(self, entry: Entry, content: Content | None) -> None:
        """Hold `entry` against what it is about."""
        if content is None:
            self.erased += 1
        elif entry.digest != _digest(bytes(content.salt), bytes(content.body)):
            raise _BrokenChainError(entry.number, "what the entry is about was changed")


def _entries(*, after: int) -> Iterator[tuple[Entry, Content | None]]:
    """Return entries beyond `after` with their contents, in order, a batch at a time."""
    while batch := list(islice(Entry.objects.filter(number__gt=after).order_by("number"), _BATCH)):
        contents = Content.objects.in_bulk([entry.reference for entry in batch])
        for entry in batch:
            yield entry, contents.get(entry.reference)
        after = batch[-1].number


def _locked_head() -> Head:
    """Return the head, locked until the transaction ends; made on the first write."""
    head = Head.objects.select_for_update().filter(pk=1).first()
    if head is None:
        # Two first writers: one inserts, the other waits here and reads what it left.
        Head.objects.bulk_create([Head(id=1, number=0, hash=GENESIS)], ignore_conflicts=True)
        head = Head.objects.select_for_update().get(pk=1)
    return head


def _plain(value: Any) -> Any:
    """Return `value` when it is plain JSON. Raises TypeError for anything that json would bend into shape."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("The record's keys are words.")
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    raise TypeError(f"The record holds plain JSON values alone, not {type(value).__name__}.")


def _digest(salt: bytes, body: bytes) -> str:
    return hashlib.sha256(salt + body).hexdigest()


def _hash(entry: Entry) -> str:
    """Return the hash over every column of `entry` but its own."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    columns = [entry.number, entry.previous_hash, at, entry.kind, entry.reference, entry.digest]
    return hashlib.sha256(json.dumps(columns, separators=(",", ":")).encode()).hexdigest()


def _sign(key: bytes, number: int, hashed: str) -> str:
    signing = hmac.digest(key, b"record.checkpoint.v1", "sha256")
    return hmac.digest(signing, f"{number}:{hashed}".encode(), "sha256").hex()
