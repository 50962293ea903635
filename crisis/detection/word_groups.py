"""Groups of words that say nearly the same, in both languages: what the second reading counts instead of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from crisis.detection.normalise import COLON, LAUGH, QUOTE, fold

SOURCE = Path(__file__).with_name("word_groups.txt")
LANGUAGES = ("fr", "en")
# What stands for a number in figures, for a quotation mark and for a colon; none is in the file.
SIGNS = ("number", "marks", "colon")
MOST_REMEMBERED = 20_000
# Word endings are cut only from words of some length: “m*” would be half a language.
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class WordGroups:
    """The groups as one language reads them: its own words first, the other language's where it has none."""

    names: tuple[str, ...]
    words: Mapping[str, int]
    stems: Mapping[str, int]
    # By its first word, the rest of each phrase and its group, the longest first.
    phrases: Mapping[str, tuple[tuple[list[str], int], ...]]

    # What has been looked up before, of words that begin no phrase; never more than `MOST_REMEMBERED`.
    remembered: dict[str, int]

    def of_word(self, word: str) -> int:
        """Return the number of the group of `word`, 0 for none."""
        found = self.words.get(word)
        if found is None:
            found = self._by_stem(word)
        if word not in self.phrases and len(self.remembered) < MOST_REMEMBERED:
            self.remembered[word] = found
        return found

    def _by_stem(self, word: str) -> int:
        if word.isdigit():
            return self.names.index("number")
        for length in range(len(word), _SHORTEST_STEM - 1, -1):
            if word[:length] in self.stems:
                return self.stems[word[:length]]
        return 0

    def read(self, found: Sequence[str]) -> list[int]:
        """Return the groups that the words `found` say, in their order, each once in a row; other words say none."""
        result: list[int] = []
        last = done = 0
        remembered = self.remembered
        for place, word in enumerate(found):
            group = remembered.get(word)
            if place < done:
                continue
            if group is None:
                group = self.of_word(word)
                for rest, one in self.phrases.get(word, ()):
                    end = place + 1 + len(rest)
                    if found[place + 1 : end] == rest:
                        group, done = one, end
                        break
            if group and group != last:
                result.append(group)
                last = group
        return result


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
    by_first: dict[str, list[tuple[list[str], int]]] = {}
    for said, number in sorted(phrases.items(), key=lambda one: -len(one[0])):
        by_first.setdefault(said[0], []).append((list(said[1:]), number))
    return WordGroups(names, words, stems, {first: tuple(rests) for first, rests in by_first.items()}, {})


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
