"""Pages for words that wait to be read before others see them: their author's own, to look at, change, take back."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum import approval, reading
from forum.forms import EditForm
from forum.models import HeldPost
from forum.views import see_other, unlisted
from forum.writing_views import held_page, published, status_of, waiting
from members import masks
from members.access import actor_on, members_only
from members.refusals import Refusal


@require_safe
@members_only
def waiting_list(request: HttpRequest) -> HttpResponse:
    """One's own words that wait."""
    held = approval.waiting_for(masks.knowing_all(actor_on(request)))
    return unlisted(render(request, "forum/waiting.html", {"held_posts": held, "hours": settings.APPROVAL_HOURS}))


@require_safe
@members_only
def held_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Words that wait, as they will stand; once shown, the way to them."""
    held = _held(request, pk)
    if held.post is not None:
        return unlisted(see_other(reverse("forum:post_detail", args=[held.post.pk])))
    return held_page(request, held)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def held_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's own words while they wait."""
    actor, held = masks.knowing_all(actor_on(request)), _held(request, pk)

    def page(form: EditForm, status: int = HTTPStatus.OK) -> HttpResponse:
        context = {"form": form, "held": held, "hours": settings.APPROVAL_HOURS}
        return unlisted(render(request, "forum/held_edit.html", context, status=status))

    if request.method != "POST":
        if (refusal := approval.own_refusal(actor, held)) is not None:
            raise PermissionDenied(str(refusal.detail))
        return page(
            EditForm(initial={"title": held.title, "body": held.body, "note": held.note}, has_title=held.is_opening)
        )
    form = EditForm(request.POST, has_title=held.is_opening)
    if not form.is_valid():
        return page(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    wanted = {key: form.cleaned_data[key] for key in ("title", "body", "note") if key in form.cleaned_data}
    try:
        kept = approval.change_held(actor, held=held, **wanted)
    except Refusal as refusal:
        form.refuse(refusal)
        return waiting(page(form, status_of(refusal)), refusal)
    return published(request, actor, kept)


@require_POST
@members_only
def held_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own words back while they wait."""
    held = _held(request, pk)
    try:
        held = approval.withdraw_held(masks.knowing_all(actor_on(request)), held=held)
    except Refusal as refusal:
        raise PermissionDenied(str(refusal.detail)) from refusal
    return unlisted(see_other(reading.thread_address(held.thread) if held.thread else reverse("forum:waiting")))


def _held(request: HttpRequest, pk: int) -> HeldPost:
    own = HeldPost.objects.filter(author__in=masks.knowing_all(actor_on(request)).names)
    return get_object_or_404(own.select_related("thread__theme__parent", "theme__parent", "author", "post"), pk=pk)
