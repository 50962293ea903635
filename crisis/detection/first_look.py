"""The first look at a text, sentence by sentence: where words of a rule stand, and what the second reading adds up to.

Most texts hold no word of a rule and add up to nothing; for them nothing else is done. Where the words stood in the
text as it was typed is asked for only when something was found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from crisis.detection.circumstances import Finding
from crisis.detection.english import ENGLISH
from crisis.detection.french import FRENCH
from crisis.detection.gathering import gather
from crisis.detection.grammar import Grammar, match
from crisis.detection.normalise import END
from crisis.detection.second_reading import TELLS_ENGLISH, TELLS_FRENCH, Sum, sums

GRAMMARS = {"fr": FRENCH, "en": ENGLISH}
# Words of a sentence longer than this are too far apart to mean one thing together.
LONGEST_GATHERED = 45
# How many matches of one language are weighed: the first and the last of a text that repeats itself endlessly.
MOST_MATCHES = 24


@dataclass(slots=True)
class FirstLook:
    """What was found, in words of each language as they are spelled out there; sums are those of one language."""

    findings: dict[str, list[Finding]] = field(default_factory=lambda: {"fr": [], "en": []})
    sums: list[Sum] = field(default_factory=list)


def look_at(typed: list[str], language: str) -> FirstLook:
    """Return what the words `typed` hold, of which most are in `language`; both languages are looked for."""
    look = FirstLook()
    french_findings, english_findings = look.findings["fr"], look.findings["en"]
    found: list[Sum] = []
    is_french = language == "fr"
    length = len(typed)
    french_at = english_at = begin = 0
    while begin <= length:
        try:
            end = typed.index(END, begin)
        except ValueError:
            end = length
        if end > begin:
            words = typed[begin:end]
            said = frozenset(words)
            french, english = FRENCH.spelled(words, said), ENGLISH.spelled(words, said)
            in_french = said if french is words else frozenset(french)
            in_english = said if english is words else frozenset(english)
            found += (
                sums(french, in_french, "fr", french_at) if is_french else sums(english, in_english, "en", english_at)
            )
            # A sentence with words of danger of the other language alone is left to that one.
            if not in_french.isdisjoint(TELLS_FRENCH) or in_french.isdisjoint(TELLS_ENGLISH):
                french_findings += findings(FRENCH, french, in_french, french_at)
            if not in_english.isdisjoint(TELLS_ENGLISH) or in_english.isdisjoint(TELLS_FRENCH):
                english_findings += findings(ENGLISH, english, in_english, english_at)
            french_at += len(french)
            english_at += len(english)
        french_at += 1
        english_at += 1
        begin = end + 1
    look.sums = found
    for every in look.findings.values():
        del every[MOST_MATCHES // 2 : -MOST_MATCHES // 2]
    return look


def findings(grammar: Grammar, words: Sequence[str], vocabulary: frozenset[str], begin: int) -> Sequence[Finding]:
    """Return where the words of a rule stand in one sentence, which begins at `begin`; none reaches across two."""
    possible, bags = grammar.possible(vocabulary)
    if not possible and not bags:
        return ()
    found: dict[tuple[str, int], Finding] = {}
    for one in possible:
        for start in one.starts(words):
            last = match(one.pattern, words, start, grammar)
            key = (one.rule.id, start)
            if last > start and (key not in found or begin + last > found[key].end):
                found[key] = Finding(one.rule, begin + start, begin + last)
    if len(words) <= LONGEST_GATHERED:
        for bag in bags:
            if reached := gather(bag, words, vocabulary):
                key = (bag.rule.id, reached[0])
                found.setdefault(key, Finding(bag.rule, begin + reached[0], begin + reached[1]))
    return sorted(found.values(), key=lambda one: one.start)
