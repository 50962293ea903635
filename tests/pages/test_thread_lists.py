"""The list of a theme's threads, leafed through in either direction: every thread stands there once, in its place."""

from __future__ import annotations

import random
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config import thread_lists
from forum.models import Thread
from groups.models import Theme
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db


def a_theme(*, threads: int, under: Theme | None = None) -> tuple[Theme, list[int]]:
    """A theme of threads in both languages, some kept on top, many of the same minute; and their order for `fr`."""
    dice, now = random.Random(1871), timezone.now()
    theme = factories.make_theme("liste", parent=under or factories.make_theme("chapitre"))
    author = factories.make_pseudonym()
    made = Thread.objects.bulk_create(
        Thread(
            theme=theme,
            author=author,
            title=f"Bonsoir {number}",
            slug="bonsoir",
            language=dice.choice(["fr", "en"]),
            is_pinned=dice.random() < 0.1,
            last_post_at=now - timedelta(minutes=dice.randrange(6)),
            last_position=1,
        )
        for number in range(threads)
    )

    def place(one: Thread) -> tuple[int, float, int]:
        rank = 0 if one.is_pinned else 1 if one.language == "fr" else 2
        return rank, -one.last_post_at.timestamp(), -one.pk

    return theme, [one.pk for one in sorted(made, key=place)]


def leaf(guest: Person, address: str, onward: str) -> list[list[int]]:
    """The threads on each page, following the links that lead `onward` (next, prev)."""
    pages = []
    while address and len(pages) < 50:
        html = guest.client.get(address).content.decode()
        pages.append([int(number) for number in re.findall(r'<h[23][^>]*><a href="/fr/threads/(\d+)/', html)])
        found = re.search(rf'rel="{onward}" href="([^"]+)"', html)
        address = found[1].replace("&amp;", "&") if found else ""
    return pages


@pytest.mark.parametrize("of", ["theme", "chapter"])
def test_every_thread_stands_once_and_in_its_place(of: str, guest: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread_lists, "THREADS_A_PAGE", 7)
    theme, wanted = a_theme(threads=60)
    slug = theme.slug if of == "theme" else "chapitre"
    onward = leaf(guest, f"/fr/themes/{slug}/", "next")
    assert [pk for page in onward for pk in page] == wanted
    back = leaf(guest, f"/fr/themes/{slug}/?end", "prev")
    assert [pk for page in reversed(back) for pk in page] == wanted
    assert all(len(page) == 7 for page in onward[:-1] + back[:-1])


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("of", ["liste", "chapitre"])
def test_each_rank_of_a_list_is_read_along_its_own_index(of: str, guest: Person) -> None:
    a_theme(threads=2)
    with CaptureQueriesContext(connection) as asked:
        guest.client.get(f"/fr/themes/{of}/")
    [listing] = [one["sql"] for one in asked.captured_queries if "is_pinned" in one["sql"].partition("WHERE")[2]]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + listing.replace("%", "%%"))
        plan = [row[3] for row in cursor.fetchall() if "forum_thread" in row[3]]
    assert plan
    assert not [step for step in plan if "thread_by_rank" not in step and "PRIMARY KEY" not in step], plan
