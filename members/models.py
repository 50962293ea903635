"""Who speaks: the private member, the public pseudonym, and what links the two.

Nothing here carries a time finer than a day, and no public table points at `Member`.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import time
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from members.sealed import SealedText


class Language(models.TextChoices):
    FR = "fr", "Français"
    EN = "en", "English"


def new_epoch() -> str:
    """Return a fresh random value; changing a member's epoch ends every session of theirs."""
    return secrets.token_hex(16)


class MemberManager(BaseUserManager["Member"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> Member:
        """Save a member with a hashed password."""
        member = self.model(username=username, **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member


class Member(AbstractBaseUser):
    """A private account: a sign-in name that the server proposed, a password hash, preferences."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=64, unique=True)
    # AbstractBaseUser would keep the exact moment of the last sign-in.
    last_login = None
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    session_epoch = models.CharField(max_length=32, default=new_epoch)
    recovery_hash = models.CharField(max_length=255, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.FR)
    region = models.CharField(max_length=8, blank=True)
    shows_presence = models.BooleanField(default=False)
    # The day on which the account goes, for whoever asked to leave, and whether their words go with it.
    leaves_on = models.DateField(null=True, blank=True, db_index=True)
    takes_words = models.BooleanField(default=True)

    objects: ClassVar[MemberManager] = MemberManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def get_session_auth_hash(self) -> str:
        """Sessions end when the password or the epoch changes."""
        return self._session_hash()

    def get_session_auth_fallback_hash(self):  # type: ignore[no-untyped-def]
        yield from ()

    def _session_hash(self) -> str:
        return salted_hmac(
            "members.Member.session", f"{self.password}\n{self.session_epoch}", algorithm="sha256"
        ).hexdigest()

    def __str__(self) -> str:
        return "member"


class Session(AbstractBaseSession):
    """A signed-in browser. `expire_date` is a midnight: an exact expiry would tell when somebody signed in."""

    @classmethod
    def get_session_store_class(cls):  # type: ignore[no-untyped-def]
        from members.sessions import SessionStore

        return SessionStore

    class Meta(AbstractBaseSession.Meta):
        pass


class Topic(models.TextChoices):
    ADULT = "adult", _("I am an adult")
    AGREEMENT = "agreement", _("House agreement")
    HEALTH = "health", _("Health topics")


class Consent(models.Model):
    """What a member agreed to, with the version they read and the day; taking it back deletes the row."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="consents")
    topic = models.CharField(max_length=16, choices=Topic.choices)
    version = models.PositiveIntegerField()
    on = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "topic"], name="one_consent_a_topic")]

    def __str__(self) -> str:
        return f"consent {self.topic}"


class RoleKind(models.TextChoices):
    FACILITATOR = "facilitator", _("facilitator")
    MODERATOR = "moderator", _("moderator")
    COORDINATOR = "coordinator", _("co-ordinator")
    RESOURCE = "resource", _("resource person")
    ADMINISTRATOR = "administrator", _("administrator")


class Role(models.Model):
    """What a member is entrusted with. `scope` is opaque here: "" for the whole house, or "room:12", "theme:7"."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=16, choices=RoleKind.choices)
    scope = models.CharField(max_length=64, blank=True)
    # What a resource person is, in their own words: “nurse”, “legal adviser”. It stands beside their name.
    label = models.CharField(max_length=60, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "kind", "scope"], name="one_role_a_scope")]

    def __str__(self) -> str:
        return f"{self.kind} {self.scope}".strip()


class Pseudonym(models.Model):
    """A public name. It has no member column: open names are linked in `Holding`, masks are sealed in `Mask`.

    `skeleton` is the name folded to what the eye sees, unique within `scope` ("" for an open name).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=40)
    skeleton = models.CharField(max_length=80)
    scope = models.CharField(max_length=64, blank=True)
    shape = models.PositiveSmallIntegerField(default=0)
    hue = models.PositiveSmallIntegerField(default=0)
    since = models.DateField(null=True, default=timezone.localdate)
    # What a resource person is, and the last day on which it stands beside the name; see `members.roles`.
    trade = models.CharField(max_length=60, blank=True)
    trade_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "skeleton"], name="one_name_for_the_eye")]

    @property
    def is_mask(self) -> bool:
        return bool(self.scope)

    @property
    def shown_trade(self) -> str:
        """What a resource person is, "" for everybody else and after the last day."""
        return self.trade if self.trade_until is None or self.trade_until >= timezone.localdate() else ""

    def __str__(self) -> str:
        return self.name


