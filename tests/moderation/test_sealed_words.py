"""Words that are away stand in no table in plain text; they come back exactly, and end when their time is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from chat import own_words
from chat import tasks as chat_tasks
from chat.models import RoomEvent
from chat.models import TakenDown as TakenDownMessage
from forum import services as forum
from forum import taking_down
from forum.models import Post
from members import rotation, seal, sealed
from members.models import Letter, Standing
from moderation import appeals, erasing, services
from moderation.appeal_models import APPEAL_WINDOW
from moderation.models import Act, Case, Decision, Flag
from record import services as record
from tests import factories
from tests.cast import Person
from tests.moderation.makers import call, make_message, target_of

pytestmark = pytest.mark.django_db
# Words that nothing else in the house says.
SECRET, TITLE = "coquelicot-sous-la-neige", "hirondelle-de-novembre"
WORDS = f"Je commence. {SECRET} au milieu. Je finis."


def plain_words() -> str:
    """Everything that the tables say to somebody who has them and no key: text, and bytes read as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    raw = bytes(value) if isinstance(value, bytes | memoryview) else None
                    found.append(raw.decode(errors="ignore") if raw is not None else str(value))
    assert len(found) > 100
    return "\n".join(found)


def sealed_words() -> str:
    """Everything that stands sealed, to somebody who has the keys."""
    found = []
    for boxes in sealed.every():
        rows = boxes.model._default_manager.order_by("pk")
        found += [getattr(row, boxes.column.removesuffix("_box")) for row in rows]
    return "\n".join(found)


def post_of(author: Person) -> tuple[str, str]:
    thread = factories.make_thread(title=f"Un titre {TITLE}", author=author.name, body=WORDS)
    return "post", str(thread.posts.get().pk)


def message_of(author: Person) -> tuple[str, str]:
    event = make_message(factories.make_room(), author.name, WORDS)
    RoomEvent.objects.filter(pk=event.pk).update(content_note=TITLE)
    return "message", str(event.pk)


def held_of(author: Person) -> tuple[str, str]:
    return "held", str(factories.make_held(factories.make_thread(), author.name, body=WORDS).pk)


def decided(first: Callable[[Person], tuple[str, str]], **asked: Any) -> Callable[..., Decision]:
    def do(author: Person, caller: Person, judge: Person) -> Decision:
        kind, target_id = first(author)
        if kind == "held":
            services.find_forgotten()
            case = Case.objects.get(target_kind="held", target_id=target_id, lane="rule")
        else:
            case = call(caller, kind, target_id, note=f"Il dit {SECRET}.").case
        return services.decide(judge.actor, case, rule="hostile", **asked)

    return do


def left_and_taken_down_later(author: Person, caller: Person, judge: Person) -> Decision:
    """The note of the first case named the title, which still stood."""
    kind, target_id = post_of(author)
    services.decide(judge.actor, call(caller, kind, target_id).case, act="nothing_wrong")
    return services.decide(judge.actor, call(judge, kind, target_id).case, act="hide", rule="hostile")


def taken_back(author: Person, caller: Person, judge: Person) -> None:
    kind, target_id = post_of(author)
    call(caller, kind, target_id)
    forum.delete_post(author.actor, post=Post.objects.select_related("thread").get(pk=target_id))


def changed_in_a_room(author: Person, caller: Person, judge: Person) -> None:
    _kind, target_id = message_of(author)
    event = RoomEvent.objects.select_related("room").get(pk=target_id)
    RoomEvent.objects.filter(pk=target_id).update(content_note="")
    own_words.edit_message(author.actor, room=event.room, target_seq=event.seq, nonce=uuid4(), body="Autre chose.")


def taken_back_in_a_room(author: Person, caller: Person, judge: Person) -> None:
    kind, target_id = message_of(author)
    call(caller, kind, target_id)
    event = RoomEvent.objects.select_related("room").get(pk=target_id)
    own_words.delete_message(author.actor, room=event.room, target_seq=event.seq, nonce=uuid4())


def erased_with_the_account(author: Person, caller: Person, judge: Person) -> None:
    decided(post_of, act="hide")(author, caller, judge)
    author.member.delete()


