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
            "OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL AND ("
            "NOT EXISTS (SELECT 1 FROM moderation_decision WHERE case_id = NEW.id) OR "
            "EXISTS (SELECT 1 FROM moderation_flag WHERE case_id = NEW.id"
            " AND reporter_id IS NOT NULL AND outcome_id IS NULL))"
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
