"""How far one has read: under every name, in one sealed box that says nothing without the keys."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from forum import bookmarks, following, services
from forum.bookmarks import Mark
from forum.models import Bookmarks, Mention, Post, Thread
from members import export, inbox, leaving, quiet, rotation
from members.actor import Actor
from tests import factories
from tests.cast import Person
from tests.forum.speaking import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits(settings: Any) -> None:
    settings.RATE_LIMITS = False


@pytest.fixture
def thread(marc: Person) -> Thread:
    return factories.make_thread(author=marc.name)


def reply(person: Person, thread: Thread, body: str = "Des mots.", *, is_masked: bool = False, **more: Any) -> Post:
    done = services.reply(person.actor, thread=fresh(thread), body=body, nonce=uuid4(), is_masked=is_masked, **more)
    assert isinstance(done, services.Published)
    return done.post


def kinds(person: Person) -> list[str]:
    return [item.kind for item in inbox.items_for(person.actor) if item.is_new]


def test_answers_to_a_mask_come_to_its_holder_and_are_gone_when_they_were_read(
    lucie: Person, marc: Person, thread: Thread
) -> None:
    reply(lucie, thread, is_masked=True)
    assert kinds(lucie) == []
    reply(marc, thread, "Je vous réponds.")
    assert kinds(lucie) == ["reply"]
    following.read_up_to(lucie.actor, thread=fresh(thread), position=3)
    assert kinds(lucie) == []


def test_who_follows_no_more_hears_nothing_whatever_the_name(lucie: Person, marc: Person, thread: Thread) -> None:
    reply(lucie, thread, is_masked=True)
    address = f"/fr/threads/{thread.pk}/follow/"
    assert lucie.client.post(address, {"on": "no"}).status_code == 303
    reply(marc, thread)
    assert kinds(lucie) == []
    reply(lucie, thread, is_masked=True)
    reply(marc, thread)
    assert kinds(lucie) == []


def test_a_mask_is_called_by_name_and_its_holder_hears_of_it(lucie: Person, marc: Person, thread: Thread) -> None:
    mask = reply(lucie, thread, is_masked=True).author
    reply(marc, thread, f"Merci, @{mask.name}.")
    assert [call.name for call in Mention.objects.all()] == [mask]
    assert "call" in kinds(lucie)
    following.read_up_to(lucie.actor, thread=fresh(thread), position=3)
    assert kinds(lucie) == []


def test_a_call_that_is_missing_tells_nothing_of_who_is_behind_a_mask(
    lucie: Person, marc: Person, thread: Thread
) -> None:
    """Whom a mask calls, and whether a mask is called, hangs on what everybody can read alone."""
    reply(lucie, thread)
    mask = reply(lucie, thread, is_masked=True).author
    reply(lucie, thread, "Je salue @Lucie du port.", is_masked=True)
    assert [call.name for call in Mention.objects.all()] == [lucie.name]
    quiet.change(lucie.actor, takes_mentions=False)
    reply(marc, thread, f"Merci, @{mask.name}.")
    assert set(Mention.objects.values_list("name", flat=True)) == {lucie.name.pk, mask.pk}
    assert "call" not in kinds(lucie)


def test_one_box_a_member_whatever_the_name(lucie: Person, marc: Person, thread: Thread) -> None:
    reply(lucie, thread)
    before = bytes(Bookmarks.objects.values_list("sealed", flat=True)[0])
    reply(lucie, factories.make_thread(), is_masked=True)
    assert Bookmarks.objects.count() == 1
    after = bytes(Bookmarks.objects.values_list("sealed", flat=True)[0])
    assert after != before
    assert len(after) == len(before)


def test_reading_again_what_was_read_writes_nothing(lucie: Person, thread: Thread) -> None:
    following.read_up_to(lucie.actor, thread=thread, position=1)
    before = Bookmarks.objects.values_list("sealed", flat=True)[0]
    following.read_up_to(lucie.actor, thread=thread, position=1)
    assert Bookmarks.objects.values_list("sealed", flat=True)[0] == before


def test_what_nobody_follows_is_forgotten_first(lucie: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lucie.member is not None
    monkeypatch.setattr(bookmarks, "MOST", 3)
    for number, is_followed in ((1, True), (2, None), (3, False), (4, None)):
        bookmarks.change(lucie.member.pk, [number], lambda mark, said=is_followed: mark._replace(is_followed=said))
    assert list(bookmarks.all_of(lucie.actor)) == [1, 3, 4]
    # Looked at once more, it is the youngest.
    bookmarks.change(lucie.member.pk, [3], lambda mark: mark._replace(read_position=5))
    bookmarks.change(lucie.member.pk, [5], lambda mark: mark._replace(read_position=1))
    assert list(bookmarks.all_of(lucie.actor)) == [1, 3, 5]


def test_the_mark_of_a_joined_thread_stands_with_the_other(lucie: Person, thread: Thread) -> None:
    assert lucie.member is not None
    into = factories.make_thread()
    bookmarks.change(lucie.member.pk, [thread.pk], lambda mark: mark._replace(read_position=4, is_followed=True))
    bookmarks.change(lucie.member.pk, [into.pk], lambda mark: mark._replace(read_position=6))
    Thread.objects.filter(pk=thread.pk).update(joined_to=into, joined_after=6)
    assert bookmarks.all_of(lucie.actor) == {into.pk: Mark(into.pk, 10, True)}
    # Nothing in between was skipped unread.
    Thread.objects.filter(pk=thread.pk).update(joined_after=8)
    assert bookmarks.all_of(lucie.actor) == {into.pk: Mark(into.pk, 6, True)}
    following.follow_thread(lucie.actor, thread=fresh(into), is_on=False)
    assert not following.followed_threads(lucie.actor)


def test_a_box_that_no_key_opens_holds_nothing_and_a_new_one_is_begun(
    lucie: Person, thread: Thread, settings: Any
) -> None:
    following.read_up_to(lucie.actor, thread=thread, position=1)
    settings.SEAL_KEYS = [b"another key of thirty-two bytes!"]
    assert following.read_position(lucie.actor, thread) is None
    following.read_up_to(lucie.actor, thread=thread, position=1)
    assert following.read_position(lucie.actor, thread) == 1


def test_a_new_key_finds_what_the_old_one_sealed(lucie: Person, thread: Thread, settings: Any) -> None:
    following.read_up_to(lucie.actor, thread=thread, position=1)
    settings.SEAL_KEYS = [b"another key of thirty-two bytes!", *settings.SEAL_KEYS]
    assert following.read_position(lucie.actor, thread) == 1
    turned = {one.boxes.model: one for one in rotation.rotate(pause_s=0)}
    assert (turned[Bookmarks].renewed, turned[Bookmarks].unreadable) == (1, 0)
    assert following.read_position(lucie.actor, thread) == 1
    following.follow_thread(lucie.actor, thread=thread, is_on=True)
    assert Bookmarks.objects.count() == 1
    assert following.followed_threads(lucie.actor) == [thread]


def test_it_goes_along_in_the_file_and_goes_with_who_leaves(lucie: Person, thread: Thread) -> None:
    following.follow_thread(lucie.actor, thread=thread, is_on=True)
    told = export.everything(lucie.actor, password=factories.PASSWORD)
    assert told["threads_read"] == [{"thread": thread.shown_title, "read_up_to": 1, "is_followed": True}]
    leaving.ask_to_leave(lucie.actor, password=factories.PASSWORD, takes_words=False)

    assert leaving.leave_due(today=timezone.localdate() + timedelta(days=21)) == 1
    assert not Bookmarks.objects.exists()


def test_a_guest_has_none() -> None:
    assert bookmarks.all_of(Actor()) == {}


def test_what_stood_beside_names_goes_into_the_boxes_when_the_tables_change(
    lucie: Person, marc: Person, thread: Thread
) -> None:
    """The step from rows beside names to one box a member, with rows: under every name, and none is lost."""
    other, mask = factories.make_thread(), reply(lucie, thread, is_masked=True).author
    gone = factories.make_pseudonym("Nom de personne")
    Bookmarks.objects.all().delete()
    before = MigrationLoader(connection).project_state(("forum", "0003_bookmarks")).apps
    marks = before.get_model("forum", "ThreadMark")
    quote = connection.ops.quote_name
    columns = ", ".join(
        f"{quote(field.column)} {field.rel_db_type(connection) if field.is_relation else field.db_type(connection)}"
        for field in marks._meta.concrete_fields
    )
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {quote(marks._meta.db_table)} ({columns})")
    rows = [
        (thread, lucie.name, 3, None),
        (thread, mask, 2, True),
        (other, lucie.name, 1, False),
        (thread, marc.name, 0, True),
        (thread, gone, 9, True),
    ]
    for number, (where, name, position, said) in enumerate(rows, 1):
        wanted = {"read_position": position, "is_followed": said}
        marks.objects.create(pk=number, thread_id=where.pk, reader_id=name.pk, **wanted)

    import_module("forum.migrations.0003_bookmarks").put_away(before, None)

    assert bookmarks.all_of(lucie.actor) == {thread.pk: Mark(thread.pk, 3, True), other.pk: Mark(other.pk, 1, False)}
    assert bookmarks.all_of(marc.actor) == {thread.pk: Mark(thread.pk, 0, True)}
    assert Bookmarks.objects.count() == 2
    assert len({len(bytes(one.sealed)) for one in Bookmarks.objects.all()}) == 1
