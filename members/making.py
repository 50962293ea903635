"""A mask is made: a name and a face drawn by chance, a place in its holder's chain, a seal. See `members.masks`.

In as few statements as can be: whoever writes somewhere under a mask for the first time waits for this.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from members import names, seal, suggestions
from members.models import Mask, Pseudonym
from members.refusals import Refusal
from members.tokens import among

SHAPES = 12
# So many places of the chain are asked for in one question; while one of them is free, the next ones are empty.
BLOCK = 1_024
BOX = "mask"
_OWN, _CHAIN = "mask-own", "mask-chain"
# Member, number in the chain, length of the scope; the scope fills the rest, so that every box has one size.
_HEAD = struct.Struct(">16sIB")
_SCOPE_BYTES = 64
_DRAWS = 40
# So many places are tried before the whole block is looked through; seldom are all of them taken.
_TRIED = 8
_chance = secrets.SystemRandom()
_NO_NAME = _("No name could be found for you here just now. Your words are kept; try again.")


def own_token(member_id: UUID, scope: str) -> bytes:
    """Return what finds a member's mask in a place, under the newest key."""
    return seal.digest(_OWN, member_id.bytes, scope)


def own_tokens(member_id: UUID, scope: str) -> list[bytes]:
    """Return what finds a member's mask in a place, under every key."""
    return seal.digests(_OWN, member_id.bytes, scope)


def chain_token(member_id: UUID, number: int) -> bytes:
    """Return a place of a member's chain, under the newest key."""
    return seal.digest(_CHAIN, member_id.bytes, str(number))


def chain_tokens(member_id: UUID, numbers: Iterable[int]) -> list[bytes]:
    """Return places of a member's chain, under every key."""
    return [token for number in numbers for token in seal.digests(_CHAIN, member_id.bytes, str(number))]


def packed(member_id: UUID, number: int, scope: str) -> bytes:
    """Return what is sealed in a mask: its holder, its place in their chain, where it is worn."""
    words = scope.encode()
    return _HEAD.pack(member_id.bytes, number, len(words)) + words.ljust(_SCOPE_BYTES, b"\0")


def unpacked(content: bytes) -> tuple[UUID, int, str]:
    """Return what `packed` put together."""
    member, number, length = _HEAD.unpack_from(content)
    return UUID(bytes=member), number, content[_HEAD.size : _HEAD.size + length].decode()


def rows_of(tokens: Sequence[bytes]) -> list[Mask]:
    """Return the masks that stand in these places of a chain. One query."""
    table = connection.ops.quote_name(Mask._meta.db_table)
    places, values = among(tokens)
    return list(Mask.objects.raw(f"SELECT * FROM {table} WHERE chain IN ({places})", values))  # noqa: S608 - our own names


def made(member_id: UUID, scope: str, language: str) -> Pseudonym:
    """Make a member's mask in a place and return it, or the one that came first where two ask at once.

    Its sealed half goes in first, and says whether there is one already: the two are tied at the end of the
    transaction. Four statements as a rule. Raises Refusal (unavailable) where no name is to be found.
    """
    own = own_token(member_id, scope)
    number, others = _free_number(member_id, scope)
    with transaction.atomic(savepoint=False):
        mask = Pseudonym(scope=scope, since=None)
        for _draw in range(_DRAWS):
            sealed = seal.close(BOX, packed(member_id, number, scope), bound_to=mask.pk.bytes)
            if _inserted(Mask(pseudonym=mask, own=own, chain=chain_token(member_id, number), sealed=sealed)):
                return _named(mask, language, others)
            # Made at this very moment, or only its place in the chain was taken.
            if (found := Pseudonym.objects.filter(seal__own=own).first()) is not None:
                return found
            number = first_free(member_id)
        raise Refusal("unavailable", _NO_NAME)


def _free_number(member_id: UUID, scope: str) -> tuple[int, list[tuple[str, int, int]]]:
    """Return a free place of the member's chain, and the names and faces of the others here. One query, as a rule.

    Some places of the first thousand are tried; where all are taken, it is filled up and then the next one.
    """
    tried = _chance.sample(range(BLOCK), min(_TRIED, BLOCK))
    tokens = chain_tokens(member_id, tried)
    name, mask = (connection.ops.quote_name(table._meta.db_table) for table in (Pseudonym, Mask))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT skeleton, shape, hue, NULL FROM {name} WHERE scope = %s "  # noqa: S608 - our own names
            f"UNION ALL SELECT '', 0, 0, chain FROM {mask} WHERE chain IN ({', '.join(['%s'] * len(tokens))})",
            [scope, *tokens],
        )
        found = cursor.fetchall()
    taken = {bytes(chain) for *_name, chain in found if chain is not None}
    others = [(skeleton, shape, hue) for skeleton, shape, hue, chain in found if chain is None]
    free = [number for number in tried if taken.isdisjoint(chain_tokens(member_id, [number]))]
    return free[0] if free else first_free(member_id), others


def first_free(member_id: UUID) -> int:
    """Return the first free place of the member's chain. A query for each thousand."""
    start = 0
    while True:
        numbers = range(start, start + BLOCK)
        taken = {bytes(row.chain) for row in rows_of(chain_tokens(member_id, numbers))}
        for number in numbers:
            if taken.isdisjoint(chain_tokens(member_id, [number])):
                return number
        start += BLOCK


def _named(mask: Pseudonym, language: str, others: list[tuple[str, int, int]]) -> Pseudonym:
    """Save a mask's public side: name and face drawn at random, unlike the others in this place where possible."""
    taken = {skeleton for skeleton, _shape, _hue in others}
    faces = {(shape, hue) for _skeleton, shape, hue in others}
    for _draw in range(_DRAWS):
        mask.shape, mask.hue = _face()
        if (mask.shape, mask.hue) not in faces:
            break
    for _draw in range(_DRAWS):
        mask.name = suggestions.friendly_name(language)
        mask.skeleton = names.skeleton(mask.name)
        # Somebody may have drawn this name at the same moment.
        if mask.skeleton not in taken and _inserted(mask):
            return mask
        taken.add(mask.skeleton)
    raise Refusal("unavailable", _NO_NAME)


def _face() -> tuple[int, int]:
    return secrets.randbelow(SHAPES), secrets.randbelow(suggestions.HUES)


def _inserted(row: Model) -> bool:
    """Save a new row in one statement; False, and nothing is written, where it clashes with one that is there."""
    fields = row._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    values: list[Any] = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(row._meta.db_table)} ({columns}) "  # noqa: S608 - our own names
            f"VALUES ({', '.join(['%s'] * len(values))}) ON CONFLICT DO NOTHING",
            values,
        )
        done = cursor.rowcount == 1
    row._state.adding, row._state.db = not done, connection.alias
    return done
