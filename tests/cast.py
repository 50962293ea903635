"""The standing cast: a guest, two members, a facilitator, two moderators, an administrator, someone suspended."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy, deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import AsyncClient, Client
from django.utils import timezone

from members import standings
from members.actor import GUEST, Actor, Sanction
from members.models import Member, Pseudonym
from tests import factories


@dataclass
class Person:
    """One of the cast. `client` is signed in; `actor` is read afresh at each look."""

    member: Member | None
    client: Client

    @property
    def actor(self) -> Actor:
        return factories.actor_of(self.member) if self.member else GUEST

    @property
    def name(self) -> Pseudonym:
        assert self.member is not None
        return factories.name_of(self.member)

    def session_cookie(self) -> str:
        """The cookie header of this person's browser, for sockets."""
        found = self.client.cookies.get(settings.SESSION_COOKIE_NAME)
        return f"{settings.SESSION_COOKIE_NAME}={found.value}" if found else ""

    def again(self) -> Person:
        """The same person at a browser of their own, which knows only that they are signed in."""
        client = Client()
        client.cookies = copy(self.client.cookies)
        return Person(deepcopy(self.member), client)

    async def async_client(self) -> AsyncClient:
        client = AsyncClient()
        if self.member:
            await client.aforce_login(self.member)
        return client


def person(name: str, **fields: Any) -> Person:
    """Make one more of the cast."""
    member = factories.make_member(name, **fields)
    client = Client()
    client.force_login(member)
    return Person(member, client)


@pytest.fixture
def guest(client: Client) -> Person:
    return Person(None, client)


def suspended() -> Person:
    """Sam, suspended for a day."""
    found = person("Sam")
    assert found.member is not None
    standings.impose(found.member.pk, Sanction("suspended", "", timezone.now() + timedelta(days=1)))
    return found


CAST: dict[str, Callable[[], Person]] = {
    "lucie": lambda: person("Lucie du port"),
    "marc": lambda: person("Marc des bois", language="en"),
    "anouk": lambda: person("Anouk"),
    "ines": lambda: person("Inès", roles=(("moderator", ""),)),
    "ivy": lambda: person("Ivy gate", roles=(("moderator", ""),), language="en"),
    "odile": lambda: person("Odile", roles=(("administrator", ""),)),
    "sam": suspended,
}


def everybody() -> dict[str, Person]:
    """Make the whole cast, for a module whose tests share it."""
    return {name: make() for name, make in CAST.items()}


@pytest.fixture
def lucie(db: None) -> Person:
    return CAST["lucie"]()


@pytest.fixture
def marc(db: None) -> Person:
    return CAST["marc"]()


@pytest.fixture
def anouk(db: None) -> Person:
    """A facilitator; tests grant the room: `Role(member=anouk.member, kind="facilitator", scope=room.scope)`."""
    return CAST["anouk"]()


@pytest.fixture
def ines(db: None) -> Person:
    return CAST["ines"]()


@pytest.fixture
def ivy(db: None) -> Person:
    return CAST["ivy"]()


@pytest.fixture
def odile(db: None) -> Person:
    return CAST["odile"]()


@pytest.fixture
def sam(db: None) -> Person:
    return CAST["sam"]()
