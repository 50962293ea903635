"""Masks: a name for one thread or one room, held by somebody whom only the keys can find.

A mask is a `Pseudonym` with a scope, and a `Mask` row of fixed size beside it:

- `own`, a keyed digest of member and scope, finds one's own mask in this place;
- `chain`, a keyed digest of member and n = 0, 1, 2 …, lists one's masks by probing;
- `sealed`, member, n and scope in authenticated encryption bound to the row, lets a decision reach its holder.

Nothing is written on the member's side. See docs/adr/0011-sealed-masks.md.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import PROTECT, Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from members import limits, making, seal
from members.actor import Actor
from members.making import made as _made
from members.models import Holding, Mask, Member, Pseudonym
from members.refusals import Refusal

# What masks do is dated by these quarters of an hour.
QUARTER = timedelta(minutes=15)
# The ids drawn for rows that masks wrote begin here.
LOWEST_ID = 1 << 50


def coarse(moment: datetime) -> datetime:
    """Return the beginning of the quarter of an hour in which `moment` lies: the finest time a mask's words bear."""
    return moment.replace(minute=moment.minute - moment.minute % 15, second=0, microsecond=0)


def random_id() -> int:
    """Return an id for a row written under a mask: it says nothing about when it was drawn, and fits JavaScript.

    Far above whatever a sequence reaches, so that the two never meet.
    """
    return LOWEST_ID + secrets.randbelow(LOWEST_ID)


def hidden_id() -> int:
    """Return an id, below zero, for a row that masks leave beside their words: no page shows it, nothing counts it."""
    return -1 - secrets.randbelow(LOWEST_ID)


# --- one's own --------------------------------------------------------------------------------------
def own_in(actor: Actor, scope: str) -> Pseudonym | None:
    """Return the actor's mask in a place such as "thread:12", None without one. One query; a guest has none."""
    if actor.member_id is None:
        return None
    tokens = making.own_tokens(actor.member_id, scope)
    return Pseudonym.objects.filter(seal__own__in=tokens, scope=scope).first()


def owned_in(asked: Iterable[tuple[Actor, str]]) -> dict[tuple[UUID | None, str], Pseudonym]:
    """Return the mask that each has in a place, by (member, place), leaving out who has none. One query at most."""
    tokens: dict[bytes, tuple[UUID | None, str]] = {}
    for actor, scope in asked:
        if actor.member_id is not None:
            tokens |= dict.fromkeys(making.own_tokens(actor.member_id, scope), (actor.member_id, scope))
    if not tokens:
        return {}
    found = Mask.objects.select_related("pseudonym").filter(own__in=list(tokens))
    return {tokens[bytes(mask.own)]: mask.pseudonym for mask in found}


def all_of(actor: Actor) -> list[Pseudonym]:
    """Return every mask of the actor, in no order that tells anything. Two queries, one more for each thousand."""
    if actor.member_id is None:
        return []
    found = Pseudonym.objects.filter(pk__in=[mask.pk for mask in _probed(actor.member_id)])
    return sorted(found, key=lambda one: one.pk)


def knowing_all(actor: Actor) -> Actor:
    """Return the actor with all their masks among their names, for what is theirs alone: inbox, export, appeals.

    One query for whoever has fewer than a thousand, none for a guest or where it was asked before.
    """
    if actor.member_id is None or actor.knows_masks:
        return actor
    found = {mask.pk for mask in _probed(actor.member_id)}
    return actor.but(names=actor.names | found, knows_masks=True)


def under(actor: Actor, mask: Pseudonym) -> Actor:
    """Return the actor as others see them under `mask`, which is theirs. Rights and sanctions stay the person's own."""
    return actor.but(
        pseudonym_id=mask.pk,
        name=mask.name,
        shape=mask.shape,
        hue=mask.hue,
        names=actor.names | {mask.pk},
        shows_presence=False,
        is_mask=True,
    )


def wear(actor: Actor, *, scope: str, language: str) -> Actor:
    """Return the actor under their mask in this place, made now if they have none; asked for twice at once, one mask.

    `language` is that of the place and chooses the words of the name. Call it inside the transaction of what is said.
    Raises Refusal (not_member, rate_limited).
    """
    return under(actor, own_or_made(actor, scope=scope, language=language))


