"""Doors of the care lane that no other lane has."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST

from members.access import actor_on
from members.refusals import Refusal
from moderation import sheltering
from moderation.views import case_page, find_case, see_other, status_of, watchers_only


@require_POST
@watchers_only
def shelter(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Shelter the thread of a case of care, or lift it."""
    case = find_case(request, pk)
    try:
        sheltering.shelter(actor_on(request), case, is_on=request.POST.get("on") != "no")
    except Refusal as refusal:
        return case_page(request, case, None, problem=str(refusal.detail), status=status_of(refusal))
    return see_other(f"{reverse('moderation:case_detail', args=[case.pk])}#shelter")
