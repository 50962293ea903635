"""The page from which one's own thread is set: what it is for, which answers help, who reads it."""

from __future__ import annotations

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forum import audience, reading, voices
from forum.around_views import refused
from forum.forms import WaysForm
from forum.models import Thread, Widening
from forum.views import WITH_PLACE, see_other, unlisted
from members.access import actor_on, members_only
from members.actor import Actor
from members.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def ways(request: HttpRequest, pk: int) -> HttpResponse:
    """What one's thread is for, which answers help, whether search engines may list it."""
    actor, thread = _own(request, pk)
    first = {"intent": thread.intent, "wish": thread.wish, "is_indexed": thread.is_indexed}
    form = WaysForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            audience.change_ways(actor, thread=thread, **form.cleaned_data)
            return unlisted(see_other(reading.thread_address(thread)))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.detail))
    return _page(request, thread, form)


@require_POST
@members_only
def audience_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Let only members read one's thread (`to` is “members”), or ask those who answered whether anyone may."""
    actor, thread = _own(request, pk)
    change = audience.narrow if request.POST.get("to") == "members" else audience.ask_to_widen
    try:
        told = change(actor, thread=thread)
    except Refusal as refusal:
        form = WaysForm(initial={"intent": thread.intent, "wish": thread.wish, "is_indexed": thread.is_indexed})
        return _page(request, thread, form, problem=str(refusal.detail))
    return unlisted(see_other(reading.thread_address(told)))


@require_POST
@members_only
def widening_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes or no (`answer`) to anyone reading what one answered in a thread."""
    actor = actor_on(request)
    thread = get_object_or_404(Thread.objects.visible_to(actor).select_related("author"), pk=pk)
    actor = voices.as_own(actor, thread, voices.mask_in(actor, thread))
    answer = request.POST.get("answer")
    if answer not in {"yes", "no"}:
        raise Http404
    try:
        told = audience.answer_widening(actor, thread=thread, agrees=answer == "yes")
    except Refusal as refusal:
        return refused(refusal)
    return unlisted(see_other(reading.thread_address(told)))


def _own(request: HttpRequest, pk: int) -> tuple[Actor, Thread]:
    actor = actor_on(request)
    thread = get_object_or_404(Thread.objects.visible_to(actor).select_related(*WITH_PLACE), pk=pk)
    if thread.joined_to_id is not None:
        raise Http404
    actor = voices.as_own(actor, thread, voices.mask_in(actor, thread))
    if thread.author_id not in actor.names:
        raise PermissionDenied(_("Only the person who opened this thread can change this."))
    return actor, thread


def _page(request: HttpRequest, thread: Thread, form: WaysForm, problem: str = "") -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.FORBIDDEN if problem else HTTPStatus.OK
    is_asking = Widening.objects.filter(thread=thread).exists()
    context = {"thread": thread, "form": form, "problem": problem, "is_asking": is_asking}
    return unlisted(render(request, "forum/ways.html", context, status=status))
