"""A small house told several times over: the same words at the same moments, and only who holds the masks differs.

Chance and the clock are the same each time, so that whatever else differs comes from the holders.
"""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from chat import gestures as room_gestures
from chat import process
from chat import services as rooms
from chat.models import Room
from forum import following, gestures, services, voices
from forum.models import Audience, Post, Thread
from groups.models import Approval
from members.models import Pseudonym
from moderation import appeals
from moderation import services as moderation
from tests import factories
from tests.cast import Person, everybody, person

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MASKS = ("opener", "answerer", "speaker", "waiting", "judged")
Holders = dict[str, str]
# Whoever may hold a mask: nobody of them reads in these tests.
WRITERS = ("lucie", "bruno", "chloe")
READERS = ("guest", "marc", "anouk", "ines", "odile")


@dataclass
class House:
    """What stands there after the telling."""

    people: dict[str, Person]
    theme: str = "nuits"
    threads: list[Thread] = field(default_factory=list)
    room: str = "veillee"
    masks: dict[str, Pseudonym] = field(default_factory=dict)
    cases: list[UUID] = field(default_factory=list)
    held: list[int] = field(default_factory=list)

    def posts(self) -> list[Post]:
        return list(Post.objects.select_related("thread", "author").order_by("thread_id", "position"))


class Fate:
    """Chance and the clock, begun again before each act."""

    def __init__(self, patch: pytest.MonkeyPatch, clock: time_machine.Coordinates) -> None:
        self._chance, self._clock, self._acts = random.Random(0), clock, 0
        patch.setattr(os, "urandom", self._bytes)
        patch.setattr(random, "_urandom", self._bytes)

    def _bytes(self, number: int) -> bytes:
        return self._chance.randbytes(number)

    def next(self, minutes: int = 7) -> None:
        self._acts += 1
        self.as_at(self._acts)
        self._clock.shift(timedelta(minutes=minutes, seconds=self._acts))

    def as_at(self, moment: object) -> None:
        self._chance.seed(str(moment))


@contextmanager
def told(patch: pytest.MonkeyPatch, holders: Holders) -> Iterator[tuple[House, Fate]]:
    """Tell the house, each of MASKS held by one of WRITERS; everything is taken back at the end."""
    cache.clear()
    with time_machine.travel(BEGIN, tick=False) as clock, transaction.atomic():
        _count_anew()
        fate = Fate(patch, clock)
        fate.next()
        patch.setattr(factories, "_numbers", itertools.count(1))
        # In every room stand enough others to hide among.
        patch.setattr(process, "members_in", lambda room_id: {"one", "two", "three", "four", "five"})
        house = House({"guest": Person(None, Client()), **everybody()})
        for name in ("bruno", "chloe"):
            house.people[name] = person(name.capitalize())
        tell(house, fate, holders)
        cache.clear()
        yield house, fate
        transaction.set_rollback(True)
    cache.clear()


def _count_anew() -> None:
    """Let every table count from one number on: PostgreSQL goes on counting where a telling was taken back.

    Begun within the transaction, and gone with it.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = current_schema()")
        for (name,) in cursor.fetchall():
            cursor.execute(f"ALTER SEQUENCE {name} RESTART WITH 1000")


def tell(house: House, fate: Fate, holders: Holders) -> None:
    """Everything that happens."""
    people = house.people
    lucie, bruno, marc, ines = (people[name] for name in ("lucie", "bruno", "marc", "ines"))

    def who(mask: str) -> Person:
        return people[holders[mask]]

    theme = factories.make_theme("nuits", parent=factories.make_theme("chapitre"))
    read_first = factories.make_theme("lu-avant", approval=Approval.EVERYBODY)
    careful = factories.make_thread(read_first, marc.name, title="Lu avant", slug="lu-avant")
    one = factories.make_thread(theme, lucie.name, title="La nuit", slug="la-nuit")
    two = factories.make_thread(theme, bruno.name, title="Le matin", slug="le-matin")
    for number, (thread, author) in enumerate([(one, bruno), (two, lucie), (one, lucie)]):
        fate.next()
        services.reply(author.actor, thread=thread, body=f"Une boussole {number}.", nonce=uuid4())
    following.follow_thread(marc.actor, thread=one, is_on=True)

    def masked(mask: str, thread: Thread, body: str) -> Post:
        fate.next()
        services.reply(who(mask).actor, thread=thread, body=body, nonce=uuid4(), is_masked=True)
        return Post.objects.select_related("thread", "author").filter(thread=thread).latest("position")

    fate.next()
    opened = services.start_thread(
        who("opener").actor,
        theme=theme,
        title="Sans mon nom",
        body="Une boussole et moi.",
        language="fr",
        audience=Audience.ANYONE,
        nonce=uuid4(),
        is_masked=True,
    )
    assert isinstance(opened, services.Published)
    hidden = opened.post.thread
    house.threads = [careful, one, two, hidden]
    answer = masked("answerer", one, "Des mots à changer.")
    fate.next()
    services.edit_post(who("answerer").actor, post=answer, body="Des mots changés.")
    again = masked("answerer", one, "Et encore.")
    fate.next()
    services.delete_post(who("answerer").actor, post=again)
    fate.next()
    gestures.make_gesture(who("answerer").actor, post=careful.posts.get(), gesture="hear", is_on=True)
    fate.next()
    services.reply(who("waiting").actor, thread=careful, body="Des mots qui attendent.", nonce=uuid4(), is_masked=True)
    fate.next()
    open_flag = moderation.raise_flag(marc.actor, kind="post", target_id=str(answer.pk), reason="other")
    speak(house, fate, who("speaker"))
    # Last: whoever is paused through a mask could not have written all this.
    judged = masked("judged", two, "Des mots de trop.")
    fate.next()
    flag = moderation.raise_flag(marc.actor, kind="post", target_id=str(judged.pk), reason="hostile")
    fate.next()
    made = moderation.decide(
        ines.actor,
        flag.case,
        act="hide_suspend",
        rule="hostile",
        measure="here",
        until=datetime.now(UTC) + timedelta(days=3),
        explanation="Ces mots blessent quelqu’un.",
    )
    fate.next()
    assert made.letter is not None
    looked = appeals.appeal(who("judged").actor, made.letter, words="Je ne visais personne.")
    house.cases = [flag.case_id, looked.case_id, open_flag.case_id]
    voices_of(house)


def speak(house: House, fate: Fate, speaker: Person) -> None:
    """An evening in a room."""
    room: Room = factories.make_room(house.room, Thread.objects.get(pk=house.threads[1].pk).theme)
    for name, words, is_masked in (
        ("lucie", "Bonsoir.", False),
        ("", "Sans mon nom.", True),
        ("marc", "Je t’entends.", False),
        ("", "Merci.", True),
    ):
        fate.next(1)
        rooms.send_message(
            (house.people[name] if name else speaker).actor, room=room, nonce=uuid4(), body=words, is_masked=is_masked
        )
    fate.next(1)
    room_gestures.make_gesture(
        speaker.actor, room=room, target_seq=3, gesture="here", is_on=True, nonce=uuid4(), is_masked=True
    )


def voices_of(house: House) -> None:
    masks = Pseudonym.objects.exclude(scope="")
    house.masks = {
        "opener": masks.get(scope=voices.scope_of(house.threads[3].pk)),
        "answerer": masks.get(scope=voices.scope_of(house.threads[1].pk)),
        "judged": masks.get(scope=voices.scope_of(house.threads[2].pk)),
    }
