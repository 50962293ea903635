"""What stands around threads and posts: earlier words, gestures, marks of readers, mentions, what others were asked."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models import Theme
from members import masks
from members.models import Pseudonym
from members.sealed import SealedText


class GestureKind(models.TextChoices):
    """What one can say to a post without a word. Nobody counts them."""

    HEAR = "hear", _("I hear you")
    SAME = "same", _("Me too")
    THANKS = "thanks", _("Thank you")
    COURAGE = "courage", _("Courage")


class EarlierWords(models.Model):
    """What a post said before its author changed it; sealed, for the people who decide and nobody else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, related_name="earlier_words")
    title_box = models.BinaryField(default=b"")
    note_box = models.BinaryField(default=b"")
    body_box = models.BinaryField(default=b"")
    until = models.DateTimeField(default=timezone.now)

    title, note, body = SealedText("id", "post_id"), SealedText("id", "post_id"), SealedText("id", "post_id")

    class Meta:
        ordering = ["until"]

    def __str__(self) -> str:
        return "earlier words"


class PostGesture(models.Model):
    """A gesture that stands. `key` is a keyed digest of person, post and kind: once each, and it leads to nobody."""

    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, related_name="gestures")
    kind = models.CharField(max_length=8, choices=GestureKind.choices)
    key = models.BinaryField(max_length=32, unique=True)

    def __str__(self) -> str:
        return f"gesture {self.kind}"


class Bookmarks(models.Model):
    """How far one member has read in threads and which they follow, sealed; only the keys tell whose it is.

    Its number is drawn by chance, so that the order of the rows tells nothing. See `forum.bookmarks`.
    """

    id = models.BigIntegerField(primary_key=True, default=masks.random_id, editable=False)
    token = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField(max_length=32768)

    def __str__(self) -> str:
        return "bookmarks"


class ThemeMark(models.Model):
    """A theme that a name follows. `seen_thread` is the last thread it was told of."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="+")
    reader = models.ForeignKey(Pseudonym, on_delete=models.CASCADE, related_name="theme_marks")
    seen_thread = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["theme", "reader"], name="one_mark_a_theme")]

    def __str__(self) -> str:
        return "mark of a theme"


class Mention(models.Model):
    """A name that a post spoke to. Whether it was read is for the reader's bookmarks to say."""

    # Drawn by chance: counted on, it would say between which others a mask spoke.
    id = models.BigIntegerField(primary_key=True, default=masks.random_id, editable=False)
    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, related_name="mentions")
    name = models.ForeignKey(Pseudonym, on_delete=models.CASCADE, related_name="mentions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "name"], name="one_mention_a_post")]

    def __str__(self) -> str:
        return "mention"


class Widening(models.Model):
    """The author of a thread for members asks those who answered whether anyone may read it."""

    thread = models.OneToOneField("forum.Thread", on_delete=models.CASCADE, related_name="widening")

    def __str__(self) -> str:
        return "widening"


class WideningYes(models.Model):
    """A name that agreed. A no ends the asking, and nobody learns whose it was."""

    id = models.BigIntegerField(primary_key=True, default=masks.random_id, editable=False)
    widening = models.ForeignKey(Widening, on_delete=models.CASCADE, related_name="agreed")
    name = models.ForeignKey(Pseudonym, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["widening", "name"], name="one_yes_a_name")]

    def __str__(self) -> str:
        return "yes"
