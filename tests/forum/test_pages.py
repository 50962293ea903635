"""What a reader finds: posts by position, the right page, nothing for guests to carry away."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum import paging, quoting, reading, services, taking_down
from forum.models import Post, Thread
from members.actor import GUEST
from tests import factories
from tests.forum.speaking import fresh

pytestmark = pytest.mark.django_db
SECRET = "pomme-de-pin-secrète"


def page(thread: Thread, query: str = "", lang: str = "fr") -> str:
    return f"/{lang}/threads/{thread.pk}/{thread.slug}/{query}"


def long_thread(length: int, **fields) -> Thread:
    """A thread of `length` posts, written in bulk."""
    thread = factories.make_thread(**fields)
    author = factories.make_pseudonym()
    Post.objects.bulk_create(
        Post(thread=thread, position=number, author=author, body=f"mot{number}.", html=f"<p>mot{number}.</p>", recipe=1)
        for number in range(2, length + 1)
    )
    thread.last_position = length
    thread.is_answered = True
    thread.save()
    return thread


@pytest.mark.parametrize("position, number", [(1, 1), (30, 1), (31, 2), (60, 2), (61, 3)])
def test_a_position_has_its_page(position, number):
    assert paging.page_of(position) == number
    first, last = paging.positions_on(number)
    assert first <= position <= last


@pytest.mark.parametrize("asked", ["0", "-1", "2.0", "zwei", "²", "99", "9" * 40, " 1", "1e1"])
def test_a_page_that_is_none_is_not_found(guest, asked):
    thread = factories.make_thread()
    assert guest.client.get(page(thread), {"page": asked}).status_code == 404


def test_pages_hold_their_positions_and_lead_on(guest):
    thread = long_thread(65)
    first, second, third = (guest.client.get(page(thread, f"?page={n}")).content.decode() for n in (1, 2, 3))
    for html, inside, outside in ((first, (2, 30), (31, 65)), (second, (31, 60), (30, 61)), (third, (61, 65), (60, 2))):
        assert all(f"<p>mot{n}.</p>" in html and f'id="p{n}"' in html for n in inside)
        assert not any(f"<p>mot{n}.</p>" in html for n in outside)
    assert f'href="{page(thread)}?page=2"' in first
    assert f'href="{page(thread)}?page=3"' in first
    assert 'rel="prev"' not in first
    assert 'rel="next"' not in third
    assert f'rel="prev" href="{page(thread)}"' in second


def test_the_first_page_answers_with_and_without_a_number(guest):
    thread = factories.make_thread()
    plain, numbered = (guest.client.get(page(thread, query)).content for query in ("", "?page=1"))
    assert re.findall(rb"<article.*</article>", plain, re.DOTALL) == re.findall(
        rb"<article.*</article>", numbered, re.DOTALL
    )


def test_an_old_address_leads_to_the_present_one_with_its_question(guest):
    thread = long_thread(40)
    response = guest.client.get(f"/fr/threads/{thread.pk}/autrefois/?page=2")
    assert response.status_code == 302
    assert response["Location"] == page(thread, "?page=2")


@pytest.mark.parametrize("position, end", [(1, "#p1"), (30, "#p30"), (31, "?page=2#p31")])
def test_a_post_leads_to_its_place(guest, position, end):
    thread = long_thread(31)
    post = Post.objects.get(position=position)
    assert guest.client.get(f"/fr/posts/{post.pk}/")["Location"] == page(thread) + end


@pytest.mark.parametrize("address", ["/fr/threads/999999/x/", "/fr/posts/999999/", f"/fr/threads/{10**25}/x/"])
def test_what_is_not_there_is_not_found(guest, lucie, address):
    assert guest.client.get(address).status_code == 404
    assert lucie.client.get(address).status_code == 404


def test_a_guest_carries_nothing_away(guest):
    thread = factories.make_thread()
    for address in (page(thread), page(thread, "?quote=1"), "/fr/unanswered/"):
        response = guest.client.get(address)
        html = response.content.decode()
        assert response.status_code == 200
        assert not response.cookies
        assert "csrf" not in html
        assert "<form" not in html
        assert "Cookie" not in response.get("Vary", "")
        assert response["Cache-Control"] == "public, no-cache"
        assert response["ETag"]
        assert guest.client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert "textarea" not in guest.client.get(page(thread, "?quote=1")).content.decode()


def test_pages_ask_search_engines_to_pass_by(guest, lucie):
    thread = factories.make_thread()
    for client in (guest.client, lucie.client):
        for address in (page(thread), "/fr/unanswered/"):
            response = client.get(address)
            assert response["X-Robots-Tag"] == "noindex"
            assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_a_members_page_is_never_stored(lucie):
    response = lucie.client.get(page(factories.make_thread()))
    assert response["Cache-Control"] == "no-store"


def test_words_of_a_members_thread_never_reach_a_guest(guest, lucie):
    theme = factories.make_theme("silence")
    thread = factories.make_thread(
        theme, title=f"{SECRET} titre", slug="pomme-de-pin", body=f"{SECRET} corps", audience="members"
    )
    post = factories.make_post(thread, body=SECRET)
    open_thread = factories.make_thread(theme)
    closed = [page(thread), page(thread, "?page=1"), f"/fr/posts/{post.pk}/", f"/fr/posts/{thread.posts.first().pk}/"]
    closed += [f"/fr/threads/{thread.pk}/{other}/" for other in ("x", "un-fil")]
    for address in closed:
        response = guest.client.get(address)
        assert response.status_code == 404
        said = response.content.decode() + str(response.headers)
        assert SECRET not in said
        assert "pomme-de-pin" in address or "pomme-de-pin" not in said
    readable = [page(open_thread), "/fr/unanswered/", "/en/unanswered/", "/fr/", "/fr/themes/", "/fr/themes/silence/"]
    readable += [f"/fr/names/{thread.author_id}/", f"/fr/names/{post.author_id}/", f"/fr/unanswered/?before={10**6}"]
    for address in readable:
        assert "pomme-de-pin" not in guest.client.get(address).content.decode(), address
    assert SECRET in lucie.client.get(page(thread)).content.decode()
    assert SECRET in lucie.client.get("/fr/unanswered/").content.decode() or thread.is_answered
    assert not Thread.objects.visible_to(GUEST).filter(pk=thread.pk).exists()
    assert not Post.objects.visible_to(GUEST).filter(thread=thread).exists()


def test_a_guest_is_not_even_told_that_a_members_thread_takes_replies(guest):
    thread = factories.make_thread(audience="members")
    missing = guest.client.get("/fr/threads/999999/reply/")
    there = guest.client.get(f"/fr/threads/{thread.pk}/reply/")
    assert (missing.status_code, there.status_code) == (302, 302)
    assert missing["Location"].replace("999999", str(thread.pk)) == there["Location"]


def test_threads_of_a_theme_that_is_not_shown_are_not_found(guest, lucie, odile):
    thread = factories.make_thread(factories.make_theme(is_shown=False))
    assert [one.client.get(page(thread)).status_code for one in (guest, lucie, odile)] == [404, 404, 200]


@pytest.mark.parametrize("how", ["taken back", "taken down"])
def test_a_removed_opening_takes_its_title_out_of_every_page(guest, lucie, how):
    theme = factories.make_theme("silence")
    post = factories.make_thread(theme, lucie.name, title=SECRET, slug="pomme-de-pin", body=SECRET).posts.get()
    factories.make_post(post.thread)
    other = factories.make_thread(theme)
    if how == "taken back":
        services.delete_post(lucie.actor, post=fresh(post))
    else:
        taking_down.hide_post(fresh(post), reason="personal_data")
    thread = fresh(post.thread)
    addresses = [page(thread), page(thread, lang="en"), page(other), "/fr/", "/fr/themes/silence/", "/fr/unanswered/"]
    addresses += [f"/fr/names/{lucie.name.pk}/"]
    for client in (guest.client, lucie.client):
        for address in addresses:
            response = client.get(address)
            assert response.status_code == 200, address
            assert "pomme-de-pin" not in response.content.decode(), address
        assert client.get(f"/fr/threads/{thread.pk}/pomme-de-pin/")["Location"] == page(thread)


def test_a_removed_post_leaves_a_sentence_with_the_reason(guest):
    thread = factories.make_thread()
    post = factories.make_post(thread, body=SECRET)
    taking_down.hide_post(fresh(post), reason="personal_data")
    html = guest.client.get(page(thread, lang="en")).content.decode()
    assert SECRET not in html
    assert post.author.name not in html
    assert "it gave away a name, a number or an address" in html
    assert f'id="p{post.position}"' in html
    french = guest.client.get(page(thread)).content.decode()
    assert "gave away" not in french


def test_words_carry_their_language_and_titles_too(guest):
    thread = factories.make_thread(title="The kettle", language="en")
    french = guest.client.get(page(thread)).content.decode()
    assert re.search(r'<h1 lang="en">The kettle</h1>', french)
    assert '<div class="body" lang="en">' in french
    english = guest.client.get(page(thread, lang="en")).content.decode()
    assert "<h1>The kettle</h1>" in english
    assert '<div class="body">' in english


def test_titles_and_names_are_text_and_never_markup(guest, lucie):
    thread = factories.make_thread(author=factories.make_pseudonym("<b>x</b>"), title="<script>alert(1)</script>")
    for client in (guest.client, lucie.client):
        html = client.get(page(thread)).content.decode()
        assert "<script>alert" not in html
        assert "<b>x</b>" not in html
        assert "&lt;script&gt;alert(1)" in html


def test_flags_lead_from_every_post_but_ones_own(guest, lucie, marc):
    thread = factories.make_thread(author=lucie.name)
    post = factories.make_post(thread, marc.name)
    opening = thread.posts.get(position=1)
    flags = [reverse("moderation:flag", args=["post", one.pk])[3:] for one in (opening, post)]
    assert [flag in guest.client.get(page(thread)).content.decode() for flag in flags] == [True, True]
    mine = lucie.client.get(page(thread)).content.decode()
    assert [flag in mine for flag in flags] == [False, True]
    assert f"/posts/{opening.pk}/edit/" in mine
    assert f"/posts/{opening.pk}/delete/" in mine
    assert f"/posts/{post.pk}/edit/" not in mine
    assert f"/posts/{post.pk}/delete/" not in mine


def test_a_quote_fills_the_box_without_a_script(lucie):
    thread = long_thread(40)
    Post.objects.filter(position=2).update(body="> ancien\n\nPremière ligne\n\nseconde")
    for address in (
        page(thread, "?quote=2"),
        page(thread, "?page=2&quote=2"),
        f"/fr/threads/{thread.pk}/reply/?quote=2",
    ):
        html = lucie.client.get(address).content.decode()
        assert re.search(
            r'<textarea name="body"[^>]*>\s*&gt; Première ligne\n&gt;\n&gt; seconde\n\n</textarea>', html
        ), address
    assert f"{page(thread)}?quote=2#reply" in lucie.client.get(page(thread)).content.decode()
    assert f"{page(thread)}?page=2&amp;quote=31#reply" in lucie.client.get(page(thread, "?page=2")).content.decode()


@pytest.mark.parametrize("quote", ["3", "0", "-1", "x", "9" * 30, "2"])
def test_what_cannot_be_quoted_leaves_the_box_empty(lucie, quote):
    thread = factories.make_thread()
    taking_down.hide_post(fresh(factories.make_post(thread, body=SECRET)), reason="hostile")
    html = lucie.client.get(page(thread, f"?quote={quote}")).content.decode()
    assert re.search(r'<textarea name="body"[^>]*>\s*</textarea>', html)
    assert SECRET not in html


def test_a_long_quotation_is_cut_between_words():
    text = quoting.quote(Post(body="mot " * 2000))
    assert len(text) < 1600
    assert text.endswith("mot …\n\n")


def test_a_guest_is_asked_in_without_a_form(guest):
    thread = factories.make_thread()
    html = guest.client.get(page(thread)).content.decode()
    assert f"?next={page(thread)}" in html
    assert "/fr/accounts/signup/" in html


def test_nobody_is_asked_to_answer_a_closed_thread(guest, lucie):
    thread = factories.make_thread(is_locked=True)
    for client in (guest.client, lucie.client):
        html = client.get(page(thread, lang="en")).content.decode()
        assert "This thread is closed" in html
        assert "<textarea" not in html
        assert "accounts/signup/?next" not in html


def test_a_suspended_member_reads_the_reason_in_place_of_the_box(sam):
    html = sam.client.get(page(factories.make_thread(), lang="en")).content.decode()
    assert "You cannot write until" in html
    assert "<textarea" not in html


def queries(client, address) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_a_guest_costs_three_queries_however_long_the_thread(guest):
    short, long = factories.make_thread(), long_thread(95)
    counts = {queries(guest.client, page(short))} | {queries(guest.client, page(long, f"?page={n}")) for n in (1, 2, 4)}
    assert counts == {3}


def test_a_member_costs_the_same_however_long_the_thread(lucie):
    short, long = factories.make_thread(), long_thread(95)
    counts = {queries(lucie.client, page(short))} | {queries(lucie.client, page(long, f"?page={n}")) for n in (1, 2, 4)}
    assert len(counts) == 1
    assert counts.pop() <= 15


def test_the_list_of_the_unanswered_costs_the_same_however_long(guest):
    factories.make_thread()
    few = queries(guest.client, "/fr/unanswered/")
    for _ in range(5):
        factories.make_thread()
    assert queries(guest.client, "/fr/unanswered/") == few <= 3


# The words of the plans are SQLite's.
@pytest.mark.only_on("sqlite")
def test_deep_pages_are_found_by_the_index_and_never_counted_through():
    thread = long_thread(100)
    first, last = paging.positions_on(3)
    posts = Post.objects.filter(thread=thread, position__gte=first, position__lte=last).order_by("position")
    said = posts.explain()
    assert "one_post_a_position" in said or "USING INDEX" in said
    assert "thread_id=? AND position>? AND position<?" in said
    assert "TEMP B-TREE" not in said
    with CaptureQueriesContext(connection) as seen:
        reading.lines_on(GUEST, thread, 3, now=thread.created_at)
    assert not any("OFFSET" in one["sql"] or "COUNT(" in one["sql"] for one in seen.captured_queries)


# The words of the plans are SQLite's.
@pytest.mark.only_on("sqlite")
def test_what_waits_for_an_answer_is_read_along_an_index():
    with CaptureQueriesContext(connection) as seen:
        reading.unanswered(GUEST)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + seen.captured_queries[0]["sql"])
        said = str(cursor.fetchall())
    assert "thread_by_answer" in said
    assert "TEMP B-TREE" not in said


def test_what_waits_stands_in_ones_own_language_first_then_newest_first(guest):
    theme = factories.make_theme()
    english = factories.make_thread(theme, title="English one", language="en")
    old = factories.make_thread(theme, title="Ancien fil")
    new = factories.make_thread(theme, title="Nouveau fil")
    factories.make_post(factories.make_thread(theme, title="Répondu"))
    factories.make_thread(theme, title="Fermé", is_locked=True)
    taking_down.hide_post(fresh(factories.make_thread(theme, title="Retiré").posts.get()), reason="illegal")
    html = guest.client.get("/fr/unanswered/").content.decode()
    places = [html.index(thread.title) for thread in (new, old, english)]
    assert places == sorted(places)
    assert not any(word in html for word in ("Répondu", "Fermé", "Retiré"))
    other = guest.client.get("/en/unanswered/").content.decode()
    assert other.index("English one") < other.index("Nouveau fil")


def test_the_list_of_the_unanswered_leads_on_without_gap_or_double(guest):
    theme = factories.make_theme()
    made = [
        factories.make_thread(theme, title=f"Fil n{number}.", language="fr" if number % 3 else "en")
        for number in range(70)
    ]
    # Several in the same instant: the number decides.
    Thread.objects.filter(pk__in=[one.pk for one in made[:40]]).update(created_at=made[0].created_at)
    address, found = "/fr/unanswered/", []
    for _ in range(4):
        html = guest.client.get(address).content.decode()
        found += re.findall(r"Fil n(\d+)\.", html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        if not following:
            break
        address = following[1]
    assert len(found) == len(set(found)) == 70


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "1.5"])
def test_a_mark_that_is_none_is_not_found(guest, before):
    assert guest.client.get("/fr/unanswered/", {"before": before}).status_code == 404


def test_a_mark_that_one_may_not_know_of_tells_nothing(guest):
    theme = factories.make_theme()
    factories.make_thread(theme, title="Un fil ancien")
    secret = factories.make_thread(theme, audience="members")
    told = guest.client.get("/fr/unanswered/", {"before": secret.pk}).content
    assert b"Un fil ancien" not in told


def test_an_empty_list_says_so_kindly(guest):
    assert "No thread is waiting for a first answer." in guest.client.get("/en/unanswered/").content.decode()


def test_reading_leaves_no_row(guest):
    thread = factories.make_thread()
    with CaptureQueriesContext(connection) as seen:
        guest.client.get(page(thread))
        guest.client.get("/fr/unanswered/")
    assert not [one["sql"] for one in seen.captured_queries if not one["sql"].startswith("SELECT")]
    tables = " ".join(one["sql"] for one in seen.captured_queries)
    assert "members_member" not in tables
    assert "members_holding" not in tables
    assert settings.SESSION_COOKIE_NAME not in guest.client.cookies
