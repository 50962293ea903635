"""Groups of words that say nearly the same, in both languages: what the second reading counts instead of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import compress, count, groupby, pairwise
from operator import eq
from pathlib import Path

from crisis.detection.normalise import COLON, LAUGH, QUOTE, fold

SOURCE = Path(__file__).with_name("word_groups.txt")
LANGUAGES = ("fr", "en")
# What stands for a number in figures, for a quotation mark and for a colon; none is in the file.
SIGNS = ("number", "marks", "colon")
MOST_REMEMBERED = 20_000
# Word endings are cut only from words of some length: “m*” would be half a language.
_SHORTEST_STEM = 3


class _Remembered(dict[str, int]):
    """The group of every word that has been looked up, 0 for none; never more than `MOST_REMEMBERED`."""

    def __init__(self, words: Mapping[str, int], stems: Mapping[str, int], number: int) -> None:
        super().__init__()
        self._words = words
        self._stems = stems
        self._number = number

    def __missing__(self, word: str) -> int:
        found = self._words.get(word)
        if found is None:
            found = self._by_stem(word)
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        self[word] = found
        return found

    def _by_stem(self, word: str) -> int:
        if word.isdigit():
            return self._number
        for length in range(len(word), _SHORTEST_STEM - 1, -1):
            if word[:length] in self._stems:
                return self._stems[word[:length]]
        return 0


@dataclass(frozen=True, slots=True)
class WordGroups:
    """The groups as one language reads them: its own words first, the other language's where it has none."""

    names: tuple[str, ...]
    # By its first two words, the rest of each phrase and its group, the longest first.
    phrases: Mapping[tuple[str, str], tuple[tuple[list[str], int], ...]]
    of_word: Mapping[str, int]

    def read(self, found: Sequence[str], pairs: Set[tuple[str, str]]) -> list[int]:
        """Return the groups that the words `found` say, in their order, each once in a row.

        `pairs` are two words that stand side by side, at least all those that begin a phrase.
        """
        said = list(map(self.of_word.__getitem__, found))
        if not self.phrases.keys().isdisjoint(pairs):
            self._put_phrases(found, said)
        groups = list(filter(None, said))
        if any(map(eq, groups, groups[1:])):
            return [group for group, _row in groupby(groups)]
        return groups

    def _put_phrases(self, found: Sequence[str], said: list[int]) -> None:
        """Put the group of every phrase among the words `found` in the place of those of its words."""
        done = 0
        begun = self.phrases
        for place in compress(count(), map(begun.__contains__, pairwise(found))):
            if place < done:
                continue
            for rest, group in begun[found[place], found[place + 1]]:
                end = place + 2 + len(rest)
                if found[place + 2 : end] == rest:
                    said[place:end] = [group, *[0] * (end - place - 1)]
                    done = end
                    break


def _made(language: str, lines: Sequence[tuple[str, Sequence[str], Sequence[str]]]) -> WordGroups:
    """Return the groups for one language out of lines of a name and the words of each language."""
    names = ("", *(name for name, _fr, _en in lines), *SIGNS)
    words: dict[str, int] = {}
    stems: dict[str, int] = {}
    phrases: dict[tuple[str, ...], int] = {}
    order = (1, 2) if language == "fr" else (2, 1)
    for column in order:
        for number, line in enumerate(lines, 1):
            for written in line[column]:
                if "_" in written:
                    stem = written.endswith("*")
                    said = tuple(fold(one) for one in written.rstrip("*").split("_"))
                    for ending in ("", "e", "r", "es", "s", "er", "ee", "es", "ent", "rai", "ing") if stem else ("",):
                        phrases.setdefault((*said[:-1], fold(said[-1] + ending)), number)
                elif written.endswith("*"):
                    stems.setdefault(fold(written[:-1]), number)
                else:
                    words.setdefault(fold(written), number)
    words[QUOTE] = names.index("marks")
    words[COLON] = names.index("colon")
    words[LAUGH] = names.index("laugh")
    begun: dict[tuple[str, str], list[tuple[list[str], int]]] = {}
    for said, number in sorted(phrases.items(), key=lambda one: -len(one[0])):
        begun.setdefault((said[0], said[1]), []).append((list(said[2:]), number))
    return WordGroups(
        names,
        {two: tuple(rests) for two, rests in begun.items()},
        _Remembered(words, stems, names.index("number")),
    )


def _lines() -> list[tuple[str, Sequence[str], Sequence[str]]]:
    """Return the name of every group with its words; a group may have several lines."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for line in SOURCE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, french, english = (part.strip() for part in line.split("|"))
            words = found.setdefault(name, ([], []))
            words[0].extend(french.split())
            words[1].extend(english.split())
    return [(name, *words) for name, words in found.items()]


GROUPS = {language: _made(language, _lines()) for language in LANGUAGES}
