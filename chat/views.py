"""Rooms over plain HTTP: the list, the page with its form, and what the socket says for whoever has none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chat import answering, approval, marks, policies, process, receiving, services, transcript, voices, wire
from chat import frames as chat_frames
from chat.approval import Kept
from chat.forms import LARGEST, MessageForm, WordsOfRoom
from chat.hub import Batch
from chat.models import GestureKind, Room
from chat.services import Published
from crisis.panel import support_panel
from members import hiding
from members.access import actor_on, members_only, same_origin
from members.actor import Actor
from members.refusals import Refusal
from members.socket_sessions import actor_of_session

LONGEST_WAIT_S = 25
MOST_WAITING = 100

_STATUS = {
    "rate_limited": HTTPStatus.TOO_MANY_REQUESTS,
    "slow_mode": HTTPStatus.TOO_MANY_REQUESTS,
    "empty": HTTPStatus.UNPROCESSABLE_ENTITY,
    "too_long": HTTPStatus.UNPROCESSABLE_ENTITY,
    "bad_field": HTTPStatus.UNPROCESSABLE_ENTITY,
    "not_found": HTTPStatus.UNPROCESSABLE_ENTITY,
    "confirm": HTTPStatus.UNPROCESSABLE_ENTITY,
    "too_old": HTTPStatus.CONFLICT,
    "too_few_present": HTTPStatus.CONFLICT,
    "full": HTTPStatus.CONFLICT,
    "held": HTTPStatus.CONFLICT,
    "closed": HTTPStatus.CONFLICT,
}


@require_safe
def room_list(request: HttpRequest) -> HttpResponse:
    """Every room one may read, one's own language first."""
    actor = actor_on(request)
    rooms = list(Room.objects.visible_to(actor).select_related("theme"))
    language = get_language()
    rooms.sort(key=lambda room: (room.language != language, room.state != "open", room.pk))
    own = voices.knowing(actor, voices.masks_in([(actor, room) for room in rooms]).values())
    news = marks.with_news(own, rooms, hidden=hiding.hidden_names(actor))
    return render(request, "chat/room_list.html", {"rooms": rooms, "news": news})


@require_http_methods(["GET", "HEAD", "POST"])
def room_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest of a room; with `?before=` what was said earlier. POST says something without a script."""
    if request.method == "POST":
        return _say(request, slug=slug)
    actor = actor_on(request)
    room = room_or_door(actor, slug)
    if room is None:
        return _to_the_door(request)
    asked = {name: request.GET[name] for name in ("before", "after") if request.GET.get(name)}
    numbers = {name: number_in(word) for name, word in asked.items()}
    if None in numbers.values() or len(numbers) > 1:
        raise Http404
    return _page(request, actor, room, before=numbers.get("before"), after=numbers.get("after"))


def _to_the_door(request: HttpRequest) -> HttpResponse:
    """Lead a guest to where one comes in, with the word that this room is why."""
    asked = urlencode({"next": request.get_full_path(), "why": "room"})
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{asked}")


@members_only
def _say(request: HttpRequest, *, slug: str) -> HttpResponse:
    actor = actor_on(request)
    room = room_or_door(actor, slug)
    if room is None:
        raise Http404
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, room, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    words = form.cleaned_data
    try:
        if not process.has_place(actor, room):
            raise process.full()
        published = services.send_message(
            actor,
            room=room,
            nonce=words["nonce"],
            body=words["body"],
            reply_to=words["reply_to"],
            content_note=words["content_note"],
            is_confirmed=words["confirmed"],
            is_masked=words["voice"] == "mask",
        )
    except Refusal as refusal:
        return refused_with(refusal, form, lambda status: _page(request, actor, room, form=form, status=status))
    # Were the mark of a name to stop at what a mask said, it would tell whose mask it is.
    if isinstance(published, Published) and words["voice"] != "mask":
        marks.read_up_to(actor, room=room, seq=published.event.seq)
    if chat_frames.needs_support(actor, room, published):
        room.refresh_from_db()
        return _page(request, actor, room, panel=panel_for(actor, published))
    return back_to(room, "latest" if isinstance(published, Published) else "waiting-words")


def back_to(room: Room, anchor: str = "latest") -> HttpResponse:
    """Lead back to the room after something was done there."""
    response = HttpResponseRedirect(f"{reverse('chat:room_detail', args=[room.slug])}#{anchor}")
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def panel_for(actor: Actor, published: Published | Kept) -> Any:
    """Return the panel for whoever wrote words of danger, in the language of the page."""
    level = published.assessment.level.value
    return support_panel(actor.region, get_language() or actor.language, timezone.now(), level=level)


def refused_with(refusal: Refusal, form: Form, page: Callable[[int], HttpResponse]) -> HttpResponse:
    """Show `page` with the sentence of a refusal beside its field and the words kept; a question brings its answer."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.detail))
    if refusal.code == "confirm" and isinstance(form, WordsOfRoom):
        form.is_asked = True
    response = page(_STATUS.get(refusal.code, HTTPStatus.FORBIDDEN))
    if refusal.retry_after_s:
        response.headers["Retry-After"] = str(refusal.retry_after_s)
    return response