def own_or_made(actor: Actor, *, scope: str, language: str) -> Pseudonym:
    """Return the mask that the actor wears in this place, made now if they have none; see `wear`."""
    if actor.member_id is None:
        raise Refusal("not_member", _("To write here, come in first. Reading stays open without a name."))
    mask = own_in(actor, scope)
    if mask is None:
        limits.spend(actor, "mask")
        mask = _made(actor.member_id, scope, language)
    return mask


def move(mask: Pseudonym, *, scope: str) -> None:
    """Bind a mask to another place, where nobody can have one yet; name and holder stay. In the open transaction.

    A mask that no key opens keeps its words there, and is nobody's any more.
    """
    mask.scope = scope
    mask.save(update_fields=["scope"])
    row = Mask.objects.select_for_update().get(pseudonym=mask)
    try:
        member_id, number, _before = _opened(row)
    except seal.Unreadable:
        return
    row.own = making.own_token(member_id, scope)
    row.sealed = seal.close(making.BOX, making.packed(member_id, number, scope), bound_to=mask.pk.bytes)
    row.save(update_fields=["own", "sealed"])


# --- the chain --------------------------------------------------------------------------------------
def _probed(member_id: UUID) -> list[Mask]:
    """Return the member's masks: 1,024 places of the chain a query, on to the next when all are taken.

    A new mask takes a place in the first 1,024 that have room, and `let_go` empties none before 1,024 that hold some,
    so that a query with room is the last.
    """
    found: list[Mask] = []
    start = 0
    while True:
        block = making.rows_of(making.chain_tokens(member_id, range(start, start + making.BLOCK)))
        found += block
        if len(block) < making.BLOCK:
            return found
        start += making.BLOCK


def let_go(*, places: str, at_most: int = 100) -> int:
    """Delete masks that nothing leads to any more: no words, letter, case or decision; return how many.

    Of places that begin with `places` ("room:"), in short transactions. Whoever comes back there draws another. A mask
    stays while its holder has one in a later thousand of the chain: probing ends at a thousand with room.
    """
    gone = 0
    for pk in list(_unworn(places).values_list("pk", flat=True)[:at_most]):
        with transaction.atomic():
            mask = Mask.objects.select_for_update().filter(pseudonym=pk).first()
            if mask is not None and _is_among_the_last(mask) and (name := _unworn(places).filter(pk=pk).first()):
                name.delete()
                gone += 1
    return gone


def _unworn(places: str) -> QuerySet[Pseudonym]:
    found = Pseudonym.objects.filter(scope__startswith=places)
    for relation in Pseudonym._meta.related_objects:
        if relation.on_delete is PROTECT:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            found = found.exclude(Exists(rows))
    return found


