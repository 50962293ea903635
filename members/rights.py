"""All rows that say who somebody is here and what they may: names, roles, consents, sanctions, in one trip.

Read afresh at every page and frame, and therefore in one query on both engines: a trip costs more than its rows, and
what is read together is true together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

from members import documents, standings
from members.actor import Grant, Sanction
from members.models import Consent, Holding, HousePage, Pseudonym, Role, Standing, Topic
from members.tokens import among


class Name(NamedTuple):
    """An open name of a member, the current one or a retired one."""

    id: UUID
    name: str
    shape: int
    hue: int
    is_current: bool


class Rights(NamedTuple):
    """What stands about one member. `sanctions` may hold ended ones."""

    names: list[Name]
    grants: set[Grant]
    consents: set[str]
    sanctions: list[Sanction]


def of_many(member_ids: Collection[UUID]) -> dict[UUID, Rights]:
    """Return what stands about each of these members, read afresh. One query for all, none for nobody."""
    found: dict[UUID, Rights] = {one: Rights([], set(), set(), []) for one in member_ids}
    if not found:
        return found
    versions: dict[str, int] = {}
    agreed: dict[UUID, dict[str, int]] = defaultdict(dict)
    whose = {token: member_id for member_id in found for token in standings.tokens_of(member_id)}
    for what, holder, name_id, words, more, one, other, is_so, key, box in _rows(list(found), list(whose)):
        if what == _NAME:
            found[_uuid(holder)].names.append(Name(_uuid(name_id), words, one, other, bool(is_so)))
        elif what == _ROLE:
            found[_uuid(holder)].grants.add(Grant(words, more))
        elif what == _CONSENT:
            agreed[_uuid(holder)][words] = one
        elif what == _VERSION:
            versions[words] = one
        elif (sanction := standings.opened(bytes(key), bytes(box))) is not None:
            found[whose[bytes(key)]].sanctions.append(sanction)
    asked = documents.topics_by_page(versions)
    for member_id, topics in agreed.items():
        kept = (one for one, version in topics.items() if one == Topic.ADULT or version >= asked.get(one, 1))
        found[member_id].consents.update(kept)
    return found


_NAME, _ROLE, _CONSENT, _VERSION, _SANCTION = range(5)
_TABLES = (Holding, Pseudonym, Role, Consent, HousePage, Standing)


# One part a kind of row; the first one gives all columns their type. Names in braces are put in once, lists each time.
_STATEMENT = """
SELECT 0, h.member_id, n.id, n.name, '', n.shape, n.hue, h.is_current, CAST(NULL AS [binary]), CAST(NULL AS [binary])
  FROM [holding] h JOIN [pseudonym] n ON n.id = h.pseudonym_id WHERE h.member_id IN ({people})
UNION ALL
SELECT 1, member_id, CAST(NULL AS [uuid]), kind, scope, 0, 0, false, NULL, NULL
  FROM [role] WHERE member_id IN ({people}) AND (until IS NULL OR until >= %s)
UNION ALL
SELECT 2, member_id, CAST(NULL AS [uuid]), topic, '', version, 0, false, NULL, NULL
  FROM [consent] WHERE member_id IN ({people})
UNION ALL
SELECT 3, CAST(NULL AS [uuid]), CAST(NULL AS [uuid]), slug, '', MAX(version), 0, false, NULL, NULL
  FROM [housepage] WHERE asks_again AND slug IN ({pages}) GROUP BY slug
UNION ALL
SELECT 4, CAST(NULL AS [uuid]), CAST(NULL AS [uuid]), '', '', 0, 0, false, token, sealed
  FROM [standing] WHERE token IN ({tokens})
"""


@cache
def _statement() -> str:
    names = {one.__name__.lower(): connection.ops.quote_name(one._meta.db_table) for one in _TABLES}
    kinds = {
        "binary": str(models.BinaryField().db_type(connection)),
        "uuid": str(models.UUIDField().db_type(connection)),
    }
    found = _STATEMENT
    for name, value in {**names, **kinds}.items():
        found = found.replace(f"[{name}]", value)
    return found


def _rows(member_ids: list[UUID], tokens: list[bytes]) -> list[tuple[Any, ...]]:
    people = [Holding._meta.get_field("member").get_db_prep_value(one, connection) for one in member_ids]
    pages = list(documents.PAGE_OF_TOPIC.values())
    in_tokens, token_values = among(tokens)
    sql = _statement().format(people=_places(people), pages=_places(pages), tokens=in_tokens)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*people, *people, str(timezone.localdate()), *people, *pages, *token_values])
        return cursor.fetchall()


def _places(values: list[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _uuid(value: Any) -> UUID:
    """Return an id as both engines give it: one as text."""
    return value if isinstance(value, UUID) else UUID(value)
