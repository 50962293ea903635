"""Who stands in the rooms of a process: how many people, who of them chose to be seen, who has a place, who is writing.

Nothing of it is kept: it lives in memory, and what other processes have is believed for some seconds. Nothing of it
knows of masks: whoever speaks under one is here under their own name, or unseen, as before.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from members import seal

MOST_SEEN = 40
COMPANY = 5
"""Among how many members one can hide: with fewer of them in a room, masks stay away."""
# How long somebody who was sent away is still shown to be here: leaving at once would tell who stood under a mask.
LINGER_S = (60.0, 600.0)
FORGET_S = 16.0
TYPING_S = 3.0
_PLACE_WITHOUT_DOOR_S = 10.0


class Here(Protocol):
    """An open socket, as far as others may know of it."""

    member_id: UUID | None
    person: object
    seen_author: dict[str, Any] | None


class Count(NamedTuple):
    """A room: people (with two windows one counts once), places taken, and the faces that may be seen.

    `members` names some of those who are signed in, at most as many as masks ask for, by digests that only serve here.
    """

    people: int
    places: int
    authors: list[dict[str, Any]]
    members: Sequence[str] = ()


NOBODY = Count(0, 0, [])


@lru_cache(maxsize=4096)
def token(member_id: UUID, room_id: int) -> str:
    """Return what stands for a member in a room between the processes; it leads to nobody without the keys."""
    return seal.digest("present", member_id.bytes, str(room_id)).hex()[:16]


class Presence:
    """All rooms of one process. Lives in its event loop; only questions may come from other threads."""

    def __init__(self) -> None:
        self._others: dict[str, tuple[float, dict[int, Count]]] = {}
        self._places: dict[int, dict[UUID, float]] = defaultdict(dict)
        # Those who were sent away and are still shown: until when, and with which face.
        self._lingering: dict[int, dict[object, tuple[float, dict[str, Any] | None]]] = defaultdict(dict)
        self._wrote_at: dict[tuple[int, str], float] = {}
        # Rooms whose people or places may have changed since somebody looked.
        self.moved: set[int] = set()

    # --- people -------------------------------------------------------------------------------------
    def count(self, room_id: int, doors: Iterable[Here]) -> Count:
        """Return a room as this process sees it."""
        doors = tuple(doors)
        standing = [(door.person, door.seen_author) for door in doors]
        people: set[object] = set()
        faces: dict[str, dict[str, Any]] = {}
        for person, face in [*standing, *self._still_shown(room_id)]:
            people.add(person)
            if face is not None and len(faces) < MOST_SEEN:
                faces[face["id"]] = face
        places = len(self._places.get(room_id, ()))
        return Count(len(people), places, list(faces.values()), self._some_members(room_id, doors))

    def members(self, room_id: int, doors: Iterable[Here]) -> set[str]:
        """Return tokens of the members in a room, here and elsewhere, at least COMPANY if so many are there.

        May be called in any thread.
        """
        elsewhere = {one for count in self._elsewhere(room_id) for one in count.members}
        return elsewhere.union(self._some_members(room_id, tuple(doors)))

    def _some_members(self, room_id: int, doors: Sequence[Here]) -> list[str]:
        """Return COMPANY members of a room at most: whoever stands there, and whoever just spoke by the plain form."""
        found: dict[UUID, None] = {}
        for member_id in [*(door.member_id for door in doors), *tuple(self._places.get(room_id, ()))]:
            if len(found) == COMPANY:
                break
            if member_id is not None:
                found[member_id] = None
        return sorted(token(member_id, room_id) for member_id in found)

    def everywhere(self, room_id: int, here: Count) -> Count:
        """Return a room as all processes together see it; `here` is this process's own part."""
        parts = [here, *self._elsewhere(room_id)]
        faces = {face["id"]: face for part in parts for face in part.authors}
        authors = sorted(faces.values(), key=lambda face: str(face["name"]))[:MOST_SEEN]
        return Count(sum(part.people for part in parts), sum(part.places for part in parts), authors)

    def heard(self, process: str, counts: dict[int, Count]) -> None:
        """Keep what another process has."""
        _heard_at, before = self._others.get(process, (0.0, {}))
        self.moved.update(room_id for room_id in before.keys() | counts if before.get(room_id) != counts.get(room_id))
        self._others[process] = (time.monotonic(), counts)

    def forget_the_silent(self) -> None:
        """Let go of processes that said nothing for long, and of what is no longer needed."""
        now = time.monotonic()
        for name in [name for name, (heard_at, _) in self._others.items() if heard_at < now - FORGET_S]:
            self.moved.update(self._others.pop(name)[1])
        for key in [key for key, at in self._wrote_at.items() if at < now - TYPING_S]:
            del self._wrote_at[key]

    def _elsewhere(self, room_id: int) -> list[Count]:
        fresh = time.monotonic() - FORGET_S
        heard = tuple(self._others.values())
        return [counts[room_id] for heard_at, counts in heard if heard_at > fresh and room_id in counts]

    # --- leaving without a sign ---------------------------------------------------------------------
    def linger(self, room_id: int, door: Here) -> float:
        """Go on showing somebody who was sent away, for a time drawn by chance; return how many seconds.

        The moment of a decision about a mask would else show whose presence ends with it.
        """
        wait = random.SystemRandom().uniform(*LINGER_S)
        self._lingering[room_id].setdefault(door.person, (time.monotonic() + wait, door.seen_author))
        return wait

    def is_shown_on(self, room_id: int) -> bool:
        """Whether somebody who was sent away is still shown in a room."""
        return bool(self._still_shown(room_id))

    def _still_shown(self, room_id: int) -> list[tuple[object, dict[str, Any] | None]]:
        if room_id not in self._lingering:
            return []
        now, mine = time.monotonic(), self._lingering[room_id]
        for person in [person for person, (until, _face) in mine.items() if until <= now]:
            del mine[person]
        if not mine:
            del self._lingering[room_id]
        return [(person, face) for person, (_until, face) in mine.items()]

    # --- places -------------------------------------------------------------------------------------
    def take_place(self, room_id: int, member_id: UUID, capacity: int) -> bool:
        """Give a member a place in a room, or find the one they have; return whether there was one."""
        mine = self._places[room_id]
        if member_id not in mine and self.places(room_id) >= capacity:
            return False
        if member_id not in mine:
            self.moved.add(room_id)
        mine[member_id] = time.monotonic()
        return True

    def places(self, room_id: int) -> int:
        """Return how many places of a room are taken, in all processes."""
        return len(self._places.get(room_id, ())) + sum(count.places for count in self._elsewhere(room_id))

    def free_places(self, room_id: int, doors: Iterable[Here]) -> None:
        """Free the places of those who have left; whoever came through a plain form leaves after some seconds."""
        standing = {door.member_id for door in doors}
        latest = time.monotonic() - _PLACE_WITHOUT_DOOR_S
        mine = self._places.get(room_id, {})
        for member_id in [one for one, taken_at in mine.items() if one not in standing and taken_at < latest]:
            del mine[member_id]
            self.moved.add(room_id)
        if not mine:
            self._places.pop(room_id, None)

    def leave(self, room_id: int, member_id: UUID | None, doors: Iterable[Here]) -> None:
        """Free the place of a member whose last window was closed."""
        if member_id is not None and all(door.member_id != member_id for door in doors):
            self._places.get(room_id, {}).pop(member_id, None)
            self.moved.add(room_id)

    def rooms_with_places(self) -> list[int]:
        """Return the rooms where somebody has a place."""
        return list(self._places)

    # --- writing ------------------------------------------------------------------------------------
    def may_show_typing(self, room_id: int, author_id: str) -> bool:
        """Whether it may be shown that this name is writing: once in three seconds. Notes it when it may."""
        now = time.monotonic()
        if now - self._wrote_at.get((room_id, author_id), -TYPING_S) < TYPING_S:
            return False
        self._wrote_at[room_id, author_id] = now
        return True
