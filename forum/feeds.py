"""Feeds (Atom): the threads of a theme whose authors let them be listed elsewhere, for anybody and for no account."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from forum import reading
from forum.models import Thread
from forum.views import unlisted
from groups.models import Theme
from members.actor import GUEST

ENTRIES = 20


class Entry(NamedTuple):
    """A thread as its entry: `own` stays the same whatever becomes of its title, `at` is as fine as its page tells."""

    thread: Thread
    own: str
    address: str
    at: str


@require_safe
def theme_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest threads of a theme (or of a chapter's themes). The same for everybody who asks: that of a guest.

    What leaves the house is only what its author let search engines list, and of it the first words alone.
    """
    theme = get_object_or_404(Theme.objects.visible_to(GUEST), slug=slug)
    threads = Thread.objects.visible_to(GUEST).highlighted().filter(is_indexed=True, note="")
    found = threads.filter(reading.within(theme)).select_related("author").order_by("-created_at", "-pk")[:ENTRIES]
    entries = [_entry(thread) for thread in found]
    context = {
        "theme": theme,
        "entries": entries,
        "home": f"{settings.SITE_URL}{reverse('theme_detail', args=[theme.slug])}",
        "own": f"{settings.SITE_URL}{reverse('forum:theme_feed', args=[theme.slug])}",
    }
    return unlisted(
        render(request, "forum/theme_feed.xml", context, content_type="application/atom+xml; charset=utf-8")
    )


def _entry(thread: Thread) -> Entry:
    at = timezone.localtime(thread.created_at)
    # Of whoever writes under a mask, the pages tell the day alone.
    at = at.replace(hour=0, minute=0) if thread.author.is_mask else at
    return Entry(
        thread,
        f"{settings.SITE_URL}/threads/{thread.pk}",
        f"{settings.SITE_URL}{reading.thread_address(thread)}",
        at.replace(second=0, microsecond=0).isoformat(),
    )
