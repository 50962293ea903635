"""Pages over HTTP, rooms over WebSockets: the same services behind both doors."""

import asyncio
import os
import weakref
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

from config import memory

memory.keep_small()
django.setup(set_prefix=False)

from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings

from chat import process
from chat.consumers import RoomConsumer
from chat.origin import OriginGate
from chat.routing import socket_urls
from config.frames import FRAMES
from config.handling import PagesHandler
from config.page_cache import PageCache
from members.socket_sessions import MemberScope

django_pages = PagesHandler()
_caches: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, PageCache] = weakref.WeakKeyDictionary()


async def pages(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer a page. What it commits reaches the rooms of the other processes too, even when none is open here."""
    process.here()
    if not settings.PAGE_CACHE_MIB:
        await django_pages(scope, receive, send)
        return
    loop = asyncio.get_running_loop()
    if loop not in _caches:
        _caches[loop] = PageCache(django_pages)
    await _caches[loop].answer(scope, receive, send)


application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": OriginGate(MemberScope(URLRouter(socket_urls(RoomConsumer.as_asgi(frames=FRAMES))))),
    }
)
