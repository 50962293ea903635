"""The usual way: the chat consumer of the Channels tutorial, with each message saved (`acreate`) before it is sent on.

The model has the weight of ours (author, text, HTML, key, three indexes). It checks no permission, counts no rate and
cleans nothing. LAYER names the channel layer: "pubsub", "core" or "memory". DATABASE_URL names the PostgreSQL.
"""

from __future__ import annotations

import json
import os
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import django
from django.conf import settings

_parts = urlsplit(os.environ.get("DATABASE_URL", ""))
_place = {name: values[0] for name, values in parse_qs(_parts.query).items()}
_redis = os.environ.get("REDIS_URL", "")
LAYERS: dict[str, dict[str, Any]] = {
    "memory": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 10_000}},
    "core": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [{"address": _redis, "socket_timeout": None}], "capacity": 10_000},
    },
    "pubsub": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [{"address": _redis, "socket_timeout": None}], "capacity": 10_000},
    },
}
if not settings.configured:
    settings.configure(
        SECRET_KEY="a-yardstick-keeps-no-secrets",
        INSTALLED_APPS=["daphne", "channels"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": _parts.path.lstrip("/"),
                "USER": _parts.username or "postgres",
                "HOST": _place.get("host", ""),
                "PORT": _place.get("port", ""),
                "CONN_MAX_AGE": 600,
            }
        },
        CHANNEL_LAYERS={"default": LAYERS[os.environ.get("LAYER", "memory")]},
        USE_TZ=True,
        LOGGING_CONFIG=None,
    )
    django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.urls import path  # noqa: E402


class Message(models.Model):
    room = models.CharField(max_length=60, db_index=True)
    author = models.UUIDField(db_index=True)
    at = models.DateTimeField(auto_now_add=True)
    body = models.TextField()
    html = models.TextField()
    key = models.UUIDField(unique=True, default=uuid4)

    class Meta:
        app_label = "tutorial"

    def __str__(self) -> str:
        return f"message {self.pk}"


class ChatConsumer(AsyncWebsocketConsumer):
    """As in the tutorial, part 3."""

    async def connect(self) -> None:
        self.room_name = self.scope["url_route"]["kwargs"]["room_name"]
        self.room_group_name = f"chat_{self.room_name}"
        self.author = uuid4()
        await self.channel_layer.group_add(self.room_group_name, self.channel_name)
        await self.accept()

    async def disconnect(self, close_code: int) -> None:
        await self.channel_layer.group_discard(self.room_group_name, self.channel_name)

    async def receive(self, text_data: str = "", bytes_data: bytes | None = None) -> None:
        body = json.loads(text_data)["body"]
        await Message.objects.acreate(room=self.room_name, author=self.author, body=body, html=f"<p>{body}</p>")
        await self.channel_layer.group_send(self.room_group_name, {"type": "chat.message", "message": body})

    async def chat_message(self, event: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps({"type": "event", "message": event["message"]}))


def make_table() -> None:
    """Make the table of messages."""
    with connection.schema_editor() as editor:
        editor.create_model(Message)


application = ProtocolTypeRouter(
    {
        "http": get_asgi_application(),
        "websocket": URLRouter([path("ws/rooms/<slug:room_name>/", ChatConsumer.as_asgi())]),
    }
)

if __name__ == "__main__":
    make_table()
