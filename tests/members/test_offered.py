"""Help comes once an hour and place, and once more when danger has grown; nothing of it is stored."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from members import offered
from tests.cast import Person

pytestmark = pytest.mark.django_db


def test_help_is_offered_once_in_a_place(lucie: Person, marc: Person) -> None:
    assert offered.is_first(lucie.actor, "thread:1", urgent=False)
    assert not offered.is_first(lucie.actor, "thread:1", urgent=False)
    assert offered.is_first(lucie.actor, "thread:2", urgent=False)
    assert offered.is_first(marc.actor, "thread:1", urgent=False)


def test_it_is_offered_again_when_danger_has_grown(lucie: Person) -> None:
    assert offered.is_first(lucie.actor, "thread:1", urgent=False)
    assert offered.is_first(lucie.actor, "thread:1", urgent=True)
    assert not offered.is_first(lucie.actor, "thread:1", urgent=True)


def test_it_is_offered_again_after_an_hour(lucie: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, int] = {}
    monkeypatch.setattr(cache, "add", lambda key, _value, timeout: kept.setdefault(key, timeout) is None)
    offered.is_first(lucie.actor, "thread:1", urgent=False)
    assert list(kept.values()) == [3_600]
    assert lucie.actor.member_id is not None
    assert str(lucie.actor.member_id) not in str(kept)
    assert lucie.actor.member_id.hex not in str(kept)


def test_it_is_offered_when_the_cache_is_away(lucie: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: Any, **_more: Any) -> bool:
        raise ConnectionError

    monkeypatch.setattr(cache, "add", away)
    assert offered.is_first(lucie.actor, "thread:1", urgent=False)
    assert offered.is_first(lucie.actor, "thread:1", urgent=False)
