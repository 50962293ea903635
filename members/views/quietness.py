"""One's own place: how quiet one wants it."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from members import quiet
from members.access import actor_on, members_only
from members.quiet_forms import QuietForm
from members.refusals import Refusal
from members.views.own_place import status_of


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def quiet_page(request: HttpRequest) -> HttpResponse:
    """A break, quiet hours, muted words, being called by name, welcoming."""
    actor = actor_on(request)
    wish = quiet.quiet_of(actor)
    form = QuietForm(request.POST if request.method == "POST" else None, wish=wish)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                quiet.change(actor, **form.wanted())
                return HttpResponseRedirect(f"{reverse('members:quiet')}?kept", status=HTTPStatus.SEE_OTHER)
            except Refusal as no:
                form.refuse(no)
                status = status_of(no) if status_of(no) != HTTPStatus.OK else HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"form": form, "wish": wish, "is_on_break": wish.is_on_break(timezone.now())}
    context["is_kept"] = request.method != "POST" and "kept" in request.GET
    return render(request, "members/quiet.html", context, status=status)


@require_POST
@members_only
def break_end(request: HttpRequest) -> HttpResponse:
    """End one's break."""
    try:
        quiet.change(actor_on(request), break_until=None)
    except Refusal as no:
        return render(request, "members/done.html", {"sentence": no.detail}, status=status_of(no))
    return redirect("inbox")
