"""Who may arrange themes. Everybody may read those that are shown: see `Theme.objects.visible_to`."""

from __future__ import annotations

from members.actor import Actor


def can_arrange_themes(actor: Actor) -> bool:
    """Whether the actor may add themes and change them."""
    return actor.holds("administrator")