def _page(
    request: HttpRequest,
    actor: Actor,
    room: Room,
    *,
    before: int | None = None,
    after: int | None = None,
    form: MessageForm | None = None,
    panel: Any = None,
    status: int = 200,
) -> HttpResponse:
    hidden = hiding.hidden_names(actor)
    rooms = list(Room.objects.visible_to(actor))
    masks = voices.masks_in([(actor, one) for one in {room.pk: room, **{one.pk: one for one in rooms}}.values()])
    mask = masks.get((actor.member_id, room.pk))
    actor = voices.knowing(actor, masks.values())
    page = transcript.page_of(actor, room, hidden=hidden, before=before, after=after)
    read = None if actor.is_guest else marks.read_seq(actor, room)
    refusal = None if actor.is_guest else policies.sending_refusal(actor, room)
    answered = None
    if not actor.is_guest and form is None and (seq := number_in(request.GET.get("reply", ""))):
        answered = transcript.answered_line(room, seq)
        form = MessageForm.fresh(mask, reply_to=seq) if answered else None
    card_until = room.card_until(timezone.now())
    may_speak = not actor.is_guest and refusal is None
    is_read_first = may_speak and policies.asks_approval(actor, room)
    context = {
        "room": room,
        "rooms": sorted(rooms, key=lambda one: (one.language != room.language, one.pk)),
        "page": page,
        "is_past": page.after is not None or before is not None,
        "news": marks.with_news(actor, [one for one in rooms if one.pk != room.pk], hidden=hidden),
        "hidden": sorted(map(str, hidden)),
        "new_from": _new_from(page, read),
        "jump": read if read and page.lines and before is None and page.lines[0].event.seq > read + 1 else None,
        "gestures": GestureKind,
        "panel": panel,
        "card_until": wire.instant(card_until),
        "is_card_away": card_until is not None and answering.is_put_away(actor, room),
        "refusal": refusal,
        "answered": answered,
        "may_answer": may_speak,
        "may_decide": policies.keeps_order(actor, room),
        "held_messages": approval.waiting_for(actor, room),
        "asks_approval": is_read_first,
        "asks_of_masks": may_speak and not is_read_first and policies.asks_approval(actor, room, is_masked=True),
        "hours": settings.APPROVAL_HOURS,
        "form": None if actor.is_guest else form or MessageForm.fresh(mask),
        "mask": mask,
    }
    return render(request, "chat/room_detail.html", context, status=status)


def _new_from(page: transcript.Page, read: int | None) -> int | None:
    """Return the first line that others wrote since the reader was here; None for whoever was never here."""
    if not read:
        return None
    return next((line.event.seq for line in page.lines if line.event.seq > read and not line.is_mine), None)


