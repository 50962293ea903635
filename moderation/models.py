"""What may stay: flags open cases, a case ends with one decision, a decision sends its letters."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models import Room
from groups.models import Theme
from members import masks
from members.actor import Actor
from members.models import Language, Letter, Pseudonym, Standing
from members.sealed import SealedText
from moderation.rule_models import RuleWords as RuleWords


class TargetKind(models.TextChoices):
    POST = "post", _("post")
    MESSAGE = "message", _("message")
    NAME = "name", _("name")
    # A contribution that waits to be read before others see it.
    HELD = "held", _("contribution that waits")
    # What an appeal is about: the decision itself.
    DECISION = "decision", _("decision")


class Lane(models.TextChoices):
    RULE = "rule", _("rule")
    CARE = "care", _("care")
    APPEAL = "appeal", _("appeal")


class Urgency(models.IntegerChoices):
    """Smaller is more urgent; the order of the queue."""

    CRISIS = 0, _("Someone is not well")
    RED = 1, _("Urgent")
    AMBER = 2, _("Today")
    GREEN = 3, _("When there is time")


class Origin(models.TextChoices):
    """What opened a case."""

    FLAG = "flag", _("somebody called")
    WORDS = "words", _("words that suggest danger")
    AGAIN = "again", _("a second look")
    TEAM = "team", _("somebody of the team saw it")
    HELD = "held", _("words that wait to be shown")
    APPEAL = "appeal", _("an appeal")


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, actor: Actor) -> CaseQuerySet:
        """Cases of the actor's own scopes: site moderators all, others those of their themes and rooms.

        Never those about the actor, under a mask or not: who called about somebody, and why, is not for that person
        to read. One query more than the cases, for the masks.
        """
        return self.within_reach(masks.knowing_all(actor))

    def within_reach(self, actor: Actor) -> CaseQuerySet:
        """Cases that the actor may see as far as their colleagues can know: what they did under masks stays theirs."""
        if actor.is_guest:
            return self.none()
        others = self.exclude(subject__in=actor.names)
        if actor.holds("moderator"):
            return others
        mine = Q(pk=None)
        for scope in actor.scopes("moderator") | actor.scopes("facilitator"):
            kind, _colon, number = scope.partition(":")
            if kind == "theme" and number.isdigit():
                # A list of numbers, not a join: the list of cases keeps to its index.
                within = Theme.objects.filter(Q(pk=int(number)) | Q(parent=int(number)))
                mine |= Q(theme__in=within.order_by().values("pk"))
            elif kind == "room" and number.isdigit():
                mine |= Q(room_id=int(number))
        return others.filter(mine)


class Case(models.Model):
    """One target in one lane. Target and lane never change; at most one is open for both together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target_kind = models.CharField(max_length=8, choices=TargetKind.choices)
    target_id = models.CharField(max_length=40)
    lane = models.CharField(max_length=8, choices=Lane.choices)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.FLAG)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices)
    # The name on the screen that the case is about, and where it stands.
    subject = models.ForeignKey(Pseudonym, on_delete=models.PROTECT, related_name="cases")
    theme = models.ForeignKey(Theme, null=True, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=Language.choices)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Whoever called took it back, or the author what waited: the case is closed, and nobody decided anything.
    is_withdrawn = models.BooleanField(default=False)
    # Many called while nobody was on duty: the house set the words aside by itself, until a person has looked.
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_letter = models.OneToOneField(Letter, null=True, on_delete=models.PROTECT, related_name="+")
    # The words when the case was opened, by a flag or by words of danger; of an appeal, what the member says.
    words_box = models.BinaryField(default=b"")
    words_html_box = models.BinaryField(default=b"")
    # The day on which the words kept with a closed case, and with its flags, were erased.
    erased_on = models.DateField(null=True, blank=True)

    words, words_html = SealedText("id"), SealedText("id")

    objects: ClassVar[models.Manager[Case]] = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["target_kind", "target_id", "lane"],
                condition=Q(closed_at=None),
                name="one_open_case_a_target_and_lane",
            ),
            models.CheckConstraint(
                condition=Q(set_aside_at=None) | Q(set_aside_letter__isnull=False),
                name="words_set_aside_have_their_letter",
            ),
        ]
        indexes = [
            models.Index(fields=["urgency", "opened_at", "id"], condition=Q(closed_at=None), name="case_queue"),
            *(
                models.Index(
                    fields=[field, "urgency", "opened_at", "id"],
                    condition=Q(closed_at=None),
                    name=f"case_queue_{field}",
                )
                for field in ("theme", "room", "language", "lane", "target_kind")
            ),
            models.Index(fields=["subject", "-closed_at"], name="case_by_subject"),
            models.Index(fields=["target_kind", "target_id"], name="case_by_target"),
            models.Index(
                fields=["closed_at"], condition=Q(closed_at__isnull=False, erased_on=None), name="case_to_erase"
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class Reason(models.TextChoices):
    """Why somebody calls. `worry` goes to the care lane, all others to the rule lane."""

    WORRY = "worry", _("I am worried about this person")
    HOSTILE = "hostile", _("Hurtful words about somebody")
    PERSONAL_DATA = "personal_data", _("Gives away a name, a number, an address")
    METHOD_DETAIL = "method_detail", _("Describes a way to harm oneself")
    MEDICAL_ADVICE = "medical_advice", _("Tells others to start or stop a treatment")
    ADVERTISING = "advertising", _("Sells or recruits")
    ILLEGAL = "illegal", _("Against the law")
    OTHER = "other", _("Something else")


def _sealed() -> SealedText:
    return SealedText("case_id", "by_key")


class Flag(models.Model):
    """One person's request for attention, with the exact words at the time; all words of it are sealed.

    `by_key` is HMAC(member ‖ target): one flag a person and case, whatever name they use; random for guests, whose
    `reporter` is null.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="flags")
    by_key = models.BinaryField(max_length=32)
    reporter = models.ForeignKey(Pseudonym, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=Language.choices)
    reason = models.CharField(max_length=16, choices=Reason.choices)
    note_box = models.BinaryField(default=b"")
    # What the reporter added later.
    added_box = models.BinaryField(default=b"")
    words_box = models.BinaryField(default=b"")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # How much the call counts when the house is alone; see `moderation.weighing`.
    weight = models.PositiveSmallIntegerField(default=0)
    outcome = models.OneToOneField(Letter, null=True, on_delete=models.PROTECT, related_name="+")

    note, added, words = _sealed(), _sealed(), _sealed()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "by_key"], name="one_flag_a_person_and_case")]
        indexes = [models.Index(fields=["reporter", "-id"], name="flag_by_reporter")]

    def __str__(self) -> str:
        return f"flag {self.pk}"


class Act(models.TextChoices):
    NOTHING_WRONG = "nothing_wrong", _("Nothing wrong: leave it")
    WARN = "warn", _("Leave it, and write to its author")
    REDACT = "redact", _("Cut a passage, keep the rest")
    HIDE = "hide", _("Take it down")
    HIDE_SUSPEND = "hide_suspend", _("Take it down, and a pause")
    SUSPEND = "suspend", _("Leave it, and a pause")
    RENAME = "rename", _("Ask for another name")
    MOVE = "move", _("Move the thread to another theme")
    LOCK = "lock", _("Close the thread")
    RESTORE = "restore", _("Put things back")
    CARED_FOR = "cared_for", _("It has been looked after")
    SHOW = "show", _("Show it")
    GIVE_BACK = "give_back", _("Give it back")
    APPEAL_GRANTED = "appeal_granted", _("Asked again: we change it")
    APPEAL_REFUSED = "appeal_refused", _("Asked again: it stays")


# Acts that their author can see, each by its letter; acts that break a rule; acts that last.
APPEAL_ACTS = [Act.APPEAL_GRANTED, Act.APPEAL_REFUSED]
HELD_ACTS = [Act.SHOW, Act.GIVE_BACK]
VISIBLE_ACTS = [
    *(Act.WARN, Act.REDACT, Act.HIDE, Act.HIDE_SUSPEND, Act.SUSPEND, Act.RENAME, Act.MOVE, Act.LOCK, Act.RESTORE),
    *APPEAL_ACTS,
    *HELD_ACTS,
]
RULE_ACTS = [Act.WARN, Act.REDACT, Act.HIDE, Act.HIDE_SUSPEND, Act.SUSPEND, Act.RENAME, Act.GIVE_BACK]
HIDING_ACTS = [Act.HIDE, Act.HIDE_SUSPEND]
PAUSING_ACTS = [Act.HIDE_SUSPEND, Act.SUSPEND]
# Acts that change something which a later decision can change back.
UNDOABLE_ACTS = [Act.GIVE_BACK, Act.REDACT, *HIDING_ACTS, Act.SUSPEND, Act.RENAME, Act.MOVE, Act.LOCK]
# Acts about the whole thread: they are decided with its opening post.
THREAD_ACTS = [Act.MOVE, Act.LOCK]


class Measure(models.TextChoices):
    """What a pause keeps somebody from. All but the last end by themselves."""

    HERE = "here", _("a pause in one place")
    READ_ONLY = "read_only", _("reading only, in the whole house")
    SUSPENDED = "suspended", _("a pause from writing, and from the live rooms")
    CLOSED = "closed", _("the account is closed")


class Outcome(models.TextChoices):
    """How a case of the care lane ends. Told to the team alone."""

    ANSWERED = "answered", _("Somebody of the team answered or wrote to them")
    NOT_ALONE = "not_alone", _("They say that somebody is with them now")
    KEPT_IN_VIEW = "kept_in_view", _("Others are answering well; we keep an eye on it")
    OTHER_MEANING = "other_meaning", _("Read closely, the words say something else")


class Decision(models.Model):
    """The one decision of a case. An act that its author can see cannot be stored without its letter."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="decision")
    decider = models.ForeignKey(Pseudonym, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=16, choices=Act.choices)
    # The reason by its code, and the version of its words if the house has its own.
    rule = models.CharField(max_length=16, blank=True)
    rule_words = models.ForeignKey(RuleWords, null=True, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    measure = models.CharField(max_length=12, choices=Measure.choices, blank=True)
    # The decider's own words: in the author's letter, or in the notes to those who called when nothing was wrong.
    explanation = models.TextField(blank=True)
    until = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    letter = models.OneToOneField(Letter, null=True, on_delete=models.PROTECT, related_name="+")
    standing = models.OneToOneField(Standing, null=True, on_delete=models.SET_NULL, related_name="+")
    # What has to be known to change it back: the words before a passage was cut (sealed), where a thread stood.
    before_box = models.BinaryField(default=b"")
    # Which pieces of these words were cut; see `moderation.redaction`.
    cut = models.JSONField(default=list, blank=True)
    from_theme = models.ForeignKey(Theme, null=True, on_delete=models.PROTECT, related_name="+")
    to_theme = models.ForeignKey(Theme, null=True, on_delete=models.PROTECT, related_name="+")
    # When all that it imposed was taken back by a later decision.
    undone_at = models.DateTimeField(null=True, blank=True)
    # The number of its line in the record.
    line = models.PositiveBigIntegerField(null=True, blank=True)
    # HMAC of decider and nonce, for a decision made inside a room: sent twice, it is made once.
    nonce_key = models.BinaryField(max_length=32, null=True, unique=True)

    before = SealedText("case_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(act__in=VISIBLE_ACTS) | Q(letter__isnull=False), name="a_visible_act_has_its_letter"
            ),
            models.CheckConstraint(
                condition=~Q(act__in=RULE_ACTS) | (~Q(rule="") & ~Q(rule="worry")), name="a_sanction_names_its_rule"
            ),
            models.CheckConstraint(
                condition=~Q(act__in=PAUSING_ACTS) | Q(until__isnull=False) | Q(measure="closed"),
                name="a_pause_has_its_end",
            ),
            models.CheckConstraint(
                condition=(Q(act__in=PAUSING_ACTS) & ~Q(measure="")) | (~Q(act__in=PAUSING_ACTS) & Q(measure="")),
                name="a_pause_says_from_what",
            ),
            models.CheckConstraint(
                condition=~Q(act="move") | Q(from_theme__isnull=False, to_theme__isnull=False),
                name="a_move_says_where",
            ),
            models.CheckConstraint(
                condition=(Q(act="cared_for") & ~Q(outcome="")) | (~Q(act="cared_for") & Q(outcome="")),
                name="care_ends_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(act__in=APPEAL_ACTS) | ~Q(explanation=""), name="an_appeal_gets_a_written_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"


# Tables with a subject of their own; Django finds an app’s tables here.
from moderation.answer_models import AnswersCounted as AnswersCounted  # noqa: E402
from moderation.answer_models import AnswerTime as AnswerTime  # noqa: E402
from moderation.appeal_models import Appeal as Appeal  # noqa: E402
from moderation.appeal_models import Question as Question  # noqa: E402
from moderation.calls_models import Notice as Notice  # noqa: E402
from moderation.care_models import CareCall as CareCall  # noqa: E402
from moderation.late_models import LateLine as LateLine  # noqa: E402
from moderation.unmasking_models import Unmasking as Unmasking  # noqa: E402
from moderation.verdict_models import Verdict as Verdict  # noqa: E402
from moderation.verdict_models import VerdictKind as VerdictKind  # noqa: E402
from moderation.watch_models import Claim as Claim  # noqa: E402
from moderation.watch_models import Debrief as Debrief  # noqa: E402
from moderation.watch_models import Duty as Duty  # noqa: E402
from moderation.watch_models import HandOver as HandOver  # noqa: E402
from moderation.watch_models import Shield as Shield  # noqa: E402
