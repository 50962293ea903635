"""What surrounds the words of a rule: whose they are, when they speak of, what is doubted, laughed at, or over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crisis.detection.beginnings import begun_at
from crisis.detection.grammar import Grammar, Pattern, Rule, match, search
from crisis.detection.normalise import COLON, END, LAUGH, PAUSE, QUOTE

# How far around the words their circumstances are looked for.
WINDOW = 40
_WHETHER = frozenset({"if", "whether", "si"})


class Finding(NamedTuple):
    """Where the words of a rule stand."""

    rule: Rule
    start: int
    end: int


def speaker(grammar: Grammar, before: Sequence[str]) -> str:
    """Tell whose words follow in a sentence that begins so: "self", somebody "other" who is quoted, or "unsure"."""
    if before and before[-1] in grammar.titles:
        return "other"
    introduced = before[-1] in grammar.conjunctions if before else False
    if introduced:
        spoken = [place for place in _verbs(grammar.beliefs, grammar, before) if len(before) - place[1] <= 2]
        if not spoken or _is_own(grammar, before, spoken[-1][0]):
            return "self"
        # Whoever asks whether somebody thinks of it does not say that it is so.
        return "other" if before[-1] in _WHETHER else "unsure"
    beliefs = [place for place in _verbs(grammar.beliefs, grammar, before) if place[1] == len(before)]
    reports = [place for place in _verbs(grammar.reports, grammar, before) if _leads_on(before[place[1] :])]
    if reports:
        return "self" if _is_own(grammar, before, reports[-1][0]) else "other"
    if beliefs and not _is_own(grammar, before, beliefs[-1][0]):
        return "unsure"
    quotes = [place for place, token in enumerate(before) if token == QUOTE]
    if len(quotes) % 2:
        return "other" if any(token in grammar.titles for token in before[: quotes[-1]][-6:]) else "unsure"
    return "self"


def _verbs(wanted: Sequence[Pattern], grammar: Grammar, before: Sequence[str]) -> list[tuple[int, int]]:
    return search(wanted, before, grammar)


def _is_own(grammar: Grammar, before: Sequence[str], verb: int) -> bool:
    """Whether the subject of a verb of saying is the author: “j’ai dit”, “I keep saying”."""
    for token in reversed(before[max(0, verb - 4) : verb]):
        if token in grammar.selves:
            return True
        if token in grammar.others or token in {PAUSE, COLON, QUOTE}:
            return False
    return False


def _leads_on(between: Sequence[str]) -> bool:
    """Whether nothing but the signs of direct speech, and at most two words, stands between a verb and the words."""
    marks = [token for token in between if token in {QUOTE, COLON}]
    others = [token for token in between if token not in {QUOTE, COLON, PAUSE, END}]
    return not between or (len(others) <= 2 and bool(marks)) or (len(between) == 1 and between[0] == PAUSE)


def doubts(grammar: Grammar, said: Sequence[str], one: Finding) -> bool:
    """Whether the words are denied or doubted right before: “ce n’est pas que …”, “I don’t know if …”."""
    begun = grammar.by_first_words(grammar.doubts)
    return any(
        match(pattern, said, start, grammar) == one.start
        for start in range(max(0, one.start - 4), one.start)
        for pattern in begun_at(begun, said, start)
    )


def laughs(grammar: Grammar, said: Sequence[str], one: Finding) -> bool:
    """Whether somebody laughs right beside the words."""
    near = [*said[max(0, one.start - 2) : one.start], *said[one.end : one.end + 4]]
    return any(token == LAUGH or token in grammar.laughs for token in near)


def is_long_ago(grammar: Grammar, sentence: Sequence[str]) -> bool:
    """Whether a sentence names a time long past: “il y a dix ans”, “in 2015”, “à 16 ans”."""
    if search(grammar.long_ago, sentence, grammar):
        return True
    if not any(map(str.isdigit, sentence)):
        return False
    for place, token in enumerate(sentence):
        if not token.isdigit():
            continue
        before = sentence[place - 1] if place else ""
        after = sentence[place + 1] if place + 1 < len(sentence) else ""
        if len(token) == 4 and token[:2] in {"19", "20"} and before in grammar.years:
            return True
        # “Since” and one's own age speak of now: “depuis 3 ans”, “j’ai 15 ans”.
        if after in grammar.years and before not in grammar.since:
            return True
    return False


def is_better(grammar: Grammar, said: Sequence[str], one: Finding) -> bool:
    """Whether the author says near the words that things have become better."""
    begin, end = max(0, one.start - WINDOW), min(len(said), one.end + WINDOW)
    near = said[begin:end]
    return any(
        not any(token in grammar.negations for token in near[max(0, start - 2) : start])
        for start, _end in search(grammar.recovery, near, grammar)
    )


def sentence(said: Sequence[str], one: Finding) -> tuple[int, int]:
    """Return where the sentence around a match begins and ends, no further than the window on each side."""
    begin = one.start
    while begin > 0 and one.start - begin < WINDOW:
        before = said[begin - 1]
        # “Elle m’a dit :” and a new line are one sentence with what follows.
        if before == END and not (begin > 1 and said[begin - 2] == COLON):
            break
        begin -= 1
    end = one.end
    while end < len(said) and end - one.end < WINDOW and said[end] != END:
        end += 1
    return begin, end
