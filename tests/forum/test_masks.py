"""Speaking in a thread under a mask: others see the mask alone, the person keeps what is theirs."""

from __future__ import annotations

import struct
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from forum import approval, services
from forum.models import EarlierWords, HeldPost, Post, PostState, Thread
from groups.models import Approval
from members import inbox, masks, paces, standings
from members.actor import Sanction
from members.models import Mask, Pseudonym
from members.refusals import Refusal
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits(settings: Any) -> None:
    settings.RATE_LIMITS = False


@pytest.fixture
def thread() -> Thread:
    return factories.make_thread(audience="anyone")


def reply(person: Person, thread: Thread, body: str = "Sous un masque.", *, is_masked: bool = True) -> Post:
    done = services.reply(person.actor, thread=thread, body=body, nonce=uuid4(), is_masked=is_masked)
    assert isinstance(done, services.Published)
    return done.post


def start(person: Person, **more: Any) -> Post:
    wanted = {"title": "Un titre", "body": "Premiers mots.", "language": "fr", "audience": "anyone", "nonce": uuid4()}
    done = services.start_thread(person.actor, theme=factories.make_theme(), is_masked=True, **wanted | more)
    assert isinstance(done, services.Published)
    return done.post


def test_an_answer_stands_under_the_mask_and_the_next_one_too(lucie: Person, thread: Thread) -> None:
    first, second, elsewhere = reply(lucie, thread), reply(lucie, thread), reply(lucie, factories.make_thread())
    assert first.author == second.author
    assert first.author.is_mask
    assert len({first.author_id, elsewhere.author_id, lucie.name.pk}) == 3
    assert first.author.name not in {lucie.name.name, elsewhere.author.name}


def test_a_thread_opened_under_a_mask_is_answered_under_the_same_one(lucie: Person) -> None:
    post = start(lucie)
    assert post.thread.author == post.author
    assert post.author.scope == f"thread:{post.thread_id}"
    assert reply(lucie, post.thread).author == post.author


def test_rows_of_masks_bear_drawn_numbers_and_quarters_of_an_hour(lucie: Person, thread: Thread) -> None:
    posts = [start(lucie), reply(lucie, thread)]
    assert all(post.pk >= 2**50 for post in posts)
    for moment in [post.created_at for post in posts] + [posts[0].thread.created_at, posts[0].thread.last_post_at]:
        assert (moment.minute % 15, moment.second, moment.microsecond) == (0, 0, 0)
    services.edit_post(lucie.actor, post=posts[1], body="Autrement.")
    changed = Post.objects.get(pk=posts[1].pk)
    earlier = EarlierWords.objects.get(post=changed)
    for moment in (changed.edited_at, earlier.until):
        assert moment is not None
        assert (moment.minute % 15, moment.second, moment.microsecond) == (0, 0, 0)
    # The next row of the table's own count is not touched by what was drawn.
    assert reply(lucie, thread, is_masked=False).pk < 2**50


def test_a_mask_does_not_carry_a_thread_back_in_time(lucie: Person) -> None:
    thread = factories.make_thread()
    Thread.objects.filter(pk=thread.pk).update(last_post_at=timezone.now())
    before = Thread.objects.get(pk=thread.pk).last_post_at
    reply(lucie, thread)
    assert Thread.objects.get(pk=thread.pk).last_post_at >= before


def test_one_changes_and_takes_back_what_one_wrote_under_a_mask_and_nobody_else_can(
    lucie: Person, marc: Person, thread: Thread
) -> None:
    post = reply(lucie, thread)
    for act in (
        lambda who: services.edit_post(who.actor, post=post, body="Autrement."),
        lambda who: services.delete_post(who.actor, post=post),
    ):
        with pytest.raises(Refusal) as refused:
            act(marc)
        assert refused.value.code == "not_allowed"
        act(lucie)
    assert Post.objects.get(pk=post.pk).state == PostState.DELETED


def test_a_mask_has_its_whole_hour_for_changes(lucie: Person, thread: Thread) -> None:
    post = reply(lucie, thread)
    age = timedelta(minutes=60) + (timezone.now() - post.created_at) - timedelta(seconds=30)
    assert age < timedelta(minutes=75)
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - age)
    services.edit_post(
        lucie.actor, post=Post.objects.select_related("author", "thread__theme").get(pk=post.pk), body="!"
    )


def test_ones_own_masked_words_offer_their_author_what_they_offer_nobody_else(
    lucie: Person, marc: Person, guest: Person, thread: Thread
) -> None:
    post = reply(lucie, thread)
    address = f"/fr/threads/{thread.pk}/{thread.slug}/"
    pages = {who.name.name if who.member else "": who.client.get(address).content.decode() for who in (lucie, marc)}
    assert f"/posts/{post.pk}/edit/" in pages[lucie.name.name]
    assert f"/posts/{post.pk}/edit/" not in pages[marc.name.name]
    for page in (pages[marc.name.name], guest.client.get(address).content.decode()):
        assert post.author.name in page
        assert "masque</span>" in page
        assert lucie.name.name not in page
        assert str(lucie.name.pk) not in page
    assert lucie.client.get(f"/fr/posts/{post.pk}/edit/").status_code == 200
    assert marc.client.get(f"/fr/posts/{post.pk}/edit/").status_code == 403


