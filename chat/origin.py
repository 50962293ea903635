"""The gate of all sockets: a browser of another site is turned away before the handshake."""

from __future__ import annotations

from typing import Any

from django.conf import settings


class OriginGate:
    """Let pass only handshakes whose Origin is exactly one of ours, port included; others are answered 403.

    A cookie goes wherever the browser sends it, so another site's page could open a socket in a member's name.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Ask the app behind the gate, or close before accepting."""
        origins = [value for name, value in scope.get("headers", ()) if name == b"origin"]
        if len(origins) == 1 and origins[0].decode("latin-1") in settings.ALLOWED_ORIGINS:
            await self.app(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.close"})
