"""Help for whoever writes to the team that they are in danger: beside the answer, for them alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from crisis.detection import assess
from crisis.panel import support_panel
from members import offered
from members.access import actor_on


def page_after(request: HttpRequest, words: str, *, back: str) -> HttpResponse | None:
    """Return the page that tells who can be talked to, after `words` that were sent; None when they are not heavy."""
    assessment = assess(words)
    actor = actor_on(request)
    urgent = assessment.level.value == "emergency"
    if not assessment.brings_panel or not offered.is_first(actor, "team", urgent=urgent):
        return None
    panel = support_panel(actor.region, actor.language, timezone.now(), level=assessment.level.value)
    return render(request, "moderation/sent.html", {"panel": panel, "back": back})
