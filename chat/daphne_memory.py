"""What a quiet connection need not hold: Daphne, autobahn and Twisted keep the whole handshake as long as it is open.

Looked at before it is touched, as in `chat.daphne`, and left alone behind another server or an unknown version. What is
the same for all connections is kept once, by their class.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from chat import daphne

# What only the handshake reads.
_OF_HANDSHAKE = {
    "_raw_query_string",
    "_transport_details",
    "_wskey",
    "application_deferred",
    "http_headers",
    "http_request_data",
    "http_request_host",
    "http_request_params",
    "http_request_path",
    "http_request_uri",
    "http_response_data",
    "http_status_line",
    "protocol_to_accept",
    "websocket_origin",
}
# Where nobody ever waits: Daphne's queue takes whatever comes, and is never joined.
_NOBODY: deque[Any] = deque(maxlen=0)
_NOTHING: dict[str, Any] = {}
_MISSING = object()


def forget_handshake(protocol: Any) -> None:
    """Let an open connection forget its handshake."""
    if daphne.writer_of(protocol, 0) is None:
        return
    try:
        request, channel, queue = protocol.request, protocol.transport.producer, protocol.application_queue
        house = _house(type(protocol), protocol.factory)
        kept = {
            name: value
            for name, value in vars(protocol).items()
            if name not in _OF_HANDSHAKE and not _is_of_all(house, protocol.factory, name, value)
        }
        # Taken up by the application, whose copies share this list.
        protocol.clean_headers.clear()
        request.headers = request.params = _NOTHING
        protocol.__dict__, protocol.__class__ = kept, house
        if not channel.requests[1:]:
            channel.requests.clear()
        if queue.maxsize == 0 and not (queue._putters or queue._finished._waiters):
            queue._putters = queue._finished._waiters = _NOBODY
    except (AttributeError, TypeError):
        return


# The class of the open connections of each factory, which says what is the same for all of them.
_houses: dict[Any, type] = {}


def _house(kind: type, factory: Any) -> type:
    if factory not in _houses:
        _houses[factory] = type(kind.__name__, (kind,), {})
    return _houses[factory]


def _is_of_all(house: type, factory: Any, name: str, value: Any) -> bool:
    """Whether `house` says the same of a name, or may say so from now on: an option, or nothing."""
    if value is not None and not isinstance(value, bool) and getattr(factory, name, _MISSING) is not value:
        return False
    if getattr(house, name, _MISSING) is _MISSING:
        setattr(house, name, value)
    return getattr(house, name) is value
