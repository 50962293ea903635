"""Slow conversations: threads and their posts, in gapless positions."""

from __future__ import annotations

import hashlib
from typing import ClassVar, NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forum.around_models import Bookmarks as Bookmarks
from forum.around_models import EarlierWords as EarlierWords
from forum.around_models import GestureKind as GestureKind
from forum.around_models import Mention as Mention
from forum.around_models import PostGesture as PostGesture
from forum.around_models import ThemeMark as ThemeMark
from forum.around_models import Widening as Widening
from forum.around_models import WideningYes as WideningYes
from forum.word_models import PostWords as PostWords
from groups.models import Theme
from members.actor import Actor
from members.models import Language, Pseudonym
from members.sealed import SealedText


class Audience(models.TextChoices):
    ANYONE = "anyone", _("Anyone, even without an account")
    MEMBERS = "members", _("Members only")


class Intent(models.TextChoices):
    """What a thread is for, as its author says."""

    LISTEN = "listen", _("Listen to me")
    SAME = "same", _("Has somebody lived the same?")
    IDEAS = "ideas", _("Ideas, please")
    GOOD = "good", _("Good news")
    PRACTICAL = "practical", _("Practical information")


_INTENT_ICONS = {"listen": "heart", "same": "same", "ideas": "sprout", "good": "light", "practical": "tool"}


class Wish(models.TextChoices):
    """Which answers would help, as the author of a thread says."""

    LISTEN = "listen", _("Just listen")
    SAME = "same", _("Tell me what you have lived")
    IDEAS = "ideas", _("Practical ideas")


class PostState(models.TextChoices):
    SHOWN = "shown", _("shown")
    DELETED = "deleted", _("taken back by its author")
    HIDDEN = "hidden", _("taken down by the team")


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, actor: Actor) -> ThreadQuerySet:
        """Threads the actor may know of: shown themes, and for guests those open to anyone."""
        threads = self if actor.holds("administrator") else self.filter(theme__is_shown=True)
        return threads.filter(audience=Audience.ANYONE) if actor.is_guest else threads

    def listed(self) -> ThreadQuerySet:
        """Threads that stand in lists: their opening post is shown. One that was joined to another has none."""
        return self.filter(opening_state=PostState.SHOWN)

    def found_by(self, actor: Actor) -> ThreadQuerySet:
        """Threads that stand in lists for `actor`: what is sheltered, for members alone."""
        return self.listed().filter(is_sheltered=False) if actor.is_guest else self.listed()

    def highlighted(self) -> ThreadQuerySet:
        """Threads that may be laid before people who did not come for them: neither sheltered nor in memory."""
        return self.listed().filter(is_sheltered=False, is_memorial=False)

    def waiting(self) -> ThreadQuerySet:
        """Threads that nobody but their author has written in, and where one still can."""
        # `is_answered=False` would become `NOT is_answered`, for which SQLite uses no index.
        return self.filter(is_answered__in=[False], is_locked=False)


