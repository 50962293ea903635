"""What the database refuses to do to the record, whoever asks."""

from __future__ import annotations

from record.triggers import Trigger

TRIGGERS = (
    Trigger("record_entry_no_update", "record_entry", "UPDATE", "The record is never rewritten."),
    Trigger(
        "record_entry_no_delete",
        "record_entry",
        "DELETE",
        "Only what a checkpoint stands for may be forgotten.",
        when="OLD.number > (SELECT COALESCE(MAX(number), 0) FROM record_checkpoint)",
    ),
    Trigger("record_content_no_update", "record_content", "UPDATE", "A content is erased whole or left as it was."),
    Trigger("record_checkpoint_no_update", "record_checkpoint", "UPDATE", "A checkpoint is never rewritten."),
    Trigger("record_checkpoint_no_delete", "record_checkpoint", "DELETE", "A checkpoint is never taken back."),
    Trigger(
        "record_head_one_step",
        "record_head",
        "UPDATE",
        "The record grows by one entry at a time.",
        when="NEW.number <> OLD.number + 1",
    ),
    Trigger("record_head_no_delete", "record_head", "DELETE", "The record keeps its head."),
)