# --- what the socket says, over HTTP ------------------------------------------------------------------
def _in_frames(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view say in its own tongue that the database is away: its clients read frames, not pages."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except DatabaseError:
            trouble = Refusal("unavailable", receiving.TROUBLED, retry_after_s=2)
            return _json_error(trouble, HTTPStatus.SERVICE_UNAVAILABLE)

    return told


@require_safe
@_in_frames
def room_events(request: HttpRequest, slug: str) -> HttpResponse:
    """Events as JSON: `after=` onwards (with `wait=`, until there is one), or back from `before=`."""
    actor = actor_on(request)
    refused, room = _json_room(actor, slug)
    if room is None:
        return refused
    asked = {name: request.GET.get(name) for name in ("after", "before", "wait")}
    numbers = {name: number_in(word) for name, word in asked.items() if word is not None}
    if None in numbers.values():
        return _json_error(Refusal("bad_field", receiving.BAD_JSON), HTTPStatus.BAD_REQUEST)
    after, before, wait = numbers.get("after"), numbers.get("before"), numbers.get("wait") or 0
    answer = transcript.answer_of(room, after=after, before=before)
    if wait and after is not None and before is None and not answer.events:
        # Nothing is held while waiting: neither a connection nor what was known of the reader's rights.
        close_old_connections()
        async_to_sync(_until_news)(room.pk, after, min(wait, LONGEST_WAIT_S))
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        fresh = actor_of_session(key, language=actor.language)
        refused, room = _json_room(fresh or Actor(language=actor.language), slug)
        if room is None:
            return refused
        answer = transcript.answer_of(room, after=after, before=None)
    return _json(answer.as_object())


@require_POST
@_in_frames
@same_origin
def room_frames(request: HttpRequest, slug: str, frames: dict[str, chat_frames.Handler]) -> HttpResponse:
    """Take one client frame and answer `{"frames": […]}`: what the socket would have said."""
    actor = actor_on(request)
    refused, room = _json_room(actor, slug)
    if room is None:
        return refused
    if len(request.body) > receiving.FRAME_BYTES:
        return _json_error(Refusal("too_long", receiving.BAD_JSON), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    data: dict[str, Any] = {}
    try:
        data = receiving.parsed(_text(request.body))
        handler = receiving.handler_for(frames, data)
        # The handler works in the rooms' own threads; what this one holds would be missing there.
        close_old_connections()
        answers = async_to_sync(handler)(actor, room, data)
    except Refusal as refusal:
        status = HTTPStatus.BAD_REQUEST if refusal.code == "bad_json" else HTTPStatus.OK
        return _json({"frames": [receiving.error_object(refusal, receiving.echoed(data))]}, status)
    except DatabaseError:
        trouble = Refusal("unavailable", receiving.TROUBLED, retry_after_s=2)
        return _json({"frames": [receiving.error_object(trouble, receiving.echoed(data))]}, 503)
    return _json({"frames": answers})


class _Waiter:
    """A long poll: stands in the room until the next event."""

    def __init__(self) -> None:
        self.event = asyncio.Event()

    def deliver(self, batch: Batch) -> None:
        """Wake up."""
        self.event.set()


_waiting = 0


async def _until_news(room_id: int, after: int, wait_s: int) -> None:
    """Return when the room holds something after `after`, or after `wait_s`; at once when too many wait already."""
    global _waiting  # noqa: PLW0603
    if _waiting >= MOST_WAITING:
        return
    _waiting += 1
    waiter, hub = _Waiter(), process.here().hub
    line = hub.join(room_id, waiter)
    try:
        head = await receiving.head_of(room_id)
        hub.settle(line, head)
        if head <= after:
            async with asyncio.timeout(wait_s):
                await waiter.event.wait()
    except (TimeoutError, DatabaseError):
        return
    finally:
        _waiting -= 1
        hub.leave(room_id, waiter)


def room_or_door(actor: Actor, slug: str) -> Room | None:
    """Return the room, None when a guest has to come in first. Raises Http404 when there is nothing to know of it."""
    room = Room.objects.select_related("theme__parent").filter(slug=slug).first()
    if room is None or not (room.theme.is_shown or actor.holds("administrator")):
        raise Http404
    return room if policies.can_read_room(actor, room) else None


def _json_room(actor: Actor, slug: str) -> tuple[HttpResponse, Room | None]:
    nothing = Refusal("not_found", _("This room is no longer here."))
    try:
        room = room_or_door(actor, slug)
    except Http404:
        return _json_error(nothing, HTTPStatus.NOT_FOUND), None
    closed = Refusal("not_member", _("This room is for members. Come in first; reading elsewhere stays open."))
    return _json_error(closed, HTTPStatus.UNAUTHORIZED), room


def _json(content: dict[str, Any], status: int = 200) -> HttpResponse:
    response = JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = "no-store"
    return response


def _json_error(refusal: Refusal, status: int) -> HttpResponse:
    return _json({"frames": [receiving.error_object(refusal)]}, status)


def _text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def number_in(word: str) -> int | None:
    """Return the whole number that a part of an address says, None when it says none."""
    return min(int(word), LARGEST) if word.isascii() and word.isdigit() and len(word) < 17 else None
