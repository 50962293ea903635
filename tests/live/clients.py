"""Clients of a real house: they reconnect with `after`, send again what was not acknowledged, and count every fault."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import re
import socket
import time
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake


def sign_in(address: str, login: str, password: str) -> str:
    """Sign in through the front door and return the cookie header."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("GET", "/en/accounts/login/")
    answer = connection.getresponse()
    page = answer.read().decode()
    cookies = SimpleCookie()
    for name, value in answer.getheaders():
        if name.lower() == "set-cookie":
            cookies.load(value)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    words = urlencode({"login": login, "password": password, "csrfmiddlewaretoken": token[1]})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items()),
        "Origin": address,
    }
    connection.request("POST", "/en/accounts/login/", words, headers)
    answer = connection.getresponse()
    answer.read()
    for name, value in answer.getheaders():
        if name.lower() == "set-cookie":
            cookies.load(value)
    connection.close()
    assert "sessionid" in cookies, answer.status
    return "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())


class Client:
    """One person at one room, at the first of `addresses` that answers."""

    def __init__(self, addresses: list[str], slug: str, cookie: str = "") -> None:
        self.addresses, self.slug, self.cookie = addresses, slug, cookie
        self.last = -1
        self.events: dict[int, dict[str, Any]] = {}
        self.faults: list[str] = []
        self.errors: list[dict[str, Any]] = []
        self.acks: dict[str, dict[str, Any]] = {}
        self.waiting: dict[str, str] = {}
        self.closes: list[int] = []
        self.connections = 0
        self._socket: Any = None
        self._news = asyncio.Event()
        self._posts: set[asyncio.Task[None]] = set()
        self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        turn = 0
        while True:
            address = self.addresses[turn % len(self.addresses)]
            turn += 1
            after = max(self.last, 0)
            url = f"{address.replace('http', 'ws', 1)}/ws/rooms/{self.slug}/?after={after}&lang=en"
            headers = {"Cookie": self.cookie} if self.cookie else {}
            with contextlib.suppress(OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                async with connect(url, origin=address, additional_headers=headers, open_timeout=60) as socket:  # type: ignore[arg-type]
                    turn -= 1
                    self.connections += 1
                    self._socket = socket
                    first = json.loads(await socket.recv())
                    if first["type"] != "hello":
                        self.faults.append(f"first frame {first}")
                    if self.last < 0:
                        self.last = 0
                    for nonce in list(self.waiting):
                        await self._post(nonce)
                    async for text in socket:
                        self._take(json.loads(text))
                        self._news.set()
            if self._socket is not None and self._socket.close_code:
                self.closes.append(self._socket.close_code)
                if self._socket.close_code == 1006:
                    turn += 1
            self._socket = None
            self._news.set()
            await asyncio.sleep(0.2)

    def _take(self, frame: dict[str, Any]) -> None:
        kind = frame["type"]
        if kind == "event":
            if frame["seq"] != self.last + 1:
                self.faults.append(f"{frame['seq']} after {self.last}")
            self.last = frame["seq"]
            self.events[frame["seq"]] = frame
        elif kind == "replayed" and frame["truncated"]:
            self.faults.append("truncated")
        elif kind == "ack":
            self.waiting.pop(frame["nonce"], None)
            before = self.acks.setdefault(frame["nonce"], frame)
            if before["seq"] != frame["seq"]:
                self.faults.append(f"two acks for {frame['nonce']}")
        elif kind == "error":
            self.errors.append(frame)
            if frame["code"] == "unavailable" and frame.get("nonce") in self.waiting:
                # "Send the same frame again", says the protocol's page.
                later = asyncio.get_running_loop().call_later
                later(0.5, lambda: self._keep(asyncio.create_task(self._post(frame["nonce"]))))

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._posts.add(task)
        task.add_done_callback(self._posts.discard)

    async def _post(self, nonce: str) -> None:
        if nonce not in self.waiting:
            return
        frame = {"type": "send", "nonce": nonce, "body": self.waiting[nonce]}
        with contextlib.suppress(ConnectionClosed, AttributeError):
            await self._socket.send(json.dumps(frame))

    def cut(self) -> None:
        """Cut the line as a broken cable does: no close frame, whatever was under way is gone."""
        if self._socket is not None:
            self._socket.transport.abort()

    async def open(self) -> None:
        await self.until(lambda: self.last >= 0)

    async def say(self, body: str, patience_s: float = 60) -> dict[str, Any]:
        """Say something and return its ack, however often the line breaks meanwhile."""
        nonce = str(uuid4())
        self.waiting[nonce] = body
        await self._post(nonce)
        await self.until(lambda: nonce in self.acks, patience_s)
        return self.acks[nonce]

    async def until(self, holds: Any, patience_s: float = 60) -> None:
        async with asyncio.timeout(patience_s):
            while not holds():
                self._news.clear()
                await self._news.wait()

    async def close(self) -> None:
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task


class Browser:
    """Plain HTTP with a cookie, at the first of `addresses` that answers: pages, forms, long polling."""

    def __init__(self, addresses: list[str], slug: str, cookie: str = "") -> None:
        self.addresses, self.slug, self.cookie = addresses, slug, cookie
        self.turn = 0

    def ask(self, method: str, path: str, words: dict[str, str] | None = None) -> tuple[int, str]:
        """Return status and body; (0, "") when nobody answered, and the other house is asked next time."""
        address = self.addresses[self.turn % len(self.addresses)]
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        headers = {"Cookie": self.cookie, "Origin": address} if self.cookie else {}
        if words is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, urlencode(words) if words is not None else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.turn += 1
            return 0, ""
        finally:
            connection.close()

    def say(self, body: str, nonce: str) -> bool:
        """Say something through the plain form; return whether the house took it."""
        path = f"/en/rooms/{self.slug}/"
        _status, page = self.ask("GET", path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if token is None:
            return False
        words = {"body": body, "nonce": nonce, "csrfmiddlewaretoken": token[1]}
        return self.ask("POST", path, words)[0] == 303

    def events(self, after: int, wait_s: int) -> list[dict[str, Any]]:
        """Return what follows `after`, waiting for it; nothing when nobody answered."""
        status, body = self.ask("GET", f"/en/rooms/{self.slug}/events/?after={after}&wait={wait_s}")
        return list(json.loads(body)["events"]) if status == 200 else []


class DeafClient:
    """A visitor whose machine takes nothing any more: the handshake is read, then not a byte."""

    def __init__(self, address: str, slug: str) -> None:
        parts = urlsplit(address)
        self.socket = socket.socket()
        # Small buffers, so that what is not read waits in the house and not in the kernel.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.settimeout(20)
        self.socket.connect((parts.hostname, parts.port))
        words = (
            f"GET /ws/rooms/{slug}/?after=0 HTTP/1.1\r\nHost: {parts.netloc}\r\nOrigin: {address}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        self.socket.sendall(words.encode())
        assert b" 101 " in self.socket.recv(200)

    def wait_for_the_cut(self, patience_s: float = 60) -> None:
        """Go on sending pongs, and reading nothing, until the house has cut the line. Raises TimeoutError."""
        end = time.monotonic() + patience_s
        while time.monotonic() < end:
            try:
                self.socket.sendall(b"\x8a\x80\x00\x00\x00\x00")
            except OSError:
                return
            time.sleep(0.1)
        raise TimeoutError("the house held the line of somebody who takes nothing")

    def close(self) -> None:
        self.socket.close()
