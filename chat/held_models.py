"""Messages that somebody reads before others see them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Pseudonym
from members.sealed import SealedText


class HeldState(models.TextChoices):
    WAITING = "waiting", _("waiting to be read")
    SHOWN = "shown", _("shown")
    RETURNED = "returned", _("given back to its author")
    WITHDRAWN = "withdrawn", _("taken back by its author")


class HeldMessage(models.Model):
    """A message that waits. The log knows nothing of it, so no number and no gap can betray it.

    Shown, its words move to `event`, which takes the next `seq` at that moment; taken back, they are erased. They stand
    sealed, because nobody was shown them.
    """

    room = models.ForeignKey("chat.Room", on_delete=models.CASCADE, related_name="held_messages")
    author = models.ForeignKey(Pseudonym, on_delete=models.PROTECT, related_name="held_messages")
    body_box = models.BinaryField(default=b"")
    html_box = models.BinaryField(default=b"")
    content_note_box = models.BinaryField(default=b"")
    recipe = models.PositiveSmallIntegerField()
    reply_to = models.PositiveBigIntegerField(null=True)
    state = models.CharField(max_length=12, choices=HeldState.choices, default=HeldState.WAITING)
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Null again when a room that forgets has forgotten the message.
    event = models.OneToOneField("chat.RoomEvent", null=True, on_delete=models.SET_NULL, related_name="+")
    nonce_key = models.BinaryField(max_length=32, unique=True)

    body, html, content_note = SealedText("nonce_key"), SealedText("nonce_key"), SealedText("nonce_key")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=HeldState.SHOWN) | models.Q(event=None),
                name="a_message_that_waits_is_not_shown",
            )
        ]
        indexes = [
            models.Index(fields=["author"], condition=models.Q(state=HeldState.WAITING), name="held_message_by_author")
        ]

    @property
    def is_waiting(self) -> bool:
        return self.state == HeldState.WAITING

    def __str__(self) -> str:
        return f"held message {self.pk}"
