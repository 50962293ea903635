"""Words that mean one thing when a sentence holds them all, in whatever order: how they are written down and found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from crisis.detection.grammar import Bag, Rule
from crisis.detection.kinds import Kind
from crisis.detection.normalise import fold


def bags(sets: Mapping[str, str], rules: Iterable[tuple[str, Kind, str]]) -> tuple[Bag, ...]:
    """Return the bags of `rules`, a name, a kind and lines “a b & c d & ! e”; @ names one of `sets`."""

    def phrases(group: str) -> tuple[tuple[str, ...], ...]:
        written = " ".join(sets[one[1:]] if one.startswith("@") else one for one in group.split())
        return tuple(dict.fromkeys(tuple(fold(word) for word in one.split("_")) for one in written.split()))

    read = []
    for name, kind, lines in rules:
        made = Rule(name, kind, ())
        for line in lines.strip().splitlines():
            groups = [part.strip() for part in line.split("&")]
            unless = groups.pop()[1:] if groups[-1].startswith("!") else ""
            read.append((made, tuple(phrases(group) for group in groups), phrases(unless)))
    seen = Counter(word for _made, groups_, _unless in read for group in groups_ for phrase in group for word in phrase)
    found = []
    for made, wanted, unless_ in read:
        rarest = [frozenset(min(phrase, key=seen.__getitem__) for phrase in group) for group in wanted]
        # The group whose words are met least comes first: most sentences are done with there.
        rarest.sort(key=lambda need: sum(seen[word] for word in need))
        found.append(Bag(made, wanted, unless_, tuple(rarest)))
    return tuple(found)


def gather(bag: Bag, found: Sequence[str], vocabulary: frozenset[str]) -> tuple[int, int] | None:
    """Return from where to where `found`, all the words of which are `vocabulary`, holds one phrase of every group of
    `bag`; None when it does not."""
    reached: list[tuple[int, int]] = []
    for group in bag.groups:
        first = next((span for phrase in group if (span := place(phrase, found, vocabulary))), None)
        if first is None:
            return None
        reached.append(first)
    if any(place(phrase, found, vocabulary) for phrase in bag.unless):
        return None
    return min(start for start, _end in reached), max(end for _start, end in reached)


def place(phrase: tuple[str, ...], found: Sequence[str], vocabulary: frozenset[str]) -> tuple[int, int] | None:
    """Return where `phrase` first stands in `found`, marks of pause between its words left aside."""
    if not vocabulary.issuperset(phrase):
        return None
    if len(phrase) == 1:
        start = found.index(phrase[0])
        return start, start + 1
    wanted = list(phrase)
    for start, word in enumerate(found):
        if word == wanted[0] and found[start : start + len(wanted)] == wanted:
            return start, start + len(wanted)
    return None
