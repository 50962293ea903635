"""What is decided in one process reaches the open sockets of another, by news of it and not by looking."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from chat.models import Room
from members import standings
from members.actor import Sanction
from members.models import Role
from members.signals import rights_changed
from tests.chat.two_processes import TwoProcesses
from tests.chat.walkers import PATIENCE_S, Client

pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True)]


@asynccontextmanager
async def far_away(monkeypatch: Any, room: Room, person: Any) -> AsyncIterator[tuple[TwoProcesses, Client]]:
    """Somebody at a socket of the second process, where nobody is looked at by turns."""
    both = TwoProcesses(monkeypatch)
    monkeypatch.setattr("chat.process.JUDGE_S", 1e9)
    client = Client(both, person, room.slug, "somebody far away")
    try:
        await both.begin()
        client.connect(both.all["second"])
        await client.until(lambda: bool(client.you), PATIENCE_S, "hello")
        yield both, client
    finally:
        client.leave()
        await both.end()


async def at_first(both: TwoProcesses, work: Callable[[], Any]) -> Any:
    """Do something in the first process."""

    async def there() -> Any:
        both.enter("first")
        return await sync_to_async(work)()

    return await asyncio.create_task(there())


def closed(client: Client, code: int) -> Callable[[], bool]:
    return lambda: client.line is not None and client.line.closed_with == code


async def test_a_sign_out(room: Room, lucie: Any, monkeypatch: Any) -> None:
    async with far_away(monkeypatch, room, lucie) as (both, client):
        await at_first(both, lambda: lucie.client.post("/fr/accounts/logout/"))
        await client.until(closed(client, 4401), PATIENCE_S, "4401")


async def test_a_suspension(room: Room, lucie: Any, monkeypatch: Any) -> None:
    def suspend() -> None:
        standings.impose(lucie.member.pk, Sanction("suspended", "", timezone.now() + timedelta(hours=1)))
        rights_changed.send(sender=None, member_id=lucie.member.pk)

    async with far_away(monkeypatch, room, lucie) as (both, client):
        await at_first(both, suspend)
        await client.until(closed(client, 4403), PATIENCE_S, "4403")


async def test_a_change_of_role(room: Room, anouk: Any, monkeypatch: Any) -> None:
    def entrust() -> None:
        Role.objects.create(member=anouk.member, kind="facilitator", scope=room.scope)
        rights_changed.send(sender=None, member_id=anouk.member.pk)

    async with far_away(monkeypatch, room, anouk) as (both, client):
        await at_first(both, entrust)
        await client.until(lambda: client.you.get("role") == "facilitator", PATIENCE_S, "you")


async def test_news_that_the_way_could_not_carry_are_told_once_it_is_whole(
    room: Room, lucie: Any, monkeypatch: Any
) -> None:
    async with far_away(monkeypatch, room, lucie) as (both, client):
        both.all["first"].way.mood = "broken"
        await at_first(both, lambda: lucie.client.post("/fr/accounts/logout/"))
        await asyncio.sleep(0)
        both.all["first"].way.mood = "whole"
        await client.until(closed(client, 4401), PATIENCE_S, "4401")
