"""Whom one hides from one's own eyes. Nothing tells the person who is hidden, and no table says who hides whom.

A name is hidden, never the person behind it: hiding another name of theirs along with it would tell that the two are
one. What a list holds is sealed and padded, so that a stolen table shows neither names nor how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from members import limits, masks
from members.actor import Actor
from members.drawers import Drawer
from members.models import Hiding, Pseudonym
from members.refusals import Refusal

MOST = 480
_NAME_BYTES = 16
_NOBODY = bytes(_NAME_BYTES)
DRAWER = Drawer(Hiding, "hiding", padded_to=16 * _NAME_BYTES, filler=b"\0")


def hidden_names(actor: Actor) -> frozenset[UUID]:
    """Return the names that `actor` hides; nobody for a guest. One query for a member, none for a guest."""
    if actor.member_id is None:
        return frozenset()
    return frozenset(_names_in(DRAWER.content(actor.member_id)))


def hide(actor: Actor, name_id: UUID) -> None:
    """Let `actor` see nothing more of a name; hiding it twice changes nothing.

    Raises Refusal (not_member, rate_limited, not_found, not_allowed for one's own name, too_long for a full list).
    """
    limits.spend(actor, "settings")
    if name_id in actor.names or masks.own_among(actor, [name_id]):
        raise Refusal("not_allowed", _("This is your own name. One cannot hide from oneself."))
    if not Pseudonym.objects.filter(pk=name_id).exists():
        raise Refusal("not_found", _("This name is no longer here."))
    with transaction.atomic():
        member, names = _locked(actor)
        if name_id in names:
            return
        if len(names) >= MOST:
            raise Refusal("too_long", _("Your list is full. Show somebody again first, then hide this person."))
        _keep(member, [*names, name_id])


def show(actor: Actor, name_id: UUID) -> None:
    """Let `actor` see a name again; showing one that is not hidden changes nothing.

    Raises Refusal (not_member, rate_limited).
    """
    limits.spend(actor, "settings")
    with transaction.atomic():
        member, names = _locked(actor)
        if name_id in names:
            _keep(member, [name for name in names if name != name_id])


def listed(actor: Actor) -> list[Pseudonym]:
    """Return the names that `actor` hides, by name, to look at and to show again. Two queries."""
    return list(Pseudonym.objects.filter(pk__in=hidden_names(actor)).order_by("name", "pk"))


def forget(member_id: UUID) -> None:
    """Delete the list of a member who leaves."""
    DRAWER.forget(member_id)


def _locked(actor: Actor) -> tuple[UUID, list[UUID]]:
    """Return whose list it is, and the names that it holds, locked."""
    assert actor.member_id is not None  # a guest has no bucket to spend from
    return actor.member_id, _names_in(DRAWER.locked(actor.member_id))


def _keep(member_id: UUID, names: list[UUID]) -> None:
    DRAWER.put(member_id, b"".join(name.bytes for name in names))


def _names_in(contents: Iterable[bytes]) -> list[UUID]:
    """Return the names that these lists hold, each once."""
    pieces = (content[at : at + _NAME_BYTES] for content in contents for at in range(0, len(content), _NAME_BYTES))
    return list(dict.fromkeys(UUID(bytes=piece) for piece in pieces if piece != _NOBODY))
