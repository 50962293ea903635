"""Doors to the team: the call of anybody, the queue, a case, a decision. Rules live in the services and policies."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import limits
from members.access import actor_on, members_only, same_origin
from members.refusals import Refusal
from members.services import is_own
from moderation import casefile, policies, services, targets
from moderation import queue as queueing
from moderation.deciding import AlreadyDecided, ChangedMeanwhile
from moderation.forms import DecideForm, FlagForm
from moderation.models import Case, Decision, Reason
from moderation.targets import State, Target

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
_STATUS = {
    "rate_limited": HTTPStatus.TOO_MANY_REQUESTS,
    "not_allowed": HTTPStatus.FORBIDDEN,
    "not_found": HTTPStatus.GONE,
}


# --- calling the team -----------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@same_origin
def flag(request: HttpRequest, kind: str, target_id: str) -> HttpResponseBase:
    """Call the team to a post, a message or a name: choose why, send. Guests too."""
    actor = actor_on(request)
    target = targets.find(actor, kind, target_id)
    if target is None:
        raise Http404
    if request.method != "POST":
        return _flag_page(request, target, FlagForm())
    form = FlagForm(request.POST)
    if not form.is_valid():
        return _flag_page(request, target, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        if actor.is_guest:
            limits.spend_address(request, "guest_flag")
        services.raise_flag(actor, kind=kind, target_id=target_id, **form.cleaned_data)
    except Refusal as refusal:
        form.refuse(refusal)
        response = _flag_page(request, target, form, status=_status(refusal))
        if refusal.retry_after_s:
            response.headers["Retry-After"] = str(refusal.retry_after_s)
        return response
    is_worry = form.cleaned_data["reason"] == Reason.WORRY
    address = reverse("moderation:flag_received", args=[kind, target_id])
    return _see_other(f"{address}?care=1" if is_worry else address)


@require_safe
def flag_received(request: HttpRequest, kind: str, target_id: str) -> HttpResponse:
    """Thank whoever called, and say what follows."""
    target = targets.find(actor_on(request), kind, target_id)
    if target is None:
        raise Http404
    return render(request, "moderation/flag_received.html", {"target": target, "is_worry": "care" in request.GET})


def _flag_page(request: HttpRequest, target: Target, form: FlagForm, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {
        "target": target,
        "form": form,
        "is_gone": target.state != State.SHOWN,
        "is_own": is_own(actor_on(request), target.author.pk),
    }
    return render(request, "moderation/flag.html", context, status=status)


# --- the watch ------------------------------------------------------------------------------------
def watchers_only(view: View) -> View:
    """Let in whoever has a watch somewhere. For other members there is no such page; a guest is asked to come in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policies.can_watch(actor_on(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return members_only(guarded)  # type: ignore[return-value]


@require_safe
@watchers_only
def queue(request: HttpRequest) -> HttpResponse:
    """What asks for a look, most urgent first; above it, a line about what was just sent."""
    actor = actor_on(request)
    found = queueing.page(actor, after=request.GET.get("after", ""))
    context = {
        "care": [row for row in found.rows if row.is_care],
        "others": [row for row in found.rows if not row.is_care],
        "after": found.after,
        "is_continued": bool(request.GET.get("after")),
        "sent": _sent(request),
    }
    return render(request, "moderation/queue.html", context)


@require_safe
@watchers_only
def decided(request: HttpRequest) -> HttpResponse:
    """What was decided lately, and by whom."""
    decisions, before = queueing.decided_page(actor_on(request), before=request.GET.get("before", ""))
    rows = [{"decision": one, "place": queueing.place_words(one.case)} for one in decisions]
    return render(request, "moderation/decided.html", {"rows": rows, "before": before})


@require_safe
@watchers_only
def case_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One case: the words as they were and as they are, what stood around, who was called why, and how to decide."""
    return _case_page(request, _case(request, pk), None)


@require_POST
@watchers_only
def decide(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Decide and send; or show the case again with everything kept and what there is to say."""
    case = _case(request, pk)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _case_page(request, case, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        services.decide(actor_on(request), case, **form.asked())
    except (AlreadyDecided, ChangedMeanwhile) as conflict:
        form.refuse(conflict)
        return _case_page(request, _case(request, pk), form, conflict=conflict, status=HTTPStatus.CONFLICT)
    except Refusal as refusal:
        form.refuse(refusal)
        return _case_page(request, case, form, status=_status(refusal))
    return _see_other(f"{reverse('moderation:queue')}?sent={case.pk}")


@require_POST
@watchers_only
def look_again(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Open a new case on the target of a closed one."""
    case = _case(request, pk)
    try:
        fresh = services.look_again(actor_on(request), case)
    except Refusal as refusal:
        return _case_page(request, case, None, problem=str(refusal.detail), status=_status(refusal))
    return _see_other(reverse("moderation:case_detail", args=[fresh.pk]))


def _case(request: HttpRequest, pk: UUID) -> Case:
    cases = Case.objects.visible_to(actor_on(request))
    found: Case | None = cases.select_related("subject", "theme", "room").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _case_page(
    request: HttpRequest,
    case: Case,
    form: DecideForm | None,
    *,
    conflict: Refusal | None = None,
    problem: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    file = casefile.open_file(actor_on(request), case)
    context = {"file": file, "form": form or DecideForm(), "conflict": conflict, "problem": problem}
    return render(request, "moderation/case_detail.html", context, status=status)


def _sent(request: HttpRequest) -> Decision | None:
    """Return the decision that `?sent=` speaks of, if it is the reader's own."""
    try:
        pk = UUID(request.GET.get("sent", ""))
    except ValueError:
        return None
    own = Decision.objects.filter(case_id=pk, decider__in=actor_on(request).names)
    return own.select_related("case__subject").first()


def _status(refusal: Refusal) -> int:
    return _STATUS.get(refusal.code, HTTPStatus.UNPROCESSABLE_ENTITY)


def _see_other(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
