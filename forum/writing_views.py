"""Pages for writing: start, reply, change, take back. Whatever goes wrong, every word comes back on the page."""

from __future__ import annotations

import logging
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crisis.detection import Assessment
from crisis.panel import Panel, support_panel
from forum import calls, following, policies, reading, services, voices
from forum.approval import Kept
from forum.forms import EditForm, ReplyForm, StartForm, WritingForm
from forum.models import Audience, HeldPost, Post, Thread
from forum.services import Published
from forum.views import WITH_PLACE, approval_context, quoted, see_other, unlisted, voice_of
from groups.models import Theme
from members import limits, offered
from members.access import actor_on, members_only
from members.actor import Actor
from members.models import Pseudonym
from members.refusals import Refusal

logger = logging.getLogger(__name__)

_METHODS = ["GET", "HEAD", "POST"]
_UNREADABLE = HTTPStatus.UNPROCESSABLE_ENTITY
_STATUS = {
    "empty": _UNREADABLE,
    "too_long": _UNREADABLE,
    "bad_field": _UNREADABLE,
    "confirm": _UNREADABLE,
    "changed": HTTPStatus.CONFLICT,
    "rate_limited": HTTPStatus.TOO_MANY_REQUESTS,
    "slow_mode": HTTPStatus.TOO_MANY_REQUESTS,
    "not_found": HTTPStatus.NOT_FOUND,
}


@require_http_methods(_METHODS)
@members_only
def thread_start(request: HttpRequest, slug: str) -> HttpResponse:
    """Start a thread in a theme. Words sent to a theme that is not open come back with a choice of those that are."""
    actor = actor_on(request)
    themes = Theme.objects.visible_to(actor)
    asked = request.POST.get("theme", "").replace("\x00", "") or slug
    theme = themes.filter(slug=asked).select_related("parent").first()

    def page(form: StartForm, status: int = HTTPStatus.OK, **more: Any) -> HttpResponse:
        context = {"form": form, "theme": theme, "author": actor, "action": request.path, **more}
        context |= approval_context(actor, theme)
        return unlisted(render(request, "forum/thread_start.html", context, status=status))

    if request.method != "POST":
        if theme is None:
            raise Http404
        _stop(policies.starting_refusal(actor, theme))
        first = {"language": actor.language, "audience": Audience.MEMBERS if theme.is_sensitive else Audience.ANYONE}
        return page(StartForm(initial=first))
    form = StartForm(request.POST, themes=themes if theme is None or "theme" in request.POST else None)
    if theme is None:
        form.errors.pop("theme", None)
        form.add_error("theme", _("There is no theme open under this name. Your words are here: choose where they go."))
        return page(form, HTTPStatus.NOT_FOUND)
    if not form.is_valid():
        return page(form, _UNREADABLE)
    wanted = {key: form.cleaned_data[key] for key in ("title", "body", "language", "audience", "nonce")}
    wanted |= {"manner": form.manner, "is_confirmed": form.cleaned_data["confirmed"]}
    wanted["is_masked"] = form.cleaned_data["voice"] == "mask"
    try:
        if "preview" in request.POST:
            refusal = policies.starting_refusal(actor, theme)
            return page(form, **_preview(actor, form, refusal), title=wanted["title"])
        done = services.start_thread(actor, theme=theme, **wanted)
        _follow(actor, done, form)
    except Refusal as refusal:
        form.refuse(refusal)
        return waiting(page(form, status_of(refusal)), refusal)
    return published(request, actor, done)


