"""From matches to one level: what surrounds the words may weaken them; a plain first-person clause keeps its own."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cached_property

from crisis.detection.beginnings import begun_at
from crisis.detection.circumstances import Finding, doubts, is_better, is_long_ago, laughs, sentence, speaker
from crisis.detection.denials import denied
from crisis.detection.first_look import GRAMMARS, FirstLook, look_at
from crisis.detection.grammar import Grammar, Pattern, match, search
from crisis.detection.kinds import Kind
from crisis.detection.levels import Assessment, Level, Mark
from crisis.detection.normalise import END, PAUSE, places_of, words_of
from crisis.detection.second_opinion import Sentence, is_harmless, is_quiet, raised
from crisis.detection.second_reading import language_of

__all__ = ["VERSION", "Assessment", "Level", "Mark", "assess", "weigh"]

log = logging.getLogger("entraide.crisis")

VERSION = 5

# Kinds that say nothing of the author's own danger, and the marks that they leave.
_MARKS = {
    Kind.OTHER: frozenset({Mark.OTHER_AT_RISK}),
    Kind.OTHER_NOW: frozenset({Mark.OTHER_AT_RISK}),
    Kind.ATTACKED: frozenset({Mark.VIOLENCE}),
    Kind.ATTACKING: frozenset({Mark.VIOLENCE}),
    Kind.ABUSE: frozenset({Mark.ABUSE, Mark.CARE}),
    Kind.ASKING: frozenset({Mark.METHOD_DETAIL}),
    Kind.DETAIL: frozenset({Mark.METHOD_DETAIL}),
    Kind.AGE: frozenset({Mark.MINOR}),
}
# Kinds whose level no circumstance of time changes.
_ALWAYS = {
    Kind.WISH: Level.HIGH,
    Kind.WEARY: Level.MODERATE,
    **dict.fromkeys((Kind.HINT, Kind.ABUSE, Kind.AGE, Kind.DETAIL, Kind.OTHER), Level.NONE),
}
# Kinds that tell of something that was done or felt, perhaps long ago.
_TOLD = frozenset({Kind.WISHED, Kind.ATTEMPT, Kind.TAKEN, Kind.HARM, Kind.MENTION})
# What becomes an emergency in the company of a hint that it is for now.
_HASTENED = {Kind.WISH, Kind.PLAN, Kind.FAREWELL, Kind.MEANS, Kind.DYING}


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
    words = words_of(text)
    language = language_of(words)
    look = look_at(words, language)
    if not any(look.findings.values()) and is_quiet(look.sums):
        return Assessment()
    return _second_look(text, words, language, look)


def _second_look(text: str, words: list[str], language: str, look: FirstLook) -> Assessment:
    """Weigh what the first look found in its circumstances."""
    places = places_of(text, len(words))
    pages = {name: _Page(grammar, words, places) for name, grammar in GRAMMARS.items()}
    readings = [Sentence(*pages[language].span(begin, end), total) for begin, end, total in look.sums]
    levels: dict[tuple[str, int, int], Level] = {}
    kinds: dict[tuple[str, int, int], Kind] = {}
    hints: set[str] = set()
    undone: set[int] = set()
    for name, page in pages.items():
        for one in look.findings[name]:
            level = page.level(one)
            key = (one.rule.id, *page.span(one.start, one.end))
            kind = one.rule.kind
            if level is not None and is_harmless(one.rule, key[1], readings):
                continue
            if level is None and one.rule.patterns:
                undone.add(key[1])
            if kind is Kind.HINT:
                hints.add(one.rule.id)
            elif level is not None:
                levels[key] = level
                kinds[key] = kind

    def all_undone() -> set[int]:
        plainly = {
            page.span(place, place + 1)[0] for page in pages.values() for place in denied(page.grammar, page.texts)
        }
        return undone | plainly

    return raised(_together(levels, kinds, is_hinted=bool(hints)), language, readings, all_undone)


def _together(
    levels: dict[tuple[str, int, int], Level], kinds: dict[tuple[str, int, int], Kind], *, is_hinted: bool
) -> Assessment:
    """Put what was found into one assessment: what stands beside what may raise a level, and leaves marks."""
    if is_hinted:
        for key, level in levels.items():
            if level in {Level.MODERATE, Level.HIGH} and kinds[key] in _HASTENED:
                levels[key] = Level.EMERGENCY
    if Kind.MEANS in kinds.values():
        # What it takes is at hand, and the wish is said: nothing more is needed.
        company = [
            key
            for key, level in levels.items()
            if level.rank >= Level.HIGH.rank and kinds[key] in {Kind.WISH, Kind.PLAN, Kind.FAREWELL, Kind.SET}
        ]
        for key, level in levels.items():
            apart = any(other[2] <= key[1] or key[2] <= other[1] for other in company)
            if level is Level.HIGH and kinds[key] is Kind.MEANS and apart:
                levels[key] = Level.EMERGENCY
    highest = max(levels.values(), key=lambda level: level.rank, default=Level.NONE)
    in_danger = highest.rank >= Level.HIGH.rank
    kept = {
        key: level
        for key, level in levels.items()
        if level is not Level.NONE or (_MARKS.get(kinds[key]) and (kinds[key] is not Kind.DETAIL or in_danger))
    }
    if not kept:
        return Assessment()
    ordered = sorted(kept, key=lambda key: (-kept[key].rank, key[1]))
    return Assessment(
        level=kept[ordered[0]],
        rules=tuple(rule for rule, _start, _end in ordered),
        spans=tuple((start, end) for _rule, start, end in ordered),
        marks=frozenset(mark for key in ordered for mark in _MARKS.get(kinds[key], ())),
    )


class _Page:
    """A text as one language reads it."""

    def __init__(self, grammar: Grammar, words: list[str], places: Sequence[tuple[int, int]]) -> None:
        """Take the words that were typed, and where each stood."""
        self.grammar = grammar
        self._words = words
        self._places = places

    @cached_property
    def texts(self) -> Sequence[str]:
        """The words, short spellings written out."""
        return self.grammar.spelled(self._words, frozenset(self._words))

    @cached_property
    def _origins(self) -> Sequence[tuple[int, int]]:
        return self.grammar.origins(self._words)

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """Return from where to where in the text the words from `begin` to `end` were typed."""
        if self.texts is not self._words:
            begin, end = self._origins[begin][0], self._origins[end - 1][1] + 1
        return self._places[begin][0], self._places[end - 1][1]

    def level(self, one: Finding) -> Level | None:
        """Return the level of one match in its circumstances; None when they undo it, its marks included."""

        def follows(wanted: Sequence[Pattern]) -> bool:
            if not wanted:
                return False
            place = one.end
            if one.rule.kind is Kind.FAREWELL and self.texts[place : place + 1] == [PAUSE]:
                # “Goodbye, see you tomorrow” takes leave for a night; a wish is never undone across a comma.
                place += 1
            if place == len(self.texts):
                return False
            near = begun_at(self.grammar.by_first_words(wanted), self.texts, place)
            return any(match(pattern, self.texts, place, self.grammar) > place for pattern in near)

        if follows(one.rule.drop):
            return None
        kind = one.rule.kind
        begin, end = sentence(self.texts, one)
        around = self.texts[begin:end]
        whose = speaker(self.grammar, around[: one.start - begin])
        if whose == "other" or (whose == "unsure" and kind in _MARKS and kind not in {Kind.OTHER, Kind.OTHER_NOW}):
            return None
        if self._is_denied(one) or self._is_refused(one) or self._is_fiction(one, around):
            return None
        level = self._by_kind(one, around)
        if level is None:
            return None
        if kind in {Kind.OTHER, Kind.OTHER_NOW}:
            return level
        if (
            whose == "unsure"
            or follows(one.rule.lower)
            or laughs(self.grammar, self.texts, one)
            or doubts(self.grammar, self.texts, one)
        ):
            level = level.lowered()
        return level

    def _is_denied(self, one: Finding) -> bool:
        """Whether a rule that is not in the first person stands right behind a “not”."""
        before = self.texts[max(0, one.start - 2) : one.start]
        if not one.rule.patterns:
            # Words gathered from a whole sentence have their own “unless”.
            return False
        if one.rule.kind is Kind.MENTION:
            near = list(self.texts[max(0, one.start - 8) : one.start])
            if END in near:
                near = near[len(near) - near[::-1].index(END) :]
            if not self.grammar.others.isdisjoint(near[-5:]) or (before[-1:] and before[-1] in self.grammar.theirs):
                return True
            # Twice “not” is none: “I see no reason not to …”.
            return sum(word in self.grammar.denials for word in near) % 2 == 1
        if one.rule.kind is Kind.ABUSE:
            return any(word in self.grammar.negations or word in {"to", "if", "si"} for word in before)
        if one.rule.kind is Kind.OTHER and before[-1:] and before[-1] in {"if", "si", "s"}:
            return True
        if one.rule.kind in {Kind.FAREWELL, Kind.HINT, Kind.MEANS, Kind.AGE, Kind.ASKING}:
            return any(word in self.grammar.negations for word in self.texts[max(0, one.start - 4) : one.start])
        return any(word in self.grammar.negations for word in before[-1:])

    def _is_refused(self, one: Finding) -> bool:
        """Whether words that no “I” says are answered by a bare “no”: “wanting to die, no, never”."""
        if not self.grammar.selves.isdisjoint(self.texts[one.start : one.end]):
            return False
        behind = self.texts[one.end : one.end + 3]
        return behind[:1] == [PAUSE] and behind[1:2] in (["no"], ["non"]) and behind[2:] in ([], [PAUSE], [END])

    def _is_fiction(self, one: Finding, around: Sequence[str]) -> bool:
        """Whether the sentence tells of a character, a game, a story."""
        told = self.grammar.fictions
        if one.rule.kind in {Kind.OTHER, Kind.OTHER_NOW}:
            told = told | self.grammar.titles
        return not told.isdisjoint(around)

    def _by_kind(self, one: Finding, around: Sequence[str]) -> Level | None:
        """Return the level of what was said, by what it speaks of and when that was; None when that undoes it."""
        kind = one.rule.kind
        if kind is Kind.WISH and "used" in self.texts[one.start : one.end]:
            kind = Kind.WISHED
        if kind in _ALWAYS:
            return _ALWAYS[kind]
        is_past = is_long_ago(self.grammar, around)
        if kind in _TOLD:
            return self._of_what_was(kind, one, around, is_past=is_past)
        is_now = bool(search(self.grammar.now, around, self.grammar))
        if kind is Kind.OTHER_NOW:
            is_over = is_past or bool(search(self.grammar.recent, around, self.grammar))
            return Level.NONE if is_over else Level.EMERGENCY
        if kind is Kind.DYING:
            return Level.EMERGENCY if is_now else Level.MODERATE
        if is_past and kind is not Kind.ATTACKING:
            return None
        return Level.EMERGENCY if is_now or kind in {Kind.SET, Kind.ATTACKED} else Level.HIGH

    def _of_what_was(self, kind: Kind, one: Finding, around: Sequence[str], *, is_past: bool) -> Level | None:
        """Return the level of what is told: it may be long ago, and over."""
        grammar = self.grammar
        if kind is Kind.HARM and any(word in grammar.accidents for word in around):
            return None
        is_over = is_better(grammar, self.texts, one)
        if is_over and (is_past or kind in {Kind.WISHED, Kind.MENTION}):
            return None
        if kind is Kind.MENTION:
            return Level.MODERATE if is_past or "used" in around else Level.HIGH
        is_now = bool(search(grammar.now, around, grammar))
        is_recent = is_now or bool(search(grammar.recent, around, grammar))
        if kind is Kind.WISHED:
            return Level.HIGH if is_recent and not is_past else Level.MODERATE
        if is_past or is_over:
            return Level.MODERATE
        soon = is_recent if kind is Kind.ATTEMPT else is_now
        return Level.EMERGENCY if soon or kind is Kind.TAKEN else Level.HIGH
