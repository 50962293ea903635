"""The page from which a thread is looked after: pace, end and marks, joined to another one, split in two."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum import caring, paging, policies, reading, rearranging
from forum.caring_forms import JoinForm, ReasonForm, SplitForm, TendForm
from forum.models import Thread
from forum.views import WITH_PLACE, see_other, unlisted
from members.access import actor_on, members_only
from members.refusals import Refusal

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
@members_only
def care(request: HttpRequest, pk: int) -> HttpResponse:
    """Pace, end and marks of a thread."""
    thread = _thread(request, pk)
    first = {name: getattr(thread, name) for name in caring.TENDED if name != "closes_at"} | {"closes": "keep"}
    form = TendForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method != "POST":
        return _page(request, thread, tend=form)
    if form.is_valid():
        try:
            told = caring.tend_thread(
                actor_on(request), thread=thread, reason=form.cleaned_data["reason"], **form.wanted()
            )
        except Refusal as refusal:
            return _refused(request, thread, form, refusal, tend=form)
        return unlisted(see_other(reading.thread_address(told)))
    return _page(request, thread, HTTPStatus.UNPROCESSABLE_ENTITY, tend=form)


@require_http_methods(_METHODS)
@members_only
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the posts of this thread follow those of another one."""
    thread = _thread(request, pk)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
        return _page(request, thread, status, join=form)
    actor = actor_on(request)
    into = Thread.objects.visible_to(actor).select_related(*WITH_PLACE).filter(pk=form.cleaned_data["into"]).first()
    if into is None:
        form.add_error("into", _("There is no thread there that you can read. Nothing was moved."))
        return _page(request, thread, HTTPStatus.NOT_FOUND, join=form)
    try:
        into = rearranging.join_threads(actor, thread=thread, into=into, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        return _refused(request, thread, form, refusal, join=form)
    return unlisted(see_other(reading.thread_address(into)))


@require_http_methods(_METHODS)
@members_only
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Let some posts of this thread begin one of their own. `?page=` says which posts are offered."""
    thread = _thread(request, pk)
    form = SplitForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
        return _page(request, thread, status, split=form)
    told = form.cleaned_data
    try:
        new = rearranging.split_thread(
            actor_on(request), thread=thread, positions=told["positions"], title=told["title"], reason=told["reason"]
        )
    except Refusal as refusal:
        return _refused(request, thread, form, refusal, split=form)
    return unlisted(see_other(reading.thread_address(new)))


def _thread(request: HttpRequest, pk: int) -> Thread:
    """Return the thread for whoever looks after it. Raises Http404, or PermissionDenied with a sentence."""
    actor = actor_on(request)
    thread = get_object_or_404(Thread.objects.visible_to(actor).select_related(*WITH_PLACE), pk=pk)
    if thread.joined_to_id is not None:
        raise Http404
    if not policies.cares_for(actor, thread):
        raise PermissionDenied(_("Only those who look after this theme can do this."))
    return thread


def _refused(
    request: HttpRequest, thread: Thread, form: ReasonForm, refusal: Refusal, **forms: ReasonForm
) -> HttpResponse:
    form.refuse(refusal)
    status = HTTPStatus.FORBIDDEN if refusal.code == "not_allowed" else HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(request, thread, status, **forms)


def _page(request: HttpRequest, thread: Thread, status: int = HTTPStatus.OK, **forms: Any) -> HttpResponse:
    page = paging.page_number(request.GET.get("page", ""), thread.last_position)
    if page is None:
        raise Http404
    actor = actor_on(request)
    context: dict[str, Any] = {"thread": thread, "forms": forms}
    if "split" in forms:
        sent = forms["split"].data.getlist("positions") if forms["split"].is_bound else []
        context["lines"] = reading.lines_on(actor, thread, page, now=timezone.now())
        context["chosen"] = {int(one) for one in sent if one.isascii() and one.isdecimal() and len(one) <= 9}
        context["pages"] = reading.pages_of(thread, page)
    else:
        context["opening"] = thread.posts.filter(position=1).values_list("pk", flat=True).first()
    return unlisted(render(request, "forum/care.html", context, status=status))
