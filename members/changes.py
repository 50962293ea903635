"""Has anything changed in who somebody is? Asked in one query for hundreds, where the database can say.

A print stands for all that `members.socket_sessions.actor_of_session` reads: while it stays, the answer would stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from uuid import UUID

from django.db import connection
from django.utils import timezone

from members.models import Consent, Holding, HousePage, Member, Pseudonym, Role, Session, Standing
from members.sessions import row_key

# One piece of text each way: hundreds of parameters cost more than the query itself. Who is sanctioned stands sealed
# and is not looked for here: a new sanction of anybody changes every print, and all are then judged one by one.
_PRINTS = """
WITH house AS MATERIALIZED (
    SELECT concat_ws(' ', (SELECT max(id) FROM {standing}), %s::date,
        (SELECT string_agg(concat(slug, version), ',' ORDER BY slug) FROM
            (SELECT slug, max(version) AS version FROM {page} WHERE asks_again GROUP BY slug) AS newest)) AS words
)
SELECT asked.place, hashtextextended(concat_ws(' ', house.words, member.password, member.session_epoch,
    member.is_active, member.is_demo, member.language, member.region, member.shows_presence,
    (SELECT string_agg(concat_ws(',', name.id, name.name, name.shape, name.hue, holding.is_current), ';'
        ORDER BY name.id) FROM {holding} AS holding JOIN {name} AS name ON name.id = holding.pseudonym_id
        WHERE holding.member_id = member.id),
    (SELECT string_agg(concat_ws(',', role.kind, role.scope), ';' ORDER BY role.id) FROM {role} AS role
        WHERE role.member_id = member.id AND (role.until IS NULL OR role.until >= %s::date)),
    (SELECT string_agg(concat_ws(',', consent.topic, consent.version), ';' ORDER BY consent.topic)
        FROM {consent} AS consent WHERE consent.member_id = member.id)), 0) AS print
FROM house CROSS JOIN {asked}
JOIN {session} AS session ON session.session_key = asked.session_key AND session.expire_date > %s
JOIN {member} AS member ON member.id = asked.member_id
"""
_ASKED = """unnest(string_to_array(%s, ','), string_to_array(%s, ',')::uuid[]) WITH ORDINALITY
    AS asked(session_key, member_id, place)"""
_SEEN = """unnest(string_to_array(%s, ','), string_to_array(%s, ',')::uuid[], string_to_array(%s, ',')::bigint[])
    WITH ORDINALITY AS asked(session_key, member_id, seen, place)"""


def prints_of(asked: Sequence[tuple[str, UUID]]) -> list[int | None]:
    """Return a print for each (session cookie, member), None for whoever is no longer signed in by it. One query.

    Where the database cannot make prints (SQLite) all are None: who somebody is has to be read again.
    """
    prints: list[int | None] = [None] * len(asked)
    if not asked or connection.vendor != "postgresql":
        return prints
    today = timezone.localdate()
    keys = ",".join([row_key(session_key) for session_key, _member_id in asked])
    members = ",".join([str(member_id) for _session_key, member_id in asked])
    with connection.cursor() as cursor:
        cursor.execute(prints_query(_ASKED), [today, today, keys, members, timezone.now()])
        for place, found in cursor.fetchall():
            prints[place - 1] = found
    return prints


def changed_of(asked: Sequence[tuple[str, str, int]]) -> set[int]:
    """Return the places of those among `asked`, each `row_of` somebody and their print, whose print is another now.

    One query, and nothing comes back for those who are who they were. For PostgreSQL alone.
    """
    if not asked:
        return set()
    today = timezone.localdate()
    columns = [",".join(column) for column in zip(*((key, who, str(seen)) for key, who, seen in asked), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH asked AS (SELECT * FROM {_SEEN}), prints AS ({prints_query('asked')}) "  # noqa: S608 - our own words
            "SELECT asked.place FROM asked LEFT JOIN prints ON prints.place = asked.place "
            "WHERE prints.print IS DISTINCT FROM asked.seen",
            [*columns, today, today, timezone.now()],
        )
        return {place - 1 for (place,) in cursor.fetchall()}


def row_of(session_key: str, member_id: UUID) -> tuple[str, str]:
    """Return how `prints_query` wants to be asked about somebody: session_key and member_id of a row."""
    return row_key(session_key), str(member_id)


@cache
def prints_query(asked: str) -> str:
    """Return the query (for PostgreSQL) that gives place and print for the rows (place, session_key, member_id) of
    `asked`, which has to be named so. Its parameters: today, today, those of `asked`, and now.
    """
    tables = {
        "standing": Standing,
        "page": HousePage,
        "holding": Holding,
        "name": Pseudonym,
        "role": Role,
        "consent": Consent,
        "session": Session,
        "member": Member,
    }
    names = {name: connection.ops.quote_name(model._meta.db_table) for name, model in tables.items()}
    return _PRINTS.format_map({**names, "asked": asked})
