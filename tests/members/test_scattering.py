"""Where a masked row stands tells nothing: rows are moved, and nothing that they say changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings as house
from django.db import connection
from django.utils import timezone

from chat import gestures, process
from chat import services as chat
from chat.models import Gesture, Room, RoomEvent, RoomMarks
from forum import services
from forum.models import Bookmarks, EarlierWords, Mention, Post
from forum.services import Published
from members import scattering
from members.models import Mask, Pseudonym
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db


def said(person: Person, thread: Any, body: str = "Des mots.", *, is_masked: bool = False) -> Post:
    found = services.reply(person.actor, thread=thread, body=body, nonce=uuid4(), is_masked=is_masked)
    assert isinstance(found, Published)
    return found.post


def numbers(table: str) -> list[Any]:
    """The keys of a table, in the order in which a copy of its file holds them."""
    with connection.cursor() as cursor:
        where = "ctid" if connection.vendor == "postgresql" else "rowid"
        key = {"members_mask": "pseudonym_id", "forum_post_words": "rowid"}.get(table, "id")
        cursor.execute(f"SELECT {key} FROM {table} ORDER BY {where}")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.only_on("postgresql")
def test_masked_words_stand_no_more_between_the_words_before_and_after_them(
    lucie: Person, marc: Person, settings: Any
) -> None:
    settings.RATE_LIMITS = False
    thread, other = factories.make_thread(), factories.make_thread()
    said(marc, other, "Mot zéro.")
    last = said(marc, other, "Le mot d’avant.")
    masked = said(lucie, thread, "Sous un masque.", is_masked=True)
    following = said(marc, other, "Le mot d’après.")
    said(marc, other, "Mot dernier.")
    before = Post.objects.values().get(pk=masked.pk)
    scattering.scatter()
    # Where it stands now hangs on the holes that other rows left in other pages.
    for table in ("forum_post", "forum_post_words"):
        order = [pk for pk in numbers(table) if pk in {masked.pk, last.pk, following.pk}]
        assert order != [last.pk, masked.pk, following.pk]
        assert sorted(order) == sorted([last.pk, masked.pk, following.pk])
    assert Post.objects.values().get(pk=masked.pk) == before


@pytest.mark.only_on("postgresql")
def test_a_moved_row_leaves_its_page_and_its_transaction(lucie: Person) -> None:
    post = said(lucie, factories.make_thread(), is_masked=True)

    def place() -> tuple[str, ...]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT (ctid::text::point)[0] FROM forum_post WHERE id = %s", [post.pk])
            return tuple(cursor.fetchone())

    first = place()
    scattering.scatter()
    assert place() != first


@pytest.mark.only_on("postgresql")
def test_the_box_of_what_one_reads_stands_no_more_where_the_last_word_put_it(lucie: Person) -> None:
    def order() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM forum_bookmarks ORDER BY ctid")
            return [pk for (pk,) in cursor.fetchall()]

    Bookmarks.objects.bulk_create([Bookmarks(token=bytes([n]) * 32, sealed=b"as long as any") for n in range(40)])
    said(lucie, factories.make_thread(), is_masked=True)
    written, before = order(), list(Bookmarks.objects.order_by("pk").values_list("pk", "token"))
    scattering.scatter()
    assert order() != written
    assert list(Bookmarks.objects.order_by("pk").values_list("pk", "token")) == before


@pytest.mark.only_on("sqlite")
def test_masks_have_numbers_that_tell_no_order(lucie: Person, marc: Person) -> None:
    thread = factories.make_thread()
    authors = [said(person, thread, is_masked=True).author_id for person in (lucie, marc)]
    scattering.scatter()
    with connection.cursor() as cursor:
        for table, key in (("members_pseudonym", "id"), ("members_mask", "pseudonym_id")):
            cursor.execute(f"SELECT {key} FROM {table} WHERE rowid < 0")
            assert {UUID(row[0]) for row in cursor.fetchall()} == set(authors)


@pytest.mark.only_on("sqlite")
@pytest.mark.django_db(transaction=True)
def test_the_journal_of_the_last_writes_is_emptied(lucie: Person) -> None:
    said(lucie, factories.make_thread(), is_masked=True)
    journal = house.DATA_DIR / f"{connection.settings_dict['NAME']}-wal"
    assert journal.stat().st_size > 0
    scattering.scatter()
    assert journal.stat().st_size == 0


def test_what_masks_leave_beside_their_words_has_no_number_in_order(lucie: Person, marc: Person) -> None:
    thread = factories.make_thread()
    said(marc, thread)
    post = said(lucie, thread, f"@{marc.name.name} bonjour.", is_masked=True)
    assert Mention.objects.get(post=post).pk < 0
    services.edit_post(lucie.actor, post=post, body="Autrement.")
    scattering.scatter()
    assert EarlierWords.objects.get(post=post).body.endswith("bonjour.")


def test_only_what_masks_wrote_lately_is_moved(lucie: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    thread, other = factories.make_thread(), factories.make_thread()
    said(lucie, thread)
    old = said(lucie, thread, is_masked=True)
    Post.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=3))
    new = said(lucie, other, is_masked=True)
    moved: dict[Any, set[Any]] = {}
    monkeypatch.setattr(scattering, "move", lambda table, pks, **_: moved.setdefault(table, set()).update(pks))
    scattering.scatter()
    assert moved[Post] == {new.pk}
    assert moved[Mask] == moved[Pseudonym] == {new.author_id}
    scattering.scatter(span=scattering.LONG_AGO)
    assert moved[Post] == {new.pk, old.pk}


def test_what_masks_said_in_rooms_is_moved_too(
    lucie: Person, marc: Person, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    room = factories.make_room()
    monkeypatch.setattr(process, "members_in", lambda room_id: {"one", "two", "three", "four"})
    with django_capture_on_commit_callbacks():
        theirs = chat.send_message(marc.actor, room=room, nonce=uuid4(), body="À découvert.")
        own = chat.send_message(lucie.actor, room=room, nonce=uuid4(), body="Sous un masque.", is_masked=True)
        assert isinstance(theirs, chat.Published)
        assert isinstance(own, chat.Published)
        gestures.make_gesture(
            lucie.actor,
            room=room,
            target_seq=theirs.event.seq,
            gesture="here",
            is_on=True,
            nonce=uuid4(),
            is_masked=True,
        )
    moved: dict[Any, set[Any]] = {}
    monkeypatch.setattr(scattering, "move", lambda table, pks, **_: moved.setdefault(table, set()).update(pks))
    scattering.scatter()
    masked = set(RoomEvent.objects.filter(author=own.event.author).values_list("pk", flat=True))
    assert moved[RoomEvent] == masked
    assert len(masked) == 2
    [gesture] = moved[Gesture]
    assert gesture < 0
    assert moved[Room] == {room.pk}


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_boxes_that_were_written_one_after_another_become_part_of_one_transaction_with_others() -> None:
    def transactions() -> dict[int, int]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id, xmin::text::bigint FROM {RoomMarks._meta.db_table}")
            return dict(cursor.fetchall())

    for number in range(40):
        RoomMarks.objects.create(pk=number + 1, token=uuid4().bytes * 2, sealed=bytes(640))
    for number in (7, 31, 12):
        RoomMarks.objects.filter(pk=number).update(sealed=bytes(640))
    before = transactions()
    assert before[7] < before[31] < before[12]
    scattering.scatter()
    after = transactions()
    assert after[7] == after[31] == after[12]
    assert after.keys() == before.keys()
    assert all(bytes(sealed) == bytes(640) for sealed in RoomMarks.objects.values_list("sealed", flat=True))
