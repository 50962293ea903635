"""One's own words under masks, in one place for oneself alone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat.models import EventKind, RoomEvent
from forum import services
from forum.models import Post, Thread
from members import masks, seal, under_masks
from members.models import Mask, Pseudonym
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db
PLACE = "/fr/me/masks/"


@pytest.fixture(autouse=True)
def _no_limits(settings: Any) -> None:
    settings.RATE_LIMITS = False


def reply(person: Person, body: str, *, thread: Thread | None = None, is_masked: bool = True) -> Post:
    thread = thread or factories.make_thread()
    done = services.reply(person.actor, thread=thread, body=body, nonce=uuid4(), is_masked=is_masked)
    assert isinstance(done, services.Published)
    return done.post


def say(person: Person, body: str) -> RoomEvent:
    """A message under a mask as its row stands in a room."""
    room = factories.make_room()
    worn = masks.wear(person.actor, scope=room.scope, language="fr")
    return RoomEvent.objects.create(
        room=room, seq=1, kind=EventKind.MESSAGE, author_id=worn.pseudonym_id, body=body, html=f"<p>{body}</p>"
    )


def make_masks(person: Person, number: int) -> list[Pseudonym]:
    """Masks as `masks.wear` makes them, many at once."""
    assert person.member is not None
    made = [
        Pseudonym(name=f"Masque {one}", skeleton=f"masque{one}", scope=f"thread:{10**6 + one}", since=None)
        for one in range(number)
    ]
    Pseudonym.objects.bulk_create(made)
    rows = []
    for place, name in enumerate(made):
        own = seal.digest("mask-own", person.member.pk.bytes, name.scope)
        chain = seal.digest("mask-chain", person.member.pk.bytes, str(place))
        rows.append(Mask(pseudonym=name, own=own, chain=chain, sealed=b"x" * 110))
    Mask.objects.bulk_create(rows)
    return made


def words_on(page: str) -> list[str]:
    return re.findall(r'class="first"[^>]*>([^<]*)<', page)


def test_everything_said_under_any_mask_stands_there_and_nothing_else(lucie: Person, marc: Person) -> None:
    reply(lucie, "Sous un masque.")
    reply(lucie, "Sous un autre.")
    reply(lucie, "Sous mon nom.", is_masked=False)
    say(lucie, "Dans un salon.")
    reply(marc, "D’un autre membre.")
    page = lucie.client.get(PLACE).content.decode()
    assert set(words_on(page)) == {"Sous un masque.", "Sous un autre.", "Dans un salon."}
    assert words_on(marc.client.get(PLACE).content.decode()) == ["D’un autre membre."]


def test_nobody_who_does_not_come_in_finds_it_and_nothing_of_it_is_kept(lucie: Person, guest: Person) -> None:
    assert guest.client.get(PLACE).status_code == 302
    assert "no-store" in lucie.client.get(PLACE).headers["Cache-Control"]


def test_whoever_never_wore_a_mask_finds_a_kind_word(lucie: Person) -> None:
    page = lucie.client.get(PLACE).content.decode()
    assert "Rien sous un masque ici." in page


def test_each_line_leads_to_its_place_and_to_what_can_still_be_done(lucie: Person) -> None:
    young, old = reply(lucie, "D’à l’instant."), reply(lucie, "D’avant-hier.")
    Post.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=2))
    page = lucie.client.get(PLACE).content.decode()
    for post in (young, old):
        assert f'href="/fr/posts/{post.pk}/"' in page
        assert f'href="/fr/posts/{post.pk}/delete/"' in page
    assert f'href="/fr/posts/{young.pk}/edit/"' in page
    assert f'href="/fr/posts/{old.pk}/edit/"' not in page


def test_words_taken_back_or_taken_down_say_so_and_are_not_repeated(lucie: Person) -> None:
    post = reply(lucie, "Trop dit.")
    services.delete_post(lucie.actor, post=post)
    page = lucie.client.get(PLACE).content.decode()
    assert "Trop dit." not in page
    assert "l’a retiré" in page
    assert f"/posts/{post.pk}/delete/" not in page


def test_pages_follow_each_other_without_gap_or_double(lucie: Person) -> None:
    thread = factories.make_thread()
    for number in range(45):
        post = reply(lucie, f"Mot {number}.", thread=thread)
        # Many of the same quarter of an hour: their numbers decide, and those are drawn by chance.
        Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(hours=number // 10))
    for number in range(5):
        event = say(lucie, f"Parole {number}.")
        RoomEvent.objects.filter(pk=event.pk).update(at=Post.objects.order_by("?")[0].created_at)
    seen: list[str] = []
    address = PLACE
    for _page in range(4):
        page = lucie.client.get(address).content.decode()
        seen += words_on(page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        if older is None:
            break
        address = older[1]
    assert len(seen) == len(set(seen)) == 50


@pytest.mark.parametrize("after", ["x", "1-2-3", "1-post-", "-post-1", "9" * 40, "1-post-" + "9" * 40, "١-post-1"])
def test_a_key_that_is_none_shows_the_beginning(lucie: Person, after: str) -> None:
    reply(lucie, "Ici.")
    assert words_on(lucie.client.get(PLACE, {"after": after}).content.decode()) == ["Ici."]


def test_a_thousand_masks_cost_at_most_four_queries(lucie: Person) -> None:
    theme = factories.make_theme()
    made = make_masks(lucie, 1_000)
    for name in made[:30]:
        factories.make_post(factories.make_thread(theme), name)
    actor = lucie.actor
    with CaptureQueriesContext(
        connection,
    ) as asked:
        lines, last = under_masks.page_of(actor)
    assert len(asked) <= 4, [one["sql"][:80] for one in asked]
    assert len(lines) == under_masks.WORDS_A_PAGE
    assert last is not None


def test_a_mask_that_no_key_opens_is_left_out_and_the_page_stands(lucie: Person, settings: Any) -> None:
    reply(lucie, "Perdu.")
    settings.SEAL_KEYS = [b"another key of thirty-two bytes!"]
    lucie.client.force_login(lucie.member)  # type: ignore[arg-type]
    assert words_on(lucie.client.get(PLACE).content.decode()) == []
