"""Live rooms: a room is an ordered log of events."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar, NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from groups.models import Approval, Theme
from members import masks
from members.actor import Actor
from members.models import Language, Pseudonym
from members.sealed import SealedText


class RoomState(models.TextChoices):
    OPEN = "open", _("open")
    HELD = "held", _("paused")
    CLOSED = "closed", _("closed")


class Keeping(models.IntegerChoices):
    """How many hours words stay in a room; 0 for as long as the room stands."""

    A_DAY = 24, _("one day")
    A_MONTH = 30 * 24, _("thirty days")
    ALWAYS = 0, _("as long as the room stands")


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
    # Why it is paused or closed, in the words of whoever did it; "" while it is open, or where nobody said.
    why = models.CharField(max_length=300, blank=True)
    guests_may_read = models.BooleanField(default=True)
    slow_mode_s = models.PositiveIntegerField(default=0)
    capacity = models.PositiveIntegerField(default=500)
    first_seq = models.PositiveBigIntegerField(default=1)
    last_seq = models.PositiveBigIntegerField(default=0)
    keep_hours = models.PositiveIntegerField(choices=Keeping.choices, default=Keeping.ALWAYS)
    approval = models.CharField(max_length=10, choices=Approval.choices, default=Approval.NOBODY)
    # What one agrees to before speaking here, in plain text; version 0 while the room asks for nothing of its own.
    agreement_fr = models.TextField(blank=True)
    agreement_en = models.TextField(blank=True)
    agreement_version = models.PositiveIntegerField(default=0)
    # Until when the card “how to answer someone” lies beside the box: a person of the team laid it there.
    answering_until = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Room]] = RoomQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    @property
    def scope(self) -> str:
        """The opaque string that roles use for this room."""
        return f"room:{self.pk}"

    def card_until(self, now: datetime) -> datetime | None:
        """Until when the card “how to answer someone” lies here, None when it does not."""
        return self.answering_until if self.answering_until and self.answering_until > now else None

    @property
    def agreement(self) -> str:
        """The room's own agreement in the language of the page, or in the other one; "" without one."""
        if not self.agreement_version:
            return ""
        ours, other = self.agreement_fr, self.agreement_en
        return (ours or other) if get_language() == "fr" else (other or ours)

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


class GestureKind(models.TextChoices):
    """What one can say to a message without a word. Nobody counts them."""

    HERE = "here", _("I am thinking of you")
    SAME = "same", _("I have lived this")
    COURAGE = "courage", _("Courage")
    THANKS = "thanks", _("Thank you")


BY_AUTHOR = "author"
"""The `code` of a removal, and of the message it removed, when its author took it back."""


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
    content_note = models.CharField(max_length=80, blank=True)
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

    @property
    def said(self) -> Said:
        """What the message says, or said before it was taken down; nothing once its author took it back."""
        if self.state != MessageState.REMOVED:
            return Said(self.body, self.html, self.content_note)
        # No row, no attribute: taken back, or erased since.
        sealed = getattr(self, "taken_down", None)
        return Said(sealed.body, sealed.html, sealed.content_note) if sealed is not None else Said("", "", "")

    def __str__(self) -> str:
        return f"event {self.room_id}/{self.seq}"


class Said(NamedTuple):
    """The words of a message, and the note that stands before them."""

    body: str
    html: str
    content_note: str


class TakenDown(models.Model):
    """The words of a message that was taken down, sealed, and nowhere else; the row goes when they come back or end."""

    event = models.OneToOneField(RoomEvent, on_delete=models.CASCADE, primary_key=True, related_name="taken_down")
    body_box = models.BinaryField(default=b"")
    html_box = models.BinaryField(default=b"")
    content_note_box = models.BinaryField(default=b"")

    body, html, content_note = SealedText("event_id"), SealedText("event_id"), SealedText("event_id")

    def __str__(self) -> str:
        return f"taken down {self.pk}"


class EarlierWords(models.Model):
    """What a message said before its author changed it or took it back, or a passage was cut.

    Sealed, for the people who decide and nobody else, and erased when nobody has to read it again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(RoomEvent, on_delete=models.CASCADE, related_name="earlier_words")
    body_box = models.BinaryField(default=b"")
    content_note_box = models.BinaryField(default=b"")
    until = models.DateTimeField(default=timezone.now)

    body, content_note = SealedText("id", "event_id"), SealedText("id", "event_id")

    class Meta:
        ordering = ["until"]
        indexes = [models.Index(fields=["until"], name="earlier_words_to_erase")]

    def __str__(self) -> str:
        return f"earlier words of {self.event_id}"


class Gesture(models.Model):
    """A gesture that stands. `key` is a keyed digest of person, message and kind: once each, and it leads to nobody."""

    event = models.ForeignKey(RoomEvent, on_delete=models.CASCADE, related_name="gestures")
    kind = models.CharField(max_length=8, choices=GestureKind.choices)
    key = models.BinaryField(max_length=32, unique=True)

    def __str__(self) -> str:
        return f"{self.kind} to {self.event_id}"


class RoomMarks(models.Model):
    """How far one member has read in rooms, and which agreements of rooms they accepted, sealed; see `chat.marks`.

    Only the keys tell whose they are. Their number is drawn by chance, so that the order of the rows tells nothing.
    """

    id = models.BigIntegerField(primary_key=True, default=masks.random_id, editable=False)
    token = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField(max_length=65536)

    def __str__(self) -> str:
        return "marks in rooms"


# A table with a subject of its own; Django finds an app’s tables here.
from chat.held_models import HeldMessage as HeldMessage  # noqa: E402
