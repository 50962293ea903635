"""What one said under one's masks, side by side for oneself alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members import under_masks
from members.access import actor_on, members_only


@require_safe
@members_only
def own_masks(request: HttpRequest) -> HttpResponse:
    """All of it, a page at a time: `?after=` is the key of the line before."""
    after = under_masks.Key.read(request.GET.get("after", ""))
    lines, last = under_masks.page_of(actor_on(request), after=after)
    context = {
        "lines": lines,
        "first": request.path if after else "",
        "newer": request.path if after else "",
        "older": f"{request.path}?after={last}" if last else "",
    }
    return render(request, "members/own_masks.html", context)
