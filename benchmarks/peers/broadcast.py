"""The practical limit of Python: a picows and uvloop server that hands every frame to everybody at its address.

It knows no people, keeps nothing and checks nothing. `python -m benchmarks.peers.broadcast <port>`
"""

from __future__ import annotations

import sys
from collections import defaultdict

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

rooms: dict[bytes, set[WSTransport]] = defaultdict(set)


class Reader(WSListener):
    """One socket of a room."""

    def __init__(self, room: bytes) -> None:
        super().__init__()
        self.room = room

    def on_ws_connected(self, transport: WSTransport) -> None:
        rooms[self.room].add(transport)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        rooms[self.room].discard(transport)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            return
        payload = frame.get_payload_as_bytes()
        for other in rooms[self.room]:
            other.send(WSMsgType.TEXT, payload)


def listener(request: WSUpgradeRequest) -> Reader:
    """Return the listener of a new socket."""
    return Reader(bytes(request.path))


async def main(port: int) -> None:
    server = await ws_create_server(listener, "127.0.0.1", port, websocket_handshake_timeout=60)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
