"""The places of the house that somebody may be entrusted with, by name instead of by number."""

from __future__ import annotations

from django import template

from chat.models import Room
from groups.models import Theme

register = template.Library()


@register.simple_tag
def entrusted_places() -> list[tuple[str, str, str]]:
    """Return the places that somebody may be entrusted with: kind (room, theme), scope and name; two queries."""
    rooms = [("room", room.scope, room.name) for room in Room.objects.order_by("name")]
    themes = Theme.objects.filter(is_shown=True).select_related("parent")
    return rooms + sorted((("theme", theme.scope, theme.name) for theme in themes), key=lambda one: one[2].casefold())


@register.filter
def place_name(places: list[tuple[str, str, str]], scope: str) -> str:
    """Return the name of `scope` among `entrusted_places`, or the scope itself when it is none of them."""
    return next((name for _kind, own, name in places if own == scope), scope)
