"""From matches to one level: what surrounds the words may weaken them; a plain first-person clause keeps its own."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from crisis.detection.english import ENGLISH
from crisis.detection.french import FRENCH
from crisis.detection.grammar import Grammar, Kind, Pattern, Rule, match, search
from crisis.detection.normalise import COLON, END, LAUGH, PAUSE, QUOTE, Token, tokens

log = logging.getLogger("entraide.crisis")

VERSION = 1
# How far around the words their circumstances are looked for.
WINDOW = 40
# How many matches of one language are weighed: the first and the last of a text that repeats itself endlessly.
MOST_MATCHES = 24


class Level(StrEnum):
    """How near danger seems, from what was written alone."""

    NONE = "none"
    MODERATE = "moderate"
    HIGH = "high"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        return list(Level).index(self)

    def lowered(self) -> Level:
        """Return the level below; an emergency stays one."""
        return {Level.HIGH: Level.MODERATE, Level.MODERATE: Level.NONE}.get(self, self)


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a text says of its author: the highest level, the rules met, and where (pairs of places in the text)."""

    level: Level = Level.NONE
    rules: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def brings_panel(self) -> bool:
        """Whether the author is shown where help is."""
        return self.level is not Level.NONE

    @property
    def opens_case(self) -> bool:
        """Whether somebody who watches should read it soon."""
        return self.level in {Level.HIGH, Level.EMERGENCY}


@dataclass(frozen=True, slots=True)
class _Finding:
    rule: Rule
    start: int
    end: int


def assess(text: str) -> Assessment:
    """Return what `text` says of its author's danger. Never raises: a fault here must not take a message with it."""
    try:
        return weigh(text)
    except Exception as fault:
        # The words themselves never reach a log.
        log.error("The reading of a text failed: %s", type(fault).__name__)
        return Assessment()


def weigh(text: str) -> Assessment:
    """Do the work of `assess`, without its net. Time grows with the length of the text, and that is bounded."""
    read = tokens(text)
    found: dict[tuple[str, int, int], Level] = {}
    for grammar in (FRENCH, ENGLISH):
        said = grammar.spelled_out(read)
        for one in _findings(grammar, said):
            level = _level(grammar, said, one)
            if level is not Level.NONE:
                found[one.rule.id, said[one.start].start, said[one.end - 1].end] = level
    if not found:
        return Assessment()
    ordered = sorted(found, key=lambda key: (-found[key].rank, key[1]))
    return Assessment(
        level=found[ordered[0]],
        rules=tuple(rule for rule, _start, _end in ordered),
        spans=tuple((start, end) for _rule, start, end in ordered),
    )


