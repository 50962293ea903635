"""What must stand in a sentence for a pattern to match: which words at all, which word first, and which behind it.

Each is read off the pattern itself, and each only leaves out places where `grammar.match` would find nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crisis.detection.grammar import Pattern

# Of the patterns that one word can begin, those that a second word can carry on; under "" those that any word can.
Followers = Mapping[str, "Sequence[Pattern]"]


def needs(wanted: Pattern, seen: Mapping[str, int]) -> tuple[frozenset[str], ...]:
    """Return sets of words of each of which a text must hold one for `wanted` to match, the rarest first."""
    found = [
        frozenset(min(phrase, key=seen.__getitem__) for phrase in element.phrases)
        for element in wanted
        if element.is_needed
    ]
    return tuple(sorted(found, key=lambda words_: sum(map(seen.__getitem__, words_))))


def first_words(wanted: Pattern, fillers: frozenset[str]) -> set[str]:
    """Return the words with which a match of `wanted` can begin."""
    result: set[str] = set()
    for element in wanted:
        if element.mark == "^":
            continue
        if element.mark == "~":
            result.update(fillers)
            continue
        if element.mark == "#":
            result.add("#")
            break
        if element.mark:
            raise ValueError("A pattern cannot begin with a gap or an end.")
        result.update(phrase[0] for phrase in element.phrases)
        if not element.is_optional and "^" not in element.signs:
            break
    return result


def second_words(wanted: Pattern, fillers: frozenset[str]) -> frozenset[str] | None:
    """Return words one of which must follow the first word of a match; None when anything may, or nothing.

    A number in figures has many words, so what may be one is told as anything.
    """
    result: set[str] = set()
    for place, element in enumerate(wanted):
        if element.mark == "^":
            continue
        behind = _words_ahead(wanted[place + 1 :], fillers)
        if behind is None or element.signs:
            return None
        if element.mark == "~":
            # Further fillers, or what comes after them.
            result.update(fillers, behind)
            continue
        for phrase in element.phrases or (("#",),):
            result.update(phrase[1:2] or behind)
        if not element.is_optional:
            break
    return frozenset(result)


def _words_ahead(wanted: Pattern, fillers: frozenset[str]) -> frozenset[str] | None:
    """Return the words with which the rest of a pattern begins; None when it may be anything, or nothing at all."""
    result: set[str] = set()
    for element in wanted:
        if element.mark == "~":
            result.update(fillers)
        elif element.mark or element.signs:
            return None
        else:
            result.update(phrase[0] for phrase in element.phrases)
            if not element.is_optional:
                return frozenset(result)
    return None


def by_first_words(wanted: Sequence[Pattern], fillers: frozenset[str]) -> dict[str, Followers]:
    """Return the patterns `wanted`, in their order, by the words with which they can begin and by those behind."""
    begun: dict[str, list[tuple[Pattern, frozenset[str] | None]]] = defaultdict(list)
    for one in wanted:
        seconds = second_words(one, fillers)
        for word in first_words(one, fillers):
            begun[word].append((one, seconds))
    return {
        word: {
            second: [one for one, seconds in told if seconds is None or second in seconds]
            for second in frozenset({""}).union(*(seconds or () for _one, seconds in told))
        }
        for word, told in begun.items()
    }


def begun_at(begun: Mapping[str, Followers], found: Sequence[str], start: int) -> Sequence[Pattern]:
    """Return which patterns of a table by first words can begin at `start`, by the two words that stand there."""
    followers = begun.get(found[start])
    if followers is None:
        return ()
    second = found[start + 1] if start + 1 < len(found) else ""
    return followers.get(second) or followers[""]
