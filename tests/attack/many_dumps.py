"""The attack over many communities, at the 95 % interval; for `python -m benchmarks.linker`, not for every run."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection

from forum import voices
from members import masks
from members.models import Pseudonym
from tests.attack import dumps
from tests.attack.community import Life, Scale, worker
from tests.attack.linker import Linker
from tests.attack.scores import Difference, difference, scored

pytestmark = pytest.mark.django_db(transaction=True)
SEEDS = range(1, int(os.environ.get("LINKER_SEEDS", "20")) + 1)
Pairs = dict[str, list[tuple[float, float]]]


def _attacked(seed: int, work: Callable[[], None], pairs: Pairs) -> None:
    truth = Life(seed, Scale(), work=work).run()
    dump = dumps.taken()
    call_command("flush", interactive=False, verbosity=0)
    pages = scored(Linker(dump, is_blind=True).guess(), truth)
    linker = Linker(dump)
    whole = scored(linker.guess(), truth)
    for name in ("holders", "partners"):
        mine, theirs = getattr(whole, name), getattr(pages, name)
        pairs.setdefault(name, []).extend((mine[mask], theirs[mask]) for mask in mine)
        print(f"  seed {seed}, {name}: {difference(pairs[name])}; believed: {sorted(set(linker.believed))}")


def _told(name: str, pairs: Pairs) -> dict[str, Difference]:
    found = {kind: difference(both) for kind, both in pairs.items()}
    for kind, one in found.items():
        print(f"{name}, {kind}: {one}")
    return found


def test_the_house_as_it_is_built(settings: Any) -> None:
    settings.RATE_LIMITS = False
    pairs: Pairs = {}
    for seed in SEEDS:
        _attacked(seed, worker, pairs)
    for found in _told("as it is", pairs).values():
        assert found.mean <= found.half


@pytest.mark.parametrize("left", ["a key", "an hour", "an order"])
def test_a_house_built_wrong(left: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.RATE_LIMITS = False
    work = worker
    if left == "a key":
        made = masks._made

        def named(member_id: UUID, scope: str, language: str) -> Pseudonym:
            mask = made(member_id, scope, language)
            Pseudonym.objects.filter(pk=mask.pk).update(trade=str(member_id))
            return mask

        monkeypatch.setattr(masks, "_made", named)
    elif left == "an hour":
        monkeypatch.setattr(voices, "dated", lambda moment, is_masked: moment)
    elif connection.vendor == "postgresql":
        work = lambda: None  # noqa: E731 - a worker that does nothing
    else:
        monkeypatch.setattr(voices, "new_id", lambda table, is_masked: None)
    pairs: Pairs = {}
    for seed in (1, 2, 3):
        _attacked(seed, work, pairs)
    assert _told(f"left in: {left}", pairs)["holders"].is_a_win
