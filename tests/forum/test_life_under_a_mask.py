"""What one does around words under a mask: follow, set a thread, gestures, other threads, a key that is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from forum import audience, following, gestures, rearranging, services, voices
from forum.models import Post, Thread
from members import hiding, inbox, leaving, masks, standings
from members.actor import Sanction
from members.models import Mask
from members.refusals import Refusal
from members.services import restrain
from tests import factories
from tests.cast import Person
from tests.forum.speaking import fresh

pytestmark = pytest.mark.django_db
ANOTHER_KEY = b"another key of thirty-two bytes!"


@pytest.fixture(autouse=True)
def _no_limits(settings: Any) -> None:
    settings.RATE_LIMITS = False


def reply(person: Person, thread: Thread, body: str = "Sous un masque.", *, is_masked: bool = True) -> Post:
    done = services.reply(person.actor, thread=fresh(thread), body=body, nonce=uuid4(), is_masked=is_masked)
    assert isinstance(done, services.Published)
    return done.post


def start(person: Person, **more: Any) -> Thread:
    wanted = {"title": "Un titre", "body": "Premiers mots.", "language": "fr", "audience": "anyone", "nonce": uuid4()}
    done = services.start_thread(person.actor, theme=factories.make_theme(), is_masked=True, **wanted | more)
    assert isinstance(done, services.Published)
    return done.post.thread


def place(thread: Thread) -> str:
    return f"/fr/threads/{thread.pk}/{thread.slug}/"


# --- following as a choice ------------------------------------------------------------------------
def test_one_hears_of_answers_to_a_mask_unless_one_would_rather_not(lucie: Person, marc: Person) -> None:
    told, silent = (factories.make_thread(author=marc.name) for _ in range(2))
    for thread, more in ((told, {}), (silent, {"without_news": "on"})):
        form = {"body": "Masqué.", "nonce": uuid4(), "voice": "mask", **more}
        assert lucie.client.post(f"/fr/threads/{thread.pk}/reply/", form).status_code == 303
        reply(marc, thread, "Je vous réponds.", is_masked=False)
    assert following.followed_threads(lucie.actor) == [told]
    assert [item.kind for item in inbox.items_for(lucie.actor)] == ["reply"]
    assert "Sans nouvelles des réponses" in lucie.client.get(place(silent)).content.decode()


# --- one's own thread -----------------------------------------------------------------------------
def test_who_opened_a_thread_under_a_mask_sets_it_as_others_set_theirs(lucie: Person, marc: Person) -> None:
    thread = start(lucie)
    ways = f"/fr/threads/{thread.pk}/ways/"
    assert ways in lucie.client.get(place(thread)).content.decode()
    assert lucie.client.get(ways).status_code == 200
    assert marc.client.get(ways).status_code == 403
    assert lucie.client.post(ways, {"intent": "listen", "wish": "", "is_indexed": ""}).status_code == 303
    assert fresh(thread).intent == "listen"
    assert lucie.client.post(f"/fr/threads/{thread.pk}/audience/", {"to": "members"}).status_code == 303
    assert fresh(thread).audience == "members"


def test_a_mask_is_asked_whether_anyone_may_read_its_words_and_answers(lucie: Person, marc: Person) -> None:
    thread = factories.make_thread(author=marc.name, audience="members")
    reply(lucie, thread)
    reply(lucie, thread, "Sous mon nom aussi.", is_masked=False)
    audience.ask_to_widen(marc.actor, thread=fresh(thread))
    assert 'id="asked"' in lucie.client.get(place(thread)).content.decode()
    assert lucie.client.post(f"/fr/threads/{thread.pk}/widening/", {"answer": "yes"}).status_code == 303
    assert fresh(thread).audience == "anyone"


def test_nobody_makes_a_gesture_to_their_own_mask_nor_hides_it(lucie: Person, marc: Person) -> None:
    post = reply(lucie, factories.make_thread())
    with pytest.raises(Refusal):
        gestures.make_gesture(lucie.actor, post=fresh(post), gesture="hear", is_on=True)
    gestures.make_gesture(marc.actor, post=fresh(post), gesture="hear", is_on=True)
    with pytest.raises(Refusal):
        hiding.hide(lucie.actor, post.author_id)
    hiding.hide(marc.actor, post.author_id)
    assert post.author.name not in marc.client.get(place(post.thread)).content.decode()
    own = lucie.client.get(f"/fr/names/{post.author_id}/").content.decode()
    assert "/flag/name/" not in own
    assert "/flag/name/" in marc.client.get(f"/fr/names/{post.author_id}/").content.decode()


# --- threads that change ----------------------------------------------------------------------------
def test_after_a_split_the_mask_goes_with_its_words_and_they_stay_its_holders(
    lucie: Person, marc: Person, ines: Person
) -> None:
    thread = factories.make_thread(author=marc.name)
    gone = reply(lucie, thread, "Ceci part.")
    reply(marc, thread, "Ceci reste.")
    new = rearranging.split_thread(ines.actor, thread=fresh(thread), positions=[2], title="À part", reason="À part.")
    moved = Post.objects.get(pk=gone.pk)
    assert (moved.thread, moved.author.scope) == (new, voices.scope_of(new.pk))
    page = lucie.client.get(place(new)).content.decode()
    assert f"/posts/{gone.pk}/edit/" in page
    assert f"/posts/{gone.pk}/edit/" not in marc.client.get(place(new)).content.decode()
    # The same mask goes on there, and in the first thread one is somebody else.
    assert reply(lucie, new, "Je continue.").author == gone.author
    assert reply(lucie, thread, "Et ici.").author != gone.author


def test_a_mask_with_words_on_both_sides_of_a_split_stays_its_holders_on_both(lucie: Person, ines: Person) -> None:
    thread = factories.make_thread()
    stays, gone = reply(lucie, thread, "Reste."), reply(lucie, thread, "Part.")
    new = rearranging.split_thread(ines.actor, thread=fresh(thread), positions=[3], title="À part", reason="À part.")
    for where, post in ((fresh(thread), stays), (new, gone)):
        assert f"/posts/{post.pk}/edit/" in lucie.client.get(place(where)).content.decode()
    services.edit_post(lucie.actor, post=fresh(gone), body="Changé.")
    services.delete_post(lucie.actor, post=fresh(stays))


def test_joined_threads_bring_their_masks_along(lucie: Person, marc: Person, ines: Person) -> None:
    thread, into = start(lucie), factories.make_thread()
    first = thread.posts.get()
    both = reply(marc, thread)
    reply(marc, into)
    joined = rearranging.join_threads(ines.actor, thread=fresh(thread), into=fresh(into), reason="La même question.")
    assert reply(lucie, joined, "Encore moi.").author == first.author
    # Who had a mask in both keeps both, and speaks under the one of this place.
    assert reply(marc, joined, "Moi aussi.").author != both.author
    of_lucie, of_marc = (who.client.get(place(joined)).content.decode() for who in (lucie, marc))
    assert f"/posts/{first.pk}/edit/" in of_lucie
    assert f"/posts/{both.pk}/edit/" in of_marc
    assert f"/posts/{both.pk}/edit/" not in of_lucie


# --- nobody learns --------------------------------------------------------------------------------
def test_a_pause_shows_on_no_page_whatever_the_name_it_was_laid_on(lucie: Person, marc: Person, guest: Person) -> None:
    """Neither the name nor the mask falls silent with a sign: the pages of both stay byte for byte what they were."""
    assert lucie.member is not None
    thread, other = factories.make_thread(author=marc.name), factories.make_thread(author=lucie.name)
    mask = reply(lucie, thread).author
    places = [place(thread), place(other), f"/fr/names/{mask.pk}/", f"/fr/names/{lucie.name.pk}/", "/fr/"]
    before = [guest.client.get(one).content for one in places]
    restrain(mask, kind="suspended", until=timezone.now() + timedelta(days=1))
    assert [guest.client.get(one).content for one in places] == before
    standings.impose(lucie.member.pk, Sanction("closed", "", None))
    assert [guest.client.get(one).content for one in places] == before


def test_what_is_done_about_a_mask_looks_the_same_when_its_holder_has_left(lucie: Person, marc: Person) -> None:
    """Else a letter without a recipient, or a pause that binds nobody, would tell who left."""
    post = reply(lucie, factories.make_thread())
    leaving.ask_to_leave(lucie.actor, password=factories.PASSWORD, takes_words=False)
    assert leaving.leave_due(today=timezone.localdate() + timedelta(days=21)) == 1
    assert masks.holder(post.author_id) is None
    letter = inbox.send(post.author, kind="notice", language="fr", subject="x", body="x")
    assert letter.recipient == post.author
    assert restrain(post.author, kind="muted", until=timezone.now() + timedelta(days=1)) is not None


# --- a key that is lost ---------------------------------------------------------------------------
def test_without_its_key_a_masks_words_stand_and_its_page_works(
    lucie: Person, marc: Person, ines: Person, settings: Any
) -> None:
    post = reply(lucie, factories.make_thread(), "Ces mots restent.")
    settings.SEAL_KEYS = [ANOTHER_KEY]
    for who in (marc, lucie, ines):
        assert who.member is not None
        who.client.force_login(who.member)
        for address in (place(post.thread), f"/fr/names/{post.author_id}/"):
            page = who.client.get(address)
            assert page.status_code == 200
            assert "Ces mots restent." in page.content.decode()
    # Whoever writes there again is somebody else.
    assert reply(lucie, post.thread).author != post.author
    assert inbox.send(post.author, kind="notice", language="fr", subject="x", body="x").recipient is None
    assert not masks.answering([post.author_id])
    assert Mask.objects.filter(pseudonym=post.author_id).exists()
