"""Doors of the notes to oneself. No page, no address and no list shows one to anybody but its author."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from members.access import actor_on
from members.refusals import Refusal
from moderation import debriefs
from moderation.views import see_other, status_of, watchers_only


@require_http_methods(["GET", "HEAD", "POST"])
@watchers_only
def debrief(request: HttpRequest) -> HttpResponseBase:
    """Write a note to oneself, and find those of the last thirty days."""
    actor, problem = actor_on(request), ""
    status: int = HTTPStatus.OK
    words, wants_to_talk = request.POST.get("words", "").replace("\x00", ""), "talk" in request.POST
    if request.method == "POST":
        try:
            debriefs.write(actor, words=words, wants_to_talk=wants_to_talk)
        except Refusal as refusal:
            problem, status = str(refusal.detail), status_of(refusal)
        else:
            return see_other(f"{reverse('moderation:debrief')}?kept")
    context = {
        "notes": debriefs.own(actor),
        "words": words,
        "wants_to_talk": wants_to_talk,
        "problem": problem,
        "is_kept": "kept" in request.GET,
    }
    return render(request, "moderation/debrief.html", context, status=status)


@require_POST
@watchers_only
def debrief_erase(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Erase one of one's own notes."""
    debriefs.erase(actor_on(request), pk)
    return see_other(reverse("moderation:debrief"))
