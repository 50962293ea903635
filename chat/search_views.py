"""The page that looks for words in one room."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chat import searching, voices
from chat.views import number_in, room_or_door
from members import hiding, limits, queries
from members.access import actor_on, members_only
from members.refusals import Refusal


@require_safe
@members_only
def room_search(request: HttpRequest, slug: str) -> HttpResponse:
    """Look for words in what was said in a room; `?before=` goes on further back."""
    actor = actor_on(request)
    room = room_or_door(actor, slug)
    before = number_in(request.GET["before"]) if request.GET.get("before") else None
    if room is None or (request.GET.get("before") and before is None):
        raise Http404
    typed = request.GET.get("q", "").strip()
    found, trouble, status = searching.Found([], None), "", HTTPStatus.OK
    if typed:
        try:
            query = queries.read(typed)
            if not query.in_language(room.language):
                raise queries.too_common()
            limits.spend(actor, "search")
            found = searching.search(
                voices.knowing_here(actor, room), room, query, hidden=hiding.hidden_names(actor), before=before
            )
        except Refusal as refusal:
            trouble, status = (
                str(refusal.detail),
                HTTPStatus.TOO_MANY_REQUESTS if refusal.code == "rate_limited" else HTTPStatus.OK,
            )
    context = {"room": room, "query": typed[: queries.LONGEST], "found": found}
    context |= {"trouble": trouble, "has_asked": bool(typed)}
    return render(request, "chat/search.html", context | {"is_further": before is not None}, status=status)
