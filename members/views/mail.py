"""Digests by e-mail: give an address, confirm it from the mailbox, have it forgotten by one link."""

from __future__ import annotations

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from members import digests
from members.access import actor_on, is_foreign, members_only
from members.quiet_forms import MailForm
from members.refusals import Refusal
from members.views.own_place import status_of


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def mail(request: HttpRequest) -> HttpResponse:
    """Give an address for digests, change how often, or have it forgotten (`forget`)."""
    actor = actor_on(request)
    if request.method == "POST" and "forget" in request.POST:
        assert actor.member_id is not None  # only members come here
        digests.forget(actor.member_id)
        return redirect("members:mail")
    wish = digests.wish_of(actor)
    first = {"address": wish.address, "rhythm": wish.rhythm} if wish is not None else {"rhythm": "week"}
    form = MailForm(request.POST if request.method == "POST" else None, initial=first)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                digests.give_address(actor, **form.cleaned_data)
                return redirect("members:mail")
            except Refusal as no:
                form.add_error(no.field if no.field in form.fields else None, str(no.detail))
                status = status_of(no) if status_of(no) != HTTPStatus.OK else status
    context = {"form": form, "wish": wish, "is_possible": digests.is_possible()}
    return render(request, "members/mail.html", context, status=status)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def mail_confirm(request: HttpRequest) -> HttpResponse:
    """Confirm an address. The ticket says whose it is, so nobody has to sign in; looking confirms nothing."""
    return _ticket_page(request, "confirm")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def mail_leave(request: HttpRequest) -> HttpResponse:
    """Have an address forgotten. A mailbox may ask for it by itself, with one POST."""
    return _ticket_page(request, "leave")


def _ticket_page(request: HttpRequest, purpose: str) -> HttpResponse:
    ticket = request.GET.get("t", "")
    is_done = None
    if request.method == "POST":
        # A mailbox that asks by itself says nothing of where it comes from; a page of another site does.
        if is_foreign(request):
            raise PermissionDenied(_("This form was sent from another site. Nothing was done."))
        is_done = (digests.confirm if purpose == "confirm" else digests.leave)(ticket)
    context = {"purpose": purpose, "ticket": ticket, "is_done": is_done}
    response = render(request, "members/mail_ticket.html", context)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
