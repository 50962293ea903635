"""What one does around words without writing any: gestures, following, marking as read; each leads back."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from forum import following, gestures, reading
from forum.models import Post, Thread
from forum.views import see_other, unlisted
from groups.models import Theme
from members.access import actor_on, members_only
from members.refusals import Refusal


@require_POST
@members_only
def gesture(request: HttpRequest) -> HttpResponse:
    """Make a gesture to a post, or take it back: `gesture` is the post, the kind and “on” or “off”."""
    actor = actor_on(request)
    number, _, rest = request.POST.get("gesture", "").partition("-")
    kind, _, wanted = rest.partition("-")
    post = _post(request, number)
    try:
        gestures.make_gesture(actor, post=post, gesture=kind, is_on=wanted != "off")
    except Refusal as refusal:
        return refused(refusal)
    return unlisted(see_other(reading.post_address(post)))


@require_POST
@members_only
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow a thread, or no more (`on` is “no”)."""
    actor = actor_on(request)
    thread = Thread.objects.visible_to(actor).filter(pk=pk).first()
    if thread is None:
        return _not_there(request)
    try:
        following.follow_thread(actor, thread=thread, is_on=request.POST.get("on") != "no")
    except Refusal as refusal:
        return _not_there(request) if refusal.code == "not_found" else refused(refusal)
    return unlisted(see_other(_back(request, reading.thread_address(thread))))


@require_POST
@members_only
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Remember how far one has read: `position`."""
    actor = actor_on(request)
    thread = get_object_or_404(Thread.objects.visible_to(actor), pk=pk)
    asked = request.POST.get("position", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 9):
        raise Http404
    try:
        following.read_up_to(actor, thread=thread, position=int(asked))
    except Refusal as refusal:
        return refused(refusal)
    return unlisted(see_other(_back(request, reading.thread_address(thread))))


@require_POST
@members_only
def theme_mark(request: HttpRequest, slug: str) -> HttpResponse:
    """Follow a theme, leave it out of what one is shown, or neither: `way`."""
    actor = actor_on(request)
    theme = get_object_or_404(Theme.objects.visible_to(actor), slug=slug)
    way = request.POST.get("way", "")
    try:
        if way in {"follow", "unfollow"}:
            following.follow_theme(actor, theme=theme, is_on=way == "follow")
        elif way in {"hide", "show"}:
            following.hide_theme(actor, theme=theme, is_on=way == "hide")
        else:
            raise Http404
    except Refusal as refusal:
        return refused(refusal)
    return unlisted(see_other(_back(request, reverse("theme_detail", args=[theme.slug]))))


@require_safe
@members_only
def following_list(request: HttpRequest) -> HttpResponse:
    """What one follows, and the themes that one leaves out."""
    actor = actor_on(request)
    context = {
        "threads": following.followed_threads(actor),
        "themes": following.followed_themes(actor),
        "hidden": following.hidden_themes(actor),
    }
    return unlisted(render(request, "forum/following.html", context))


def _back(request: HttpRequest, address: str) -> str:
    """Return where one came from within these pages: the list of what one follows, or `address`."""
    return reverse("forum:following") if request.POST.get("back") == "following" else address


def _not_there(request: HttpRequest) -> HttpResponse:
    return unlisted(render(request, "forum/not_there.html", status=404))


def refused(refusal: Refusal) -> HttpResponse:
    """Say on a calm page why an act was not done. Raises Http404 or PermissionDenied with the sentence."""
    if refusal.code == "not_found":
        raise Http404
    raise PermissionDenied(str(refusal.detail)) from refusal


def _post(request: HttpRequest, number: str) -> Post:
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    posts = Post.objects.visible_to(actor_on(request)).select_related("author", "thread__theme", "thread__author")
    found = posts.filter(pk=int(number)).first()
    if found is None:
        raise Http404
    return found
