"""What a page weighs on the line, and how many rows are read for it: little, however much there is."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import word_index
from forum.models import Post, Thread
from groups.models import Theme
from markup import rich_text, word_forms
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db
KB = 1024


def sentences() -> list[str]:
    told = json.loads((settings.BASE_DIR / "data" / "community-fr.json").read_text(encoding="utf-8"))
    bodies = [post["body"] for thread in told["threads"] for post in thread["posts"]]
    return [one.strip() for body in bodies for one in re.split(r"(?<=[.?!])\s", body) if len(one) > 20]


def long_thread(posts: int) -> Thread:
    """A thread of invented posts of some 200 words, made of the demo's own sentences."""
    dice, stock = random.Random(1871), sentences()
    thread = factories.make_thread(body="Premiers mots.")
    names = [factories.make_pseudonym() for _ in range(20)]
    made = []
    for position in range(2, posts + 1):
        words: list[str] = []
        while sum(map(len, words)) < 1100:
            words.append(dice.choice(stock))
        body = " ".join(words[:6]) + "\n\n" + " ".join(words[6:])
        html = rich_text.render(body).html
        made.append(
            Post(
                thread=thread,
                position=position,
                author=dice.choice(names),
                body=body,
                html=html,
                recipe=rich_text.RECIPE,
            )
        )
    for post in Post.objects.bulk_create(made):
        word_index.keep_all([(post.pk, word_forms.forms_in(post.html, "fr"))])
    Thread.objects.filter(pk=thread.pk).update(last_position=posts, is_answered=True)
    thread.refresh_from_db()
    return thread


def on_the_line(person: Person, address: str) -> dict[str, tuple[str, int]]:
    """Everything that a first visit of a guest fetches: address to (kind, bytes packed)."""
    answer = person.client.get(address, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    html = gzip.decompress(answer.content).decode()
    # The page brings its style along; what it weighs for that is told apart.
    bare = len(gzip.compress(re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL).encode(), 4))
    found = {address: ("html", bare), "style": ("style", len(answer.content) - bare)}
    kinds = {"css": r'rel="stylesheet" href="([^"]+)"', "js": r'<script[^>]* src="([^"]+)"'}
    kinds |= {"image": r'(?:<use href|rel="icon"[^>]* href|<img[^>]* src)="([^"#]+)'}
    for kind, pattern in kinds.items():
        for one in set(re.findall(pattern, html)):
            path = finders.find(one.removeprefix(settings.STATIC_URL))
            assert path, one
            content = Path(path).read_bytes()
            found[one] = (kind, len(gzip.compress(content, 9)))
            # A module fetches others.
            assert kind != "js" or b"import" not in content
            assert kind != "css" or not re.search(rb"@import|url\(\s*[\"']?(?!data:)", content)
    return found


def weight(found: dict[str, tuple[str, int]], kind: str = "") -> int:
    return sum(size for what, size in found.values() if kind in {"", what})


def test_a_first_visit_to_a_thread_is_four_requests_and_40_kb(guest: Person) -> None:
    usual, longest = long_thread(18), long_thread(60)
    for thread, html in ((usual, 12 * KB), (longest, 24 * KB)):
        found = on_the_line(guest, f"/fr/threads/{thread.pk}/{thread.slug}/")
        assert len(found) - 1 <= 4, found
        assert weight(found) <= 40 * KB, found
        assert weight(found, "html") <= html, found
        assert 0 < weight(found, "style") <= 4 * KB, found
        assert weight(found, "js") <= 8 * KB, found


@pytest.mark.only_on("sqlite")
def test_all_scripts_of_a_members_thread_weigh_8_kb_at_most(lucie: Person) -> None:
    thread = factories.make_thread()
    html = lucie.client.get(f"/fr/threads/{thread.pk}/{thread.slug}/").content.decode()
    scripts = set(re.findall(r'<script[^>]* src="([^"]+)"', html))
    paths = [finders.find(one.removeprefix(settings.STATIC_URL)) for one in scripts]
    assert len(paths) >= 4
    assert sum(len(gzip.compress(Path(path or "").read_bytes(), 9)) for path in paths) <= 8 * KB


