"""`Actor`: who is asking. Frozen, free of the database, the first argument of every policy and service."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID


class Grant(NamedTuple):
    """A role and the place it holds in: "" for the whole house, else an opaque string such as "room:12"."""

    kind: str
    scope: str


class Sanction(NamedTuple):
    """What one sealed standing says. `scope` is "" for the whole house; `until` is aware, None means open-ended."""

    kind: str
    scope: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a page or a frame, as known at this moment.

    `names` are all open names of the person, the retired ones too; `consents` the topics they agreed to in their
    present version; `sanctions` may hold ended ones, so ask `sanction(...)` with the present time.
    """

    member_id: UUID | None = None
    pseudonym_id: UUID | None = None
    name: str = ""
    shape: int = 0
    hue: int = 0
    names: frozenset[UUID] = frozenset()
    grants: frozenset[Grant] = frozenset()
    sanctions: tuple[Sanction, ...] = ()
    consents: frozenset[str] = frozenset()
    language: str = "en"
    region: str = ""
    shows_presence: bool = False
    is_mask: bool = field(default=False)
    # Whether `names` hold the person's masks too; see `members.masks.knowing_all`.
    knows_masks: bool = False

    @property
    def is_guest(self) -> bool:
        return self.member_id is None

    def holds(self, kind: str, *scopes: str) -> bool:
        """Whether the person has the role `kind` for the whole house or for one of `scopes`."""
        return any(grant.kind == kind and (not grant.scope or grant.scope in scopes) for grant in self.grants)

    def holds_any(self, kind: str) -> bool:
        """Whether the person has the role `kind` anywhere."""
        return any(grant.kind == kind for grant in self.grants)

    def scopes(self, kind: str) -> frozenset[str]:
        """Return the scopes of the role `kind`; "" among them means the whole house."""
        return frozenset(grant.scope for grant in self.grants if grant.kind == kind)

    def but(self, **changes: Any) -> Actor:
        """Return this actor with some fields changed."""
        return replace(self, **changes)

    def sanction(self, now: datetime, *kinds: str, scope: str = "") -> Sanction | None:
        """Return the sanction of one of `kinds` in force at `now`, for the house or for `scope`, ending last."""
        found = [
            one
            for one in self.sanctions
            if one.kind in kinds and one.scope in ("", scope) and (one.until is None or one.until > now)
        ]
        return max(found, key=lambda one: (one.until is None, one.until or now), default=None)


GUEST = Actor()
