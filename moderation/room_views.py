"""Holding a room without a script: its shutters, its topic, its pace, a word for everybody, pauses that end."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from chat.models import Room
from members.access import actor_on
from members.refusals import Refusal
from moderation import at_once
from moderation.policies import can_steer
from moderation.room_forms import EndPauseForm, NoticeForm, SteerForm
from moderation.views import see_other, status_of, watchers_only


@require_http_methods(["GET", "HEAD", "POST"])
@watchers_only
def hold_room(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What whoever welcomes people can do for a room; POST changes its shutters, its topic or its pace."""
    room = _room(request, slug)
    if request.method != "POST":
        return _page(request, room)
    form = SteerForm(request.POST)
    if not form.is_valid():
        return _page(request, room, steer=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        at_once.steer(actor_on(request), room=room, **form.asked(room))
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, room, steer=form, status=status_of(refusal))
    return _back_to(room)


@require_POST
@watchers_only
def room_notice(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Say something to everybody in the room."""
    room = _room(request, slug)
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return _page(request, room, notice=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        at_once.notice(actor_on(request), room=room, **form.cleaned_data)
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, room, notice=form, status=status_of(refusal))
    return _back_to(room)


@require_POST
@watchers_only
def room_card(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Lay beside the box how to answer somebody who is not well, or take it away."""
    room = _room(request, slug)
    at_once.lay_card(actor_on(request), room=room, is_on=request.POST.get("on") != "no")
    return _back_to(room)


@require_POST
@watchers_only
def end_pause(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Let somebody speak again before their pause is over."""
    room = _room(request, slug)
    form = EndPauseForm(request.POST)
    if not form.is_valid():
        return _page(request, room, end=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    asked = form.cleaned_data
    try:
        at_once.mute(actor_on(request), room=room, author_id=asked["author"], minutes=0, rule="", nonce=asked["nonce"])
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, room, end=form, status=status_of(refusal))
    return see_other(reverse("moderation:hold_room", args=[room.slug]))


def _room(request: HttpRequest, slug: str) -> Room:
    """Return the room. Raises Http404 for whoever does not hold it, as if there were none."""
    actor = actor_on(request)
    room = Room.objects.visible_to(actor).select_related("theme").filter(slug=slug).first()
    if room is None or not can_steer(actor, room):
        raise Http404
    return room


def _back_to(room: Room) -> HttpResponse:
    return see_other(f"{reverse('chat:room_detail', args=[room.slug])}#latest")


def _page(
    request: HttpRequest,
    room: Room,
    *,
    steer: SteerForm | None = None,
    notice: NoticeForm | None = None,
    end: EndPauseForm | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context: dict[str, Any] = {
        "room": room,
        "steer": steer or SteerForm.of(room),
        "notice": notice or NoticeForm(),
        "end": end,
        "is_card_laid": room.card_until(timezone.now()) is not None,
        "pauses": [(one, uuid4()) for one in at_once.pauses_in(room)],
    }
    return render(request, "moderation/hold_room.html", context, status=status)
