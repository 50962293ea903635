"""Live rooms: a room is an ordered log of events."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models import Theme
from members.actor import Actor
from members.models import Language, Pseudonym


class RoomState(models.TextChoices):
    OPEN = "open", _("open")
    HELD = "held", _("paused")
    CLOSED = "closed", _("closed")


class RoomQuerySet(models.QuerySet["Room"]):
    def visible_to(self, actor: Actor) -> RoomQuerySet:
        """Rooms the actor may read: guests only where the room lets visitors watch."""
        rooms = self if actor.holds("administrator") else self.filter(theme__is_shown=True)
        return rooms.filter(guests_may_read=True) if actor.is_guest else rooms


class Room(models.Model):
    """A room. `first_seq` is where its log begins now, `last_seq` its head; both change under a lock on this row."""

    slug = models.SlugField(max_length=60, unique=True)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, choices=Language.choices)
    topic = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=RoomState.choices, default=RoomState.OPEN)
    guests_may_read = models.BooleanField(default=True)
    slow_mode_s = models.PositiveIntegerField(default=0)
    capacity = models.PositiveIntegerField(default=500)
    first_seq = models.PositiveBigIntegerField(default=1)
    last_seq = models.PositiveBigIntegerField(default=0)

    objects: ClassVar[models.Manager[Room]] = RoomQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    @property
    def scope(self) -> str:
        """The opaque string that roles use for this room."""
        return f"room:{self.pk}"

    def __str__(self) -> str:
        return self.slug


class EventKind(models.TextChoices):
    MESSAGE = "message"
    EDITED = "edited"
    REMOVED = "removed"
    RESTORED = "restored"
    NOTICE = "notice"
    GESTURE = "gesture"
    ROOM = "room"


class MessageState(models.TextChoices):
    SHOWN = "shown"
    EDITED = "edited"
    REMOVED = "removed"


class RoomEventQuerySet(models.QuerySet["RoomEvent"]):
    def visible_to(self, actor: Actor) -> RoomEventQuerySet:
        """Events of rooms the actor may read."""
        events = self if actor.holds("administrator") else self.filter(room__theme__is_shown=True)
        return events.filter(room__guests_may_read=True) if actor.is_guest else events


class RoomEvent(models.Model):
    """One durable event. Only `chat.writer.append` writes one; `seq` has no gap and no double in a room."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=8, choices=EventKind.choices)
    at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(Pseudonym, null=True, on_delete=models.PROTECT, related_name="room_events")
    badge = models.CharField(max_length=16, blank=True)
    body = models.TextField(blank=True)
    html = models.TextField(blank=True)
    recipe = models.PositiveSmallIntegerField(default=0)
    reply_to = models.PositiveBigIntegerField(null=True)
    target_seq = models.PositiveBigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=MessageState.choices, default=MessageState.SHOWN)
    code = models.CharField(max_length=32, blank=True)
    params = models.JSONField(default=dict, blank=True)
    # HMAC of member and nonce: the same nonce from the same person gives the same ack, never a second event.
    nonce_key = models.BinaryField(max_length=32, null=True, unique=True)

    objects: ClassVar[models.Manager[RoomEvent]] = RoomEventQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "seq"], name="one_event_a_seq")]

    def __str__(self) -> str:
        return f"event {self.room_id}/{self.seq}"
