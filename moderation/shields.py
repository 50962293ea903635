"""Themes that somebody of the team would rather not read: never given to them, never sent to their list."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groups.models import Theme
from members.actor import Actor
from members.models import Holding
from members.refusals import Refusal
from moderation.models import Case, Shield
from moderation.policies import can_watch


def themes_of(actor: Actor) -> frozenset[int]:
    """Return the numbers of the themes and chapters that the actor would rather not read. One query."""
    return frozenset(Shield.objects.filter(pseudonym__in=actor.names).values_list("theme_id", flat=True))


def covers(shielded: frozenset[int], case: Case) -> bool:
    """Whether a case stands in one of these themes or chapters. `case.theme` is read."""
    theme = case.theme
    return theme is not None and (theme.pk in shielded or theme.parent_id in shielded)


def is_sheltered(actor: Actor, case: Case) -> bool:
    """Whether the actor would rather not read the theme of a case."""
    return covers(themes_of(actor), case)


def sheltered_from(case: Case) -> frozenset[UUID]:
    """Return the names, past ones too, of those who would rather not read the theme of a case."""
    if case.theme is None:
        return frozenset()
    wanted = [case.theme.pk, case.theme.parent_id] if case.theme.parent_id else [case.theme.pk]
    direct = Q(pseudonym__in=Shield.objects.filter(theme__in=wanted).values("pseudonym"))
    members = Holding.objects.filter(direct).values("member")
    return frozenset(Holding.objects.filter(member__in=members).values_list("pseudonym_id", flat=True))


def choose(actor: Actor, *, themes: Iterable[int]) -> None:
    """Keep exactly these themes from the actor from now on; nobody else is shown the choice.

    Raises Refusal: `not_allowed`, `bad_field` (a theme that is none).
    """
    if not can_watch(actor) or actor.pseudonym_id is None:
        raise Refusal("not_allowed", _("There is no watch entrusted to you at the moment."))
    wanted = set(themes)
    known = set(Theme.objects.visible_to(actor).filter(pk__in=wanted).values_list("pk", flat=True))
    if known != wanted:
        raise Refusal("bad_field", _("One of these themes is no longer here. Please choose again."), field="themes")
    with transaction.atomic():
        Shield.objects.filter(pseudonym__in=actor.names).exclude(theme__in=wanted).delete()
        kept = Shield.objects.filter(pseudonym__in=actor.names).values_list("theme_id", flat=True)
        fresh = [Shield(pseudonym_id=actor.pseudonym_id, theme_id=one) for one in sorted(wanted - set(kept))]
        Shield.objects.bulk_create(fresh, ignore_conflicts=True)
