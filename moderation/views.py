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
from moderation import casefile, claims, notices, policies, questions, services, targets
from moderation import queue as queueing
from moderation.appeal_forms import QuestionForm
from moderation.deciding import AlreadyDecided, ChangedMeanwhile, TakenBackMeanwhile
from moderation.forms import DecideForm, FlagForm
from moderation.models import Case, Lane, Reason
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
        response = _flag_page(request, target, form, status=status_of(refusal))
        if refusal.retry_after_s:
            response.headers["Retry-After"] = str(refusal.retry_after_s)
        return response
    is_worry = form.cleaned_data["reason"] == Reason.WORRY
    address = reverse("moderation:flag_received", args=[kind, target_id])
    return see_other(f"{address}?care=1" if is_worry else address)


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
        "is_own": is_own(actor_on(request), target.author),
    }
    return render(request, "moderation/flag.html", context, status=status)


# --- the watch ------------------------------------------------------------------------------------
def watchers_only(view: View) -> View:
    """Let in whoever has a watch somewhere. For other members there is no such page; a guest is asked to come in.

    Whoever sends words about a case that they may not know of, or no longer, keeps them. The answer is the same
    whether there is such a case or not, and whoever it is about.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if not policies.can_watch(actor_on(request)):
                raise Http404
            return view(request, *args, **kwargs)
        except Http404:
            words = [request.POST.get(name, "").replace("\x00", "") for name in ("explanation", "words", "note")]
            kept = "\n\n".join(one for one in words if one)
            if not kept:
                raise
            return render(request, "moderation/out_of_hands.html", {"kept": kept}, status=HTTPStatus.NOT_FOUND)

    return members_only(guarded)  # type: ignore[return-value]


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
    case = find_case(request, pk)
    if case.lane == Lane.APPEAL:
        return HttpResponseRedirect(reverse("moderation:appeal_case", args=[pk]))
    return case_page(request, case, None)


@require_POST
@watchers_only
def decide(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Decide and send; or show the case again with everything kept and what there is to say."""
    case = find_case(request, pk)
    form = DecideForm(request.POST, actor=actor_on(request))
    if not form.is_valid():
        return case_page(request, case, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        services.decide(actor_on(request), case, **form.asked())
    except (AlreadyDecided, TakenBackMeanwhile, ChangedMeanwhile) as conflict:
        form.refuse(conflict)
        return case_page(request, find_case(request, pk), form, conflict=conflict, status=HTTPStatus.CONFLICT)
    except Refusal as refusal:
        form.refuse(refusal)
        return case_page(request, case, form, status=status_of(refusal))
    return see_other(f"{reverse('moderation:queue')}?sent={case.pk}")


@require_POST
@watchers_only
def look_again(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Open a new case on the target of a closed one."""
    case = find_case(request, pk)
    try:
        fresh = services.look_again(actor_on(request), case)
    except Refusal as refusal:
        return case_page(request, case, None, problem=str(refusal.detail), status=status_of(refusal))
    return see_other(reverse("moderation:case_detail", args=[fresh.pk]))


def find_case(request: HttpRequest, pk: UUID) -> Case:
    """Return a case that the reader may see. Raises Http404."""
    cases = Case.objects.visible_to(actor_on(request))
    found: Case | None = cases.select_related("subject", "theme", "room").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def case_page(
    request: HttpRequest,
    case: Case,
    form: DecideForm | None,
    *,
    conflict: Refusal | None = None,
    problem: str = "",
    status: int = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    """Show a case, with what there is to say about the attempt that led here; `more` is for its template."""
    actor = actor_on(request)
    claims.renew(actor, case)
    file, hand = casefile.open_file(actor, case), claims.hand_of(actor, case)
    context = {"file": file, "hand": hand, "form": form or DecideForm(), "conflict": conflict, "problem": problem}
    context.update(questions=questions.of_case(case), ask_form=QuestionForm())
    context.update(contacts=notices.contacts_of(actor, case))
    return render(request, "moderation/case_detail.html", {**context, **more}, status=status)


def status_of(refusal: Refusal) -> int:
    """Return the status that says what the refusal says."""
    """Return the status that says what the refusal says."""
    return _STATUS.get(refusal.code, HTTPStatus.UNPROCESSABLE_ENTITY)


def see_other(address: str) -> HttpResponse:
    """Lead on to another page after a form."""
    """Lead on to another page after a form."""
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
