"""Asks for pages as fast as a server gives them: kept connections, bytes alone, so that the server is the limit."""

from __future__ import annotations

import gzip
import re
import socket
import threading
import time

CONNECTIONS = 4
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


class Line:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, path: str, tag: str = "") -> tuple[int, bytes, bytes]:
        """Return status, headers and body of a guest's question; `tag` makes it one whether the page has changed."""
        condition = f"If-None-Match: {tag}\r\n" if tag else ""
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept-Encoding: gzip\r\n"
            f"Accept-Language: fr\r\n{condition}\r\n".encode()
        )
        told = b""
        while (end := told.find(b"\r\n\r\n")) < 0:
            told += self._more()
        head, body = told[:end], told[end + 4 :]
        length = _LENGTH.search(head)
        while length and len(body) < int(length[1]):
            body += self._more()
        return int(head[9:12]), head, body

    def _more(self) -> bytes:
        more = self.socket.recv(1 << 18)
        if not more:
            raise ConnectionError("the server closed the line")
        return more

    def close(self) -> None:
        self.socket.close()


def tag_of(port: int, path: str) -> str:
    """Return the ETag of a page."""
    line = Line(port)
    _status, head, _body = line.ask(path)
    line.close()
    found = re.search(rb"etag: ([^\r\n]+)", head, re.IGNORECASE)
    return found[1].decode() if found else ""


def load(
    port: int, path: str, requests: int, *, tag: str = "", connections: int = CONNECTIONS
) -> tuple[list[float], float, bytes]:
    """Ask for `path` over kept connections. Return each answer's time in s, the whole time, and one body."""
    times: list[float] = []
    bodies: list[bytes] = []
    wanted = 304 if tag else 200

    def ask(share: int) -> None:
        line = Line(port)
        body = b""
        for _request in range(share):
            began = time.perf_counter()
            status, _head, body = line.ask(path, tag)
            if status != wanted:
                raise RuntimeError(f"{path} answered {status}")
            times.append(time.perf_counter() - began)
        line.close()
        bodies.append(body)

    threads = [threading.Thread(target=ask, args=(max(requests // connections, 1),)) for _ in range(connections)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(bodies) != connections:
        raise RuntimeError(f"not every line to {path} was answered")
    return times, time.perf_counter() - began, bodies[0]


def unpacked(body: bytes) -> bytes:
    """Return the body as it was before compression."""
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
