"""The demo community: filled, honest about its times, and silent about what cannot be shown yet."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from chat.models import EventKind, MessageState, Room, RoomEvent
from config import demo
from forum.models import Post, Thread
from groups.models import Theme
from members import masks, recognition
from members.models import Holding, Member, Pseudonym
from moderation.models import Case, Decision, Flag, Lane
from record import services as record

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> list[demo.SignIn]:
    call_command("load_themes", verbosity=0)
    return demo.Community(timezone.now()).tell()


def stories() -> dict[str, Any]:
    return {
        language: json.loads((settings.BASE_DIR / "data" / f"community-{language}.json").read_text(encoding="utf-8"))
        for language in ("fr", "en")
    }


def test_the_house_is_filled(told: list[demo.SignIn]) -> None:
    assert 45 <= Thread.objects.count() <= 50
    assert 320 <= Post.objects.count() <= 370
    assert Room.objects.count() == 6
    assert Member.objects.count() == 44 + 1  # the community and its administrator
    assert 10 <= Flag.objects.exclude(case__closed_at__isnull=False).count() <= 13
    assert Theme.objects.filter(parent=None).count() == 6


def test_nothing_lies_in_the_future_and_everything_is_in_its_order(told: list[demo.SignIn]) -> None:
    now = timezone.now()
    assert not Post.objects.filter(created_at__gt=now).exists()
    assert not RoomEvent.objects.filter(at__gt=now).exists()
    assert not Case.objects.filter(opened_at__gt=now).exists()
    for thread in Thread.objects.all():
        times = list(thread.posts.order_by("position").values_list("created_at", flat=True))
        assert times == sorted(times)
        assert [post.position for post in thread.posts.order_by("position")] == list(range(1, len(times) + 1))
        assert thread.last_position == len(times)
        assert thread.last_post_at == times[-1]
    for room in Room.objects.all():
        seqs = list(room.events.order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, room.last_seq + 1))
    assert Post.objects.filter(created_at__gt=now - timedelta(days=2)).exists(), "the house looks lived in tonight"


def test_what_the_story_says_under_a_mask_stands_under_one(told: list[demo.SignIn]) -> None:
    wanted, found = set(), set()
    for story in stories().values():
        for said in [thread["posts"] for thread in story["threads"]] + [room["events"] for room in story["rooms"]]:
            wanted |= {(one["mask"], one["body"]) for one in said if one["author"] is None}
    for table in (Post, RoomEvent):
        for row in table.objects.filter(author__scope__gt="").select_related("author"):
            assert row.author is not None
            assert row.author.scope
            assert row.pk >= masks.LOWEST_ID
            at = row.created_at if isinstance(row, Post) else row.at
            assert (at.minute % 15, at.second) == (0, 0)
            found.add((row.author.name, row.body))
    shown = {name for name, _body in wanted}
    assert len(shown) > 10
    assert shown == {name for name, _body in found}
    # Each is held by somebody, nobody holds two, and nobody talks to themselves in one place.
    holders = masks.holders(list(Pseudonym.objects.filter(scope__gt="").values_list("pk", flat=True)))
    assert len(set(holders.values())) == len(holders) == Pseudonym.objects.filter(scope__gt="").count()
    for mask_id, member_id in holders.items():
        open_name = Pseudonym.objects.get(holding__member=member_id)
        here = Pseudonym.objects.get(pk=mask_id).scope
        spoken = {f"thread:{pk}" for pk in Post.objects.filter(author=open_name).values_list("thread", flat=True)}
        spoken |= {f"room:{pk}" for pk in RoomEvent.objects.filter(author=open_name).values_list("room", flat=True)}
        assert here not in spoken


def test_words_taken_down_in_a_room_are_a_decision_with_letter_and_record(told: list[demo.SignIn]) -> None:
    removed = RoomEvent.objects.filter(kind=EventKind.MESSAGE, state=MessageState.REMOVED)
    assert removed.count() >= 5
    for message in removed:
        case = Case.objects.get(target_kind="message", target_id=str(message.pk), lane=Lane.RULE)
        decision = Decision.objects.get(case=case)
        assert decision.letter is not None
        assert RoomEvent.objects.filter(room=message.room, kind=EventKind.REMOVED, target_seq=message.seq).count() == 1
    assert record.verify().ok


def test_each_way_in_opens_onto_its_role(told: list[demo.SignIn]) -> None:
    ways = {one.key: one for one in told}
    assert set(ways) == set(demo.SIGN_INS)
    for key, way in ways.items():
        member = Member.objects.get(username=way.login)
        assert member.check_password(way.password)
        assert member.is_demo
        actor = recognition.recognise(member)
        assert actor.name == way.name
        assert actor.holds("moderator") == (key in {"moderator", "second_moderator"})
        assert actor.holds("administrator") == (key == "administrator")
        assert bool(actor.scopes("facilitator")) == (key == "facilitator")


def test_everybody_has_a_name_of_their_own_and_no_letter_names_who_called(told: list[demo.SignIn]) -> None:
    assert Holding.objects.filter(is_current=True).count() == Member.objects.count()
    for decision in Decision.objects.exclude(letter=None).select_related("letter"):
        assert decision.letter is not None
        for flag in Flag.objects.filter(case=decision.case).select_related("reporter"):
            assert flag.reporter is not None
            assert flag.reporter.name not in decision.letter.body


def test_two_tellings_differ_in_nothing_but_passwords_and_moments() -> None:
    call_command("load_themes", verbosity=0)

    def tell() -> tuple[Any, ...]:
        demo.Community(timezone.now()).tell()
        names = list(Pseudonym.objects.order_by("name").values_list("name", "shape", "hue"))
        posts = list(Post.objects.order_by("thread", "position").values_list("thread__slug", "author__name", "body"))
        calls = Flag.objects.select_related("reporter").order_by("id")
        flags = [(one.reporter and one.reporter.name, one.reason, one.note) for one in calls]
        return names, posts, flags

    class Undo(Exception):
        pass

    found = []
    for _time in range(2):
        try:
            with transaction.atomic():
                found.append(tell())
                raise Undo
        except Undo:
            pass
    assert found[0] == found[1]


def test_a_house_with_members_or_open_to_the_world_is_not_filled(settings: Any) -> None:
    settings.IS_LOOPBACK = False
    with pytest.raises(CommandError, match="loopback"):
        call_command("seed_demo")
    settings.IS_LOOPBACK = True
    Member.objects.create_user("somebody", "a-password-of-theirs")
    with pytest.raises(CommandError, match="already has members"):
        call_command("seed_demo")
