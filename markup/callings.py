"""Where a text calls somebody by name: an @, and the name as it is written, whatever its accents and capitals."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from markup import word_forms

# An @ inside a word belongs to an address of e-mail.
_AT = re.compile(r"(?<![\w.@])@(?=[^\W_])")
# No name is longer.
_FURTHEST = 200
# What may stand between the words of a name.
_BETWEEN = re.compile(r"[^\w\n@]{1,3}|_")


def places_in(text: str, names: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Yield where `text` calls one of `names`, as (begin, end, name); of two that fit, the longer name."""
    if "@" not in text:
        return
    wanted = [(tuple(word for *_at, word in word_forms.words_of(name)), name) for name in names]
    wanted = sorted((one for one in wanted if one[0]), key=lambda one: -len(one[0]))
    for at in _AT.finditer(text):
        start = at.end()
        words = list(word_forms.words_of(text[start : start + _FURTHEST]))
        for parts, name in wanted:
            said = words[: len(parts)]
            if tuple(word for *_at, word in said) == parts and _are_one(text[start : start + said[-1][1]], said):
                yield at.start(), start + said[-1][1], name
                break


def _are_one(text: str, words: list[tuple[int, int, str]]) -> bool:
    return all(_BETWEEN.fullmatch(text[one[1] : two[0]]) for one, two in pairwise(words))
