"""One's own messages that wait to be read before others see them: to look at, change, take back."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from chat import approval, frames, own_words, voices
from chat.forms import WordsForm
from chat.held_models import HeldMessage
from chat.views import back_to, panel_for, refused_with, room_or_door
from members.access import actor_on, members_only
from members.actor import Actor
from members.refusals import Refusal

WAITING = "waiting-words"
"""The anchor of one's own messages that wait, on the page of a room."""


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def held_message(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Look at one's own message that waits, and change it."""
    actor, held = _own(request, slug, pk)
    form = WordsForm(request.POST or None, initial={"body": held.body, "nonce": uuid4()})

    def page(status: int = 200, panel: object = None) -> HttpResponse:
        context = {"room": held.room, "held": held, "form": form, "panel": panel, "hours": settings.APPROVAL_HOURS}
        return render(request, "chat/held_message.html", context, status=status)

    if request.method != "POST":
        return page()
    if not form.is_valid():
        return page(422)
    try:
        kept = own_words.change_held(
            actor, held=held, body=form.cleaned_data["body"], is_confirmed=form.cleaned_data["confirmed"]
        )
    except Refusal as refusal:
        return refused_with(refusal, form, page)
    if frames.needs_support(actor, held.room, kept):
        held.refresh_from_db()
        return page(panel=panel_for(actor, kept))
    return back_to(held.room, WAITING)


@require_POST
@members_only
def held_message_withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take one's own message back while it waits."""
    actor, held = _own(request, slug, pk)
    try:
        approval.withdraw_held(actor, held=held)
    except Refusal as refusal:
        raise PermissionDenied(str(refusal.detail)) from refusal
    return back_to(held.room)


def _own(request: HttpRequest, slug: str, pk: int) -> tuple[Actor, HeldMessage]:
    """Return the message, and its author as they are known in this room, under their mask too."""
    actor = actor_on(request)
    room = room_or_door(actor, slug)
    if room is None:
        raise Http404
    actor = voices.knowing_here(actor, room)
    own = HeldMessage.objects.filter(author__in=actor.names, room__slug=slug)
    return actor, get_object_or_404(own.select_related("room__theme__parent", "author", "event"), pk=pk)
