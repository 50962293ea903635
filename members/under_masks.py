"""What somebody said under all of their masks, in one place and for themselves alone.

Each app gives its part when its author looks; nothing is kept and nothing is written. Pages hang on a key, never on a
count, so that what is written meanwhile moves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise

from members import masks
from members.actor import Actor
from members.models import Pseudonym

WORDS_A_PAGE = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Key(NamedTuple):
    """Where something stands in the list, the latest first: its time, what kind of thing it is, its number."""

    at: datetime
    kind: str
    pk: int

    @classmethod
    def read(cls, text: str) -> Key | None:
        """Return the key written in `text`, None when it is none."""
        micro, _dash, rest = text.partition("-")
        kind, _dash, pk = rest.partition("-")
        if not (micro.isascii() and micro.isdigit() and pk.isascii() and pk.isdigit() and kind in _sources):
            return None
        if len(micro) > 17 or len(pk) > 18:
            return None
        return cls(_EPOCH + timedelta(microseconds=int(micro)), kind, int(pk))

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}-{self.kind}-{self.pk}"

    def further(self, kind: str, at: str) -> Q:
        """Return what stands further down the list among rows of `kind` that bear their time in the field `at`."""
        earlier, same = Q(**{f"{at}__lt": self.at}), Q(**{at: self.at})
        if kind == self.kind:
            return earlier | same & Q(pk__lt=self.pk)
        return earlier | same if kind < self.kind else earlier


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said under a mask. `gone` stands in the place of words that are not shown any more; `language` is that
    of the place. `change` and `take_back` are addresses, "" where there is nothing to change any more.
    """

    key: Key
    mask: Pseudonym
    place: str
    language: str
    url: str
    words: str
    gone: str | Promise = ""
    change: str = ""
    take_back: str = ""


# Given the actor with all their masks, those masks, where to go on (None: the beginning) and how many at most.
Source = Callable[[Actor, frozenset[UUID], Key | None, int], Iterable[Said]]
_sources: dict[str, Source] = {}


def register(kind: str, source: Source) -> None:
    """Add what an app holds under masks; called in its `ready()`. `kind` is a short word; twice counts once."""
    _sources[kind] = source


def page_of(actor: Actor, *, after: Key | None = None) -> tuple[list[Said], Key | None]:
    """Return a page of what the actor said under all of their masks, and the key of its last line when there is more.

    One query for the masks (one more for each thousand), one for each app; none for whoever never wore one.
    """
    open_names = actor.names
    knowing = masks.knowing_all(actor)
    own = frozenset(knowing.names - open_names)
    if not own:
        return [], None
    found: list[Said] = []
    for source in _sources.values():
        found += source(knowing, own, after, WORDS_A_PAGE + 1)
    found.sort(key=lambda said: said.key, reverse=True)
    page = found[:WORDS_A_PAGE]
    return page, page[-1].key if len(found) > WORDS_A_PAGE else None
