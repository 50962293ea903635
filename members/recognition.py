"""From a signed-in member to an `Actor`: the one place that reads who somebody is."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from crisis import helplines, places
from members import documents, standings
from members.actor import Actor, Grant
from members.models import Consent, Holding, Member, Role, Topic


def recognise(member: Member, *, language: str | None = None, accept_language: str = "") -> Actor:
    """Return the actor for `member`, read afresh. `language` is the language of the page or socket, if known.

    Who never chose a region gets the one that their browser names in `accept_language`, for this moment alone.

    Four queries at most (names, roles, consents, standings). Raises Holding.DoesNotExist if the member has no name.
    """
    [actor] = recognise_all([(member, language, accept_language)])
    if actor is None:
        raise Holding.DoesNotExist
    return actor


def recognise_all(asked: list[tuple[Member, str | None, str]]) -> list[Actor | None]:
    """Recognise many at once, each as (member, language, accept_language), with five queries; None for the nameless."""
    ids = {member.pk for member, _language, _accepted in asked}
    holdings: dict[UUID, list[Holding]] = defaultdict(list)
    for one in Holding.objects.filter(member__in=ids).select_related("pseudonym"):
        holdings[one.member_id].append(one)
    today = timezone.localdate()
    grants: dict[UUID, set[Grant]] = defaultdict(set)
    roles = Role.objects.filter(Q(until=None) | Q(until__gte=today), member__in=ids)
    for whose, kind, scope in roles.values_list("member_id", "kind", "scope"):
        grants[whose].add(Grant(kind, scope))
    versions = documents.present_versions()
    consents: dict[UUID, set[str]] = defaultdict(set)
    for whose, topic, version in Consent.objects.filter(member__in=ids).values_list("member_id", "topic", "version"):
        if topic == Topic.ADULT or version >= versions.get(topic, 1):
            consents[whose].add(topic)
    sanctions = standings.of_many(ids)
    actors: list[Actor | None] = []
    for member, language, accept_language in asked:
        mine = holdings[member.pk]
        current = next((one.pseudonym for one in mine if one.is_current), None)
        if current is None:
            actors.append(None)
            continue
        actors.append(
            Actor(
                member_id=member.pk,
                pseudonym_id=current.pk,
                name=current.name,
                shape=current.shape,
                hue=current.hue,
                names=frozenset(one.pseudonym_id for one in mine),
                grants=frozenset(grants[member.pk]),
                sanctions=sanctions[member.pk],
                consents=frozenset(consents[member.pk]),
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
