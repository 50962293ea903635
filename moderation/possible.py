"""Which acts make sense for a target as it stands."""

from __future__ import annotations

from moderation.models import Act, TargetKind
from moderation.targets import State, Target


def possible_acts(kind: str, target: Target | None, *, may_lift: bool) -> set[Act]:
    """Return the acts that make sense for a target as it stands; `may_lift`: something decided can be changed back.

    A name has no words of its own to take down; what was erased or taken back by its author is not there either.
    """
    if kind == TargetKind.HELD:
        if target is None or (target.state == State.HIDDEN and not target.words):
            return _HELD_ACTS[State.TAKEN_BACK]
        return _HELD_ACTS[target.state]
    acts = {Act.NOTHING_WRONG, Act.WARN, Act.SUSPEND, Act.CARED_FOR}
    if kind == TargetKind.NAME:
        # A mask's name was drawn by the house, and wounds nobody.
        acts |= set() if target is not None and target.author.is_mask else {Act.RENAME}
    elif target is not None:
        if target.is_opening:
            acts |= {Act.MOVE} if target.row.thread.is_locked else {Act.MOVE, Act.LOCK}
        if target.state in {State.SHOWN, State.SET_ASIDE}:
            acts |= {Act.REDACT, Act.HIDE, Act.HIDE_SUSPEND}
        elif target.state == State.HIDDEN and target.words:
            # Words that were erased when their time was over cannot come back.
            acts.add(Act.RESTORE)
    if may_lift:
        acts.add(Act.RESTORE)
    return acts


# Words that wait are shown or given back; what was given back can be shown after all; shown, they are a post.
_HELD_ACTS = {
    State.HELD: {Act.SHOW, Act.GIVE_BACK, Act.CARED_FOR},
    State.HIDDEN: {Act.NOTHING_WRONG, Act.SHOW, Act.CARED_FOR},
    State.SHOWN: {Act.NOTHING_WRONG, Act.CARED_FOR},
    State.TAKEN_BACK: {Act.NOTHING_WRONG, Act.CARED_FOR},
    State.SET_ASIDE: {Act.NOTHING_WRONG, Act.CARED_FOR},
}