CUT = frozenset({1})
WAYS: dict[str, Callable[..., Any]] = {
    "a post taken down": decided(post_of, act="hide"),
    "a message taken down": decided(message_of, act="hide"),
    "a passage of a post cut": decided(post_of, act=Act.REDACT, cut=CUT),
    "a passage of a message cut": decided(message_of, act=Act.REDACT, cut=CUT),
    "words given back": decided(held_of, act="give_back", explanation="Sans ce passage, volontiers."),
    "a post left, and taken down later": left_and_taken_down_later,
    "a post taken back": taken_back,
    "a message changed": changed_in_a_room,
    "a message taken back": taken_back_in_a_room,
    "an account erased": erased_with_the_account,
}
BY_THE_TEAM = [way for way, do in WAYS.items() if do.__name__ == "do"]


def away(way: str, *people: Person) -> Any:
    decision = WAYS[way](*people)
    said = plain_words()
    assert SECRET not in said
    # What a cut leaves is not away, nor is the title above it.
    assert "cut" in way or "changed" in way or TITLE not in said
    return decision


@pytest.mark.parametrize("way", WAYS)
def test_words_that_are_away_stand_in_no_table_in_plain_text(way, lucie, marc, ines):
    away(way, lucie, marc, ines)
    assert SECRET in sealed_words()


def test_a_thief_finds_words_that_nobody_sealed(lucie, marc, ines, monkeypatch):
    """Were the reading blind, the test above would hold for nothing."""
    monkeypatch.setattr("forum.sealing.seal_words", lambda post: None)
    decided(post_of, act="hide")(lucie, marc, ines)
    assert SECRET in plain_words()
    assert TITLE in plain_words()


@pytest.mark.parametrize("way", WAYS)
def test_words_whose_time_is_over_stand_nowhere_not_even_sealed(way, lucie, marc, ines, monkeypatch):
    away(way, lucie, marc, ines)
    later = timezone.now() + APPEAL_WINDOW + timedelta(days=1)
    for case in Case.objects.filter(closed_at=None):
        services.decide(ines.actor, case, act="nothing_wrong")
    monkeypatch.setattr(timezone, "now", lambda: later)
    erasing.erase_due()
    chat_tasks.forget_earlier_words()
    assert SECRET not in plain_words() + sealed_words()
    assert "cut" in way or "changed" in way or TITLE not in plain_words() + sealed_words()
    assert record.verify().ok


@pytest.mark.parametrize("way", BY_THE_TEAM)
def test_words_that_come_back_are_exactly_those_that_went(way, lucie, marc, ines, ivy):
    decision = away(way, lucie, marc, ines)
    asked = appeals.appeal(lucie.actor, decision.letter, words="Je parlais de moi.")
    appeals.answer(ivy.actor, asked.case, is_granted=True, explanation="Oui.")
    kind, target_id = decision.case.target_kind, decision.case.target_id
    row = RoomEvent.objects.get(pk=target_id) if kind == "message" else Post.objects.latest("pk")
    assert row.body == WORDS
    assert SECRET in row.html
    if kind == "message":
        assert row.content_note == TITLE
    if kind == "post":
        assert row.thread.title == f"Un titre {TITLE}"
    assert not TakenDownMessage.objects.exists()


def test_words_set_aside_by_the_house_are_sealed_too(lucie, marc, ines, settings):
    target_id, row = target_of("post", lucie, WORDS)
    taking_down.hide_post(row, reason="set_aside")
    assert SECRET not in plain_words()
    taking_down.hide_post(Post.objects.get(pk=target_id), reason="hostile")
    taking_down.restore_post(row)
    assert Post.objects.get(pk=target_id).body == WORDS


def test_a_cut_undone_while_the_words_are_down_gives_back_all_of_them(lucie, marc, ines):
    cut = decided(message_of, act=Act.REDACT, cut=CUT)(lucie, marc, ines)
    case = services.look_again(ines.actor, cut.case)
    services.decide(ines.actor, case, act="hide", rule="hostile")
    services.decide(ines.actor, services.look_again(ines.actor, case), act="restore", undoes=cut)
    assert SECRET not in plain_words()
    services.decide(ines.actor, services.look_again(ines.actor, case), act="restore")
    assert RoomEvent.objects.get(pk=case.target_id).body == WORDS


