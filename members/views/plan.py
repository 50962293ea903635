"""One's own place: a plan for bad days, in the browser alone or, for those who choose it, sealed in the house."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from crisis.panel import support_panel
from members import plans
from members.access import actor_on, members_only
from members.refusals import Refusal
from members.views.own_place import status_of


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def plan(request: HttpRequest) -> HttpResponse:
    """Show the plan; keep it sealed, or let go of what the house keeps of it.

    Until its owner sends it, what is written into it stays in the browser: the page brings the empty form.
    """
    actor = actor_on(request)
    if request.method != "POST":
        return _page(request, plans.plan_of(actor))
    if request.POST.get("act") == "let_go":
        assert actor.member_id is not None
        plans.forget(actor.member_id)
        return HttpResponseRedirect(reverse("plan"), status=HTTPStatus.SEE_OTHER)
    try:
        plans.keep(actor, {part: request.POST.get(part, "") for part in plans.PARTS})
    except Refusal as refusal:
        typed = {part: request.POST.get(part, "").replace("\x00", "") for part in plans.PARTS}
        return _page(request, typed, refusal)
    return HttpResponseRedirect(f"{reverse('plan')}?kept", status=HTTPStatus.SEE_OTHER)


def _page(request: HttpRequest, words: dict[str, str] | None, refusal: Refusal | None = None) -> HttpResponse:
    actor = actor_on(request)
    asked = {
        "signs": (gettext("How I notice that it is getting bad"), gettext("Thoughts, a mood, what I stop doing.")),
        "alone": (gettext("What helps me, by myself"), gettext("A walk, a song, cold water, the cat.")),
        "places": (
            gettext("Places and people that take my mind off it"),
            gettext("A café, a neighbour, a bench."),
        ),
        "people": (
            gettext("Whom I can tell that I am not well"),
            gettext("Names and numbers, and what I would say."),
        ),
        "safe": (gettext("What makes my home safer"), gettext("What I put away, or give to somebody to keep.")),
        "reasons": (gettext("What is worth staying for"), gettext("Small things count.")),
    }
    context = {
        "parts": [(name, *asked[name], (words or {}).get(name, "")) for name in plans.PARTS],
        "panel": support_panel(actor.region, get_language() or actor.language, timezone.now()),
        "is_sealed": words is not None,
        "is_kept": "kept" in request.GET and words is not None,
        "refusal": refusal,
    }
    status = HTTPStatus.OK
    if refusal is not None:
        status = status_of(refusal) if status_of(refusal) != HTTPStatus.OK else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "pages/plan.html", context, status=status)
