"""Groups of words that say nearly the same, in both languages: what the second reading counts instead of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from crisis.detection.normalise import COLON, LAUGH, QUOTE, fold

SOURCE = Path(__file__).with_name("word_groups.txt")
LANGUAGES = ("fr", "en")
# What stands for a number in figures, for a quotation mark and for a colon; none is in the file.
SIGNS = ("number", "marks", "colon")
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

    def of_word(self, word: str) -> int:
        """Return the number of the group of `word`, 0 for none."""
        found = self.words.get(word)
        if found is None:
            found = self._by_stem(word)
        return found

    def _by_stem(self, word: str) -> int:
        if word.isdigit():
            return self.names.index("number")
        for length in range(len(word), _SHORTEST_STEM - 1, -1):
            if word[:length] in self.stems:
                return self.stems[word[:length]]
        return 0

    def read(self, found: Sequence[str]) -> list[int]:
        """Return the groups that the words `found` say, in their order; words of no group are passed over."""
        result: list[int] = []
        place = 0
        length = len(found)
        phrases, words = self.phrases, self.words
        while place < length:
            word = found[place]
            place += 1
            if word in phrases:
                for rest, group in phrases[word]:
                    end = place + len(rest)
                    if found[place:end] == rest:
                        result.append(group)
                        place = end
                        break
                else:
                    if group := words[word] if word in words else _of_rare(self, word):
                        result.append(group)
            elif group := words[word] if word in words else _of_rare(self, word):
                result.append(group)
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
    return WordGroups(names, words, stems, {first: tuple(rests) for first, rests in by_first.items()})


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


@lru_cache(maxsize=8192)
def _rare(language: str, word: str) -> int:
    return GROUPS[language].of_word(word)


def _of_rare(groups: WordGroups, word: str) -> int:
    """Return the group of a word that only its stem tells; remembered, as looking for it takes a while."""
    return _rare("fr" if groups is GROUPS["fr"] else "en", word)