@require_http_methods(_METHODS)
@members_only
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Reply in a thread. The thread's own page holds the same form; this one is for previews and second tries."""
    actor = actor_on(request)
    thread = Thread.objects.visible_to(actor).select_related(*WITH_PLACE).filter(pk=pk).first()
    if thread is None:
        return _homeless(request, _("This thread cannot be found. Your words are here, to be copied."))

    mask = voices.mask_in(actor, thread)

    def page(form: ReplyForm, status: int = HTTPStatus.OK, **more: Any) -> HttpResponse:
        context = {"form": form, "thread": thread, "author": actor, "mask": mask, **more}
        context |= approval_context(actor, thread.theme)
        return unlisted(render(request, "forum/reply.html", context, status=status))

    if request.method != "POST":
        _stop(policies.reply_refusal(actor, thread))
        return page(ReplyForm(initial={"body": quoted(request, thread, []), "voice": voice_of(mask)}))
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return page(form, _UNREADABLE)
    try:
        if "preview" in request.POST:
            return page(form, **_preview(actor, form, policies.reply_refusal(actor, thread), thread, mask))
        told = form.cleaned_data
        wanted = {"body": told["body"], "nonce": told["nonce"], "note": told["note"]}
        wanted |= {"is_confirmed": told["confirmed"], "is_masked": told["voice"] == "mask"}
        done = services.reply(actor, thread=thread, **wanted)
        _follow(actor, done, form)
    except Refusal as refusal:
        form.refuse(refusal)
        return waiting(page(form, status_of(refusal)), refusal)
    return published(request, actor, done)


@require_http_methods(_METHODS)
@members_only
def post_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's own post while it is young."""
    actor = actor_on(request)
    post = _posts(actor).filter(pk=pk).first()
    if post is None:
        return _homeless(request, _("This message cannot be found. Your words are here, to be copied."))
    actor = voices.as_author(actor, post)

    def page(form: EditForm, status: int = HTTPStatus.OK, **more: Any) -> HttpResponse:
        context = {"form": form, "post": post, "thread": post.thread, "author": actor, **more}
        return unlisted(render(request, "forum/post_edit.html", context, status=status))

    first = {"title": post.thread.title, "body": post.body, "note": post.note, "seen": post.seen}
    if request.method != "POST":
        _stop(policies.edit_refusal(actor, post))
        return page(EditForm(initial=first, has_title=post.is_opening))
    form = EditForm(request.POST, initial=first, has_title=post.is_opening)
    if not form.is_valid():
        return page(form, _UNREADABLE)
    wanted: dict[str, Any] = {
        key: form.cleaned_data[key] for key in ("title", "body", "note") if key in form.cleaned_data
    }
    try:
        if "preview" in request.POST:
            refusal = policies.edit_refusal(actor, post)
            return page(form, **_preview(actor, form, refusal, post.thread), title=wanted.get("title", ""))
        # A page of before, without the mark of what it showed, overwrites as it always did.
        wanted |= {"seen": form.cleaned_data["seen"] or None, "is_confirmed": form.cleaned_data["confirmed"]}
        done = services.edit_post(actor, post=post, **wanted)
    except Refusal as refusal:
        form.refuse(refusal)
        return waiting(page(form, status_of(refusal), is_changed=refusal.code == "changed"), refusal)
    return published(request, actor, done)


