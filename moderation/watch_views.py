"""Doors of the watch: on and off duty, a pause, taking a case, handing it on, themes one would rather not read."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisis import keeping
from groups.models import Theme
from members.access import actor_on, members_only
from members.actor import Actor
from members.refusals import Refusal
from moderation import answer_times, claims, debriefs, watch
from moderation import queue as queueing
from moderation import shields as shielding
from moderation.policies import can_coordinate
from moderation.views import case_page, find_case, see_other, status_of, watchers_only

_DUTY: dict[str, Callable[[Actor], Any]] = {
    "come": watch.come,
    "rest": watch.rest,
    "wake": watch.wake,
}


@require_POST
@watchers_only
def duty(request: HttpRequest) -> HttpResponseBase:
    """Go on duty, off duty, rest, or come back from it: one button each. Whoever goes may say when they are back."""
    named = request.POST.get("act", "")
    if named == "go":
        watch.go(actor_on(request), back_at=watch.next_hour(request.POST.get("back", "")))
    elif (act := _DUTY.get(named)) is not None:
        act(actor_on(request))
    else:
        return HttpResponseBadRequest()
    return see_other(reverse("moderation:queue"))


@require_POST
@watchers_only
def take(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Look after a case from now on, and read it; a colleague who was quicker is named."""
    case = find_case(request, pk)
    try:
        claims.take(actor_on(request), case, anyway="anyway" in request.POST)
    except claims.EnoughForNow as enough:
        return case_page(request, case, None, problem=str(enough.detail), status=HTTPStatus.CONFLICT, may_insist=True)
    except claims.InOtherHands as taken:
        return case_page(request, case, None, problem=str(taken.detail), status=HTTPStatus.CONFLICT)
    except Refusal as refusal:
        return case_page(request, find_case(request, pk), None, problem=str(refusal.detail), status=status_of(refusal))
    return see_other(reverse("moderation:case_detail", args=[pk]))


@require_POST
@watchers_only
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Leave a case to a colleague by name, or to whoever comes next, with a word for them."""
    case, actor = find_case(request, pk), actor_on(request)
    to, note = request.POST.get("to", ""), request.POST.get("note", "").replace("\x00", "")
    try:
        if to:
            claims.give(actor, case, to=_uuid(to), note=note)
        else:
            claims.release(actor, case, note=note)
    except Refusal as refusal:
        problem, status = str(refusal.detail), status_of(refusal)
        return case_page(request, case, None, problem=problem, status=status, kept_note=note, kept_to=to)
    return see_other(reverse("moderation:queue"))


@require_safe
@members_only
def team(request: HttpRequest) -> HttpResponse:
    """Who is on duty and how much waits, for those who plan the watches: no case, no word of anybody."""
    actor, now = actor_on(request), timezone.now()
    if not can_coordinate(actor):
        raise Http404
    present = watch.on_duty(now, scopes=None, resting=True).select_related("pseudonym").order_by("pseudonym__name")
    lines = [
        {"duty": one, "is_resting": watch.is_resting(one, now), "needs_rest": watch.needs_rest(one, now)}
        for one in present
    ]
    return render(
        request,
        "moderation/team.html",
        {
            "lines": lines,
            "waiting": queueing.waiting(now=now),
            "wishes": debriefs.wishes(now=now),
            "figures": answer_times.figures(now),
            "keeps_lines": actor.holds("coordinator"),
            "old_lines": actor.holds("coordinator") and keeping.some_wait(timezone.localdate()),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@watchers_only
def shields(request: HttpRequest) -> HttpResponseBase:
    """Choose the themes that one would rather not read. Nobody else is shown the choice."""
    actor = actor_on(request)
    problem, status = "", HTTPStatus.OK
    chosen = shielding.themes_of(actor)
    if request.method == "POST":
        chosen = frozenset(
            int(one) for one in request.POST.getlist("themes") if one.isascii() and one.isdecimal() and len(one) < 12
        )
        try:
            shielding.choose(actor, themes=chosen)
        except Refusal as refusal:
            problem, status = str(refusal.detail), HTTPStatus.UNPROCESSABLE_ENTITY
        else:
            return see_other(f"{reverse('moderation:shields')}?kept")
    return _shields_page(request, chosen, problem, status)


def _shields_page(request: HttpRequest, chosen: frozenset[int], problem: str, status: int) -> HttpResponse:
    themes = list(Theme.objects.visible_to(actor_on(request)))
    chapters = [
        {"theme": one, "themes": [inner for inner in themes if inner.parent_id == one.pk]}
        for one in themes
        if one.parent_id is None
    ]
    context = {"chapters": chapters, "chosen": chosen, "problem": problem, "is_kept": "kept" in request.GET}
    return render(request, "moderation/shields.html", context, status=status)


def _uuid(text: str) -> UUID:
    """Return the name that a form names; one that is none belongs to nobody."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
