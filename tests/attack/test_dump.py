"""A stolen database says no more of who wrote under a mask than the pages say to anybody.

One community here, so that the run stays short, and an interval so wide that chance alone never fails it; `python -m
benchmarks.linker` takes twenty, at the 95 % interval, and more houses that are built wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest
from django.db import connection

from tests.attack import built_wrong, dumps
from tests.attack.community import Life, Scale, worker
from tests.attack.differences import difference
from tests.attack.dumps import Dump
from tests.attack.linker import Sight
from tests.attack.scores import Attack, attacked

pytestmark = pytest.mark.django_db(transaction=True)
SMALL = Scale(authors=200, sittings=80, evenings=3, gatherings=6)
# Chance alone goes beyond so many standard errors once in ten thousand runs, and a point more is no finding; and a win
# that large is never taken for chance.
WIDE, SLIGHT, CLEAR = 3.9, 0.01, 1.5


def _stolen(settings: Any, house: AbstractContextManager[Callable[[], None]]) -> tuple[Attack, Dump]:
    # Without Redis limits are kept in memory, which nobody finds in a copy.
    settings.RATE_LIMITS = "redis" in str(settings.CACHES)
    with house as work:
        truth = Life(1, SMALL, work=work).run()
        dump = dumps.taken(lines=truth.lines)
    return attacked(dump, truth), dump


def test_a_copied_database_tells_the_linker_nothing_that_pages_do_not_tell(settings: Any) -> None:
    found, dump = _stolen(settings, nullcontext(worker))
    # Free pages and the journal of the last writes are empty.
    assert re.search(rb"[^\0]{12}", dump.loose) is None
    assert bool(dump.redis) == ("redis" in str(settings.CACHES))
    whole = found.scores[Sight.WHOLE]
    assert len(whole.holders) > 50
    assert {words.split()[0] for words in dump.tables} >= {"chat_roommarks", "moderation_unmasking", "members_session"}
    for kind in ("holders", "partners"):
        for less in (Sight.REDUCED, Sight.PAGES):
            told = difference(found.pairs(kind, other=less), width=WIDE)
            assert told.mean <= told.half + SLIGHT, f"{kind}, beyond {less.name}: {told}; {found.believed}"


# One house built wrong on each engine, so that finding nothing above says something.
HOUSE = built_wrong.with_an_order if connection.vendor == "postgresql" else built_wrong.with_a_key


def test_the_same_linker_wins_where_a_house_leaves_one_thing_in(settings: Any) -> None:
    found, _dump = _stolen(settings, HOUSE())
    won = difference(found.pairs("holders"), width=CLEAR)
    assert won.is_a_win, f"{won}; {found.believed}"
