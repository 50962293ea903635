"""What lies in Redis while rooms are open: nothing there leads from a mask to a member.

Messages between processes wait there for one that ended, for up to a minute: the copy is taken while they wait.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import AsyncExitStack
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import channel_layers

from chat import bus, process
from members.models import Member, Pseudonym
from tests import factories
from tests.attack import dumps
from tests.chat.sockets import PATIENCE_S, standing_in

pytestmark = [pytest.mark.only_on("redis"), pytest.mark.asyncio, pytest.mark.django_db(transaction=True)]

# A box in hexadecimals.
SEALED = r"[0-9a-f]{80}"


async def test_what_waits_in_redis_beside_what_a_mask_said_names_no_member(
    lucie: Any, marc: Any, anouk: Any, ines: Any, ivy: Any
) -> None:
    people = [lucie, marc, anouk, ines, ivy]
    room = await sync_to_async(factories.make_room)()
    await Member.objects.filter(pk=marc.member.pk).aupdate(shows_presence=True)
    layer: Any = channel_layers.make_backend("default")
    # Another process, in which nobody reads any more.
    await layer.group_add(bus.GROUP, await layer.new_channel())
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(standing_in(room, person)) for person in people]
        here = process.here()
        async with asyncio.timeout(PATIENCE_S):
            while here.standing(room.pk).people < len(people):
                await asyncio.sleep(0.01)
        here.bus._heard("another process")
        await sockets[1].say(type="typing")
        await sockets[0].send("Des mots qui attendent.", mask=True)
        mask = await Pseudonym.objects.exclude(scope="").aget()
        async with asyncio.timeout(PATIENCE_S):
            # The holder's other windows hear of a new mask, in all processes.
            while not (_with(kept := await sync_to_async(dumps._redis)(), SEALED) and _with(kept, str(mask.pk))):
                await asyncio.sleep(0.05)
    whole = [word for key in kept for word in (key.name, *key.values)]
    assert any("Des mots qui attendent." in word.encode("latin-1").decode("utf-8", "ignore") for word in whole)
    for person in people:
        number = person.member.pk
        for word in (str(number), number.hex, number.bytes.decode("latin-1")):
            assert not any(word in one for one in whole), f"{word} waits in Redis"
    holder, seen = [str(await sync_to_async(lambda person=person: person.name.pk)()) for person in (lucie, marc)]
    assert not any(holder in one for one in whole)
    # Whoever chose to be seen is: the copy was not empty of names.
    assert any(seen in one for one in whole)


def _with(kept: list[dumps.Key], pattern: str) -> bool:
    return any(re.search(pattern, value) for key in kept for value in key.values)
