"""Pages that show several apps: they lay out what each app's `visible_to` selections return, and own no rule."""

from __future__ import annotations

import calendar
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, Q, QuerySet, Subquery, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chat.models import Room, RoomState
from config.thread_lists import thread_page
from forum import following, reading
from forum.models import Post, PostState
from forum.sparing import Eyes, eyes_of
from groups.models import Theme, listed_themes
from members import inbox as letters
from members import quiet
from members.access import actor_on, members_only, role_only
from members.actor import Actor
from members.models import Letter, LetterKind, Pseudonym
from members.policies import can_keep_house, speaking_refusal
from members.refusals import Refusal
from members.services import is_own as is_own_name
from moderation import appeals, questions, targets
from moderation.models import Decision
from record.questions import ask

WORDS_A_PAGE = 20
WAITING_OWN, WAITING_OTHER = 4, 2
ROOMS_AT_HOME = 6


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


# --- home -----------------------------------------------------------------------------------------
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The house from the street: what it is, which windows are lit, what is talked about, who waits for an answer."""
    actor = actor_on(request)
    own = _language()
    eyes = eyes_of(actor)
    context = {
        "chapters": _chapters(actor),
        "rooms": ask(_rooms_at_home, actor, own, is_kept=actor.is_guest),
        "waiting": reading.some_who_wait(actor, WAITING_OWN, WAITING_OTHER, eyes=eyes),
    }
    return render(request, "pages/home.html", context)


def _rooms_at_home(actor: Actor, own: str) -> QuerySet[Room]:
    return _rooms(actor, own)[:ROOMS_AT_HOME]


def _rooms_of(actor: Actor, own: str, is_chapter: bool, theme: int) -> QuerySet[Room]:
    return _rooms(actor, own).filter(_within(is_chapter, theme))


def _within(is_chapter: bool, theme: int) -> Q:
    """Return what makes a thread or a room one of a theme: its own, or with a chapter those of its themes."""
    return Q(theme=theme) | Q(theme__parent=theme) if is_chapter else Q(theme=theme)


def _rooms(actor: Actor, own: str) -> QuerySet[Room]:
    """Rooms in the order of their windows: open, paused, closed; the reader's language first within each."""
    state = Case(
        When(state=RoomState.OPEN, then=Value(0)),
        When(state=RoomState.HELD, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return Room.objects.visible_to(actor).order_by(state, _foreign_last(own), "id")


def _foreign_last(own: str) -> Case:
    return Case(When(language=own, then=Value(0)), default=Value(1), output_field=IntegerField())


def _chapters(actor: Actor, who: str = "") -> list[Theme]:
    """Return the chapters in their order, each with its themes in `shown_themes`. One query."""
    hidden = quiet.quiet_of(actor).hidden_themes
    themes = [one for one in listed_themes(actor) if one.pk not in hidden]
    chapters = {one.pk: one for one in themes if one.parent_id is None}
    for chapter in chapters.values():
        chapter.shown_themes = []  # type: ignore[attr-defined]
    for one in themes:
        if one.parent_id in chapters and _fits(one, who):
            chapters[one.parent_id].shown_themes.append(one)  # type: ignore[attr-defined]
    return list(chapters.values())


def _fits(theme: Theme, who: str) -> bool:
    """Whether a theme is for `who`: "concerned", "relatives", or anyone ("")."""
    return {"concerned": theme.for_concerned, "relatives": theme.for_relatives}.get(who, True)


# --- themes ---------------------------------------------------------------------------------------
@require_safe
def theme_list(request: HttpRequest) -> HttpResponseBase:
    """The chapters with their themes. `?theme=` comes from the sentence on the home page and leads to that theme."""
    who = request.GET.get("who", "")
    if wanted := request.GET.get("theme", ""):
        theme = Theme.objects.visible_to(actor_on(request)).filter(slug=wanted).first()
        if theme is None:
            raise Http404
        query = f"?{urlencode({'who': who})}" if who in {"concerned", "relatives"} else ""
        return redirect(reverse("theme_detail", args=[theme.slug]) + query)
    return render(request, "pages/theme_list.html", {"chapters": _chapters(actor_on(request))})


@require_safe
def theme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A theme with its rooms and its threads by last words; a chapter also lists its themes and speaks for them."""
    actor = actor_on(request)
    theme = next(iter(ask(_theme, actor, slug=slug, is_kept=actor.is_guest)), None)
    if theme is None:
        raise Http404
    who = request.GET.get("who", "")
    near = ask(_themes_in, actor, chapter=theme.parent_id or theme.pk, is_kept=actor.is_guest)
    is_chapter = theme.parent_id is None
    eyes = eyes_of(actor)
    inside = [one.pk for one in near] if is_chapter else []
    threads, addresses = thread_page(actor, request, theme, themes=inside, own=_language(), eyes=eyes)
    context = {
        "theme": theme,
        "themes": [one for one in near if _fits(one, who)] if is_chapter else [],
        "siblings": [] if is_chapter else [one for one in near if one.pk != theme.pk and _fits(one, who)],
        "who": who,
        "who_misfit": not is_chapter and not _fits(theme, who),
        "rooms": ask(_rooms_of, actor, _language(), is_chapter, theme=theme.pk, is_kept=actor.is_guest),
        "threads": threads,
        "leaves_out": bool(eyes.names or eyes.wish.muted_words or eyes.wish.hidden_themes),
        "marks": _marks(actor, theme, eyes),
        **addresses,
    }
    return render(request, "pages/theme_detail.html", context)


def _theme(actor: Actor, slug: str) -> QuerySet[Theme]:
    return Theme.objects.visible_to(actor).select_related("parent").filter(slug=slug)


def _themes_in(actor: Actor, chapter: int) -> QuerySet[Theme]:
    return Theme.objects.visible_to(actor).for_lists().filter(parent_id=chapter)


def _marks(actor: Actor, theme: Theme, eyes: Eyes) -> dict[str, bool]:
    """Return what a member set about a theme; nothing for a guest."""
    if actor.is_guest:
        return {}
    is_hidden = theme.pk in eyes.wish.hidden_themes
    return {"is_followed": following.is_following_theme(actor, theme), "is_hidden": is_hidden}


# --- a name ---------------------------------------------------------------------------------------
@require_safe
def masks(request: HttpRequest) -> HttpResponse:
    """What a mask protects from, and what not."""
    return render(request, "pages/masks.html", {})


@require_safe
def name_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """The public page of a name: its face, the month it came, and its words that the reader may and wants to see."""
    actor = actor_on(request)
    name = get_object_or_404(Pseudonym, pk=pk)
    words = (
        Post.objects.visible_to(actor)
        .filter(author=name, state=PostState.SHOWN, thread__opening_state=PostState.SHOWN)
        .select_related("thread")
        # Under a mask numbers are drawn by chance.
        .order_by(*(("-position", "-pk") if name.is_mask else ("-pk",)))
    )
    if actor.is_guest:
        words = words.filter(thread__is_sheltered=False)
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        mark = Subquery(Post.objects.filter(pk=int(before), author=name).values("position")[:1])
        earlier = Q(position__lt=mark) | Q(position=mark, pk__lt=int(before))
        words = words.filter(earlier if name.is_mask else Q(pk__lt=int(before)))
    eyes, is_own = eyes_of(actor), is_own_name(actor, name)
    is_hidden = name.pk in eyes.names
    if is_hidden:
        words = words.none()
    elif eyes.wish.hidden_themes and not is_own:
        words = words.exclude(thread__theme_id__in=eyes.wish.hidden_themes)
    found = list(words[: WORDS_A_PAGE + 1])
    page = found[:WORDS_A_PAGE]
    context = {
        "name": name,
        "is_own": is_own,
        "is_hidden": is_hidden,
        "may_ask_who": name.is_mask and can_keep_house(actor),
        "posts": [post for post in page if is_own or not (eyes.mutes(post) or eyes.wish.mutes(post.thread.title))],
        "first": request.path if before else "",
        "newer": request.path if before else "",
        "older": f"{request.path}?before={page[-1].pk}" if len(found) > WORDS_A_PAGE else "",
    }
    return render(request, "pages/name_detail.html", context)


# --- one's own place ------------------------------------------------------------------------------
@require_safe
@members_only
def my_page(request: HttpRequest) -> HttpResponse:
    """One's own place: the name, the letters, and everything one may change."""
    actor = actor_on(request)
    is_silent = quiet.quiet_of(actor).is_silent(timezone.now())
    context = {"has_news": not is_silent and letters.has_news(actor), "refusal": speaking_refusal(actor)}
    return render(request, "pages/my_page.html", context)


@require_safe
@members_only
def inbox(request: HttpRequest) -> HttpResponse:
    """What happened while one was away. Opening it writes nothing."""
    actor = actor_on(request)
    wish = quiet.quiet_of(actor)
    if wish.is_on_break(timezone.now()) and "look" not in request.GET:
        return render(request, "pages/inbox_on_break.html", {"wish": wish})
    items = letters.items_for(actor)
    fresh = [one for one in items if one.is_new]
    has_news = any(one.kind not in LetterKind.values for one in fresh)
    context = {"fresh": fresh, "seen": [one for one in items if not one.is_new], "has_news": has_news}
    return render(request, "pages/inbox.html", context)


@require_POST
@members_only
def inbox_seen(request: HttpRequest) -> HttpResponse:
    """Put away whatever is told there but the letters: each of those is put away by itself."""
    try:
        letters.put_away_news(actor_on(request))
    except Refusal as refusal:
        raise PermissionDenied(str(refusal.detail)) from refusal
    return redirect("inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def letter_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter. Reading writes nothing; a button puts it away, or back among the new ones."""
    actor = actor_on(request)
    if request.method == "POST":
        letters.mark_read(actor, pk, is_read=request.POST.get("away") != "no")
        return redirect("inbox")
    letter = letters.letter_for(actor, pk)
    way, question = appeals.way_from(actor, letter), questions.question_of(actor, letter)
    context = {"letter": letter, "way": way, "question": question, "place_of_letter": place_of(actor, letter)}
    return render(request, "pages/letter_detail.html", context)


def place_of(actor: Actor, letter: Letter) -> str:
    """Return the address of what a letter about a decision speaks of, "" when there is none that `actor` may read."""
    decision = Decision.objects.filter(letter=letter).select_related("case").first()
    found = decision and targets.find(actor, decision.case.target_kind, decision.case.target_id)
    return found.url if found else ""


# --- for administrators ---------------------------------------------------------------------------
@require_safe
@role_only("administrator")
def house(request: HttpRequest) -> HttpResponse:
    """The keys of the house: where administrators change themes, rooms, roles and pages."""
    return render(request, "pages/house.html", {})


# --- the way out ----------------------------------------------------------------------------------
@require_safe
def exit_page(request: HttpRequest) -> HttpResponseBase:
    """A neutral page with nothing of the house on it, or the address that the operator chose."""
    if settings.EXIT_URL:
        response: HttpResponseBase = redirect(settings.EXIT_URL)
    else:
        # Without the request nobody asks who reads: the way out waits for no database.
        response = HttpResponse(render_to_string("pages/exit.html", month_of(timezone.localdate())))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def month_of(today: Any) -> dict[str, Any]:
    """Return what the calendar of `today`'s month shows, weeks from Monday."""
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(today.year, today.month)
    return {
        "caption": date_format(today, "F Y"),
        "week_days": [{"short": date_format(day, "D"), "full": date_format(day, "l")} for day in weeks[0]],
        "weeks": [
            [{"number": day.day, "in_month": day.month == today.month, "is_today": day == today} for day in week]
            for week in weeks
        ],
    }
