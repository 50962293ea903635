"""Pages over HTTP, rooms over WebSockets: the same services behind both doors."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.asgi import get_asgi_application

pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter

from chat.consumers import RoomConsumer
from chat.origin import OriginGate
from chat.routing import socket_urls
from config.frames import FRAMES
from members.socket_sessions import MemberScope

application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": OriginGate(MemberScope(URLRouter(socket_urls(RoomConsumer.as_asgi(frames=FRAMES))))),
    }
)
