"""Doors to one's own calls: where they stand, a word more, taking one back."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from members.access import actor_on, members_only
from members.refusals import Refusal
from moderation import calls, targets
from moderation.calls import Report
from moderation.forms import WordForm
from moderation.queue import place_words
from moderation.targets import State

_STATUS = {"rate_limited": HTTPStatus.TOO_MANY_REQUESTS, "not_allowed": HTTPStatus.CONFLICT}


@require_safe
@members_only
def my_reports(request: HttpRequest) -> HttpResponse:
    """What one has called the team to, newest first, and where each stands."""
    found, before = calls.reports_of(actor_on(request), before=request.GET.get("before", ""))
    rows = [{"report": one, "place": place_words(one.flag.case)} for one in found]
    return render(request, "moderation/my_reports.html", {"rows": rows, "before": before})


@require_safe
@members_only
def my_report(request: HttpRequest, pk: int) -> HttpResponse:
    """One of one's own calls: what was said, where it stands, how it ended and why."""
    return _page(request, _report(request, pk), WordForm())


@require_POST
@members_only
def report_add(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Add a word to one's own call."""
    report = _report(request, pk)
    form = WordForm(request.POST)
    if not form.is_valid():
        return _page(request, report, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        calls.add_word(actor_on(request), report.flag, words=form.cleaned_data["words"])
    except Refusal as refusal:
        form.refuse(refusal)
        response = _page(request, _report(request, pk), form, status=_status(refusal))
        if refusal.retry_after_s:
            response.headers["Retry-After"] = str(refusal.retry_after_s)
        return response
    return _back(pk)


@require_POST
@members_only
def report_withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take one's own call back."""
    report = _report(request, pk)
    try:
        calls.withdraw(actor_on(request), report.flag)
    except Refusal as refusal:
        return _page(request, _report(request, pk), WordForm(), problem=str(refusal.detail), status=_status(refusal))
    return _back(pk)


def _report(request: HttpRequest, pk: int) -> Report:
    found = calls.report_of(actor_on(request), pk)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, report: Report, form: WordForm, *, problem: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    case = report.flag.case
    # Words that are no longer shown are not shown here either.
    target = targets.find(actor_on(request), case.target_kind, case.target_id)
    context = {
        "report": report,
        "place": place_words(case),
        "target": target if target is not None and target.state == State.SHOWN else None,
        "form": form,
        "problem": problem,
    }
    return render(request, "moderation/my_report.html", context, status=status)


def _status(refusal: Refusal) -> int:
    return _STATUS.get(refusal.code, HTTPStatus.UNPROCESSABLE_ENTITY)


def _back(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("moderation:my_report", args=[pk]), status=HTTPStatus.SEE_OTHER)
