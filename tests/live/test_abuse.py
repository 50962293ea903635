"""What a hostile or broken client gets over a real line: its code, and nobody else notices.

The house is a small one, as `make run` opens it: one process, SQLite, its limits on.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests import servers
from tests.servers import House

pytestmark = pytest.mark.asyncio

PATIENCE_S = 60
HALF_OPEN = 1000
ROOMS = """
from chat.models import Room
from groups.models import Theme
theme = Theme.objects.create(slug="soirs", name_fr="Soirs", name_en="Nights")
Room.objects.create(slug="ouverte", name="Ouverte", language="fr", theme=theme)
Room.objects.create(slug="fermee", name="Fermée", language="fr", theme=theme, guests_may_read=False)
"""


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with servers.house() as found:
        found.manage("shell", "-c", ROOMS)
        yield found


def address(house: House, slug: str = "ouverte") -> str:
    return f"{house.url.replace('http', 'ws', 1)}/ws/rooms/{slug}/?after=0&lang=en"


@asynccontextmanager
async def visitor(house: House, slug: str = "ouverte", **more: Any) -> AsyncIterator[ClientConnection]:
    # What a test sends is exactly what stands in it: no compression, no size of its own.
    options = {
        "origin": house.url,
        "compression": None,
        "open_timeout": PATIENCE_S,
        "max_size": None,
        "ping_interval": None,
    }
    async with connect(address(house, slug), **{**options, **more}) as line:
        yield line


async def until(line: ClientConnection, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            frame: dict[str, Any] = json.loads(await line.recv())
            if frame["type"] == kind:
                return frame


async def closed_with(line: ClientConnection) -> int:
    """Read on until the house closes; return its code (1006 where it cut without a word)."""
    with suppress(ConnectionClosed):
        async with asyncio.timeout(PATIENCE_S):
            while True:
                await line.recv()
    return line.close_code or 0


async def is_well(line: ClientConnection) -> None:
    """Somebody else asks, and is answered."""
    await line.send('{"type": "since", "after": 0}')
    await until(line, "replayed")


@pytest_asyncio.fixture
async def bystander(house: House) -> AsyncIterator[ClientConnection]:
    async with visitor(house) as line:
        await is_well(line)
        yield line
        # Whatever the others did, this line stands and answers.
        await is_well(line)


@pytest.mark.parametrize("origin", [None, "http://elsewhere.example", "null"])
async def test_another_site_is_refused_before_the_handshake(house: House, origin: Any) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with visitor(house, origin=origin):
            pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    "slug, cookie, code",
    [("nulle-part", "", 4404), ("fermee", "", 4401), ("ouverte", "sessionid=nonsense", 4401), ("../..", "", 4404)],
)
async def test_a_door_that_does_not_open_says_why(house: House, slug: str, cookie: str, code: int) -> None:
    headers = {"Cookie": cookie} if cookie else {}
    async with visitor(house, slug, additional_headers=headers) as line:
        assert await closed_with(line) == code


async def test_nonsense_is_refused_frame_by_frame_and_ends_with_4400(house: House, bystander: Any) -> None:
    async with visitor(house) as line:
        for words in ("", "nonsense", "[" * 9000, b"\x00\xff"):
            await line.send(words)
            error = await until(line, "error")
            assert error["code"] == "bad_json"
        for _number in range(16):
            await line.send('{"type": "dance"}')
        assert await closed_with(line) == 4400


@pytest.mark.parametrize("size, code", [(17_000, 4413), (60_000, 4413), (70_000, 1009)])
async def test_a_frame_too_large_is_not_read(house: House, bystander: Any, size: int, code: int) -> None:
    for words in ("a" * size, b"a" * size):
        async with visitor(house) as line:
            await line.send(words)
            assert await closed_with(line) == code


async def test_a_message_in_a_thousand_pieces_has_the_same_bounds(house: House, bystander: Any) -> None:
    async with visitor(house) as line:
        with suppress(ConnectionClosed):
            await line.send("a" * 1000 for _piece in range(1000))
        assert await closed_with(line) == 1009


async def test_what_is_no_text_is_closed_with_1007(house: House, bystander: Any) -> None:
    async with visitor(house) as line:
        line.transport.write(b"\x81\x84\x00\x00\x00\x00\xff\xfe\xfd\xfc")
        assert await closed_with(line) == 1007


async def test_a_flood_is_slowed_and_then_closed_with_4429(house: House, bystander: Any) -> None:
    async with visitor(house) as line:
        with suppress(ConnectionClosed):
            for _number in range(2000):
                await line.send('{"type": "since", "after": 0}')
        assert await closed_with(line) == 4429


async def test_a_thousand_half_open_lines_cost_little_and_nobody_notices(house: House, bystander: Any) -> None:
    allow_files(2 * HALF_OPEN + 200)
    parts = urlsplit(house.url)
    before = memory_of(house)
    beginning = f"GET /ws/rooms/ouverte/ HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\n".encode()
    lines: list[socket.socket] = []
    try:
        for number in range(HALF_OPEN):
            line = socket.create_connection((parts.hostname, parts.port or 80), timeout=PATIENCE_S)
            lines.append(line)
            # Some never say a word, some stop in the middle of one.
            if number % 3:
                line.sendall(beginning[: 10 * (number % 9)])
            # Our own lines answer the house's pings meanwhile.
            await asyncio.sleep(0)
        await is_well(bystander)
        async with visitor(house) as late:
            await is_well(late)
        assert memory_of(house) - before < 64 * 1024 * 1024
    finally:
        for line in lines:
            line.close()


def allow_files(number: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < number:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(number, hard) if hard > 0 else number, hard))


def memory_of(house: House) -> int:
    """Bytes of memory that the house's process holds."""
    pages = int(Path(f"/proc/{house.daphnes[0].pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