class Holding(models.Model):
    """Which open names a member holds; one of them is the current one, the others are retired for ever."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="holdings")
    pseudonym = models.OneToOneField(Pseudonym, on_delete=models.PROTECT, related_name="holding")
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(is_current=True), name="one_current_name_a_member"
            )
        ]

    def __str__(self) -> str:
        return "holding"


class Mask(models.Model):
    """What only the keys can tell of a mask: `own` finds one's own in a place, `chain` lists one's masks, `sealed`
    reaches its holder. Every row has the same size; see `members.masks`.
    """

    pseudonym = models.OneToOneField(Pseudonym, primary_key=True, on_delete=models.CASCADE, related_name="seal")
    own = models.BinaryField(max_length=32, unique=True)
    chain = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField(max_length=256)

    def __str__(self) -> str:
        return "mask"


class Standing(models.Model):
    """One sanction, sealed. Only the keys lead from `token` to a member, and only the decision points here."""

    token = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField(max_length=256)

    def __str__(self) -> str:
        return "standing"


class Hiding(models.Model):
    """The names that one member hides from their own eyes, sealed. Only the keys lead from `token` to a member."""

    token = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField(max_length=8192)

    def __str__(self) -> str:
        return "hiding"


class QuietWish(models.Model):
    """How much of the house reaches one member, sealed; only the keys tell whose it is. See `members.quiet`."""

    token = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField(max_length=16384)

    def __str__(self) -> str:
        return "wish"


class BadDayPlan(models.Model):
    """A member's plan for bad days, sealed, where they chose that the house keeps it; see `members.plans`."""

    token = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField(max_length=131_072)

    def __str__(self) -> str:
        return "plan"


class MailWish(models.Model):
    """An e-mail address that a member gave for digests, sealed together with whose it is; see `members.digests`."""

    token = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField(max_length=1024)

    def __str__(self) -> str:
        return "wish"


class LetterKind(models.TextChoices):
    DECISION = "decision", _("decision")
    OUTCOME = "outcome", _("outcome of a report")
    CARE = "care", _("a word from the team")
    QUESTION = "question", _("a question from the team")
    ANSWER = "answer", _("answer to an appeal")
    NOTICE = "notice", _("notice")


class Letter(models.Model):
    """A letter to a public name, read by whoever holds it. `body` is Markdown of the house, `html` its rendering.

    What it says is sealed. `text` names these words: notes that say the same, written in one statement, share them.
    """

    recipient = models.ForeignKey(Pseudonym, null=True, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=16, choices=LetterKind.choices)
    language = models.CharField(max_length=2, choices=Language.choices)
    text = models.UUIDField(default=uuid.uuid4, editable=False)
    subject_box = models.BinaryField(default=b"")
    body_box = models.BinaryField(default=b"")
    html_box = models.BinaryField(default=b"")
    recipe = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)
    is_read = models.BooleanField(default=False)
    # For letters written together: the number of what each one answers, once a kind.
    answers = models.BigIntegerField(null=True)

    subject, body, html = SealedText("text"), SealedText("text"), SealedText("text")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["answers", "kind"], condition=models.Q(answers__isnull=False), name="one_letter_an_answer"
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="letter_by_recipient"),
            models.Index(fields=["text"], name="letter_by_text"),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"

    @property
    def is_by_day(self) -> bool:
        """Whether the letter keeps the day on which it was written without the hour: the day's first instant."""
        return timezone.localtime(self.at).time() == time.min


class HousePage(models.Model):
    """One version of a page of the house (agreement, terms, privacy …), in both languages. Versions are kept."""

    slug = models.SlugField(max_length=32)
    version = models.PositiveIntegerField(default=1)
    title_fr = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    body_fr = models.TextField()
    body_en = models.TextField()
    html_fr = models.TextField()
    html_en = models.TextField()
    recipe = models.PositiveSmallIntegerField()
    # A small correction makes a version that nobody is asked to agree to again.
    asks_again = models.BooleanField(default=True)
    on = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug", "version"], name="one_version_a_page")]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"