def test_the_form_speaks_under_the_name_that_was_chosen(lucie: Person, thread: Thread) -> None:
    address = f"/fr/threads/{thread.pk}/reply/"
    page = lucie.client.get(address).content.decode()
    assert 'value="name" checked' in page
    lucie.client.post(address, {"body": "Masqué.", "nonce": uuid4(), "voice": "mask"})
    lucie.client.post(address, {"body": "À visage découvert.", "nonce": uuid4(), "voice": "name"})
    lucie.client.post(address, {"body": "D’une page d’avant.", "nonce": uuid4()})
    authors = {post.body: post.author for post in thread.posts.select_related("author")}
    assert authors["Masqué."].is_mask
    assert authors["À visage découvert."] == authors["D’une page d’avant."] == lucie.name
    # Whoever has a mask here does not step out of it by accident.
    page = lucie.client.get(address).content.decode()
    assert 'value="mask" checked' in page
    assert authors["Masqué."].name in page


def test_a_refused_form_keeps_the_choice(lucie: Person, thread: Thread) -> None:
    page = lucie.client.post(f"/fr/threads/{thread.pk}/reply/", {"body": "", "nonce": uuid4(), "voice": "mask"})
    assert 'value="mask" checked' in page.content.decode()
    assert not Mask.objects.exists()


def test_the_same_form_sent_twice_is_one_post_whatever_the_name(lucie: Person, thread: Thread) -> None:
    nonce: UUID = uuid4()
    first = services.reply(lucie.actor, thread=thread, body="Une fois.", nonce=nonce, is_masked=True)
    again = services.reply(lucie.actor, thread=thread, body="Une fois.", nonce=nonce, is_masked=False)
    assert isinstance(first, services.Published)
    assert isinstance(again, services.Published)
    assert first.post == again.post
    assert not again.is_new


def test_a_sanction_holds_under_every_mask_and_reaches_the_person_through_one(lucie: Person, thread: Thread) -> None:
    from members.services import restrain

    mask = reply(lucie, thread).author
    until = timezone.now() + timedelta(days=1)
    assert restrain(mask, kind="muted", until=until) is not None
    for is_masked in (True, False):
        with pytest.raises(Refusal) as refused:
            reply(lucie, thread, is_masked=is_masked)
        assert refused.value.code == "muted"


def test_a_sanction_laid_on_the_name_holds_under_the_mask(lucie: Person, thread: Thread) -> None:
    assert lucie.member is not None
    standings.impose(lucie.member.pk, Sanction("suspended", "", timezone.now() + timedelta(days=1)))
    with pytest.raises(Refusal) as refused:
        reply(lucie, thread)
    assert refused.value.code == "suspended"


def test_a_letter_to_a_mask_comes_to_the_persons_inbox_alone(lucie: Person, marc: Person, thread: Thread) -> None:
    mask = reply(lucie, thread).author
    letter = inbox.send(mask, kind="notice", language="fr", subject="À votre masque", body="Bonjour.")
    assert letter.recipient == mask
    assert inbox.has_news(lucie.actor)
    assert not inbox.has_news(marc.actor)
    assert "À votre masque" in lucie.client.get("/fr/inbox/").content.decode()
    assert lucie.client.get(f"/fr/inbox/{letter.pk}/").status_code == 200
    assert marc.client.get(f"/fr/inbox/{letter.pk}/").status_code == 404


def test_a_mask_whose_key_is_gone_gets_no_letter_and_keeps_its_words(
    lucie: Person, thread: Thread, settings: Any
) -> None:
    post = reply(lucie, thread)
    settings.SEAL_KEYS = [b"another key of thirty-two bytes!"]
    assert inbox.send(post.author, kind="notice", language="fr", subject="x", body="x").recipient is None
    assert Post.objects.get(pk=post.pk).body == post.body
    with pytest.raises(Refusal):
        services.edit_post(lucie.actor, post=post, body="Autrement.")


def test_answering_ones_own_thread_under_a_mask_looks_as_anybodys_answer(lucie: Person, marc: Person) -> None:
    threads = [factories.make_thread(author=lucie.name) for _ in range(2)]
    reply(lucie, threads[0])
    reply(marc, threads[1])
    assert {Thread.objects.get(pk=one.pk).is_answered for one in threads} == {True}
    own = start(lucie)
    reply(lucie, own.thread)
    assert not Thread.objects.get(pk=own.thread_id).is_answered


