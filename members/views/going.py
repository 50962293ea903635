"""Taking one's words along, and leaving."""

from __future__ import annotations

from http import HTTPStatus

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from members import export, leaving
from members.access import actor_on, members_only
from members.forms import KitForm, LeavingForm
from members.refusals import Refusal
from members.views.own_place import refused

_READ_AND_WRITE = ["GET", "HEAD", "POST"]


@sensitive_post_parameters("password")
@require_http_methods(_READ_AND_WRITE)
@members_only
def take_along(request: HttpRequest) -> HttpResponse:
    """All that the house keeps about oneself, as a file."""
    form = KitForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            found = export.everything(actor_on(request), password=form.cleaned_data["password"])
        except Refusal as no:
            status = refused(form, no)
        else:
            options = {"ensure_ascii": False, "indent": 1}
            response = JsonResponse(found, encoder=DjangoJSONEncoder, json_dumps_params=options)
            # The file's name says nothing about what is in it: others may see a list of downloads.
            response.headers["Content-Disposition"] = 'attachment; filename="notes.json"'
            return response
    return render(request, "members/take_along.html", {"form": form}, status=status)


@sensitive_post_parameters("password")
@require_http_methods(_READ_AND_WRITE)
@members_only
def leave(request: HttpRequest) -> HttpResponse:
    """What goes and what stays; asking to leave, and changing one's mind."""
    actor = actor_on(request)
    is_asking = request.method == "POST" and request.POST.get("stay") != "yes"
    if request.method == "POST" and not is_asking:
        leaving.stay(actor)
        return redirect("members:leave")
    form = LeavingForm(request.POST if is_asking else None)
    status = HTTPStatus.OK
    if is_asking and form.is_valid():
        try:
            leaving.ask_to_leave(actor, **form.cleaned_data)
            return redirect("members:leave")
        except Refusal as no:
            status = refused(form, no)
    context = {"form": form, "day": leaving.day_of(actor)}
    return render(request, "members/leave.html", context, status=status)