def test_a_box_opens_in_its_own_row_alone(lucie, marc):
    one = call(marc, *target_of_kind("post", lucie)).case
    other = call(marc, *target_of_kind("post", lucie)).case
    Case.objects.filter(pk=other.pk).update(words_box=one.words_box)
    other.refresh_from_db()
    assert (one.words, other.words) == ("Des mots du salon.", "")
    flag = one.flags.get()
    Flag.objects.filter(pk=flag.pk).update(note_box=flag.words_box)
    flag.refresh_from_db()
    assert (flag.words, flag.note) == ("Des mots du salon.", "")


def target_of_kind(kind: str, author: Person) -> tuple[str, str]:
    return kind, target_of(kind, author)[0]


def test_words_can_only_be_sealed_in_a_row_that_is_known(lucie):
    with pytest.raises(ValueError, match="case_id"):
        sealed.with_words(Decision(), before="Des mots.")
    with pytest.raises(TypeError):
        sealed.with_words(Letter(), kind="notice")


# --- other keys -----------------------------------------------------------------------------------
def boxes_under(keys: list[bytes], settings: Any) -> int:
    """How many boxes the first of these keys opens."""
    settings.SEAL_KEYS = keys
    opened = 0
    for boxes in rotation.every():
        for row in boxes.model._default_manager.exclude(**{boxes.column: b""}):
            opened += boxes.fresh(row) is None
    return opened


def test_every_box_stands_under_a_new_key_after_the_turn_and_nothing_is_lost(lucie, marc, ines, settings, capsys):
    old, new = settings.SEAL_KEYS[0], b"n" * 32
    for way in ("a post taken down", "a passage of a message cut", "words given back"):
        WAYS[way](lucie, marc, ines)
    decided(post_of, act="suspend", measure="suspended", until=timezone.now() + timedelta(days=3))(lucie, marc, ines)
    said, standing = sealed_words(), bytes(Standing.objects.get().sealed)
    count = boxes_under([old], settings)
    assert count > 20
    assert boxes_under([new, old], settings) == 0
    call_command("rotate_seals")
    assert "moderation.Case.words_box" in capsys.readouterr().out
    assert boxes_under([new, old], settings) == count
    assert bytes(Standing.objects.get().sealed) != standing
    settings.SEAL_KEYS = [new]
    assert sealed_words() == said
    assert record.verify().ok or "checkpoint" in str(record.verify().reason)


def test_a_turn_that_was_stopped_goes_on_where_it_is_begun_again(lucie, marc, ines, settings, monkeypatch):
    WAYS["a post taken down"](lucie, marc, ines)
    settings.SEAL_KEYS = [b"n" * 32, *settings.SEAL_KEYS]
    monkeypatch.setattr(rotation, "BATCH", 1)
    turn = rotation.rotate(pause_s=0)
    assert next(one.renewed for one in turn if one.renewed)
    turn.close()
    renewed = sum(one.renewed for one in rotation.rotate(pause_s=0))
    assert renewed > 0
    assert sum(one.renewed for one in rotation.rotate(pause_s=0)) == 0


def test_whoever_writes_while_the_keys_turn_keeps_the_last_word(lucie, marc, ines, settings, monkeypatch):
    flag = call(marc, *target_of_kind("post", lucie), note="Avant.")
    settings.SEAL_KEYS = [b"n" * 32, *settings.SEAL_KEYS]
    renew = seal.renewed

    def slow(*args: Any, **more: Any) -> bytes | None:
        Flag.objects.filter(pk=flag.pk).update(note_box=b"")
        return renew(*args, **more)

    monkeypatch.setattr(seal, "renewed", slow)
    list(rotation.rotate(pause_s=0))
    flag.refresh_from_db()
    assert flag.note == ""


def test_boxes_that_no_key_opens_are_counted_and_left(lucie, marc, settings, capsys):
    call(marc, *target_of_kind("post", lucie))
    settings.SEAL_KEYS = [b"n" * 32]
    call_command("rotate_seals")
    told = capsys.readouterr()
    assert "that no key opens" in told.out
    assert "left as they are" in told.err
