"""The list of what asks for a look, and what stands beside it: one's own watch, and who else is there."""

from __future__ import annotations

import hashlib
import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from members.access import actor_on
from moderation import sight, watch
from moderation.filters import Filters, places_of
from moderation.keys import uuid
from moderation.views import watchers_only

# A token is masked anew on every page; without it, equal pages are equal.
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


@require_safe
@watchers_only
def queue(request: HttpRequest) -> HttpResponse:
    """What asks for a look, most urgent first; above it, a line about what was just sent.

    The page asks again by itself whether anything has changed: an answer without a change has no words.
    """
    actor, now = actor_on(request), timezone.now()
    filters, after = Filters.read(request.GET.dict()), request.GET.get("after", "")
    places, duty = places_of(actor), watch.present(actor, now)
    found = sight.look(
        actor,
        filters,
        places=places,
        is_awake=duty.is_awake,
        sent=uuid(request.GET.get("sent", "")),
        after=after,
        now=now,
    )
    context = {
        "care": [row for row in found.rows if row.is_care and not row.is_taken],
        "mine": found.mine,
        "free": [row for row in found.rows if not row.is_care and not row.is_taken],
        "taken": [row for row in found.rows if row.is_taken],
        "alarms": found.alarms,
        "after": filters.address(after=found.after) if found.after else "",
        "first": filters.address(),
        "is_continued": bool(after),
        "filters": filters,
        "kinds": [(one, filters.address(kind=one.value)) for one in filters.kinds()],
        "all_kinds": filters.address(kind=""),
        "themes": filters.themes(places.themes),
        "rooms": filters.rooms(places.rooms),
        "languages": filters.languages(),
        "duty": duty,
        "sent": found.sent,
    }
    return unless_same(request, render(request, "moderation/queue.html", context))


def unless_same(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the page, or 304 without words when whoever asks already has it."""
    words = _TOKEN.sub(b"", response.content)
    etag = f'"{hashlib.sha256(words).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    same = get_conditional_response(request, etag=etag, response=response)
    return same if isinstance(same, HttpResponse) else response
