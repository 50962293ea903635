"""Proofs that can fail: builds of the house with one check taken out, and the promise of the walk that finds each.

Most promises are kept twice: by the code, and by the database for whatever code there is. So each build is tried twice.
With the check taken out of the code alone, the database refuses and every promise holds; with its guard taken down as
well, exactly one promise of the walk breaks: the one that the check was for.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from members import inbox
from members.models import Pseudonym
from members.refusals import Refusal
from moderation import appeals, deciding, erasing, letters, measures, models, notes, parties, services, targets, undoing
from moderation.models import Appeal, Case, Decision
from record import services as record
from tests.moderation.breaking import Patch, replace, run, taken_down, without
from tests.moderation.makers import target_of
from tests.moderation.test_paths import House

pytestmark = pytest.mark.django_db
PROMISES = [name for name in vars(House) if getattr(getattr(House, name), "hypothesis_stateful_invariant", None)]
ENGINES = ("sqlite", "postgresql")


class Walk(House):
    """The house of the walk, in which nothing has happened yet."""

    def begin(self) -> None:
        pass

    def broken(self) -> set[str]:
        """Return the promises that do not hold now."""
        found = set()
        for name in PROMISES:
            try:
                getattr(self, name)()
            except AssertionError:
                found.add(name)
        return found

    def case(self, number: int = -1) -> Case:
        return self.cases()[number]

    def called(self, *who: str, target: tuple[str, str] | None = None) -> Case:
        kind, target_id = target or self.targets[0]
        for one in who or ("reader",):
            services.raise_flag(self.actor(one), kind=kind, target_id=target_id, reason="hostile")
        return self.case()

    def decided(self, act: str, *, by: str = "first", case: Case | None = None) -> None:
        asked: dict[str, Any] = {"rule": "hostile", "explanation": "Voilà."}
        if act in models.PAUSING_ACTS:
            asked |= {"measure": "suspended", "until": self.clock + timedelta(days=7)}
        services.decide(self.actor(by), case or self.case(), act=act, **asked)

    def asked_again(self) -> Case:
        letter = Decision.objects.select_related("letter__recipient").order_by("-pk")[0].letter
        assert letter is not None
        return appeals.appeal(self.actor("author"), letter, words="Je parlais de moi.").case

    def answered(self, *, by: str) -> None:
        case = Appeal.objects.select_related("case__subject").latest("pk").case
        appeals.answer(self.actor(by), case, is_granted=True, explanation="Vous aviez raison.")


# --- the builds -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Build:
    """A check of the code that is missing, the guards behind it, what people then do, and the promise that breaks."""

    breaks: Callable[[Patch], None]
    walk: Callable[[Walk], None]
    promise: str
    # The guards of the database behind the check, and what the first of them says when it refuses.
    guards: tuple[str, ...] = ()
    says: str = ""
    # Where the guard can be taken down: SQLite keeps a unique column inside its table.
    engines: tuple[str, ...] = ENGINES


def no_letter(patch: Patch) -> None:
    patch.setattr(deciding, "_letter", lambda facts: None)


def hidden(walk: Walk) -> None:
    walk.called()
    walk.decided("hide")


def no_notes(patch: Patch) -> None:
    patch.setattr(letters, "send_outcomes", lambda facts: None)


def notes_to_others(patch: Patch) -> None:
    """The note is written to nobody."""
    nobody = Pseudonym.objects.filter(scope="nowhere")
    patch.setattr(notes, "inbox", SimpleNamespace(reached=lambda: nobody, send_many=inbox.send_many))


def closed_cases_open(patch: Patch) -> None:
    replace(
        patch,
        services,
        "_open_case",
        lambda target, lane: Case.objects.filter(target_kind=target.kind, target_id=target.id, lane=lane).first(),
    )


def called_too_late(walk: Walk) -> None:
    walk.called()
    walk.decided("warn")
    walk.called("both")


def open_cases_unseen(patch: Patch) -> None:
    replace(patch, services, "_open_case", lambda target, lane: None)


def called_twice(walk: Walk) -> None:
    walk.called("reader", "both")


def decided_twice(patch: Patch) -> None:
    ended = "if case.closed_at is not None:"
    told = 'raise AlreadyDecided(Decision.objects.select_related("decider").get(case=case))'
    without(patch, deciding, "decide", f"        {ended}\n            {told}\n")


def two_decisions(walk: Walk) -> None:
    case = walk.called()
    walk.decided("warn", case=case)
    walk.decided("warn", case=case, by="second")


def no_distance(patch: Patch) -> None:
    own = "    if members.is_own(actor, case.subject):\n"
    said = '        raise Refusal("not_allowed", _("This case is about you. Somebody else decides it."))\n'
    without(patch, deciding, "_may", own + said)
    # Nor are the cases about oneself out of sight.
    without(patch, models.CaseQuerySet, "within_reach", ".exclude(subject__in=actor.names)")


def decided_about_oneself(walk: Walk) -> None:
    message = ("message", target_of("message", walk.people["both"])[0])
    walk.called(target=message)
    walk.decided("warn", by="both")


def nobody_too_near(patch: Patch) -> None:
    replace(patch, parties, "appeal_refusal", lambda actor, appeal, now=None: None)


def answered_by_the_first(walk: Walk) -> None:
    hidden(walk)
    walk.asked_again()
    walk.answered(by="first")


def answered_by_another(walk: Walk) -> None:
    hidden(walk)
    walk.asked_again()
    walk.answered(by="second")


def pauses_twice(patch: Patch) -> None:
    once = measures.impose

    def twice(case: Case, **terms: Any) -> Any:
        once(case, **terms)
        return once(case, **terms)

    patch.setattr(measures, "impose", twice)


def paused(walk: Walk) -> None:
    walk.called()
    walk.decided("suspend")


def lifts_nothing(patch: Patch) -> None:
    patch.setattr(undoing, "_lift", lambda decision: True)


def puts_nothing_back(patch: Patch) -> None:
    patch.setattr(targets, "restore", lambda target: None)


def pause_undone(walk: Walk) -> None:
    paused(walk)
    walk.asked_again()
    walk.answered(by="second")


def records_nothing(patch: Patch) -> None:
    patch.setattr(deciding, "record", SimpleNamespace(write=lambda kind, content: SimpleNamespace(number=None)))


def forgets_at_once(patch: Patch) -> None:
    patch.setattr(erasing, "APPEAL_WINDOW", timedelta(0))


def forgotten(walk: Walk) -> None:
    hidden(walk)
    walk.clock += timedelta(days=2)
    erasing.erase_due(now=walk.clock)


def whole(patch: Patch) -> None:
    """The code is as it is: it is somebody with a hand in the database who acts."""


def by_hand(sql: str) -> Callable[[Walk], None]:
    def walk_by(walk: Walk) -> None:
        record.write("house.opened", {"words": "un"})
        hidden(walk)
        with transaction.atomic():
            run(sql)

    return walk_by


BUILDS = {
    "no letter to the author": Build(
        no_letter,
        hidden,
        "what_an_author_can_see_has_its_letter",
        ("moderation_decision.a_visible_act_has_its_letter",),
        "a_visible_act_has_its_letter",
    ),
    "no notes to those who called": Build(
        no_notes,
        hidden,
        "every_call_has_its_note_when_the_case_ends_and_not_before",
        ("moderation_case_end",),
        "after the notes to those who called",
    ),
    "a note that reaches nobody": Build(notes_to_others, hidden, "a_note_goes_to_whoever_called"),
    "calls to closed cases": Build(
        closed_cases_open,
        called_too_late,
        "every_call_has_its_note_when_the_case_ends_and_not_before",
        ("moderation_flag_open",),
        "A closed case takes no more calls",
    ),
    "two open cases": Build(
        open_cases_unseen,
        called_twice,
        "at_most_one_case_is_open_a_target_and_lane",
        ("moderation_case.one_open_case_a_target_and_lane",),
        "target",
    ),
    "two decisions": Build(
        decided_twice,
        two_decisions,
        "a_case_ends_with_one_decision",
        ("moderation_decision.case_id",),
        "case_id",
        engines=("postgresql",),
    ),
    "judging oneself": Build(
        no_distance,
        decided_about_oneself,
        "nobody_decided_about_themselves",
        ("moderation_decision_apart",),
        "Nobody decides about their own name",
    ),
    "answering one’s own appeal": Build(
        nobody_too_near,
        answered_by_the_first,
        "nobody_answered_an_appeal_against_their_own_decision",
        ("moderation_decision_apart",),
        "about their own decision before the waiting period",
    ),
    "a pause laid twice": Build(pauses_twice, paused, "a_pause_is_one_sanction"),
    "a pause that is not lifted": Build(lifts_nothing, pause_undone, "a_pause_that_was_undone_binds_nobody"),
    "words that stay away": Build(
        puts_nothing_back, answered_by_another, "words_that_an_appeal_brought_back_can_be_read"
    ),
    "a decision without its line": Build(records_nothing, hidden, "the_record_holds_every_decision"),
    "forgetting too early": Build(forgets_at_once, forgotten, "words_are_kept_as_long_as_somebody_can_ask_again"),
    "a line rewritten by hand": Build(
        whole,
        by_hand("UPDATE record_entry SET kind = 'house.closed' WHERE number = 1"),
        "the_record_verifies",
        ("record_entry_no_update",),
        "The record is never rewritten",
    ),
    "a line taken out by hand": Build(
        whole,
        by_hand("DELETE FROM record_entry WHERE number = 1"),
        "the_record_verifies",
        ("record_entry_no_delete",),
        "Only what a checkpoint stands for",
    ),
    "a content rewritten by hand": Build(
        whole,
        by_hand(
            "UPDATE record_content SET salt = body WHERE reference = "
            "(SELECT reference FROM record_entry WHERE number = 1)"
        ),
        "the_record_verifies",
        ("record_content_no_update",),
        "erased whole or left as it was",
    ),
    "a decision signed with another name by hand": Build(
        whole,
        by_hand(
            "UPDATE moderation_decision SET decider_id = "
            "(SELECT subject_id FROM moderation_case WHERE id = moderation_decision.case_id)"
        ),
        "nobody_decided_about_themselves",
        ("moderation_decision_same",),
        "A decision is not rewritten",
    ),
}
HERE = [name for name, build in BUILDS.items() if connection.vendor in build.engines]
GUARDED = [name for name, build in BUILDS.items() if build.guards]


def test_every_promise_of_the_walk_has_a_build_that_breaks_it() -> None:
    assert {build.promise for build in BUILDS.values()} == set(PROMISES)


@pytest.mark.parametrize("name", HERE)
def test_the_promise_that_a_missing_check_was_for_breaks_and_no_other(name: str, settings: Any) -> None:
    settings.RATE_LIMITS = False
    build = BUILDS[name]
    with Patch.context() as patch, taken_down(build.guards):
        build.breaks(patch)
        walk = Walk()
        try:
            build.walk(walk)
            assert walk.broken() == {build.promise}
        finally:
            walk.teardown()


@pytest.mark.parametrize("name", GUARDED)
def test_the_database_stops_a_build_that_lacks_a_check(name: str, settings: Any) -> None:
    settings.RATE_LIMITS = False
    build = BUILDS[name]
    with Patch.context() as patch:
        build.breaks(patch)
        walk = Walk()
        try:
            with pytest.raises(IntegrityError, match=build.says):
                build.walk(walk)
            assert walk.broken() == set()
        finally:
            walk.teardown()


@pytest.mark.parametrize("name", BUILDS)
def test_the_whole_build_keeps_every_promise_on_the_same_path(name: str, settings: Any) -> None:
    """What breaks is the check that is missing, not the path."""
    settings.RATE_LIMITS = False
    walk = Walk()
    try:
        with suppress(Refusal, IntegrityError):
            BUILDS[name].walk(walk)
        assert walk.broken() == set()
    finally:
        walk.teardown()
