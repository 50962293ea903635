"""Who may arrange themes. Everybody may read those that are shown: see `Theme.objects.visible_to`."""

from __future__ import annotations

from django.conf import settings

from groups.models import Approval, Theme
from members.actor import Actor


def can_arrange_themes(actor: Actor) -> bool:
    """Whether the actor may add themes and change them."""
    return actor.holds("administrator")


def approval_asked(theme: Theme, *, here: str = Approval.NOBODY) -> Approval:
    """Return whose words are read before others see them: what the house, the chapter, the theme or the place asks for.

    `here` is what the place itself asks for, a room. The strictest of them holds; `theme.parent` is read.
    """
    chapter = theme.parent.approval if theme.parent is not None else Approval.NOBODY
    asked = {settings.APPROVAL, chapter, theme.approval, here}
    if Approval.EVERYBODY in asked:
        return Approval.EVERYBODY
    return Approval.FIRST if Approval.FIRST in asked else Approval.NOBODY
