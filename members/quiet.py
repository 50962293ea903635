"""How much of the house reaches one: muted words, hidden themes, a break, quiet hours, whether one is called by name.

All of it is one's own affair, kept in one sealed and padded row which only the keys lead to: a stolen table tells
neither whose it is nor what it says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from markup import plain_text, word_forms
from members import limits
from members.actor import Actor
from members.drawers import Drawer
from members.models import Holding, QuietWish
from members.refusals import Refusal

MOST_WORDS, LONGEST_WORD, MOST_THEMES = 50, 60, 300
LONGEST_BREAK = timedelta(days=366)
# JSON bears spaces behind it.
DRAWER = Drawer(QuietWish, "quiet", padded_to=1024, filler=b" ")


@dataclass(frozen=True, slots=True)
class Quiet:
    """What a member wishes. `from_hour` and `to_hour` are None without quiet hours; a break ends on its day."""

    muted_words: tuple[str, ...] = ()
    hidden_themes: tuple[int, ...] = ()
    break_until: date | None = None
    from_hour: int | None = None
    to_hour: int | None = None
    takes_mentions: bool = True
    welcomes: bool = False

    def is_on_break(self, now: datetime) -> bool:
        """Whether the house is to be quiet for days."""
        return self.break_until is not None and timezone.localdate(now) < self.break_until

    def is_silent(self, now: datetime) -> bool:
        """Whether nothing is to be told at `now`: during a break, and in quiet hours."""
        if self.is_on_break(now):
            return True
        if self.from_hour is None or self.to_hour is None or self.from_hour == self.to_hour:
            return False
        hour = timezone.localtime(now).hour
        if self.from_hour < self.to_hour:
            return self.from_hour <= hour < self.to_hour
        return hour >= self.from_hour or hour < self.to_hour

    def mutes(self, *texts: str) -> bool:
        """Whether one of these plain texts holds a muted word or phrase, whole, whatever its accents and capitals."""
        if not self.muted_words:
            return False
        muted = [f" {word_forms.spaced(word)} " for word in self.muted_words]
        found = [f" {word_forms.spaced(text)} " for text in texts]
        return any(word in text for word in muted for text in found)


ORDINARY = Quiet()


def quiet_of(actor: Actor) -> Quiet:
    """Return what `actor` wishes; the ordinary for a guest. One query for a member, none for a guest."""
    if actor.member_id is None:
        return ORDINARY
    return _of_members([actor.member_id]).get(actor.member_id, ORDINARY)


def quiet_of_holders(names: Iterable[UUID]) -> dict[UUID, Quiet]:
    """Return, by name, what the holders of these open names wish; a name that nobody holds is left out. Two queries."""
    held = dict(Holding.objects.filter(pseudonym__in=list(names)).values_list("pseudonym_id", "member_id"))
    wishes = _of_members(set(held.values()))
    return {name: wishes.get(member, ORDINARY) for name, member in held.items()}


def change(actor: Actor, **wanted: Any) -> Quiet:
    """Keep what `wanted` names (fields of Quiet), and return the whole.

    Raises Refusal: not_member, rate_limited, too_long, bad_field.
    """
    limits.spend(actor, "settings")
    assert actor.member_id is not None  # a guest has no bucket to spend from
    with transaction.atomic():
        contents = DRAWER.locked(actor.member_id, empty=_written(ORDINARY))
        before = next((found for content in contents if (found := _read(content)) != ORDINARY), ORDINARY)
        told = _checked(replace(before, **wanted), now=timezone.now())
        DRAWER.put(actor.member_id, _written(told))
    return told


def forget(member_id: UUID) -> None:
    """Delete the wishes of a member who leaves."""
    DRAWER.forget(member_id)


def _checked(wish: Quiet, *, now: datetime) -> Quiet:
    words = tuple(
        dict.fromkeys(word for typed in wish.muted_words if word_forms.spaced(word := plain_text.tidy_line(typed)))
    )
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        raise Refusal("too_long", _("Fifty words or short phrases at most, each on its line."), field="muted_words")
    if len(wish.hidden_themes) > MOST_THEMES:
        raise Refusal("too_long", _("Your list is full. Show a theme again first."), field="hidden_themes")
    today = timezone.localdate(now)
    if wish.break_until is not None and wish.break_until > today + LONGEST_BREAK:
        raise Refusal("bad_field", _("A break can last a year at most."), field="break_until")
    if wish.break_until is not None and wish.break_until <= today:
        wish = replace(wish, break_until=None)
    if (wish.from_hour is None) != (wish.to_hour is None):
        raise Refusal("bad_field", _("Quiet hours need a beginning and an end."), field="to_hour")
    hours = (wish.from_hour, wish.to_hour)
    if any(hour is not None and not 0 <= hour <= 23 for hour in hours):
        raise Refusal("bad_field", _("Choose one of the hours."), field="from_hour")
    return replace(wish, muted_words=words)


def _of_members(members: Iterable[UUID]) -> dict[UUID, Quiet]:
    return {member: _read(contents[-1]) for member, contents in DRAWER.contents(members).items()}


def _read(content: bytes) -> Quiet:
    told = json.loads(content)
    if told.get("break_until"):
        told["break_until"] = date.fromisoformat(told["break_until"])
    for name in ("muted_words", "hidden_themes"):
        told[name] = tuple(told.get(name, ()))
    return Quiet(**told)


def _written(wish: Quiet) -> bytes:
    told = asdict(wish) | {"break_until": wish.break_until.isoformat() if wish.break_until else None}
    return json.dumps(told, ensure_ascii=False).encode()