def test_words_under_a_mask_wait_for_approval_under_the_mask(lucie: Person, marc: Person) -> None:
    theme = factories.make_theme(approval=Approval.EVERYBODY)
    thread = factories.make_thread(theme)
    wanted = {"title": "Un titre", "body": "Premiers mots.", "language": "fr", "audience": "anyone"}
    answers = [
        services.reply(lucie.actor, thread=thread, body="Des mots.", nonce=uuid4(), is_masked=True),
        services.start_thread(lucie.actor, theme=theme, is_masked=True, nonce=uuid4(), **wanted),
    ]
    for kept in answers:
        assert isinstance(kept, approval.Kept)
        held = kept.held
        assert held.author.is_mask
        assert held.pk >= 2**50
        assert (held.at.minute % 15, held.at.second) == (0, 0)
        address = f"/fr/held/{held.pk}/"
        assert lucie.client.get("/fr/me/waiting/").content.decode().count(f"/held/{held.pk}/") >= 1
        assert lucie.client.get(address).status_code == 200
        assert marc.client.get(address).status_code == 404
        post = approval.show_held(HeldPost.objects.get(pk=held.pk))
        assert post.author == held.author
        assert post.pk >= 2**50
        assert post.author.scope == f"thread:{post.thread_id}"
        services.edit_post(lucie.actor, post=post, body="Encore.")


def test_nothing_a_mask_wrote_is_left_when_its_first_words_are_refused(lucie: Person, thread: Thread) -> None:
    with pytest.raises(Refusal):
        reply(lucie, thread, "   ")
    assert not Pseudonym.objects.exclude(scope="").exists()


def test_a_masks_page_shows_its_thread_alone(lucie: Person, marc: Person, thread: Thread) -> None:
    post = reply(lucie, thread, "Ici seulement.")
    reply(lucie, factories.make_thread(), "Ailleurs.")
    page = marc.client.get(f"/fr/names/{post.author_id}/").content.decode()
    assert "Ici seulement." in page
    assert "Ailleurs." not in page
    assert "masque</span>" in page


def test_what_a_mask_is_good_for_is_told_in_both_languages(guest: Person) -> None:
    assert "votre façon d’écrire" in guest.client.get("/fr/masks/").content.decode()
    assert "Your way of writing" in guest.client.get("/en/masks/").content.decode()


def test_too_many_masks_at_once_are_refused_and_the_words_kept(lucie: Person, settings: Any) -> None:
    settings.RATE_LIMITS = True
    for number in range(12):
        masks.wear(lucie.actor, scope=f"thread:{number}", language="fr")
    with pytest.raises(Refusal) as refused:
        masks.wear(lucie.actor, scope="thread:99", language="fr")
    assert refused.value.code == "rate_limited"


# --- pace -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("is_first_masked", [True, False])
def test_a_slow_thread_goes_at_one_pace_for_all_of_a_persons_names(
    is_first_masked: bool, lucie: Person, marc: Person, thread: Thread, time_machine: Any
) -> None:
    """Also at the end of a quarter, at whose beginning a mask's words are dated."""
    time_machine.move_to(datetime(2026, 3, 2, 9, 14, 50, tzinfo=UTC), tick=False)
    Thread.objects.filter(pk=thread.pk).update(slow_mode_s=600)
    thread.refresh_from_db()
    reply(lucie, thread, is_masked=is_first_masked)
    time_machine.shift(timedelta(seconds=20))
    for is_masked in (True, False):
        with pytest.raises(Refusal) as refused:
            reply(lucie, thread, is_masked=is_masked)
        assert (refused.value.code, refused.value.retry_after_s) == ("slow_mode", 580)
    # Nobody else waits for it, and nobody else is told.
    reply(marc, thread, is_masked=False)
    time_machine.shift(timedelta(seconds=580))
    reply(lucie, thread, is_masked=not is_first_masked)


def test_under_a_mask_whoever_looks_after_a_slow_thread_waits_like_everybody(ines: Person, thread: Thread) -> None:
    Thread.objects.filter(pk=thread.pk).update(slow_mode_s=600)
    thread.refresh_from_db()
    reply(ines, thread, is_masked=False)
    reply(ines, thread, is_masked=False)
    with pytest.raises(Refusal) as refused:
        reply(ines, thread)
    assert refused.value.code == "slow_mode"


def test_what_the_cache_knows_of_a_pace_tells_neither_who_nor_when(lucie: Person, time_machine: Any) -> None:
    kept: dict[str, tuple[bytes, int]] = {}
    time_machine.move_to(datetime(2026, 3, 2, 9, 14, 50, tzinfo=UTC), tick=False)
    with mock.patch.object(paces.cache, "set", lambda key, value, timeout: kept.update({key: (value, timeout)})):
        paces.note_masked(lucie.actor, "thread:7", pace_s=600)
    [(key, (value, timeout))] = kept.items()
    assert lucie.member is not None
    assert lucie.member.pk.hex not in key + value.hex()
    assert struct.pack(">d", time.time()) not in value
    # It goes at a full hour and some chance, whenever it came, and never too early.
    assert 0 <= (50 + 14 * 60 + timeout) % 3_600 < 600
    assert timeout >= 600
