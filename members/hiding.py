"""Whom one hides from one's own eyes. Nothing tells the person who is hidden, and no table says who hides whom.

A name is hidden, never the person behind it: hiding another name of theirs along with it would tell that the two are
one. What a list holds is sealed and padded, so that a stolen table shows neither names nor how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from members import limits, masks, seal
from members.actor import Actor
from members.models import Hiding, Pseudonym
from members.refusals import Refusal

MOST = 480
_TOKEN, BOX = "hiding-token", "hiding"
_NAME_BYTES, _PADDED_TO = 16, 16
_NOBODY = bytes(_NAME_BYTES)


def hidden_names(actor: Actor) -> frozenset[UUID]:
    """Return the names that `actor` hides; nobody for a guest. One query for a member, none for a guest."""
    if actor.member_id is None:
        return frozenset()
    return frozenset(_names_in(_rows_of(actor.member_id)))


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
        rows, names = _locked(actor)
        if name_id in names:
            return
        if len(names) >= MOST:
            raise Refusal("too_long", _("Your list is full. Show somebody again first, then hide this person."))
        _keep(actor, rows, [*names, name_id])


def show(actor: Actor, name_id: UUID) -> None:
    """Let `actor` see a name again; showing one that is not hidden changes nothing.

    Raises Refusal (not_member, rate_limited).
    """
    limits.spend(actor, "settings")
    with transaction.atomic():
        rows, names = _locked(actor)
        if name_id in names:
            _keep(actor, rows, [name for name in names if name != name_id])


def listed(actor: Actor) -> list[Pseudonym]:
    """Return the names that `actor` hides, by name, to look at and to show again. Two queries."""
    return list(Pseudonym.objects.filter(pk__in=hidden_names(actor)).order_by("name", "pk"))


def forget(member_id: UUID) -> None:
    """Delete the list of a member who leaves."""
    _rows_of(member_id).delete()


def _rows_of(member_id: UUID) -> QuerySet[Hiding]:
    return Hiding.objects.filter(token__in=seal.digests(_TOKEN, member_id.bytes))


def _locked(actor: Actor) -> tuple[list[Hiding], list[UUID]]:
    """Return the rows of a member, locked and made where there was none, with the names they hold."""
    assert actor.member_id is not None  # a guest has no bucket to spend from
    own = seal.digest(_TOKEN, actor.member_id.bytes)
    Hiding.objects.get_or_create(token=own, defaults={"sealed": seal.close(BOX, b"", bound_to=own)})
    rows = list(_rows_of(actor.member_id).select_for_update().order_by("pk"))
    return rows, _names_in(rows)


def _keep(actor: Actor, rows: list[Hiding], names: list[UUID]) -> None:
    """Write the whole list under the newest key; what an older key had sealed goes."""
    assert actor.member_id is not None
    own = seal.digest(_TOKEN, actor.member_id.bytes)
    Hiding.objects.filter(pk__in=[row.pk for row in rows if bytes(row.token) != own]).delete()
    content = b"".join(name.bytes for name in names)
    content += _NOBODY * (-len(names) % _PADDED_TO)
    Hiding.objects.filter(token=own).update(sealed=seal.close(BOX, content, bound_to=own))


def _names_in(rows: Iterable[Hiding]) -> list[UUID]:
    """Return the names that these rows hold, each once; a row that no key opens holds none."""
    found: dict[UUID, None] = {}
    for row in rows:
        try:
            content = seal.open_box(BOX, row.sealed, bound_to=bytes(row.token))
        except seal.Unreadable:
            continue
        pieces = (content[at : at + _NAME_BYTES] for at in range(0, len(content), _NAME_BYTES))
        found |= {UUID(bytes=piece): None for piece in pieces if piece != _NOBODY}
    return list(found)
