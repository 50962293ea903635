"""Looking after a thread: pace, end, marks, split in two, joined to another; who may, and what the record keeps."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import bookmarks, caring, following, rearranging, search, tasks
from forum.models import Post, Thread
from members.models import Letter, Role
from record.models import Entry
from tests import factories
from tests.cast import Person
from tests.forum.forms import form_of_reply
from tests.forum.speaking import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme():
    return factories.make_theme("memoire")


@pytest.fixture
def thread(theme, marc, lucie):
    made = factories.make_thread(theme, marc.name, title="Le premier", slug="le-premier")
    for number in range(2, 7):
        factories.make_post(made, lucie.name if number % 2 else marc.name, body=f"Mots {number}.")
    return made


def tend(person: Person, thread: Thread, **wanted):
    form = {"slow_mode_s": "0", "closes": "keep", "reason": "Beaucoup de monde ce soir.", **wanted}
    return person.client.post(f"/fr/threads/{thread.pk}/care/", form)


def bodies(thread: Thread) -> list[str]:
    found = list(Post.objects.filter(thread=thread).order_by("position"))
    assert [post.position for post in found] == list(range(1, len(found) + 1)), "positions have a gap"
    assert Thread.objects.get(pk=thread.pk).last_position == len(found)
    return [post.body for post in found]


# --- who may --------------------------------------------------------------------------------------
def test_moderators_and_facilitators_of_the_theme_look_after_its_threads(theme, thread, lucie, anouk, ines, guest):
    for address in ("care/", "care/join/", "care/split/"):
        place = f"/fr/threads/{thread.pk}/{address}"
        assert lucie.client.get(place).status_code == 403
        assert guest.client.get(place).status_code == 302
        assert ines.client.get(place).status_code == 200
        assert anouk.client.get(place).status_code == 403
    Role.objects.create(member=anouk.member, kind="facilitator", scope=theme.scope)
    assert anouk.client.get(f"/fr/threads/{thread.pk}/care/").status_code == 200
    assert tend(anouk, thread, is_pinned="on").status_code == 303
    elsewhere = factories.make_thread()
    assert tend(anouk, elsewhere, is_pinned="on").status_code == 403
    assert not fresh(elsewhere).is_pinned


def test_a_member_who_sends_the_form_changes_nothing(lucie, thread):
    assert tend(lucie, thread, is_pinned="on").status_code == 403
    assert not fresh(thread).is_pinned


# --- pace, end, marks -----------------------------------------------------------------------------
def test_pace_and_marks_are_kept_and_recorded_with_their_reason(ines, guest, thread):
    before = fresh(thread).version
    assert tend(ines, thread, slow_mode_s="600", is_tender="on", is_memorial="on", is_pinned="on").status_code == 303
    now = fresh(thread)
    assert (now.slow_mode_s, now.is_tender, now.is_memorial, now.is_pinned) == (600, True, True, True)
    assert now.version == before + 1
    assert Entry.objects.filter(kind="thread.tended").count() == 1
    page = guest.client.get(f"/fr/threads/{thread.pk}/le-premier/").content.decode()
    for words in ("Ce fil va lentement", "un endroit fragile", "garde la mémoire de quelqu’un"):
        assert words in page
    assert tend(ines, now, slow_mode_s="600", is_tender="on", is_memorial="on", is_pinned="on").status_code == 303
    assert Entry.objects.filter(kind="thread.tended").count() == 1


@pytest.mark.parametrize("wanted", [{"reason": " "}, {"slow_mode_s": "7"}, {"closes": "moon"}, {"reason": "x" * 301}])
def test_a_form_that_makes_no_sense_is_answered_with_a_sentence(ines, thread, wanted):
    response = tend(ines, thread, is_pinned="on", **wanted)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()
    assert not fresh(thread).is_pinned


def test_a_thread_says_when_it_closes_and_closes_then(ines, lucie, guest, thread):
    tend(ines, thread, closes="3")
    closes_at = fresh(thread).closes_at
    assert timedelta(days=2, hours=23) < closes_at - timezone.now() <= timedelta(days=3)
    assert "Ce fil se ferme" in guest.client.get(f"/fr/threads/{thread.pk}/le-premier/").content.decode()
    caring.close_those_due(now=closes_at - timedelta(seconds=1))
    assert not fresh(thread).is_locked
    before = fresh(thread).version
    caring.close_those_due(now=closes_at)
    caring.close_those_due(now=closes_at)
    assert (fresh(thread).is_locked, fresh(thread).version) == (True, before + 1)
    tasks.close_threads_on_time()
    assert lucie.client.post(f"/fr/threads/{thread.pk}/reply/", form_of_reply()).status_code == 403


def test_what_is_kept_on_top_stands_first_in_its_theme(ines, guest, theme, thread, marc):
    newer = factories.make_thread(theme, marc.name, title="Le second", slug="le-second")

    def order() -> list[int]:
        page = guest.client.get("/fr/themes/memoire/").content.decode()
        return sorted((thread.pk, newer.pk), key=lambda pk: page.index(f"/threads/{pk}/"))

    assert order() == [newer.pk, thread.pk]
    tend(ines, thread, is_pinned="on")
    assert order() == [thread.pk, newer.pk]


# --- joined ---------------------------------------------------------------------------------------
def join(person: Person, thread: Thread, into, **more):
    form = {"into": str(into), "reason": "C’est la même question.", **more}
    return person.client.post(f"/fr/threads/{thread.pk}/care/join/", form)


def test_posts_of_a_joined_thread_follow_the_others_and_old_addresses_lead_on(ines, guest, theme, thread, lucie, marc):
    into = factories.make_thread(theme, lucie.name, title="L’autre", slug="l-autre", body="Un autre début.")
    factories.make_post(into, marc.name, body="Une réponse.")
    third = thread.posts.get(position=3)
    following.follow_thread(lucie.actor, thread=thread, is_on=True)
    following.read_up_to(lucie.actor, thread=thread, position=2)
    response = join(ines, thread, f"https://testserver/fr/threads/{into.pk}/l-autre/?page=1#p2")
    assert response["Location"] == f"/fr/threads/{into.pk}/l-autre/"
    expected = ["Un autre début.", "Une réponse.", "Premiers mots.", *[f"Mots {number}." for number in range(2, 7)]]
    assert bodies(into) == expected
    assert bodies(thread) == []
    old = guest.client.get(f"/fr/threads/{thread.pk}/le-premier/")
    assert (old.status_code, old["Location"]) == (302, f"/fr/threads/{into.pk}/l-autre/#p3")
    led = guest.client.get(f"/fr/posts/{third.pk}/")
    assert led["Location"] == f"/fr/threads/{into.pk}/l-autre/#p5"
    assert "Le premier" not in guest.client.get("/fr/themes/memoire/").content.decode()
    assert following.followed_threads(lucie.actor) == [into]
    [letter] = Letter.objects.filter(recipient=marc.name)
    assert "Le premier" in letter.body
    assert Entry.objects.filter(kind="thread.joined").count() == 1


def test_a_long_thread_is_joined_whole_or_not_at_all(ines, lucie, marc, theme, thread, monkeypatch):
    Thread.objects.filter(pk=thread.pk).update(language="en")
    more = [
        Post(thread=thread, position=at, author=lucie.name, body=f"Mots {at}.", html=f"<p>Mots {at}.</p>", recipe=1)
        for at in range(7, 402)
    ]
    Post.objects.bulk_create(more)
    Thread.objects.filter(pk=thread.pk).update(last_position=401)
    into = factories.make_thread(theme, marc.name, body="Début.")
    marks = {thread.pk: bookmarks.Mark(thread.pk, 401, True), into.pk: bookmarks.Mark(into.pk, 1, False)}
    bookmarks.change(lucie.member.pk, marks, lambda mark: marks[mark.thread_id])
    monkeypatch.setattr(rearranging, "_tell", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rearranging.join_threads(ines.actor, thread=fresh(thread), into=fresh(into), reason="Une question.")
    assert (len(bodies(thread)), bodies(into)) == (401, ["Début."])
    monkeypatch.undo()
    with CaptureQueriesContext(connection) as seen:
        rearranging.join_threads(ines.actor, thread=fresh(thread), into=fresh(into), reason="Une question.")
    moves = [one["sql"] for one in seen if one["sql"].startswith('UPDATE "forum_post"') and '"thread_id"' in one["sql"]]
    assert len([sql for sql in moves if '"thread_id" = ' in sql.split("WHERE")[0]]) == 1
    assert bodies(into) == ["Début.", "Premiers mots.", *[f"Mots {at}." for at in range(2, 402)]]
    assert bookmarks.all_of(lucie.actor) == {into.pk: bookmarks.Mark(into.pk, 402, True)}
    found = search.look_for(ines.actor, search.Wanted("mots 300", language="fr"), now=timezone.now())[0]
    assert [hit.post.position for hit in found] == [301]


def test_a_chain_of_joined_threads_leads_on_in_one_step(ines, guest, theme, marc):
    first, second, third = (factories.make_thread(theme, marc.name, body=f"Début {n}.") for n in range(3))
    join(ines, first, second.pk)
    join(ines, second, third.pk)
    assert bodies(third) == ["Début 2.", "Début 1.", "Début 0."]
    assert guest.client.get(f"/fr/threads/{first.pk}/x/")["Location"] == f"/fr/threads/{third.pk}/un-fil/#p3"
    assert guest.client.get(f"/fr/threads/{second.pk}/x/")["Location"] == f"/fr/threads/{third.pk}/un-fil/#p2"


@pytest.mark.parametrize("into", ["", "ailleurs", "9" * 30, "999999", "https://ailleurs.example/fr/threads/{}/x/"])
def test_a_thread_that_is_none_is_told_in_a_sentence(ines, thread, theme, into):
    assert join(ines, thread, into.format(factories.make_thread(theme).pk)).status_code in {404, 422}
    assert len(bodies(thread)) == 6


def test_what_was_tender_or_kept_from_search_engines_stays_so_where_it_is_joined(ines, theme, thread):
    Thread.objects.filter(pk=thread.pk).update(is_tender=True)
    into = factories.make_thread(theme, is_indexed=True)
    join(ines, thread, into.pk)
    into.refresh_from_db()
    assert (into.is_tender, into.is_indexed) == (True, False)


def test_a_thread_is_not_joined_to_itself_nor_shown_to_more_people(ines, thread, theme, marc):
    itself = join(ines, thread, thread.pk)
    assert itself.status_code == 422
    assert "C’est le même fil" in itself.content.decode()
    open_one = factories.make_thread(theme, marc.name)
    Thread.objects.filter(pk=thread.pk).update(audience="members")
    assert join(ines, thread, open_one.pk).status_code == 422
    assert len(bodies(thread)) == 6


def test_a_thread_goes_into_no_place_that_one_may_not_read_or_look_after(anouk, thread, theme):
    Role.objects.create(member=anouk.member, kind="facilitator", scope=theme.scope)
    unseen = factories.make_thread(factories.make_theme(is_shown=False))
    response = join(anouk, thread, unseen.pk)
    assert response.status_code == 404
    assert "aucun fil que vous puissiez lire" in response.content.decode()
    elsewhere = factories.make_thread()
    assert join(anouk, thread, elsewhere.pk).status_code == 403
    assert len(bodies(thread)) == 6


def test_where_a_joined_thread_went_is_told_to_nobody_who_may_not_read_it(ines, guest, lucie, theme, marc, thread):
    into = factories.make_thread(theme, marc.name, audience="members")
    join(ines, thread, into.pk)
    assert guest.client.get(f"/fr/threads/{thread.pk}/x/").status_code == 404
    assert lucie.client.get(f"/fr/threads/{thread.pk}/x/").status_code == 302


# --- split ----------------------------------------------------------------------------------------
def split(person: Person, thread: Thread, *positions: int, **more):
    form = {"title": "Une autre question", "positions": list(positions), "reason": "Deux sujets.", **more}
    return person.client.post(f"/fr/threads/{thread.pk}/care/split/", form)


def test_chosen_posts_begin_a_thread_and_the_others_close_ranks(ines, guest, lucie, thread):
    moved = thread.posts.get(position=5)
    response = split(ines, thread, 3, 5)
    new = Thread.objects.get(title="Une autre question")
    assert response["Location"] == f"/fr/threads/{new.pk}/une-autre-question/"
    assert bodies(new) == ["Mots 3.", "Mots 5."]
    assert bodies(thread) == ["Premiers mots.", "Mots 2.", "Mots 4.", "Mots 6."]
    assert (new.author, new.first_words, new.is_answered) == (lucie.name, "Mots 3.", False)
    assert guest.client.get(f"/fr/posts/{moved.pk}/")["Location"].endswith(f"/threads/{new.pk}/une-autre-question/#p2")
    assert Letter.objects.filter(recipient=lucie.name).count() == 1
    assert Entry.objects.filter(kind="thread.split").count() == 1


@pytest.mark.parametrize("positions", [(), (1,), (1, 3), (99,), (3, 99)])
def test_a_choice_of_posts_that_makes_no_sense_moves_nothing(ines, thread, positions):
    response = split(ines, thread, *positions)
    assert response.status_code == 422
    assert "Choisissez" in response.content.decode()
    assert len(bodies(thread)) == 6
    assert Thread.objects.count() == 1


def test_a_long_thread_closes_ranks_too(ines, thread, marc):
    for number in range(7, 71):
        factories.make_post(thread, marc.name, body=f"Mots {number}.")
    split(ines, thread, 2, 3, 40, 70)
    gone = {2, 3, 40, 70}
    expected = ["Premiers mots.", *[f"Mots {n}." for n in range(2, 71) if n not in gone]]
    assert bodies(thread) == expected


# --- closing and moving are decisions ---------------------------------------------------------------
def test_a_thread_is_closed_and_moved_from_its_own_page_by_decisions_with_their_letters(ines, marc, thread):
    place = f"/fr/moderation/now/post/{thread.posts.get(position=1).pk}/"
    assert f'href="{place}"' in ines.client.get(f"/fr/threads/{thread.pk}/care/").content.decode()
    there = factories.make_theme(name_fr="Les nuits")

    def send(**wanted):
        page = ines.client.get(place).content.decode()
        hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("seen", "nonce")}
        return ines.client.post(place, {**hidden, "rule": "other", **wanted})

    assert send(act="move").status_code == 422
    assert send(act="move", to_theme=there.pk).status_code == 303
    assert fresh(thread).theme == there
    assert send(act="lock").status_code == 303
    assert fresh(thread).is_locked
    assert Letter.objects.filter(recipient=marc.name, kind="decision").count() == 2
