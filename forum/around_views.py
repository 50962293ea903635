"""What one does around words without writing any: gestures, following, marking as read; each leads back."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from forum import gestures, reading
from forum.models import Post
from forum.views import see_other, unlisted
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


def refused(refusal: Refusal) -> HttpResponse:
    """Say on a calm page why an act was not done. Raises Http404 or PermissionDenied with the sentence."""
    if refusal.code == "not_found":
        raise Http404
    raise PermissionDenied(str(refusal.detail)) from refusal


def _post(request: HttpRequest, number: str) -> Post:
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    posts = Post.objects.visible_to(actor_on(request)).select_related("thread__theme", "thread__author")
    found = posts.filter(pk=int(number)).first()
    if found is None:
        raise Http404
    return found
