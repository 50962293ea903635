"""The administrators' pages about rooms."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from chat import keeping
from chat.forms import RoomForm
from chat.models import Room
from chat.policies import can_keep_rooms
from members.access import actor_on, members_only
from members.actor import Actor
from members.refusals import Refusal


@require_safe
@members_only
def house_rooms(request: HttpRequest) -> HttpResponse:
    """List every room, those of hidden themes too."""
    rooms = Room.objects.visible_to(_administrator(request)).select_related("theme")
    return render(request, "chat/house_rooms.html", {"rooms": rooms})


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def room_new(request: HttpRequest) -> HttpResponse:
    """Add a room."""
    actor = _administrator(request)
    first = {"guests_may_read": True, "slow_mode_s": 0, "state": "open", "language": actor.language}
    first |= {"capacity": 500, "keep_hours": 0, "approval": "nobody"}
    form = RoomForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.add_room(actor, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.detail))
        else:
            return redirect("chat:house_rooms")
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def room_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a room."""
    actor = _administrator(request)
    room = get_object_or_404(Room.objects.visible_to(actor).select_related("theme"), slug=slug)
    first = {key: getattr(room, key) for key in keeping.CHANGEABLE}
    form = RoomForm(request.POST or None, initial=first, room=room)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.change_room(actor, room=room, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.detail))
        else:
            return redirect("chat:house_rooms")
    return _form_page(request, form, room)


def _administrator(request: HttpRequest) -> Actor:
    """Return the actor. Raises Http404 for whoever does not keep rooms: for them there is no such page."""
    actor = actor_on(request)
    if not can_keep_rooms(actor):
        raise Http404
    return actor


def _form_page(request: HttpRequest, form: RoomForm, room: Room | None = None) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "chat/house_room.html", {"form": form, "room": room}, status=status)
