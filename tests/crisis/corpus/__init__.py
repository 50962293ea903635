"""Invented messages that the second reading learns from: many voices, two languages, half of them harmless.

A line reads “level | French | English | marks”, as in the suite; a heading names a voice or a kind. None was written by
anybody in distress, and none tells how. A `trial_*.txt` was written before anybody knew how it would be read, and was
measured once as it stood; only then was it learnt from.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from crisis.detection.assess import Level
from crisis.detection.word_groups import SOURCE as GROUPS
from tests.crisis import sentences, suite
from tests.crisis.corpus import composed, village

HERE = Path(__file__).resolve().parent
# What is learnt from; a trial that is not named here has not been absorbed yet.
LEARNT = (
    "danger",
    "harmless",
    "danger_more",
    "harmless_more",
    "contrasts",
    "lives",
    "negations",
    "hours",
    "everyday",
    "trial_1",
    "trial_2",
    "trial_3",
    "trial_4",
    "trial_5",
    "trial_6",
    "trial_7",
    "trial_8",
    "trial_9",
    "trial_10",
    "trial_11",
    "trial_12",
    "urgent",
    "urgent_more",
    "calm",
    "nights",
    "evenings",
    "fragments",
    "letters",
    "trial_13",
    "trial_14",
    "trial_16",
)


def messages(name: str) -> list[suite.Case]:
    """Return the messages of the file `name`, in both languages."""
    return suite.read(HERE / f"{name}.txt")


def everything() -> list[suite.Case]:
    """Return all that is learnt from: the corpus, and the open part of the suite; never what is locked away there."""
    found = [case for name in LEARNT for case in messages(name)]
    found += suite.cases("open")
    found += [case for language in ("fr", "en") for case in village.said(language)]
    found += [case for language in ("fr", "en") for case in composed.composed(language)]
    for level, french, english in sentences.PAIRS:
        found.append(suite.Case("first sentences", "fr", french, Level(level), frozenset()))
        found.append(suite.Case("first sentences", "en", english, Level(level), frozenset()))
    # Two people may write the same few words.
    locked = {case.text for case in suite.cases("locked")}
    return [case for case in found if case.text not in locked]


def stamp() -> str:
    """Return a print of all that is learnt from, which the numbers carry: whoever changes one must learn again."""
    found = hashlib.sha256(GROUPS.read_bytes())
    for case in everything():
        found.update(f"{case.level} {case.text} {sorted(case.marks)}".encode())
    return found.hexdigest()