def _is_among_the_last(mask: Mask) -> bool:
    try:
        member_id, number, _scope = _opened(mask)
    except seal.Unreadable:
        return True
    later = (number // making.BLOCK + 1) * making.BLOCK
    return not making.rows_of(making.chain_tokens(member_id, range(later, later + making.BLOCK)))


# --- holders ----------------------------------------------------------------------------------------
def holders(pseudonyms: Collection[UUID]) -> dict[UUID, UUID]:
    """Return the member who holds each name, open or mask, by the name's id; names that lead to nobody are left out.

    A mask sealed under a key that is not here leads to nobody, as does one whose holder has left. One query for open
    names, three with masks. For the server alone: what this returns is never stored, logged or shown.
    """
    if not pseudonyms:
        return {}
    found = dict(Holding.objects.filter(pseudonym__in=pseudonyms).values_list("pseudonym_id", "member_id"))
    if rest := set(pseudonyms) - set(found):
        behind = {}
        for mask in Mask.objects.filter(pseudonym__in=rest):
            try:
                behind[mask.pseudonym_id] = _opened(mask)[0]
            except seal.Unreadable:
                continue
        here = set(Member.objects.filter(pk__in=set(behind.values())).values_list("pk", flat=True)) if behind else set()
        found |= {name: member_id for name, member_id in behind.items() if member_id in here}
    return found


def holder(pseudonym_id: UUID) -> UUID | None:
    """Return the member who holds a name, open or mask; None when nobody does or its key is gone."""
    return holders([pseudonym_id]).get(pseudonym_id)


def answering(pseudonyms: Collection[UUID]) -> set[UUID]:
    """Return those of the names that letters go to: open ones that somebody holds, masks that a key here opens.

    A mask whose holder has left is among them: what is done about it must look as if they had not, or it would tell who
    left. Two queries at most.
    """
    if not pseudonyms:
        return set()
    found = set(Holding.objects.filter(pseudonym__in=pseudonyms).values_list("pseudonym_id", flat=True))
    if rest := set(pseudonyms) - found:
        found |= {mask.pseudonym_id for mask in Mask.objects.filter(pseudonym__in=rest) if _behind(mask) is not None}
    return found


def behind(pseudonym_id: UUID) -> UUID | None:
    """Return the member to whom a decision about a name is tied, None where nobody holds it or its key is gone.

    For a mask it may be the number of a member who has left: see `answering`. Two queries at most.
    """
    held = Holding.objects.filter(pseudonym=pseudonym_id).values_list("member_id", flat=True).first()
    mask = Mask.objects.filter(pseudonym=pseudonym_id).first() if held is None else None
    return _behind(mask) if mask is not None else held


def own_among(actor: Actor, masks: Collection[UUID]) -> frozenset[UUID]:
    """Return those of `masks` that are the actor's, wherever they stand now. One query, none for a guest."""
    if actor.member_id is None or not masks:
        return frozenset()
    rows = Mask.objects.filter(pseudonym__in=masks)
    return frozenset(mask.pseudonym_id for mask in rows if _behind(mask) == actor.member_id)


def _behind(mask: Mask) -> UUID | None:
    try:
        return _opened(mask)[0]
    except seal.Unreadable:
        return None


def is_held_by(pseudonym_id: UUID, member_id: UUID) -> bool:
    """Whether a mask is this member's. One query; False for open names and for masks whose key is gone."""
    mask = Mask.objects.filter(pseudonym=pseudonym_id).first()
    if mask is None:
        return False
    try:
        return _opened(mask)[0] == member_id
    except seal.Unreadable:
        return False


def _opened(mask: Mask) -> tuple[UUID, int, str]:
    return making.unpacked(seal.open_box(making.BOX, mask.sealed, bound_to=mask.pseudonym_id.bytes))


def opens(mask: Mask) -> bool:
    """Whether a key of this house opens a mask."""
    try:
        return bool(_opened(mask))
    except seal.Unreadable:
        return False


# --- keys -------------------------------------------------------------------------------------------
def reseal(pks: Sequence[UUID]) -> int:
    """Write these masks anew under the newest key, in the order given; return how many no key here could open.

    Their rows are rewritten whole, also where nothing changes: the order of a table then tells nothing.
    """
    unreadable = 0
    with transaction.atomic():
        rows = {mask.pk: mask for mask in Mask.objects.select_for_update().filter(pk__in=pks)}
        for pk in pks:
            if (mask := rows.get(pk)) is None:
                continue
            try:
                member_id, number, scope = _opened(mask)
            except seal.Unreadable:
                unreadable += 1
                continue
            mask.own = making.own_token(member_id, scope)
            mask.chain = making.chain_token(member_id, number)
            mask.sealed = seal.close(making.BOX, making.packed(member_id, number, scope), bound_to=mask.pk.bytes)
            mask.save(update_fields=["own", "chain", "sealed"])
    return unreadable


def rotate(*, batch: int = 200) -> Iterator[tuple[int, int]]:
    """Write every mask anew under the newest key, in short batches of shuffled rows; yield (written, unreadable).

    Whoever stops it begins again where they like: a row written twice is a row written.
    """
    pks = list(Mask.objects.values_list("pk", flat=True))
    secrets.SystemRandom().shuffle(pks)
    for start in range(0, len(pks), batch):
        some = pks[start : start + batch]
        unreadable = reseal(some)
        yield len(some) - unreadable, unreadable
