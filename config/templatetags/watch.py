"""Whether somebody of the team watches now, said where people read and write: pages of apps that know no moderation."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from moderation.watch import watching

register = template.Library()


@register.inclusion_tag("moderation/_watch_line.html")
def watch_line(room: Any = None, theme: Any = None, *, beside_box: bool = False) -> dict[str, Any]:
    """Say whether somebody watches over the house, or over this room or theme, and who answers if not.

    Beside a box to write in, the line names the hour at which it was true: a page may stay open for long.
    """
    now = timezone.now()
    seen = watching(now, room=room or None, theme=theme or None)
    return {"is_watched": seen.is_watched, "back_at": seen.back_at, "at": now if beside_box else None}