class Thread(models.Model):
    """A thread. `last_position` counts its posts ever written; `opening_state` follows its first post.

    Show `shown_title`, never `title`: a title goes with the opening post. A slug made of no words is "-".
    `note` is the content note of the opening post; where there is one, `first_words` are none. Where its words speak
    of danger, a person may have sheltered it: no page lays it before others, and `first_words` are none. A thread that
    was joined to another keeps its number alone: it says where its posts went, and at which place they begin there.
    """

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="threads")
    author = models.ForeignKey(Pseudonym, on_delete=models.PROTECT, related_name="threads")
    title = models.CharField(max_length=140)
    slug = models.SlugField(max_length=80)
    language = models.CharField(max_length=2, choices=Language.choices)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.ANYONE)
    first_words = models.CharField(max_length=240, blank=True)
    opening_state = models.CharField(max_length=8, choices=PostState.choices, default=PostState.SHOWN)
    note = models.CharField(max_length=80, blank=True)
    intent = models.CharField(max_length=9, choices=Intent.choices, blank=True)
    wish = models.CharField(max_length=6, choices=Wish.choices, blank=True)
    # Only its author may let search engines list it.
    is_indexed = models.BooleanField(default=False)
    is_locked = models.BooleanField(default=False)
    closes_at = models.DateTimeField(null=True, blank=True)
    slow_mode_s = models.PositiveIntegerField(default=0)
    is_pinned = models.BooleanField(default=False)
    is_tender = models.BooleanField(default=False)
    is_memorial = models.BooleanField(default=False)
    # Set by a person of the team, never by a program.
    is_sheltered = models.BooleanField(default=False)
    joined_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined")
    joined_after = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    last_post_at = models.DateTimeField(default=timezone.now)
    last_position = models.PositiveIntegerField(default=0)
    is_answered = models.BooleanField(default=False)
    version = models.PositiveBigIntegerField(default=0)

    objects: ClassVar[models.Manager[Thread]] = ThreadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["theme", "-last_post_at", "-id"], name="thread_by_activity"),
            models.Index(fields=["theme", "is_pinned", "language", "-last_post_at", "-id"], name="thread_by_rank"),
            models.Index(fields=["is_answered", "-created_at", "-id"], name="thread_by_answer"),
            models.Index(fields=["author", "-id"], name="thread_by_author"),
            models.Index(
                fields=["theme", "-created_at", "-id"], condition=models.Q(is_indexed=True), name="thread_in_feeds"
            ),
            models.Index(fields=["closes_at"], condition=models.Q(closes_at__isnull=False), name="thread_to_close"),
        ]

    @property
    def shown_title(self) -> str:
        """The title, or what stands in its place when the opening post was taken back or taken down."""
        if self.opening_state == PostState.SHOWN:
            return self.title
        if self.opening_state == PostState.DELETED:
            return gettext("A thread whose first words were taken back")
        return gettext("A thread whose first words were taken down")

    @property
    def intent_icon(self) -> str:
        """The drawing that stands before the word of its intent."""
        return _INTENT_ICONS.get(self.intent, "heart")

    @property
    def may_be_indexed(self) -> bool:
        """Whether search engines may list it: its author let them, anyone may read it, its first words are shown.

        Never what is sheltered or remembers somebody.
        """
        is_quiet = self.is_sheltered or self.is_memorial
        is_open = self.audience == Audience.ANYONE and self.opening_state == PostState.SHOWN
        return self.is_indexed and is_open and not is_quiet

    @property
    def title_language(self) -> str:
        """The language of `shown_title`: that of the thread, or "" for a sentence of the house."""
        return self.language if self.opening_state == PostState.SHOWN else ""

    def __str__(self) -> str:
        return f"thread {self.pk}"


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, actor: Actor) -> PostQuerySet:
        """Posts of threads the actor may know of. Their words are shown only in state `shown`."""
        posts = self if actor.holds("administrator") else self.filter(thread__theme__is_shown=True)
        return posts.filter(thread__audience=Audience.ANYONE) if actor.is_guest else posts


