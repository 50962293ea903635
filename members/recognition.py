"""From a signed-in member to an `Actor`: the one place that reads who somebody is."""

from __future__ import annotations

from uuid import UUID

from crisis import helplines, places
from members import rights
from members.actor import Actor
from members.models import Holding, Member


def recognise(member: Member, *, language: str | None = None, accept_language: str = "") -> Actor:
    """Return the actor for `member`, read afresh. `language` is the language of the page or socket, if known.

    Who never chose a region gets the one that their browser names in `accept_language`, for this moment alone.

    One query. Raises Holding.DoesNotExist if the member has no name.
    """
    [actor] = recognise_all([(member, language, accept_language)])
    if actor is None:
        raise Holding.DoesNotExist
    return actor


def recognise_all(asked: list[tuple[Member, str | None, str]]) -> list[Actor | None]:
    """Recognise many at once, each as (member, language, accept_language), with one query; None for the nameless."""
    known = rights.of_many({member.pk for member, _language, _accepted in asked})
    actors: list[Actor | None] = []
    for member, language, accept_language in asked:
        mine = known[member.pk]
        current = next((one for one in mine.names if one.is_current), None)
        if current is None:
            actors.append(None)
            continue
        actors.append(
            Actor(
                member_id=member.pk,
                pseudonym_id=current.id,
                name=current.name,
                shape=current.shape,
                hue=current.hue,
                names=frozenset(one.id for one in mine.names),
                grants=frozenset(mine.grants),
                sanctions=tuple(mine.sanctions),
                consents=frozenset(mine.consents),
                language=language or member.language,
                region=member.region or places.guess(accept_language, helplines.countries()),
                shows_presence=member.shows_presence,
            )
        )
    return actors


def recognise_name(pseudonym_id: UUID) -> Actor | None:
    """Return the actor who holds an open name now, read afresh; None when nobody active does."""
    holding = Holding.objects.filter(pseudonym=pseudonym_id, member__is_active=True).select_related("member").first()
    return recognise(holding.member) if holding is not None else None
