"""Everything the house keeps about one person, masks included, as one file for that person alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from members import accounts, hiding, masks, plans
from members.actor import Actor
from members.models import Consent, Letter, Member, Pseudonym, Role

Source = Callable[[Actor], list[dict[str, Any]]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add what an app keeps about a person under `name`; called in its `ready()`. The same name twice counts once.

    A source is given the actor with all their names, masks too, and returns what JSON can hold.
    """
    _sources[name] = source


def everything(actor: Actor, *, password: str) -> dict[str, Any]:
    """Return all that is kept about the actor, by subject, in plain values.

    Raises Refusal: bad_field for another password, rate_limited, not_member.
    """
    member = accounts.verified(actor, password, field="password")
    knowing = masks.knowing_all(actor)
    found: dict[str, Any] = {
        "made_on": timezone.localdate().isoformat(),
        "account": _account(member),
        "names": _names(knowing),
        "hidden_from_you": [name.name for name in hiding.listed(actor)],
        "letters": _letters(knowing),
        "plan_for_bad_days": plans.plan_of(actor),
    }
    return found | {name: source(knowing) for name, source in sorted(_sources.items())}


def _account(member: Member) -> dict[str, Any]:
    given = Consent.objects.filter(member=member).order_by("topic").values("topic", "version", "on")
    trusted = Role.objects.filter(member=member).order_by("kind", "scope").values("kind", "scope", "label", "until")
    return {
        "sign_in_name": member.username,
        "language": member.language,
        "region": member.region,
        "shows_presence": member.shows_presence,
        "leaves_on": member.leaves_on,
        "agreed_to": list(given),
        "entrusted_with": list(trusted),
    }


def _names(actor: Actor) -> list[dict[str, Any]]:
    names = Pseudonym.objects.filter(pk__in=actor.names).order_by("scope", "name")
    return [{"name": one.name, "place": one.scope, "is_mask": one.is_mask, "since": one.since} for one in names]


def _letters(actor: Actor) -> list[dict[str, Any]]:
    letters = Letter.objects.filter(recipient__in=actor.names).select_related("recipient").order_by("pk")
    return [
        {
            "to": letter.recipient.name if letter.recipient else "",
            "kind": letter.kind,
            "at": timezone.localdate(letter.at) if letter.is_by_day else letter.at,
            "subject": letter.subject,
            "words": letter.body,
            "is_read": letter.is_read,
        }
        for letter in letters
    ]
