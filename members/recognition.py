"""From a signed-in member to an `Actor`: the one place that reads who somebody is."""

from __future__ import annotations

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
    holdings = list(Holding.objects.filter(member=member).select_related("pseudonym"))
    current = next((one.pseudonym for one in holdings if one.is_current), None)
    if current is None:
        raise Holding.DoesNotExist
    today = timezone.localdate()
    grants = Role.objects.filter(Q(until=None) | Q(until__gte=today), member=member).values_list("kind", "scope")
    versions = documents.present_versions()
    consents = Consent.objects.filter(member=member).values_list("topic", "version")
    return Actor(
        member_id=member.pk,
        pseudonym_id=current.pk,
        name=current.name,
        shape=current.shape,
        hue=current.hue,
        names=frozenset(one.pseudonym_id for one in holdings),
        grants=frozenset(Grant(kind, scope) for kind, scope in grants),
        sanctions=standings.of(member.pk),
        consents=frozenset(
            topic for topic, version in consents if topic == Topic.ADULT or version >= versions.get(topic, 1)
        ),
        language=language or member.language,
        region=member.region or places.guess(accept_language, helplines.countries()),
        shows_presence=member.shows_presence,
    )


def recognise_name(pseudonym_id: UUID) -> Actor | None:
    """Return the actor who holds an open name now, read afresh; None when nobody active does."""
    holding = Holding.objects.filter(pseudonym=pseudonym_id, member__is_active=True).select_related("member").first()
    return recognise(holding.member) if holding is not None else None
