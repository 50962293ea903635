"""Pages for reading: a thread, the place of a post, and what nobody has answered yet."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from forum import approval, audience, bookmarks, paging, policies, quoting, reading, sparing, voices
from forum.forms import ReplyForm
from forum.models import Post, Thread
from groups.models import Theme
from members.access import actor_on
from members.actor import Actor
from members.models import Pseudonym
from record.questions import ask

# A thread that this reader may know of, with all that its page says about it.
WITH_PLACE = ("theme__parent", "author")


@require_safe
def thread_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """A page of a thread. `?page=` names it, `?quote=` puts a post's words into the box for an answer."""
    actor = actor_on(request)
    thread = next(iter(ask(_thread, actor, number=pk, is_kept=actor.is_guest)), None)
    if thread is None:
        raise Http404
    if thread.joined_to_id is not None:
        return unlisted(HttpResponseRedirect(_where_it_went(request, actor, thread)))
    if slug != thread.slug:
        return HttpResponseRedirect(_elsewhere(request, reading.thread_address(thread)))
    page = paging.page_number(request.GET.get("page", ""), thread.last_position)
    if page is None:
        raise Http404
    mask = voices.mask_in(actor, thread)
    actor = voices.as_own(actor, thread, mask)
    mark, eyes = bookmarks.mark_of(actor, thread), sparing.eyes_of(actor)
    read = mark.read_position if mark is not None else _since(request, thread)
    lines = reading.lines_on(actor, thread, page, now=timezone.now(), read=read, eyes=eyes)
    context: dict[str, Any] = {
        "thread": thread,
        "lines": lines,
        "pages": reading.pages_of(thread, page),
        "near": reading.near(actor, thread, eyes=eyes),
        "come_back_address": reading.address_since(thread),
    }
    if not actor.is_guest:
        context["refusal"] = policies.reply_refusal(actor, thread)
        context["mark"], context["is_own"] = mark, thread.author_id in actor.names
        last = lines[-1].post.position if lines else 0
        context["unread_up_to"] = last if mark is None or mark.read_position < last else 0
        if mark is not None and 0 < mark.read_position < thread.last_position:
            context["new_address"] = f"{reading.thread_address(thread, paging.page_of(mark.read_position + 1))}#new"
        context["is_asked_to_widen"] = audience.is_asked(actor, thread)
        context["may_care"] = policies.cares_for(actor, thread)
        context["held_posts"] = approval.waiting_for(actor, thread)
        context |= approval_context(actor, thread.theme)
        first = {"body": quoted(request, thread, [line.post for line in lines]), "voice": voice_of(mask)}
        context |= {"form": ReplyForm(initial=first), "mask": mask}
    response = render(request, "forum/thread_detail.html", context)
    return response if thread.may_be_indexed else unlisted(response)


def _thread(actor: Actor, number: int) -> QuerySet[Thread]:
    return Thread.objects.visible_to(actor).select_related(*WITH_PLACE).filter(pk=number)


@require_safe
def post_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to a post in its thread."""
    posts = Post.objects.visible_to(actor_on(request)).select_related("thread")
    return unlisted(HttpResponseRedirect(reading.post_address(get_object_or_404(posts, pk=pk))))


@require_safe
def unanswered(request: HttpRequest) -> HttpResponse:
    """Threads that wait for a first answer."""
    before = request.GET.get("before", "")
    if before and not (before.isascii() and before.isdigit() and len(before) < 19):
        raise Http404
    actor = actor_on(request)
    eyes = sparing.eyes_of(actor)
    threads = reading.unanswered(actor, before=int(before) if before else None, eyes=eyes)
    shown = threads[: reading.ROWS]
    address = reverse("forum:unanswered")
    context = {
        "threads": eyes.kept(shown),
        "newer": address if before else "",
        "older": f"{address}?before={shown[-1].pk}" if len(threads) > len(shown) else "",
    }
    return unlisted(render(request, "forum/unanswered.html", context))


def approval_context(actor: Actor, theme: Theme | None) -> dict[str, Any]:
    """Return what a page with a box says about who reads first. Two queries at most."""
    is_asked = theme is not None and policies.asks_approval(actor, theme)
    of_masks = theme is not None and not is_asked and policies.asks_approval(actor, theme, is_masked=True)
    return {"asks_approval": is_asked, "asks_of_masks": of_masks, "approval_hours": settings.APPROVAL_HOURS}


def voice_of(mask: Pseudonym | None) -> str:
    """Return the name that a box proposes: whoever has a mask here does not step out of it by accident."""
    return "name" if mask is None else "mask"


def quoted(request: HttpRequest, thread: Thread, near: list[Post]) -> str:
    """Return the quotation that `?quote=` asks for, "" when there is none. `near` is looked through first."""
    asked = request.GET.get("quote", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 9):
        return ""
    position = int(asked)
    post = next((one for one in near if one.position == position), None)
    post = post or Post.objects.filter(thread=thread, position=position).first()
    return quoting.quote(post) if post else ""


def unlisted(response: HttpResponse) -> HttpResponse:
    """Ask search engines to leave this page out."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def see_other(address: str) -> HttpResponse:
    """Lead on after a form, to be read and not sent again."""
    response = HttpResponseRedirect(address)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _since(request: HttpRequest, thread: Thread) -> int | None:
    """Return the place up to which somebody had read, as their address tells: nothing of it is kept anywhere else."""
    asked = request.GET.get("since", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 9 else None


def _where_it_went(request: HttpRequest, actor: Actor, thread: Thread) -> str:
    """Return where the posts of a thread that was joined to another stand now. Raises Http404 when it is not theirs."""
    into = get_object_or_404(Thread.objects.visible_to(actor), pk=thread.joined_to_id)
    asked = request.GET.get("page", "")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 6 else 1
    position = min(thread.joined_after + paging.positions_on(max(page, 1))[0], into.last_position)
    return f"{reading.thread_address(into, paging.page_of(position))}#p{position}"


def _elsewhere(request: HttpRequest, address: str) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address
