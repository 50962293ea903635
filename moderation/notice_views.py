"""Doors for notices of illegal content: give one, read what came of it under its reference. Nobody needs an account."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from members import limits
from members.access import actor_on, same_origin
from members.refusals import Refusal
from moderation import notices
from moderation.calls import stage_of
from moderation.forms import NoticeForm
from moderation.views import see_other, status_of


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin
def notice(request: HttpRequest) -> HttpResponseBase:
    """Give notice of something against the law; or look one up by its reference."""
    if request.method != "POST":
        reference = request.GET.get("reference", "").strip()
        if reference and notices.under(reference) is not None:
            return see_other(reverse("moderation:notice_outcome", args=[_written(reference)]))
        form = NoticeForm(initial={"place": request.GET.get("where", "")[:500].replace("\x00", "")})
        return _page(request, form, unknown=reference[:60])
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        limits.spend_address(request, "notice")
        given = notices.give_notice(actor_on(request), **form.cleaned_data)
    except Refusal as refusal:
        form.refuse(refusal)
        # Nothing of ours at an address that was typed: the form itself is there.
        status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal.code == "not_found" else status_of(refusal)
        response = _page(request, form, status=status)
        if refusal.retry_after_s:
            response.headers["Retry-After"] = str(refusal.retry_after_s)
        return response
    return see_other(reverse("moderation:notice_outcome", args=[given.reference]))


@require_safe
def notice_outcome(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt of a notice, and later what came of it and why."""
    found = notices.under(reference)
    if found is None:
        raise Http404
    context = {"notice": found, "reference": _written(reference), "stage": stage_of(found.flag)}
    response = render(request, "moderation/notice_outcome.html", context)
    # The address is a secret: neither a cache nor the way back keeps the page.
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page(request: HttpRequest, form: NoticeForm, *, unknown: str = "", status: int = HTTPStatus.OK) -> HttpResponse:
    return render(request, "moderation/notice.html", {"form": form, "unknown": unknown}, status=status)


def _written(reference: str) -> str:
    """Return the reference in its groups, as it was told."""
    signs = "".join(sign for sign in reference.lower() if sign.isalnum())
    return "-".join(signs[at : at + 5] for at in range(0, len(signs), 5))
