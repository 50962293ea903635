"""What the database refuses to do to cases, flags and decisions, whoever asks."""

from __future__ import annotations

from record.triggers import Trigger

TRIGGERS = (
    Trigger(
        "moderation_case_end",
        "moderation_case",
        "UPDATE",
        "A case ends with its decision, after the notes to those who called.",
        when=(
            "OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL AND NOT NEW.is_withdrawn AND ("
            "NOT EXISTS (SELECT 1 FROM moderation_decision WHERE case_id = NEW.id) OR "
            "EXISTS (SELECT 1 FROM moderation_flag WHERE case_id = NEW.id"
            " AND withdrawn_at IS NULL AND outcome_id IS NULL)"
            # Whoever saw their words set aside is told how it ended.
            " OR (NEW.set_aside_at IS NOT NULL AND EXISTS"
            " (SELECT 1 FROM moderation_decision WHERE case_id = NEW.id AND letter_id IS NULL)))"
        ),
    ),
    Trigger(
        "moderation_case_withdrawn",
        "moderation_case",
        "UPDATE",
        "A case ends without a decision when nobody calls for it any more, and only then.",
        when=(
            "NEW.is_withdrawn AND (NEW.closed_at IS NULL OR NEW.set_aside_at IS NOT NULL"
            " OR (OLD.closed_at IS NOT NULL AND NOT OLD.is_withdrawn)"
            " OR EXISTS (SELECT 1 FROM moderation_decision WHERE case_id = NEW.id)"
            " OR EXISTS (SELECT 1 FROM moderation_flag WHERE case_id = NEW.id AND withdrawn_at IS NULL))"
        ),
    ),
    Trigger(
        "moderation_case_same",
        "moderation_case",
        "UPDATE",
        "A case keeps its target, its lane and its subject, and is not opened again.",
        when=(
            "OLD.target_kind <> NEW.target_kind OR OLD.target_id <> NEW.target_id OR OLD.lane <> NEW.lane"
            " OR OLD.subject_id <> NEW.subject_id OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS NULL)"
            " OR (OLD.set_aside_at IS NOT NULL AND NEW.set_aside_at IS NULL)"
        ),
    ),
    Trigger(
        "moderation_flag_open",
        "moderation_flag",
        "INSERT",
        "A closed case takes no more calls.",
        when="EXISTS (SELECT 1 FROM moderation_case WHERE id = NEW.case_id AND closed_at IS NOT NULL)",
    ),
    Trigger(
        "moderation_flag_told",
        "moderation_flag",
        "UPDATE",
        "A note that was written stays with its call.",
        when="OLD.outcome_id IS NOT NULL AND (NEW.outcome_id IS NULL OR NEW.outcome_id <> OLD.outcome_id)",
    ),
    Trigger(
        "moderation_decision_apart",
        "moderation_decision",
        "INSERT",
        "Nobody decides about their own name, nor about their own decision before the waiting period is over.",
        when=(
            "EXISTS (SELECT 1 FROM moderation_case WHERE id = NEW.case_id AND subject_id = NEW.decider_id)"
            " OR EXISTS (SELECT 1 FROM moderation_appeal JOIN moderation_decision AS first_one"
            " ON first_one.id = moderation_appeal.decision_id WHERE moderation_appeal.case_id = NEW.case_id"
            " AND first_one.decider_id = NEW.decider_id AND NEW.at < moderation_appeal.same_from)"
        ),
    ),
    Trigger(
        "moderation_decision_lane",
        "moderation_decision",
        "INSERT",
        "An appeal ends with its answer, and nothing else does.",
        when=(
            "(NEW.act IN ('appeal_granted', 'appeal_refused'))"
            " <> EXISTS (SELECT 1 FROM moderation_appeal WHERE case_id = NEW.case_id)"
        ),
    ),
    Trigger(
        "moderation_appeal_same",
        "moderation_appeal",
        "UPDATE",
        "An appeal keeps its decision, its case and its times.",
        when=(
            "OLD.decision_id <> NEW.decision_id OR OLD.case_id <> NEW.case_id OR OLD.at <> NEW.at"
            " OR OLD.same_from <> NEW.same_from"
        ),
    ),
    Trigger(
        "moderation_question_same",
        "moderation_question",
        "UPDATE",
        "What was asked and what was answered is not rewritten.",
        when=(
            "OLD.case_id <> NEW.case_id OR OLD.by_id <> NEW.by_id OR OLD.letter_id <> NEW.letter_id"
            " OR (NEW.words <> OLD.words AND NEW.words <> '')"
            " OR (OLD.answered_at IS NOT NULL AND NEW.answer <> OLD.answer AND NEW.answer <> '')"
        ),
    ),
    Trigger(
        "moderation_decision_same",
        "moderation_decision",
        "UPDATE",
        "A decision is not rewritten.",
        when=(
            "OLD.case_id <> NEW.case_id OR OLD.decider_id <> NEW.decider_id OR OLD.act <> NEW.act"
            " OR OLD.rule <> NEW.rule OR OLD.outcome <> NEW.outcome"
            " OR (OLD.letter_id IS NOT NULL AND (NEW.letter_id IS NULL OR NEW.letter_id <> OLD.letter_id))"
        ),
    ),
)
