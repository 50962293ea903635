"""A stolen database says no more of who wrote under a mask than the pages say to anybody.

One community here, so that the run stays short, and an interval so wide that chance alone never fails it; `python -m
benchmarks.linker` takes twenty, at the 95 % interval, and houses that are really built wrong.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.attack import broken, dumps
from tests.attack.community import Life, Scale, worker
from tests.attack.linker import Linker
from tests.attack.scores import Score, difference, scored

pytestmark = pytest.mark.django_db(transaction=True)
SMALL = Scale(authors=200, sittings=100, evenings=3)
# Chance alone goes beyond so many standard errors once in ten thousand runs, and a point more is no finding; and a win
# that large is never taken for chance.
WIDE, SLIGHT, CLEAR = 3.9, 0.01, 1.5


def test_a_copied_database_tells_the_linker_nothing_that_pages_do_not_tell(settings: Any) -> None:
    settings.RATE_LIMITS = False
    truth = Life(1, SMALL, work=worker).run()
    dump = dumps.taken()
    # Free pages and the journal of the last writes are empty.
    assert re.search(rb"[^\0]{12}", dump.loose) is None
    pages = scored(Linker(dump, is_blind=True).guess(), truth)
    whole = scored(Linker(dump).guess(), truth)
    assert len(whole.holders) > 50
    for name in ("holders", "partners"):
        found = difference(_pairs(whole, pages, name), width=WIDE)
        print(name, found)
        assert found.mean <= found.half + SLIGHT, f"{name}: {found}"
    # The same linker wins where one thing is left in, so that finding nothing above says something.
    for left, build in broken.BUILDS.items():
        won = difference(_pairs(scored(Linker(build(dump, truth)).guess(), truth), pages, "holders"), width=CLEAR)
        print(left, won)
        assert won.is_a_win, f"{left}: {won}"


def _pairs(one: Score, other: Score, name: str) -> list[tuple[float, float]]:
    mine, theirs = getattr(one, name), getattr(other, name)
    return [(mine[mask], theirs[mask]) for mask in mine]
