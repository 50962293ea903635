"""Who may arrange themes. Everybody may read those that are shown: see `Theme.objects.visible_to`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.conf import settings

from groups.models import Approval, Theme
from members.actor import Actor


def can_arrange_themes(actor: Actor) -> bool:
    """Whether the actor may add themes and change them."""
    return actor.holds("administrator")


def approval_asked(theme: Theme, *, here: str = Approval.NOBODY) -> frozenset[Approval]:
    """Return whose words are read before others see them: what the house, the chapter, the theme and the place ask for.

    `here` is what the place itself asks for, a room. All of it holds together; nothing asked is an empty set, so that
    first words of one and masks of another both wait. `theme.parent` is read.
    """
    chapter = theme.parent.approval if theme.parent is not None else Approval.NOBODY
    return _asked_by(settings.APPROVAL, chapter, theme.approval, here)


@cache
def _asked_by(*places: str) -> frozenset[Approval]:
    return frozenset({Approval(one) for one in places} - {Approval.NOBODY})


def is_read_first(
    asked: frozenset[Approval], *, is_masked: bool, is_entrusted: bool, spoke: Callable[[], bool]
) -> bool:
    """Whether words wait where this is `asked`. Whoever holds a role needs nobody's eyes under their own name.

    Under a mask they wait like everybody: words that alone are shown at once would tell that the mask is of the team.
    `spoke` says whether the person has spoken before, and is asked only where it matters.
    """
    if is_entrusted and not is_masked:
        return False
    if Approval.EVERYBODY in asked or (is_masked and Approval.MASKS in asked):
        return True
    return Approval.FIRST in asked and not spoke()
