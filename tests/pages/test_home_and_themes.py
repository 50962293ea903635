"""Home, the list of themes, and a theme's page with its pages by key."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from forum.models import PostState, Thread
from groups.models import Theme
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def chapter() -> Theme:
    return factories.make_theme("loss", name_fr="La perte", name_en="Loss", position=900)


@pytest.fixture
def theme(chapter: Theme) -> Theme:
    return factories.make_theme("grief", parent=chapter, name_fr="Le deuil", name_en="Grief", position=901)


def threads_of(theme: Theme, count: int, language: str = "fr") -> list[Thread]:
    """Threads whose last words are an hour apart, the newest first."""
    now = timezone.now()
    made = []
    for number in range(count):
        thread = factories.make_thread(theme, title=f"Fil {language} {number}", language=language)
        # Pairs share their instant, so that the number of the thread has to decide between them.
        Thread.objects.filter(pk=thread.pk).update(last_post_at=now - timedelta(hours=number // 2))
        made.append(thread)
    return made


def titles(html: str) -> list[str]:
    return re.findall(r"Fil (?:fr|en) \d+", html)


def link(html: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', html)
    return found.group(1).replace("&amp;", "&") if found else ""


def test_a_guest_sees_the_house_from_the_street_and_leaves_no_trace(guest: Person, theme: Theme) -> None:
    room = factories.make_room(theme=theme, name="La table")
    factories.make_thread(theme, title="Personne ne m’a répondu")
    answer = guest.client.get("/fr/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "La perte" in page
    assert room.name in page
    assert "Personne ne m’a répondu" in page
    assert "/fr/help/" in page
    assert "/fr/exit/" in page
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_home_asks_a_fixed_number_of_questions(
    guest: Person, theme: Theme, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    guest.client.get("/fr/")
    for _ in range(2):
        with django_assert_num_queries(4):
            guest.client.get("/fr/")
        for number in range(8):
            factories.make_thread(theme, language="en" if number % 2 else "fr")
            factories.make_room(theme=theme)
            factories.make_theme(parent=theme.parent)


def test_who_waits_is_shown_in_ones_own_language_first_and_the_others_marked(guest: Person, theme: Theme) -> None:
    factories.make_thread(theme, title="Waiting here", language="en")
    factories.make_thread(theme, title="Une attente", language="fr")
    page = guest.client.get("/fr/").content.decode()
    assert page.index("Une attente") < page.index("Waiting here")
    assert re.search(r'<h3 lang="en"><a [^>]+>Waiting here', page)


def test_what_a_guest_may_not_know_of_stands_nowhere(guest: Person, lucie: Person, theme: Theme) -> None:
    factories.make_thread(theme, title="Entre nous", audience="members")
    factories.make_thread(theme, title="Retiré depuis", opening_state=PostState.HIDDEN)
    hidden = factories.make_theme("cellar", name_fr="La cave", parent=theme.parent, is_shown=False)
    factories.make_thread(hidden, title="Dans la cave")
    for address in ("/fr/", "/fr/themes/", "/fr/themes/grief/", "/fr/themes/loss/"):
        page = guest.client.get(address).content.decode()
        assert not any(words in page for words in ("Entre nous", "Retiré depuis", "La cave", "Dans la cave")), address
    assert "Entre nous" in lucie.client.get("/fr/themes/grief/").content.decode()


def test_a_theme_that_is_not_shown_is_known_to_administrators_alone(
    guest: Person, lucie: Person, odile: Person, chapter: Theme
) -> None:
    factories.make_theme("cellar", parent=chapter, is_shown=False)
    assert guest.client.get("/fr/themes/cellar/").status_code == 404
    assert lucie.client.get("/fr/themes/cellar/").status_code == 404
    assert odile.client.get("/fr/themes/cellar/").status_code == 200


def test_the_sentence_on_the_home_page_leads_to_a_theme(guest: Person, theme: Theme) -> None:
    answer = guest.client.get("/fr/themes/", {"theme": "grief", "who": "relatives"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/fr/themes/grief/?who=relatives"
    assert guest.client.get("/fr/themes/", {"theme": "nowhere"}).status_code == 404
    assert guest.client.get("/fr/themes/", {"theme": "\ud800".encode("utf-8", "surrogatepass")}).status_code in {
        400,
        404,
    }


def test_a_chapter_shows_themes_for_whom_one_asked_and_a_theme_says_when_it_is_not_for_them(
    guest: Person, theme: Theme, chapter: Theme
) -> None:
    factories.make_theme("beside", parent=chapter, name_fr="Les proches", for_concerned=False)
    page = guest.client.get("/fr/themes/loss/?who=concerned").content.decode()
    assert "Le deuil" in page
    assert "Les proches" not in page
    said = guest.client.get("/en/themes/beside/?who=concerned").content.decode()
    assert "Close by, there are themes for those who live it themselves." in said


@pytest.mark.parametrize("address", ["/fr/themes/grief/", "/fr/themes/loss/"])
def test_a_theme_asks_a_fixed_number_of_questions(
    guest: Person, theme: Theme, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(2):
        with django_assert_num_queries(4):
            assert guest.client.get(address).status_code == 200
        threads_of(theme, 25)
        factories.make_room(theme=theme)


def test_walking_the_pages_down_and_up_meets_every_thread_once_own_language_first(guest: Person, theme: Theme) -> None:
    threads_of(theme, 27, "fr")
    threads_of(theme, 26, "en")
    seen: list[list[str]] = []
    address, way_down = "/fr/themes/grief/", []
    while address:
        way_down.append(address)
        page = guest.client.get(address).content.decode()
        seen.append(titles(page))
        address = link(page, "next")
    walked = [title for page in seen for title in page]
    assert len(walked) == 53
    assert len(set(walked)) == 53
    assert [title[4:6] for title in walked] == ["fr"] * 27 + ["en"] * 26
    assert [len(page) for page in seen] == [20, 20, 13]
    up: Any = link(guest.client.get(way_down[-1]).content.decode(), "prev")
    page = guest.client.get(up).content.decode()
    assert titles(page) == seen[1]
    page = guest.client.get(link(page, "prev")).content.decode()
    assert titles(page) == seen[0]
    assert link(page, "prev") == ""


def test_to_the_end_shows_the_last_threads_in_reading_order(guest: Person, theme: Theme) -> None:
    threads_of(theme, 27)
    end = titles(guest.client.get("/fr/themes/grief/?end").content.decode())
    assert end[-1] in {"Fil fr 26", "Fil fr 25"}
    assert len(end) == 20
    assert 'rel="next"' not in guest.client.get("/fr/themes/grief/?end").content.decode()


def test_what_is_written_meanwhile_moves_nothing_on_the_next_page(guest: Person, theme: Theme) -> None:
    threads_of(theme, 25)
    following = link(guest.client.get("/fr/themes/grief/").content.decode(), "next")
    expected = titles(guest.client.get(following).content.decode())
    factories.make_thread(theme, title="Tout neuf")
    assert titles(guest.client.get(following).content.decode()) == expected


@pytest.mark.parametrize(
    "key", ["", "x", "1-2", "0-1-2-3", "9-1-1", f"0-{'9' * 40}-1", f"0-1-{'9' * 40}", "0--1", "٠-١-٢"]
)
def test_a_broken_key_shows_a_page_all_the_same(guest: Person, theme: Theme, key: str) -> None:
    threads_of(theme, 2)
    for name in ("after", "before"):
        assert guest.client.get("/fr/themes/grief/", {name: key}).status_code == 200


def test_the_language_switch_leads_to_the_same_page(guest: Person, theme: Theme) -> None:
    page = guest.client.get("/fr/themes/grief/?end").content.decode()
    assert 'href="/en/themes/grief/?end" lang="en"' in page
    assert '<html lang="fr">' in page
    assert '<html lang="en">' in guest.client.get("/en/themes/grief/").content.decode()


def test_the_door_leads_back_to_what_one_was_reading(guest: Person, theme: Theme) -> None:
    page = guest.client.get("/fr/themes/grief/?end").content.decode()
    assert 'href="/fr/accounts/login/?next=/fr/themes/grief/%3Fend"' in page
    assert 'href="/fr/accounts/login/"' in guest.client.get("/fr/").content.decode()
