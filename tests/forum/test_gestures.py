"""Gestures to posts: each person once a kind, and no page, header or table tells how many or whose."""

from __future__ import annotations

import re

import pytest

from forum import gestures
from forum.models import PostGesture
from members.refusals import Refusal
from tests import factories
from tests.forum.speaking import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(marc):
    return factories.make_thread(author=marc.name)


@pytest.fixture
def post(thread):
    return fresh(thread.posts.get())


def send(person, post, gesture, way="on"):
    return person.client.post("/en/posts/gesture/", {"gesture": f"{post.pk}-{gesture}-{way}"})


def test_a_gesture_is_made_seen_and_taken_back(lucie, guest, post, thread):
    before = thread.version
    assert send(lucie, post, "courage")["Location"] == f"/en/threads/{thread.pk}/un-fil/#p1"
    assert send(lucie, post, "courage").status_code == 303
    assert PostGesture.objects.count() == 1
    assert fresh(thread).version == before + 1
    assert "Here, people said: “Courage”." in guest.client.get(f"/en/threads/{thread.pk}/un-fil/").content.decode()
    own = lucie.client.get(f"/en/threads/{thread.pk}/un-fil/").content.decode()
    assert f'value="{post.pk}-courage-off" aria-pressed="true"' in own
    send(lucie, post, "courage", "off")
    assert fresh(post).received == ""
    assert "Here, people said" not in guest.client.get(f"/en/threads/{thread.pk}/un-fil/").content.decode()


def test_the_page_is_the_same_whoever_made_them_in_whatever_order(lucie, anouk, guest, post, thread):
    def page() -> str:
        return guest.client.get(f"/en/threads/{thread.pk}/un-fil/").content.decode()

    send(lucie, post, "thanks")
    send(anouk, post, "hear")
    first = page()
    assert "“I hear you”, “Thank you”" in first
    assert fresh(post).received == "hear thanks"
    send(anouk, post, "thanks")
    assert page() == first
    send(lucie, post, "thanks", "off")
    send(lucie, post, "hear")
    assert page() == first


def test_nothing_in_the_table_leads_to_a_person(lucie, post):
    send(lucie, post, "hear")
    [row] = PostGesture.objects.values()
    assert set(row) == {"id", "post_id", "kind", "key"}
    assert lucie.member.pk.bytes not in bytes(row["key"])
    assert len(bytes(row["key"])) == 32


def test_gestures_are_for_words_of_others_that_still_stand(lucie, marc, post):
    for person, gesture, code in ((marc, "hear", "not_allowed"), (lucie, "applause", "bad_field")):
        with pytest.raises(Refusal) as no:
            gestures.make_gesture(person.actor, post=post, gesture=gesture, is_on=True)
        assert no.value.code == code
    type(post).objects.filter(pk=post.pk).update(state="deleted")
    assert send(lucie, post, "hear").status_code == 404


@pytest.mark.parametrize("words", ["", "x", "99999999-hear-on", "1", "-hear-on", "9" * 40])
def test_nonsense_finds_nothing(lucie, words):
    assert lucie.client.post("/en/posts/gesture/", {"gesture": words}).status_code == 404


def test_guests_see_no_button(guest, post, thread):
    page = guest.client.get(f"/en/threads/{thread.pk}/un-fil/").content.decode()
    assert not re.search(r'name="gesture"', page)
