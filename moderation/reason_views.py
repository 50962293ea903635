"""The administrators' pages about the reasons that a decision names."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.access import actor_on, members_only
from members.actor import Actor
from members.policies import can_keep_house
from members.refusals import Refusal
from moderation import reasons
from moderation.reason_forms import ReasonForm
from moderation.reasons import Kept


@require_safe
@members_only
def house_reasons(request: HttpRequest) -> HttpResponse:
    """List every reason, retired ones too."""
    _administrator(request)
    return _list_page(request)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def house_reason_add(request: HttpRequest) -> HttpResponse:
    """Add a reason."""
    actor = _administrator(request)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reasons.add(actor, code=form.cleaned_data["code"], words=form.words())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("moderation:house_reasons")
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def house_reason_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Write the house's own words over a reason; what was decided keeps those that it had."""
    actor = _administrator(request)
    kept = _found(code)
    form = ReasonForm(request.POST or None, kept=kept, initial={**asdict(kept.words), "seen_version": kept.version})
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["seen_version"]
            reasons.change(actor, code=code, words=form.words(), seen_version=-1 if seen is None else seen)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("moderation:house_reasons")
    return _form_page(request, form, kept)


@require_POST
@members_only
def house_reason_retire(request: HttpRequest, code: str) -> HttpResponse:
    """Let nobody choose a reason any more."""
    actor = _administrator(request)
    try:
        reasons.retire(actor, code=code)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise Http404 from None
        return _list_page(request, problem=str(refusal.detail), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect("moderation:house_reasons")


def _administrator(request: HttpRequest) -> Actor:
    """Return the actor. Raises Http404 for whoever does not keep the house: for them there is no such page."""
    actor = actor_on(request)
    if not can_keep_house(actor):
        raise Http404
    return actor


def _found(code: str) -> Kept:
    kept = reasons.find(code)
    if kept is None:
        raise Http404
    return kept


def _list_page(request: HttpRequest, *, problem: str = "", status: int = HTTPStatus.OK) -> HttpResponse:
    language = "fr" if get_language() == "fr" else "en"
    rows = [
        {"kept": one, "name": getattr(one.words, f"name_{language}"), "why": getattr(one.words, f"why_{language}")}
        for one in reasons.kept()
    ]
    return render(request, "moderation/house_reasons.html", {"rows": rows, "problem": problem}, status=status)


def _form_page(request: HttpRequest, form: ReasonForm, kept: Kept | None = None) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "moderation/house_reason.html", {"form": form, "kept": kept}, status=status)
