"""The list of what asks for a look, and what stands beside it: one's own watch, and who else is there."""

from __future__ import annotations

import hashlib
import re
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from chat.models import Room
from groups.models import Theme
from members.access import actor_on
from moderation import queue as queueing
from moderation import shields, watch
from moderation.filters import Filters
from moderation.models import Decision
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
    themes, rooms = list(Theme.objects.all()), list(Room.objects.order_by("name", "pk"))
    found = queueing.look(actor, filters, themes=themes, shielded=shields.themes_of(actor), after=after, now=now)
    duty = watch.present(actor, now)
    context = {
        "care": [row for row in found.rows if row.is_care and not row.is_taken],
        "mine": found.mine,
        "free": [row for row in found.rows if not row.is_care and not row.is_taken],
        "taken": [row for row in found.rows if row.is_taken],
        "alarms": queueing.alarms(actor, now=now) if duty.is_awake else [],
        "after": filters.address(after=found.after) if found.after else "",
        "first": filters.address(),
        "is_continued": bool(after),
        "filters": filters,
        "kinds": [(one, filters.address(kind=one.value)) for one in filters.kinds()],
        "all_kinds": filters.address(kind=""),
        "themes": filters.themes(themes),
        "rooms": filters.rooms(rooms),
        "languages": filters.languages(),
        "duty": duty,
        "sent": _sent(request),
    }
    return unless_same(request, render(request, "moderation/queue.html", context))


def unless_same(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the page, or 304 without words when whoever asks already has it."""
    words = _TOKEN.sub(b"", response.content)
    etag = f'"{hashlib.sha256(words).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    same = get_conditional_response(request, etag=etag, response=response)
    return same if isinstance(same, HttpResponse) else response


def _sent(request: HttpRequest) -> Decision | None:
    """Return the decision that `?sent=` speaks of, if it is the reader's own."""
    try:
        pk = UUID(request.GET.get("sent", ""))
    except ValueError:
        return None
    own = Decision.objects.filter(case_id=pk, decider__in=actor_on(request).names)
    return own.select_related("case__subject").first()
