"""A drawer a member: one row, sealed and padded, that only the keys lead to.

A stolen table tells neither whose a drawer is nor what lies in it, nor, within the padding, how much. While keys turn a
member may have a drawer under an older key besides; what is written next goes under the newest, and the others go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet

from members import seal


@dataclass(frozen=True)
class Drawer:
    """The drawers of one table (columns `token` and `sealed`), for one purpose; `filler` makes up the padding."""

    table: type[Model]
    purpose: str
    padded_to: int
    filler: bytes

    def contents(self, members: Iterable[UUID]) -> dict[UUID, list[bytes]]:
        """Return what lies in the drawers of these members; who has none is left out. One query, none for nobody."""
        whose = {token: member for member in members for token in self._tokens(member)}
        found: dict[UUID, list[bytes]] = {}
        for row in self._rows.filter(token__in=list(whose)) if whose else ():
            for content in self._opened(row):
                found.setdefault(whose[bytes(row.token)], []).append(content)
        return found

    def content(self, member: UUID) -> list[bytes]:
        """Return what lies in the drawers of one member. One query."""
        return self.contents([member]).get(member, [])

    def locked(self, member: UUID, *, empty: bytes = b"") -> list[bytes]:
        """Return the same, locked for the open transaction; a member without a drawer gets one that holds `empty`.

        One query for whoever has a drawer.
        """
        rows = self._rows.filter(token__in=self._tokens(member)).select_for_update().order_by("pk")
        if not (found := list(rows)):
            own = self._token(member)
            self._rows.get_or_create(token=own, defaults={"sealed": self._closed(empty, own)})
            found = list(rows.all())
        return [content for row in found for content in self._opened(row)]

    def put(self, member: UUID, content: bytes) -> None:
        """Let this lie in the drawer of a member, under the newest key, and nothing else. One statement, as a rule."""
        own, *older = self._tokens(member)
        sealed = self._closed(content, own)
        with transaction.atomic(savepoint=False):
            if older:
                self._rows.filter(token__in=older).delete()
            if not self._rows.filter(token=own).update(sealed=sealed):
                self._rows.update_or_create(token=own, defaults={"sealed": sealed})

    def forget(self, member: UUID) -> None:
        """Take the drawer of a member away."""
        self._rows.filter(token__in=self._tokens(member)).delete()

    def all_contents(self) -> Iterator[bytes]:
        """Yield what lies in every drawer."""
        for row in self._rows.order_by("pk").iterator(chunk_size=500):
            yield from self._opened(row)

    @property
    def _rows(self) -> QuerySet[Any]:
        return self.table._default_manager.all()

    def _token(self, member: UUID) -> bytes:
        return seal.digest(f"{self.purpose}-token", member.bytes)

    def _tokens(self, member: UUID) -> list[bytes]:
        return seal.digests(f"{self.purpose}-token", member.bytes)

    def _opened(self, row: Any) -> list[bytes]:
        """Return the content of a row; none where no key opens it."""
        try:
            return [seal.open_box(self.purpose, row.sealed, bound_to=bytes(row.token))]
        except seal.Unreadable:
            return []

    def _closed(self, content: bytes, token: bytes) -> bytes:
        content += self.filler * (-len(content) % self.padded_to)
        return seal.close(self.purpose, content, bound_to=token)
