"""What Daphne does not offer through ASGI: its buffer, the codes of a server that ends, the end itself.

Everything here looks before it touches and does nothing behind another server; nothing else in the house knows Daphne.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

FAREWELL_S = 0.2


def protocol_of(send: Any) -> Any:
    """Return the connection behind Daphne's `send` (a partial of it), None behind any other server's."""
    arguments = getattr(send, "args", ())
    return arguments[0] if arguments and hasattr(arguments[0], "transport") else None


def buffered(protocol: Any) -> int:
    """Return how many bytes Twisted holds for a connection; 0 where that cannot be seen."""
    transport = getattr(protocol, "transport", None)
    try:
        return len(transport.dataBuffer) - transport.offset + transport._tempDataLen  # type: ignore[union-attr]
    except (AttributeError, TypeError):
        return 0


def send_close(protocol: Any, code: int) -> bool:
    """Send a close frame with a code below 3000, which Daphne's own way refuses; return whether that was possible."""
    frame = getattr(protocol, "sendCloseFrame", None)
    if code >= 3000 or frame is None:
        return False
    frame(code=code, isReply=False)
    return True


def abort(protocol: Any) -> None:
    """Cut a connection."""
    cut = getattr(getattr(protocol, "transport", None), "abortConnection", None)
    if cut is not None:
        cut()


def before_the_end(farewell: Callable[[], Awaitable[None]]) -> None:
    """Have `farewell` awaited, and a moment more for its frames to leave, before Daphne drops its connections."""
    reactor = sys.modules.get("twisted.internet.reactor")
    if reactor is None or not getattr(reactor, "running", False):
        return
    from twisted.internet import defer

    async def say() -> None:
        await farewell()
        await asyncio.sleep(FAREWELL_S)

    def begin() -> Any:
        return defer.Deferred.fromFuture(asyncio.ensure_future(say()))

    reactor.addSystemEventTrigger("before", "shutdown", begin)
