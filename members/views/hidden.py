"""Hiding a person for oneself: the question, the list, and the way back. Nothing here is ever told to anybody else."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from members import hiding
from members.access import actor_on, members_only
from members.models import Pseudonym
from members.refusals import Refusal
from members.services import is_own
from members.views.own_place import status_of


@require_safe
@members_only
def hidden_names(request: HttpRequest) -> HttpResponse:
    """Whom one hides, each with a way to see them again."""
    return render(request, "members/hidden_names.html", {"names": hiding.listed(actor_on(request))})


@require_safe
@members_only
def hidden_list(request: HttpRequest) -> HttpResponse:
    """The same for a program: `{"names": [id, …]}`. What it shows of a room leaves them out."""
    names = sorted(str(name) for name in hiding.hidden_names(actor_on(request)))
    response = JsonResponse({"names": names})
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def hide_name(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask whether to hide a name, and do it; `shown` in the form undoes it. Leads back to `next`."""
    actor, name = actor_on(request), get_object_or_404(Pseudonym, pk=pk)
    back = request.POST.get("next", "") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("members:hidden_names")
    problem, status = "", HTTPStatus.OK
    if request.method == "POST":
        try:
            (hiding.show if request.POST.get("shown") else hiding.hide)(actor, name.pk)
        except Refusal as no:
            problem, status = str(no.detail), status_of(no)
        else:
            return redirect(back)
    context = {
        "name": name,
        "is_own": is_own(actor, name),
        "is_hidden": name.pk in hiding.hidden_names(actor),
        "back": back,
        "problem": problem,
    }
    return render(request, "members/hide_name.html", context, status=status)