def _findings(grammar: Grammar, said: Sequence[Token]) -> list[_Finding]:
    found: dict[tuple[str, int], _Finding] = {}
    possible = grammar.patterns_for(frozenset(token.text for token in said))
    if not possible:
        return []
    for start, token in enumerate(said):
        for rule, pattern in possible.get(token.text, ()):
            end = match(pattern, said, start, grammar.fillers)
            if end > start and end > found.get((rule.id, start), _Finding(rule, start, start)).end:
                found[rule.id, start] = _Finding(rule, start, end)
    every = list(found.values())
    return every if len(every) <= MOST_MATCHES else every[: MOST_MATCHES // 2] + every[-MOST_MATCHES // 2 :]


def _level(grammar: Grammar, said: Sequence[Token], one: _Finding) -> Level:
    """Return the level of one match in its circumstances."""

    def follows(wanted: Sequence[Pattern]) -> bool:
        return any(match(pattern, said, one.end, grammar.fillers) > one.end for pattern in wanted)

    if follows(one.rule.drop):
        return Level.NONE
    speaker = _speaker(grammar, said, one)
    if speaker == "other":
        return Level.NONE
    level = _by_kind(grammar, said, one)
    if speaker == "unsure" or follows(one.rule.lower) or _laughs(grammar, said, one) or _doubts(grammar, said, one):
        level = level.lowered()
    return level


def _by_kind(grammar: Grammar, said: Sequence[Token], one: _Finding) -> Level:
    """Return the level of what was said, by what it speaks of and when that was."""
    kind = one.rule.kind
    if kind is Kind.WEARY:
        return Level.MODERATE
    if kind is Kind.WISH:
        return Level.HIGH
    begin, end = _sentence(said, one)
    sentence = said[begin:end]
    is_now = bool(search(grammar.now, sentence, grammar.fillers))
    if kind is Kind.PLAN:
        return Level.EMERGENCY if is_now else Level.HIGH
    if kind is Kind.HARM and any(token.text in grammar.accidents for token in sentence):
        return Level.NONE
    is_past = _is_long_ago(grammar, sentence)
    is_better = _is_better(grammar, said, one)
    if is_past and is_better:
        return Level.NONE
    is_recent = is_now or bool(search(grammar.recent, sentence, grammar.fillers))
    if kind is Kind.WISHED:
        if is_better:
            return Level.NONE
        return Level.HIGH if is_recent and not is_past else Level.MODERATE
    if is_past or is_better:
        return Level.MODERATE
    if kind is Kind.TAKEN:
        return Level.EMERGENCY
    soon = is_recent if kind is Kind.ATTEMPT else is_now
    return Level.EMERGENCY if soon else Level.HIGH


def _speaker(grammar: Grammar, said: Sequence[Token], one: _Finding) -> str:
    """Tell whose words these are: "self", somebody "other" who is quoted, or "unsure"."""
    begin, _end = _sentence(said, one)
    before = said[begin : one.start]
    if before and before[-1].text in grammar.titles:
        return "other"
    introduced = before[-1].text in grammar.conjunctions if before else False
    if introduced:
        spoken = [place for place in _verbs(grammar.beliefs, grammar, before) if len(before) - place[1] <= 2]
        return "unsure" if spoken and not _is_own(grammar, before, spoken[-1][0]) else "self"
    beliefs = [place for place in _verbs(grammar.beliefs, grammar, before) if place[1] == len(before)]
    reports = [place for place in _verbs(grammar.reports, grammar, before) if _leads_on(before[place[1] :])]
    if reports:
        return "self" if _is_own(grammar, before, reports[-1][0]) else "other"
    if beliefs and not _is_own(grammar, before, beliefs[-1][0]):
        return "unsure"
    quotes = [place for place, token in enumerate(before) if token.text == QUOTE]
    if len(quotes) % 2:
        return "other" if any(token.text in grammar.titles for token in before[: quotes[-1]][-6:]) else "unsure"
    return "self"


def _verbs(wanted: Sequence[Pattern], grammar: Grammar, before: Sequence[Token]) -> list[tuple[int, int]]:
    return search(wanted, before, grammar.fillers)


def _is_own(grammar: Grammar, before: Sequence[Token], verb: int) -> bool:
    """Whether the subject of a verb of saying is the author: “j’ai dit”, “I keep saying”."""
    for token in reversed(before[max(0, verb - 4) : verb]):
        if token.text in grammar.selves:
            return True
        if token.text in grammar.others or token.text in {PAUSE, COLON, QUOTE}:
            return False
    return False


def _leads_on(between: Sequence[Token]) -> bool:
    """Whether nothing but the signs of direct speech, and at most two words, stands between a verb and the words."""
    marks = [token for token in between if token.text in {QUOTE, COLON}]
    others = [token for token in between if token.text not in {QUOTE, COLON, PAUSE, END}]
    return not between or (len(others) <= 2 and bool(marks)) or (len(between) == 1 and between[0].text == PAUSE)


def _doubts(grammar: Grammar, said: Sequence[Token], one: _Finding) -> bool:
    """Whether the words are denied or doubted right before: “ce n’est pas que …”, “I don’t know if …”."""
    return any(
        match(pattern, said, start, grammar.fillers) == one.start
        for start in range(max(0, one.start - 4), one.start)
        for pattern in grammar.doubts
    )


def _laughs(grammar: Grammar, said: Sequence[Token], one: _Finding) -> bool:
    near = [*said[max(0, one.start - 2) : one.start], *said[one.end : one.end + 4]]
    return any(token.text == LAUGH or token.text in grammar.laughs for token in near)


def _is_long_ago(grammar: Grammar, sentence: Sequence[Token]) -> bool:
    """Whether a sentence names a time long past: “il y a dix ans”, “in 2015”, “à 16 ans”."""
    if search(grammar.long_ago, sentence, grammar.fillers):
        return True
    for place, token in enumerate(sentence):
        if not token.text.isdigit():
            continue
        before = sentence[place - 1].text if place else ""
        after = sentence[place + 1].text if place + 1 < len(sentence) else ""
        if len(token.text) == 4 and token.text[:2] in {"19", "20"} and before in grammar.years:
            return True
        if after in grammar.years and before not in grammar.since:
            return True
    return False


def _is_better(grammar: Grammar, said: Sequence[Token], one: _Finding) -> bool:
    """Whether the author says near the words that things have become better."""
    begin, end = max(0, one.start - WINDOW), min(len(said), one.end + WINDOW)
    near = said[begin:end]
    return any(
        not any(token.text in grammar.negations for token in near[max(0, start - 2) : start])
        for start, _end in search(grammar.recovery, near, grammar.fillers)
    )


def _sentence(said: Sequence[Token], one: _Finding) -> tuple[int, int]:
    """Return where the sentence around a match begins and ends, no further than the window on each side."""
    begin = one.start
    while begin > 0 and one.start - begin < WINDOW:
        before = said[begin - 1].text
        # “Elle m’a dit :” and a new line are one sentence with what follows.
        if before == END and not (begin > 1 and said[begin - 2].text == COLON):
            break
        begin -= 1
    end = one.end
    while end < len(said) and end - one.end < WINDOW and said[end].text != END:
        end += 1
    return begin, end
