"""A thousand people call for the same words within a minute: one case, no error, nobody’s call lost. Both engines."""

from __future__ import annotations

import threading
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from forum.models import Post, PostState
from members.actor import Actor
from members.models import Holding, Letter, Member, Pseudonym
from moderation import services
from moderation.models import Case, Flag
from record import services as record
from record.models import Entry
from tests.moderation.makers import target_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# No more at once than the pool of connections lets in.
MANY, AT_ONCE = 1_000, 4


@pytest.fixture
def crowd(db: None) -> list[Actor]:
    """Members who have been here for a while, rows written straight: no password is hashed a thousand times."""
    since = timezone.localdate() - timedelta(days=30)
    members = Member.objects.bulk_create([Member(username=f"foule-{uuid4().hex}", password="!") for _ in range(MANY)])
    names = Pseudonym.objects.bulk_create(
        [Pseudonym(name=f"Foule {number}", skeleton=f"foule{number}", since=since) for number in range(MANY)]
    )
    Holding.objects.bulk_create([Holding(member=one, pseudonym=name) for one, name in zip(members, names, strict=True)])
    return [
        Actor(member_id=one.pk, pseudonym_id=name.pk, name=name.name, names=frozenset({name.pk}), language="fr")
        for one, name in zip(members, names, strict=True)
    ]


def test_a_thousand_calls_meet_in_one_case(lucie: Any, crowd: list[Actor], settings: Any) -> None:
    settings.RATE_LIMITS = False
    # The words stay shown, so that every call is taken; what happens otherwise is the next test.
    settings.SET_ASIDE_AFTER = 0
    target_id, _row = target_of("post", lucie)
    problems, took = call_all(crowd, target_id)
    assert problems == []
    # Generous for a machine with much else to do; without a hindrance it is a few seconds.
    assert took < 300
    assert Case.objects.count() == 1
    assert Flag.objects.count() == MANY
    assert Flag.objects.values("reporter").distinct().count() == MANY


def test_a_thousand_calls_at_night_set_words_aside_once(lucie: Any, crowd: list[Actor], settings: Any) -> None:
    settings.RATE_LIMITS = False
    target_id, row = target_of("post", lucie)
    problems, _took = call_all(crowd[:200], target_id)
    # Whoever came too late is told calmly that the words are shown to nobody any more.
    assert {getattr(one, "code", repr(one)) for one in problems} <= {"not_found"}
    assert Post.objects.get(pk=row.pk).state == PostState.HIDDEN
    assert Case.objects.count() == 1
    assert Letter.objects.filter(recipient=lucie.name).count() == 1
    assert Entry.objects.filter(kind="case.set_aside").count() == 1
    assert record.verify().ok


def call_all(actors: list[Actor], target_id: str) -> tuple[list[Exception], float]:
    """Let every actor call, several at once; return what was raised and the seconds it took."""
    problems: list[Exception] = []
    start = threading.Barrier(AT_ONCE)

    def run(mine: list[Actor]) -> None:
        start.wait(timeout=60)
        try:
            for actor in mine:
                try:
                    services.raise_flag(actor, kind="post", target_id=target_id, reason="hostile")
                except Exception as problem:
                    problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(actors[at::AT_ONCE],)) for at in range(AT_ONCE)]
    began = monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    return problems, monotonic() - began
