"""Every path of a case and its appeal, walked at random: whatever people do in whatever order, the promises hold."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from members import standings
from members.models import Letter, Standing
from members.refusals import Refusal
from moderation import appeals, claims, erasing, questions, services, targets
from moderation.models import (
    APPEAL_ACTS,
    PAUSING_ACTS,
    VISIBLE_ACTS,
    Act,
    Appeal,
    Case,
    Decision,
    Flag,
    Lane,
    Question,
)
from record import services as record
from record.models import Entry
from tests import cast
from tests.cast import Person
from tests.moderation.makers import target_of

pytestmark = pytest.mark.django_db(transaction=False)
WHO = ("reader", "both", "guest", "author", "first", "second")
JUDGES = ("second", "first", "both", "author", "reader")
ACTS = ("nothing_wrong", "warn", "hide", "hide_suspend", "hide", "hide_suspend", "suspend", "restore", "appeal_granted")


MOVES = [
    *("call", "call", "decide", "decide", "decide", "decide", "look_again", "put_back"),
    *("appeal", "appeal", "appeal", "answer", "answer", "answer", "take", "ask", "reply", "time_passes", "forget"),
]
timezone_now = timezone.now
SEEN: set[str] = set()
# What every run must have come by; which of the other acts it met may differ.
EVERYTHING = {
    *("hide", "hide_suspend", "appeal_granted", "appeal_refused", "asked", "answered", "erased"),
}


class House(RuleBasedStateMachine):
    """Two targets, five people and a guest; `both` is a moderator who also writes."""

    def __init__(self) -> None:
        super().__init__()
        self.undo_all = transaction.atomic()
        self.undo_all.__enter__()
        self.people: dict[str, Person] = {
            "author": cast.person("Aurore"),
            "reader": cast.person("Rémi", language="en"),
            "first": cast.person("Prem", roles=(("moderator", ""),)),
            "second": cast.person("Seco", roles=(("moderator", ""),), language="en"),
            "both": cast.person("Deux", roles=(("moderator", ""),)),
            "guest": Person(None, None),  # type: ignore[arg-type]
        }
        authors = ("author", "author", "both")
        self.targets = [
            (kind, target_of(kind, self.people[who])[0])
            for kind, who in zip(("post", "message", "post"), authors, strict=True)
        ]
        self.clock = timezone.now()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(timezone, "now", lambda: self.clock)
        for model in (Case, Flag, Decision, Appeal, Question, Letter):
            for field in model._meta.concrete_fields:
                if field.default is timezone_now:
                    self.patch.setitem(field.__dict__, "_get_default", lambda: self.clock)
        try:
            self.begin()
        except BaseException:
            # Nobody else would end the walk, and its rows would stay for the next one.
            self.teardown()
            raise

    def begin(self) -> None:
        """Let every walk begin with an appeal that waits, so that short ones come by what follows, too."""
        kind, target_id = self.targets[0]
        called = services.raise_flag(self.actor("reader"), kind=kind, target_id=target_id, reason="hostile")
        first = services.decide(self.actor("first"), called.case, act="hide", rule="hostile")
        assert first.letter is not None
        appeals.appeal(self.actor("author"), first.letter, words="Je parlais de moi.")

    def teardown(self) -> None:
        try:
            # A statement that was refused inside a walk leaves nothing to be asked in this transaction.
            if not transaction.get_connection().needs_rollback:
                self.remember()
        finally:
            self.patch.undo()
            transaction.set_rollback(True)
            self.undo_all.__exit__(None, None, None)

    def remember(self) -> None:
        """Note what this walk came by."""
        SEEN.update(Decision.objects.values_list("act", flat=True))
        SEEN.update(f"{name}ed" for name, model in (("appeal", Appeal), ("ask", Question)) if model.objects.exists())
        SEEN.update(["erased"] if Case.objects.filter(erased_on__isnull=False).exists() else [])
        SEEN.update(["answered"] if Question.objects.filter(answered_at__isnull=False).exists() else [])

    def actor(self, who: str) -> Any:
        return self.people[who].actor

    def trying(self, act: Any) -> Any:
        """Do something that people try; a refusal leaves everything as it was."""
        self.clock += timedelta(seconds=1)
        before = counts()
        try:
            return act()
        except Refusal:
            assert counts() == before, "a refusal changed something"
            return None

    def cases(self, **which: Any) -> list[Case]:
        return list(Case.objects.filter(**which).select_related("subject", "theme", "room").order_by("opened_at", "pk"))

    # --- what people do ---------------------------------------------------------------------------
    # One rule with a list of moves, not a rule a move: a walk that leaves whole kinds of moves out shows little.
    @rule(
        move=st.sampled_from(MOVES),
        who=st.sampled_from(WHO),
        judge=st.sampled_from(JUDGES),
        act=st.sampled_from(ACTS),
        which=st.integers(0, 11),
        yes=st.booleans(),
    )
    def step(self, move: str, who: str, judge: str, act: str, which: int, yes: bool) -> None:
        getattr(self, move)(who=who, judge=judge, act=act, which=which, yes=yes)

    def call(self, *, who: str, which: int, yes: bool, **_: Any) -> None:
        kind, target_id = self.targets[which % 3]
        reason = "worry" if yes and which % 4 == 0 else "hostile"
        self.trying(lambda: services.raise_flag(self.actor(who), kind=kind, target_id=target_id, reason=reason))

    def decide(self, *, judge: str, act: str, which: int, yes: bool, **_: Any) -> None:
        if (case := one_of(self.cases(closed_at=None), which)) is None:
            return
        if case.lane == Lane.CARE and yes:
            act = Act.CARED_FOR
        asked: dict[str, Any] = {"rule": "hostile", "explanation": "Voilà." if yes else ""}
        if act in PAUSING_ACTS:
            asked |= {"measure": "suspended", "until": self.clock + timedelta(days=7)}
        if act == Act.CARED_FOR:
            asked["outcome"] = "answered"
        self.trying(lambda: services.decide(self.actor(judge), case, act=act, **asked))

    def look_again(self, *, judge: str, which: int, **_: Any) -> None:
        if (case := one_of(self.cases(closed_at__isnull=False), which)) is not None:
            self.trying(lambda: services.look_again(self.actor(judge), case))

    def put_back(self, *, judge: str, which: int, **_: Any) -> None:
        if (case := one_of(self.cases(closed_at=None, origin="again"), which)) is not None:
            self.trying(lambda: services.decide(self.actor(judge), case, act="restore"))

    def appeal(self, *, who: str, which: int, yes: bool, **_: Any) -> None:
        kinds = ["decision"] if yes else ["decision", "answer", "outcome", "care"]
        letter = one_of(Letter.objects.filter(kind__in=kinds).select_related("recipient").order_by("pk"), which)
        if letter is None:
            return
        held = {person.name.pk: name for name, person in self.people.items() if person.member}
        name = held.get(letter.recipient_id, who) if yes and letter.recipient_id else who
        self.trying(lambda: appeals.appeal(self.actor(name), letter, words="Ce n’est pas ce que je voulais dire."))

    def answer(self, *, judge: str, which: int, yes: bool, **_: Any) -> None:
        if (case := one_of(self.cases(lane=Lane.APPEAL), which)) is not None:
            if which % 3 == 0:
                # Whoever decided first is the likeliest to try.
                names = {person.name.pk: name for name, person in self.people.items() if person.member}
                judge = names[Appeal.objects.get(case=case).decision.decider_id]
            self.trying(
                lambda: appeals.answer(self.actor(judge), case, is_granted=which % 2 == 0, explanation="Parce que.")
            )

    def take(self, *, judge: str, which: int, **_: Any) -> None:
        if (case := one_of(self.cases(closed_at=None), which)) is not None:
            self.trying(lambda: claims.take(self.actor(judge), case, anyway=True))

    def ask(self, *, judge: str, which: int, **_: Any) -> None:
        if (case := one_of(self.cases(closed_at=None), which)) is not None:
            self.trying(lambda: questions.ask(self.actor(judge), case, words="Que vouliez-vous dire ?"))

    def reply(self, *, who: str, which: int, yes: bool, **_: Any) -> None:
        if (question := one_of(Question.objects.select_related("letter").order_by("pk"), which)) is not None:
            names = {person.name.pk: name for name, person in self.people.items() if person.member}
            who = names.get(question.letter.recipient_id, who) if yes else who
            was_open = Case.objects.filter(closed_at=None).count()
            self.trying(lambda: questions.reply(self.actor(who), question.letter, words="Une blague."))
            assert Case.objects.filter(closed_at=None).count() == was_open

    def time_passes(self, *, which: int, yes: bool, **_: Any) -> None:
        self.clock += timedelta(days=200 if which == 0 else 4) if yes else timedelta(minutes=20)

    def forget(self, *, yes: bool, which: int, **_: Any) -> None:
        if yes and which > 5:
            self.clock += timedelta(days=200)
        erasing.erase_due(now=self.clock)

    # --- what always holds ------------------------------------------------------------------------
    @invariant()
    def the_record_verifies(self) -> None:
        found = record.verify()
        assert found.ok, found.reason

    @invariant()
    def the_record_holds_every_decision(self) -> None:
        assert Entry.objects.filter(kind__startswith="decision.").count() == Decision.objects.count()
        assert Entry.objects.filter(kind="appeal.opened").count() == Appeal.objects.count()

    @invariant()
    def what_an_author_can_see_has_its_letter(self) -> None:
        for decision in Decision.objects.select_related("letter", "case").filter(act__in=VISIBLE_ACTS):
            assert decision.letter is not None
            assert decision.letter.recipient_id == decision.case.subject_id

    @invariant()
    def a_case_ends_with_one_decision(self) -> None:
        decided = list(Decision.objects.values_list("case_id", flat=True))
        assert len(decided) == len(set(decided))
        assert not Decision.objects.filter(case__closed_at=None).exists()
        assert not Case.objects.filter(closed_at__isnull=False, is_withdrawn=False, decision=None).exists()

    @invariant()
    def every_call_has_its_note_when_the_case_ends_and_not_before(self) -> None:
        assert not Flag.objects.filter(case__closed_at__isnull=False, outcome=None, withdrawn_at=None).exists()
        assert not Flag.objects.filter(case__closed_at=None, outcome__isnull=False).exists()

    @invariant()
    def a_note_goes_to_whoever_called(self) -> None:
        for flag in Flag.objects.filter(outcome__isnull=False).select_related("outcome"):
            assert flag.outcome is not None
            assert flag.outcome.recipient_id == flag.reporter_id

    @invariant()
    def nobody_decided_about_themselves(self) -> None:
        for decision in Decision.objects.select_related("case"):
            assert decision.decider_id != decision.case.subject_id

    @invariant()
    def nobody_answered_an_appeal_against_their_own_decision(self) -> None:
        for appeal in Appeal.objects.select_related("decision", "case"):
            last = Decision.objects.filter(case=appeal.case).first()
            assert last is None or last.act in APPEAL_ACTS
            # With nobody else who could answer, the same person may, but only after the waiting period.
            assert last is None or last.decider_id != appeal.decision.decider_id or last.at >= appeal.same_from

    @invariant()
    def a_pause_is_one_sanction(self) -> None:
        pausing = Decision.objects.filter(act__in=PAUSING_ACTS)
        assert Standing.objects.count() == pausing.exclude(standing=None).count() == pausing.count()

    @invariant()
    def a_pause_that_was_undone_binds_nobody(self) -> None:
        undone = Decision.objects.filter(act__in=PAUSING_ACTS, undone_at__isnull=False, standing__isnull=False)
        for decision in undone.select_related("standing"):
            assert decision.standing is not None
            until = standings.read(decision.standing).until
            assert until is not None
            assert until <= self.clock

    @invariant()
    def words_are_kept_as_long_as_somebody_can_ask_again(self) -> None:
        young = Case.objects.filter(closed_at__gt=self.clock - appeals.WINDOW)
        assert not young.exclude(erased_on=None).exists()

    @invariant()
    def words_that_an_appeal_brought_back_can_be_read(self) -> None:
        for appeal in Appeal.objects.filter(case__decision__act=Act.APPEAL_GRANTED).select_related("decision__case"):
            case = appeal.decision.case
            target = targets.held(case.target_kind, case.target_id)
            later = Decision.objects.filter(
                case__target_kind=case.target_kind,
                case__target_id=case.target_id,
                act__in=[Act.HIDE, Act.HIDE_SUSPEND],
                undone_at=None,
            )
            assert target is not None
            if target.state == targets.State.HIDDEN:
                assert later.exclude(pk=appeal.decision_id).exists()

    @invariant()
    def at_most_one_case_is_open_a_target_and_lane(self) -> None:
        found = list(Case.objects.filter(closed_at=None).values_list("target_kind", "target_id", "lane"))
        assert len(found) == len(set(found))


def one_of(rows: Any, which: int) -> Any:
    """One of some rows, None when there is none."""
    found = list(rows)
    return found[which % len(found)] if found else None


def counts() -> tuple[int, ...]:
    return tuple(
        model.objects.count()
        for model in (Case, Flag, Decision, Appeal, Question, Letter, Standing, Entry)  # type: ignore[attr-defined]
    )


def walk(examples: int, steps: int, house: type[House] = House) -> None:
    run_state_machine_as_test(
        house,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_every_path_keeps_the_promises(db: None, settings: Any) -> None:
    settings.RATE_LIMITS = False
    SEEN.clear()
    walk(examples=12, steps=40)
    assert SEEN >= EVERYTHING, f"the walk never came by {EVERYTHING - SEEN}"