class Post(models.Model):
    """A post: text as typed beside its rendering and the number of the recipe. Positions start at 1, without gap.

    `note` hides the words until they are opened. `received` names the kinds of gestures made to it, in the order in
    which they are listed here; never how many, never by whom.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    position = models.PositiveIntegerField()
    author = models.ForeignKey(Pseudonym, on_delete=models.PROTECT, related_name="posts")
    body = models.TextField()
    html = models.TextField()
    recipe = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=80, blank=True)
    received = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=8, choices=PostState.choices, default=PostState.SHOWN)
    removal_reason = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    # HMAC of member and the form's nonce: a double submit finds the post it already made.
    nonce_key = models.BinaryField(max_length=32, null=True, unique=True)

    objects: ClassVar[models.Manager[Post]] = PostQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "position"], name="one_post_a_position")]
        indexes = [models.Index(fields=["author", "-id"], name="post_by_author")]

    @property
    def is_shown(self) -> bool:
        return self.state == PostState.SHOWN

    @property
    def said(self) -> Said:
        """What the post says, or said before it was taken down, with the title of the thread that it opens."""
        if self.state != PostState.HIDDEN:
            return Said(self.thread.title if self.is_opening else "", self.note, self.body, self.html)
        # A post without sealed words was erased since; no attribute, no row.
        sealed = getattr(self, "taken_down", None)
        return Said(sealed.title, sealed.note, sealed.body, sealed.html) if sealed is not None else Said("", "", "", "")

    @property
    def is_opening(self) -> bool:
        return self.position == 1

    @property
    def seen(self) -> str:
        """A mark of these words as they stand; another one means that they were changed."""
        return hashlib.sha256(f"{self.note}\n{self.body}".encode()).hexdigest()[:24]

    @property
    def received_words(self) -> str:
        """The gestures that this post received, as words in the language of the page."""
        kinds = set(self.received.split())
        return ", ".join(
            gettext("“%(words)s”") % {"words": label} for kind, label in GestureKind.choices if kind in kinds
        )

    def __str__(self) -> str:
        return f"post {self.pk}"


class Said(NamedTuple):
    """The words of a post; `title` is "" unless it opens its thread."""

    title: str
    note: str
    body: str
    html: str


class TakenDown(models.Model):
    """The words of a post that was taken down, sealed, and nowhere else; the row goes when they come back or end."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, primary_key=True, related_name="taken_down")
    title_box = models.BinaryField(default=b"")
    note_box = models.BinaryField(default=b"")
    body_box = models.BinaryField(default=b"")
    html_box = models.BinaryField(default=b"")

    title, note = SealedText("post_id"), SealedText("post_id")
    body, html = SealedText("post_id"), SealedText("post_id")

    def __str__(self) -> str:
        return f"taken down {self.pk}"


class HeldState(models.TextChoices):
    WAITING = "waiting", _("waiting to be read")
    SHOWN = "shown", _("shown")
    RETURNED = "returned", _("given back to its author")
    WITHDRAWN = "withdrawn", _("taken back by its author")


class HeldPost(models.Model):
    """Words that somebody reads before others see them. No post exists meanwhile, so nothing can betray them.

    An answer has its `thread`; an opening has `theme`, `title`, `language` and `audience` instead. Shown, the words
    move to `post`; taken back, they are erased. They stand sealed, because nobody was shown them.
    """

    thread = models.ForeignKey(Thread, null=True, on_delete=models.CASCADE, related_name="held_posts")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Pseudonym, on_delete=models.PROTECT, related_name="held_posts")
    title_box = models.BinaryField(default=b"")
    language = models.CharField(max_length=2, choices=Language.choices)
    audience = models.CharField(max_length=8, choices=Audience.choices)
    note_box = models.BinaryField(default=b"")
    intent = models.CharField(max_length=9, choices=Intent.choices, blank=True)
    wish = models.CharField(max_length=6, choices=Wish.choices, blank=True)
    is_indexed = models.BooleanField(default=False)
    body_box = models.BinaryField(default=b"")
    html_box = models.BinaryField(default=b"")
    recipe = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=HeldState.choices, default=HeldState.WAITING)
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    post = models.OneToOneField(Post, null=True, on_delete=models.CASCADE, related_name="+")
    nonce_key = models.BinaryField(max_length=32, unique=True)

    title, note = SealedText("nonce_key"), SealedText("nonce_key")
    body, html = SealedText("nonce_key"), SealedText("nonce_key")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=HeldState.SHOWN, post__isnull=False)
                | (~models.Q(state=HeldState.SHOWN) & models.Q(post=None)),
                name="held_words_are_shown_as_a_post",
            ),
            models.CheckConstraint(
                condition=models.Q(state=HeldState.WAITING, ended_at=None)
                | (~models.Q(state=HeldState.WAITING) & models.Q(ended_at__isnull=False)),
                name="held_words_wait_until_their_end",
            ),
        ]
        indexes = [
            models.Index(fields=["author", "-id"], condition=models.Q(state=HeldState.WAITING), name="held_by_author"),
            models.Index(fields=["ended_at"], condition=models.Q(state=HeldState.RETURNED), name="held_to_erase"),
        ]

    @property
    def is_opening(self) -> bool:
        return self.thread_id is None

    @property
    def is_waiting(self) -> bool:
        return self.state == HeldState.WAITING

    def __str__(self) -> str:
        return f"held {self.pk}"
