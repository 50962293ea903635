"""Decide from inside a room or a thread in two steps: the link beside the words, and this page."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from members.access import actor_on
from members.refusals import Refusal
from members.services import is_own
from moderation import at_once, choices, targets
from moderation.deciding import AlreadyDecided, ChangedMeanwhile, seen_of
from moderation.forms import NowForm
from moderation.models import Act, Case, Lane, TargetKind
from moderation.policies import can_see_target
from moderation.targets import Target
from moderation.views import see_other, status_of, watchers_only

_ACTS = (Act.HIDE, Act.HIDE_SUSPEND, Act.SUSPEND, Act.WARN, Act.RENAME, Act.RESTORE, Act.MOVE, Act.LOCK)
_KINDS = (TargetKind.POST, TargetKind.MESSAGE, TargetKind.NAME)


@require_http_methods(["GET", "HEAD", "POST"])
@watchers_only
def decide_now(request: HttpRequest, kind: str, target_id: str) -> HttpResponseBase:
    """Decide about words that nobody has called for yet, or about those of an open case."""
    actor = actor_on(request)
    target = targets.find(actor, kind, target_id)
    if (
        kind not in _KINDS
        or target is None
        or not can_see_target(actor, target.theme, target.room)
        or is_own(actor, target.author)
    ):
        raise Http404
    if request.method != "POST":
        return _page(request, target, NowForm(actor=actor))
    form = NowForm(request.POST, actor=actor)
    if not form.is_valid():
        return _page(request, target, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        at_once.decide_at_once(actor, kind=kind, target_id=target_id, **form.asked_now())
    except (AlreadyDecided, ChangedMeanwhile) as conflict:
        form.refuse(conflict)
        fresh = targets.find(actor, kind, target_id) or target
        return _page(request, fresh, form, HTTPStatus.CONFLICT)
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, target, form, status_of(refusal))
    return see_other(target.url)


def _page(request: HttpRequest, target: Target, form: Any, status: int = HTTPStatus.OK) -> HttpResponse:
    # What the page offers is what a case about these words would offer; none is opened by looking.
    case = Case(
        target_kind=target.kind,
        target_id=target.id,
        lane=Lane.RULE,
        subject=target.author,
        theme=target.theme,
        room=target.room,
        language=target.language or "fr",
        opened_at=timezone.now(),
    )
    ways = choices.ways(actor_on(request), case, target)
    open_case = Case.objects.filter(
        target_kind=target.kind, target_id=target.id, lane=Lane.RULE, closed_at=None
    ).first()
    context = {
        "target": target,
        "form": form,
        "ways": ways,
        "acts": [one for one in ways.choices if one.value in _ACTS],
        "open_case": open_case,
        "seen": seen_of(target),
        # The proposal is shown as on the page of a case.
        "file": {"ways": ways},
    }
    return render(request, "moderation/decide_now.html", context, status=status)