@require_http_methods(_METHODS)
@members_only
def post_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own post back, after having been told what that means."""
    actor = actor_on(request)
    post = get_object_or_404(_posts(actor), pk=pk)
    actor = voices.as_author(actor, post)
    if request.method == "POST":
        try:
            post = services.delete_post(actor, post=post)
        except Refusal as refusal:
            raise PermissionDenied(str(refusal.detail)) from refusal
        return unlisted(see_other(reading.post_address(post)))
    _stop(policies.delete_refusal(actor, post))
    context = {
        "post": post,
        "thread": post.thread,
        "line": reading.line_of(actor, post, post.thread, now=timezone.now()),
        "back": reading.post_address(post),
    }
    return unlisted(render(request, "forum/post_delete.html", context))


def _follow(actor: Actor, done: Published | Kept, form: WritingForm) -> None:
    """Follow the thread no more where its writer said so beside the words. Raises Refusal (rate_limited)."""
    thread = done.held.thread if isinstance(done, Kept) else done.post.thread
    if form.cleaned_data["without_news"] and thread is not None:
        following.follow_thread(actor, thread=thread, is_on=False)


def _posts(actor: Actor) -> Any:
    return Post.objects.visible_to(actor).select_related("author", "thread__author", "thread__theme__parent")


def _stop(refusal: Refusal | None) -> None:
    """Raise PermissionDenied with the sentence of `refusal`, if there is one."""
    if refusal is not None:
        raise PermissionDenied(str(refusal.detail)) from refusal


def _preview(
    actor: Actor,
    form: WritingForm,
    refusal: Refusal | None,
    thread: Thread | None = None,
    mask: Pseudonym | None = None,
) -> dict[str, Any]:
    """Return the words of the form as they would stand in `thread`, what is put before them, and under which name.

    `mask` is the actor's in this thread. No name (None) is that of a mask which is still to be drawn.
    Raises `refusal`, or Refusal (rate_limited).
    """
    if refusal is not None:
        raise refusal
    limits.spend(actor, "preview")
    body, note = form.cleaned_data["body"], form.cleaned_data["note"]
    called = calls.heard(thread, body, note) if thread is not None else {}
    speaker = mask if form.cleaned_data.get("voice") == "mask" else actor
    return {"preview": calls.rendered(body, called), "preview_note": note, "speaker": speaker}


def status_of(refusal: Refusal) -> int:
    """Return the status that says what the refusal says."""
    return _STATUS.get(refusal.code, HTTPStatus.FORBIDDEN)


def waiting(response: HttpResponse, refusal: Refusal) -> HttpResponse:
    """Say in the response how long to wait, where the refusal knows it."""
    if refusal.retry_after_s:
        response.headers["Retry-After"] = str(refusal.retry_after_s)
    return response


def published(request: HttpRequest, actor: Actor, done: Published | Kept) -> HttpResponse:
    """Lead to the post; or, when its words are heavy, show at once who can be talked to, and the post right below.

    Sending the page's form again finds the same post, so a reload does no harm.
    """
    if isinstance(done, Kept):
        if not done.assessment.brings_panel:
            return unlisted(see_other(reverse("forum:held_detail", args=[done.held.pk])))
        return held_page(request, done.held, panel=panel_for(actor, done.assessment, timezone.now()), is_heavy=True)
    thread = done.post.thread
    urgent = done.assessment.level.value == "emergency"
    if not done.assessment.brings_panel or not (
        offered.is_first(actor, f"thread:{thread.pk}", urgent=urgent) or not done.is_new
    ):
        return unlisted(see_other(reading.post_address(done.post)))
    now = timezone.now()
    actor = voices.as_author(actor, done.post)
    context = {
        "panel": panel_for(actor, done.assessment, now),
        "thread": thread,
        "line": reading.line_of(actor, done.post, thread, now=now),
        "back": reading.post_address(done.post),
    }
    return unlisted(render(request, "forum/published.html", context))


def held_page(request: HttpRequest, held: HeldPost, **more: Any) -> HttpResponse:
    """Show words that wait to their author."""
    address = reading.thread_address(held.thread) if held.thread else reverse("theme_detail", args=[held.theme.slug])
    context = {"held": held, "hours": settings.APPROVAL_HOURS, "back": address, **more}
    return unlisted(render(request, "forum/held_detail.html", context))


def panel_for(actor: Actor, assessment: Assessment, now: datetime) -> Panel | None:
    """Return who can be talked to. The message stands already: should this fail, its page still leads to the lines."""
    try:
        return support_panel(actor.region, actor.language, now, level=assessment.level.value)
    except Exception as problem:
        logger.error("No panel after heavy words: %s", type(problem).__name__)
        return None


def _homeless(request: HttpRequest, sentence: str) -> HttpResponse:
    """Give words back whose place is gone. Raises Http404 when there are none."""
    body = request.POST.get("body", "")
    if not body:
        raise Http404
    context = {"sentence": sentence, "body": body, "title": request.POST.get("title", "")}
    return unlisted(render(request, "forum/homeless.html", context, status=HTTPStatus.NOT_FOUND))
