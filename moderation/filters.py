"""What the list of cases can be narrowed to: a theme, a room, a language, a kind. The choice stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

from groups.models import Theme
from members.actor import Actor
from members.models import Language
from moderation.models import CaseQuerySet, Lane, Shield, TargetKind

_KINDS: dict[str, tuple[str | Promise, Q]] = {
    "care": (gettext_lazy("People who are not well"), Q(lane=Lane.CARE)),
    "reports": (gettext_lazy("Reports"), Q(lane=Lane.RULE) & ~Q(target_kind=TargetKind.HELD)),
    "held": (gettext_lazy("Waiting to be shown"), Q(target_kind=TargetKind.HELD)),
    "appeals": (gettext_lazy("Second looks asked for"), Q(lane=Lane.APPEAL)),
}


class Choice(NamedTuple):
    """One way to narrow the list, with the address that does."""

    value: str
    name: str
    is_chosen: bool


class Place(NamedTuple):
    """A room, as much of it as a choice shows."""

    pk: int
    name: str


class Places(NamedTuple):
    """Where the list can be narrowed to, and the themes that the reader would rather not read."""

    themes: list[Theme]
    rooms: list[Place]
    shielded: frozenset[int]


def places_of(actor: Actor) -> Places:
    """Return all themes in their order, all rooms by name, and what the actor keeps from themselves. One query."""
    own = Shield.objects.filter(theme=OuterRef("pk"), pseudonym__in=actor.names)
    found = Theme.objects.annotate(is_kept_away=Exists(own), room=F("rooms__pk"), room_name=F("rooms__name"))
    themes: dict[int, Theme] = {}
    rooms = []
    for one in found.only("parent", "name_fr", "name_en"):
        themes.setdefault(one.pk, one)
        if one.room is not None:
            rooms.append(Place(one.room, one.room_name))
    return Places(
        themes=list(themes.values()),
        rooms=sorted(rooms, key=lambda one: (slugify(one.name), one.name, one.pk)),
        shielded=frozenset(pk for pk, one in themes.items() if one.is_kept_away),  # type: ignore[attr-defined]
    )


@dataclass(frozen=True)
class Filters:
    """What is chosen; "" and 0 mean everything. What makes no sense is not chosen."""

    kind: str = ""
    language: str = ""
    theme: int = 0
    room: int = 0

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filters:
        """Return what an address asks for."""
        kind, language = query.get("kind", ""), query.get("language", "")
        return cls(
            kind=kind if kind in _KINDS else "",
            language=language if language in Language.values else "",
            theme=_number(query.get("theme", "")),
            room=_number(query.get("room", "")),
        )

    @property
    def is_narrow(self) -> bool:
        return bool(self.kind or self.language or self.theme or self.room)

    @property
    def is_placed(self) -> bool:
        """Whether something besides the kind is chosen."""
        return bool(self.language or self.theme or self.room)

    def address(self, **changes: object) -> str:
        """Return the query of an address that keeps these choices, with `changes`; "" for none."""
        parts = {"kind": self.kind, "language": self.language, "theme": self.theme, "room": self.room, **changes}
        query = urlencode({name: value for name, value in parts.items() if value})
        return f"?{query}" if query else ""

    def narrow(self, cases: CaseQuerySet, themes: list[Theme]) -> CaseQuerySet:
        """Return the cases that are asked for. `themes` are all that may be chosen; a chapter stands for its own.

        One theme, one room, one language: each has an index that holds the open cases in the order of the queue.
        """
        if self.kind:
            cases = cases.filter(_KINDS[self.kind][1])
        if self.language:
            cases = cases.filter(language=self.language)
        if self.room:
            cases = cases.filter(room=self.room)
        if self.theme:
            within = [one.pk for one in themes if self.theme in (one.pk, one.parent_id)] or [self.theme]
            cases = cases.filter(theme=within[0]) if len(within) == 1 else cases.filter(theme__in=within)
        return cases

    def kinds(self) -> list[Choice]:
        """Return the kinds in their order, without “all”."""
        return [Choice(key, str(name), key == self.kind) for key, (name, _test) in _KINDS.items()]

    def languages(self) -> list[Choice]:
        return [Choice(code, name, code == self.language) for code, name in Language.choices]

    def themes(self, themes: list[Theme]) -> list[Choice]:
        """Return the themes, each chapter before its own."""
        found = []
        for chapter in (one for one in themes if one.parent_id is None):
            found.append(Choice(str(chapter.pk), chapter.name, chapter.pk == self.theme))
            inner = (one for one in themes if one.parent_id == chapter.pk)
            found += [Choice(str(one.pk), f"\u2003{one.name}", one.pk == self.theme) for one in inner]
        return found

    def rooms(self, rooms: list[Place]) -> list[Choice]:
        return [Choice(str(one.pk), one.name, one.pk == self.room) for one in rooms]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0
