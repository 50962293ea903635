"""Pages on which two administrators may open a mask. For everybody else there are no such pages.

What a mask leads to is shown in answer to a form alone, never at an address that can be opened again.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.access import actor_on, members_only
from members.actor import Actor
from members.models import Pseudonym
from members.policies import can_keep_house
from members.refusals import Refusal
from moderation import places, unmasking
from moderation.models import Unmasking
from moderation.unmasking import Answered
from moderation.unmasking_forms import AddressForm, AnswerForm, AskForm
from moderation.unmasking_models import UnmaskingState
from moderation.views import see_other, status_of

_MOST = 100


@require_safe
@members_only
def unmaskings(request: HttpRequest) -> HttpResponse:
    """List the requests, newest first; with an address, lead to the page that asks about its mask."""
    actor = _administrator(request)
    form, status = AddressForm(request.GET if "address" in request.GET else None), HTTPStatus.OK
    if form.is_bound and form.is_valid():
        target = places.target_at(actor, form.cleaned_data["address"])
        if target is not None and target.author.is_mask:
            return see_other(reverse("moderation:unmasking_ask", args=[target.author.pk]))
        form.add_error(
            "address", _("No mask stands at this address. Every mask has a page of its own: its name leads there.")
        )
    if form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    rows = Unmasking.objects.select_related("mask", "asker", "second").order_by("-asked_at")[:_MOST]
    context = {
        "form": form,
        "waiting": [one for one in rows if one.state == UnmaskingState.ASKED],
        "ended": [one for one in rows if one.state != UnmaskingState.ASKED],
    }
    return render(request, "moderation/unmaskings.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def unmasking_ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for a mask to be opened."""
    actor = _administrator(request)
    mask = get_object_or_404(Pseudonym.objects.exclude(scope=""), pk=pk)
    form, status = AskForm(request.POST or None), HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            asked = unmasking.ask(actor, mask=mask, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
            status = HTTPStatus(status_of(refusal))
        else:
            return see_other(reverse("moderation:unmasking", args=[asked.pk]))
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "moderation/unmasking_ask.html", {"form": form, "mask": mask}, status=status)


@require_safe
@members_only
def unmasking_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A request: who asked and why, how it ended. It shows nobody's name but theirs."""
    actor = _administrator(request)
    found = get_object_or_404(Unmasking.objects.select_related("mask", "asker", "second"), pk=pk)
    return _page(request, actor, found, AnswerForm())


@require_POST
@members_only
def unmasking_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer somebody else's request; where it was agreed to, this response shows the name."""
    actor = _administrator(request)
    found = get_object_or_404(Unmasking.objects.select_related("mask", "asker", "second"), pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, found, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        done = unmasking.answer(
            actor, pk=pk, agrees=form.cleaned_data["answer"] == "yes", words=form.cleaned_data["words"]
        )
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise Http404 from None
        form.refuse(refusal)
        return _page(request, actor, found, form, status=status_of(refusal))
    return _shown(request, actor, done)


@require_POST
@members_only
def unmasking_look(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the name once more, to the two who decided and within the day; the look is written down."""
    actor = _administrator(request)
    try:
        done = unmasking.look(actor, pk=pk)
    except Refusal:
        raise Http404 from None
    return _shown(request, actor, done)


def _administrator(request: HttpRequest) -> Actor:
    """Return the actor. Raises Http404 for whoever does not keep the house."""
    actor = actor_on(request)
    if not can_keep_house(actor):
        raise Http404
    return actor


def _shown(request: HttpRequest, actor: Actor, done: Answered) -> HttpResponse:
    found = Unmasking.objects.select_related("mask", "asker", "second").get(pk=done.unmasking.pk)
    return _page(request, actor, found, AnswerForm(), name=done.name)


def _page(
    request: HttpRequest,
    actor: Actor,
    found: Unmasking,
    form: AnswerForm,
    *,
    name: Pseudonym | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context: dict[str, Any] = {
        "one": found,
        "form": form,
        "name": name,
        "is_own": found.asker_id in actor.names,
        "may_answer": unmasking.may_answer(actor, found),
        "may_look": name is None and unmasking.may_look(actor, found),
        "States": UnmaskingState,
    }
    return render(request, "moderation/unmasking.html", context, status=status)
