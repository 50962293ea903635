"""One message and what one can do with it, and the agreement of a room: pages and forms that need no script."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chat import answering, frames, gestures, marks, own_words, policies, transcript, voices
from chat.forms import LARGEST, GestureForm, NonceForm, NumberForm, WordsForm
from chat.models import GestureKind, Room, RoomEvent
from chat.views import back_to, panel_for, refused_with, room_or_door
from members.access import actor_on, members_only
from members.actor import Actor
from members.refusals import Refusal


@require_safe
@members_only
def message(request: HttpRequest, slug: str, seq: int) -> HttpResponse:
    """One message with everything one can do with it."""
    actor, room, event = _found(request, slug, seq)
    return _page(request, actor, room, event)


@require_POST
@members_only
def edit(request: HttpRequest, slug: str, seq: int) -> HttpResponse:
    """Change one's own words."""
    actor, room, event = _found(request, slug, seq)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, room, event, form=form, status=422)
    words = form.cleaned_data
    try:
        changed = own_words.edit_message(
            actor,
            room=room,
            target_seq=seq,
            nonce=words["nonce"],
            body=words["body"],
            is_confirmed=words["confirmed"],
        )
    except Refusal as refusal:
        return refused_with(refusal, form, lambda status: _page(request, actor, room, event, form=form, status=status))
    if frames.needs_support(actor, room, changed):
        event.refresh_from_db()
        return _page(request, actor, room, event, panel=panel_for(actor, changed))
    return back_to(room, f"m{seq}")


@require_POST
@members_only
def delete(request: HttpRequest, slug: str, seq: int) -> HttpResponse:
    """Take back one's own words."""
    actor, room, event = _found(request, slug, seq)
    form = NonceForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, room, event, form=form, status=422)
    try:
        own_words.delete_message(actor, room=room, target_seq=seq, nonce=form.cleaned_data["nonce"])
    except Refusal as refusal:
        return refused_with(refusal, form, lambda status: _page(request, actor, room, event, form=form, status=status))
    return back_to(room, f"m{seq}")


@require_POST
@members_only
def gesture(request: HttpRequest, slug: str, seq: int) -> HttpResponse:
    """Make a gesture, or take it back."""
    actor, room, event = _found(request, slug, seq)
    form = GestureForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, room, event, form=form, status=422)
    made = form.cleaned_data
    try:
        gestures.make_gesture(
            actor,
            room=room,
            target_seq=seq,
            gesture=made["gesture"],
            is_on=made["on"],
            nonce=made["nonce"],
            is_masked=made["voice"] == "mask",
        )
    except Refusal as refusal:
        return refused_with(refusal, form, lambda status: _page(request, actor, room, event, form=form, status=status))
    return back_to(room, f"m{seq}")


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, slug: str) -> HttpResponse:
    """What this room asks for; POST accepts the version that was read."""
    return _agree(request, slug=slug) if request.method == "POST" else _agreement_page(request, slug)


@members_only
def _agree(request: HttpRequest, *, slug: str) -> HttpResponse:
    actor, room = _room(request, slug)
    form = NumberForm(request.POST)
    if not form.is_valid():
        return _agreement_page(request, slug, form=form, status=422)
    try:
        marks.agree(actor, room=room, version=form.cleaned_data["number"])
    except Refusal as refusal:
        return refused_with(refusal, form, lambda status: _agreement_page(request, slug, form=form, status=status))
    return back_to(room)


@require_POST
@members_only
def read(request: HttpRequest, slug: str) -> HttpResponse:
    """Note that one has read so far."""
    actor, room = _room(request, slug)
    form = NumberForm(request.POST)
    if form.is_valid():
        marks.read_up_to(actor, room=room, seq=form.cleaned_data["number"])
    return back_to(room)


@require_POST
@members_only
def card_away(request: HttpRequest, slug: str) -> HttpResponse:
    """Put away the card that tells how to answer somebody."""
    actor, room = _room(request, slug)
    answering.put_away(actor, room)
    return back_to(room)


def _room(request: HttpRequest, slug: str) -> tuple[Actor, Room]:
    actor = actor_on(request)
    room = room_or_door(actor, slug)
    if room is None:
        raise Http404
    return actor, room


def _found(request: HttpRequest, slug: str, seq: int) -> tuple[Actor, Room, RoomEvent]:
    actor, room = _room(request, slug)
    event = transcript.message_at(room, seq) if seq <= LARGEST else None
    if event is None:
        raise Http404
    return voices.knowing_here(actor, room), room, event


def _page(
    request: HttpRequest,
    actor: Actor,
    room: Room,
    event: RoomEvent,
    *,
    form: Any = None,
    panel: Any = None,
    status: int = 200,
) -> HttpResponse:
    line = transcript.line_of(actor, room, event)
    made = gestures.made_to(actor, [event])[event.pk]
    refusal = policies.sending_refusal(actor, room)
    words = form if isinstance(form, WordsForm) else WordsForm(initial={"body": event.body, "nonce": uuid4()})
    context = {
        "room": room,
        "line": line,
        "event": event,
        "panel": panel,
        "refusal": refusal,
        "may_answer": refusal is None,
        "form": words if line.may_change else None,
        # What was refused elsewhere on the page is said at its top.
        "trouble": form if form is not None and form is not words else None,
        "nonce": uuid4(),
        "mask": voices.mask_in(actor, room),
        "gestures": [(kind, kind.value in made.mine, uuid4()) for kind in GestureKind],
    }
    return render(request, "chat/message.html", context, status=status)


def _agreement_page(
    request: HttpRequest, slug: str, *, form: NumberForm | None = None, status: int = 200
) -> HttpResponse:
    actor, room = _room(request, slug)
    if not room.agreement:
        raise Http404
    has_agreed = actor.is_guest or policies.agreement_refusal(actor, room) is None
    context = {"room": room, "has_agreed": has_agreed, "form": form}
    return render(request, "chat/agreement.html", context, status=status)
