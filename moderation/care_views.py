"""Doors of the care lane that no other lane has."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from crisis.detection.assess import VERSION
from members.access import actor_on, members_only
from members.refusals import Refusal
from moderation import sheltering, verdicts
from moderation.policies import can_coordinate, can_watch
from moderation.views import case_page, find_case, see_other, status_of, watchers_only


@require_POST
@watchers_only
def shelter(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Shelter the thread of a case of care, or lay how to answer in its room; or lift it."""
    case = find_case(request, pk)
    try:
        act = sheltering.lay_card if case.room_id is not None else sheltering.shelter
        act(actor_on(request), case, is_on=request.POST.get("on") != "no")
    except Refusal as refusal:
        return case_page(request, case, None, problem=str(refusal.detail), status=status_of(refusal))
    return see_other(f"{reverse('moderation:case_detail', args=[case.pk])}#shelter")


@require_safe
@members_only
def readings(request: HttpRequest) -> HttpResponse:
    """Every rule by which words are read, and how often people of the team found it right or wrong."""
    actor = actor_on(request)
    if not can_watch(actor) and not can_coordinate(actor):
        raise Http404
    context = {"lines": verdicts.lines(), "missed": verdicts.missed(), "version": VERSION}
    return render(request, "moderation/readings.html", context)
