"""What the words of a rule can speak of."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a rule's words speak of; the circumstances that change its level depend on it."""

    WISH = "wish"  # to die, said in the present
    PLAN = "plan"  # what one is about to do
    SET = "set"  # what one is about to do, with its hour
    FAREWELL = "farewell"  # taking leave for good, putting things in order
    MEANS = "means"  # what it would take is at hand
    DYING = "dying"  # “I am going to die”: fear, or a plan when it is for now
    MENTION = "mention"  # of killing oneself, in whatever sentence
    HINT = "hint"  # nothing alone; beside another danger, that it is for now
    WISHED = "wished"  # a wish of the past
    ATTEMPT = "attempt"  # an attempt, which may be long ago
    TAKEN = "taken"  # something done to die, which may be now
    HARM = "harm"  # hurting oneself, done or going on
    WEARY = "weary"  # hopelessness, being a burden
    ATTACKED = "attacked"  # somebody hurts or threatens the author
    ATTACKING = "attacking"  # the author means to hurt somebody
    OTHER = "other"  # somebody else is at risk
    OTHER_NOW = "other-now"  # somebody else is at risk this very moment
    ASKING = "asking"  # for a way to die
    DETAIL = "detail"  # of a way; a mark only beside a danger
    ABUSE = "abuse"  # wishing somebody's death to their face
    AGE = "age"  # the author is not grown up