# The help page brings one more: what keeps it on the device of whoever asks for it.
OTHERS = {"/fr/": 4, "/fr/themes/": 4, "/fr/search/": 4, "/fr/unanswered/": 4, "/fr/help/": 5}


@pytest.mark.parametrize("address", OTHERS)
def test_other_first_visits_weigh_less(guest: Person, address: str) -> None:
    chapter = factories.make_theme("perte")
    for number in range(40):
        factories.make_thread(factories.make_theme(f"theme-{number}", parent=chapter), body=f"Bonsoir {number}.")
    found = on_the_line(guest, address)
    assert len(found) - 1 <= OTHERS[address], found
    assert weight(found) <= 30 * KB, found
    assert weight(found, "html") + weight(found, "style") <= 12 * KB, found


def many_threads(beside: Thread, number: int) -> list[Thread]:
    """Threads of the same theme, a minute apart, in both languages; the newest first."""
    made = [
        Thread(
            theme=beside.theme,
            author=beside.author,
            title=f"Bonsoir {place}",
            slug=f"bonsoir-{place}",
            language="fr" if place % 3 else "en",
            is_answered=True,
            last_position=1,
            last_post_at=beside.last_post_at - timedelta(minutes=place),
        )
        for place in range(number)
    ]
    return Thread.objects.bulk_create(made)


# --- rows -----------------------------------------------------------------------------------------
def scans(plan: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """Every table that a plan reads, and how many rows it looked at."""
    if "Relation Name" in plan:
        rows = (
            plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
        )
        yield plan["Relation Name"], rows * plan["Actual Loops"]
    for inner in plan.get("Plans", []):
        yield from scans(inner)


@pytest.mark.only_on("postgresql")
def test_the_rows_of_a_page_are_read_and_no_others(guest: Person) -> None:
    thread = long_thread(4000)
    Theme.objects.filter(pk=thread.theme_id).update(parent=factories.make_theme("chapitre"))
    others = many_threads(thread, 3000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    address = f"/fr/threads/{thread.pk}/{thread.slug}/"
    last = -(-4000 // 30)
    deep = others[1500]
    pages = [address, f"{address}?page={last // 2}", f"{address}?page={last}", "/fr/", "/fr/unanswered/"]
    pages += [f"/fr/themes/{thread.theme.slug}/", "/fr/search/?q=nuit"]
    pages += [f"/fr/themes/{thread.theme.slug}/?after=1-{int(deep.last_post_at.timestamp() * 1_000_000)}-{deep.pk}"]
    pages += [f"/fr/themes/{thread.theme.slug}/?end", "/fr/themes/chapitre/", "/fr/themes/chapitre/?end"]
    pages += ["/fr/themes/chapitre/feed/"]
    for page in pages:
        with CaptureQueriesContext(connection) as asked:
            assert guest.client.get(page).status_code == 200
        for one in asked.captured_queries:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + one["sql"].replace("%", "%%"))
                told = cursor.fetchone()[0]
            plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
            for table, rows in scans(plan):
                # A list of themes is a page's own rows; a word that stands in many posts is met on the way.
                assert rows <= 600, (page, table, rows)


@pytest.mark.only_on("postgresql")
def test_a_rare_word_is_looked_up(guest: Person) -> None:
    """In a table as small as a test's, it is quicker to walk; the index is there to be used."""
    factories.make_thread(body="Une calebasse.")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        with CaptureQueriesContext(connection) as asked:
            guest.client.get("/fr/search/?q=calebasses")
        cursor.execute("EXPLAIN " + asked.captured_queries[-1]["sql"].replace("%", "%%"))
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Bitmap Index Scan on forum_post_words_forms" in plan
