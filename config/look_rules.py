"""The rules of a style sheet that one page needs, out of all: chosen by the classes and elements that stand in it.

A rule is kept as soon as it may match: what stands in brackets (`:not(…)`, `:is(…)`, `[…]`) is taken to match always.
Of the named values, those that neither a kept rule nor a drawing asks for are left out. The order stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACES = re.compile(r"\s+")
_AROUND = re.compile(r"\s*([{};,])\s*")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|::?[a-z-]+")
_CLASS = re.compile(r"\.([\w-]+)")
_ELEMENT = re.compile(r"(?<![\w.#-])([a-z]\w*)")
_NAMED = re.compile(r"(--[\w-]+):[^;{}]*(?:;|(?=\}))")
_ASKED = re.compile(r"var\((--[\w-]+)")
_GROUPS = ("@layer", "@media", "@container", "@supports")


@dataclass(frozen=True)
class Selector:
    text: str
    classes: frozenset[str]
    elements: frozenset[str]


@dataclass(frozen=True)
class Rule:
    """Selectors with what they do, or a statement without a block (`body` is "")."""

    selectors: tuple[Selector, ...]
    body: str


@dataclass(frozen=True)
class Group:
    """Rules that hold together: a layer, or what hangs on the screen."""

    prelude: str
    inner: tuple[Rule | Group, ...]


class Sheet:
    """A whole style sheet, read once. `drawings` is whatever else asks for its named values."""

    def __init__(self, css: str, drawings: str = "") -> None:
        self._rules = tuple(_read(smaller(css)))
        self._asked = frozenset(_ASKED.findall(drawings))
        self.classes = frozenset(_each(self._rules, "classes"))
        self.elements = frozenset(_each(self._rules, "elements"))

    def for_page(self, classes: frozenset[str], elements: frozenset[str]) -> str:
        """Return the rules that may match something in a page with these classes and elements, as small as they go."""
        before, css = "", smaller(_written(self._rules, classes, elements))
        # One value may ask for another: go on until nothing more falls away.
        while css != before:
            before, css = css, smaller(_only_asked(css, self._asked | set(_ASKED.findall(css))))
        return css


def smaller(css: str) -> str:
    """Return a sheet without its comments and the spaces that say nothing. It may hold no text in quotes with them."""
    css = _AROUND.sub(r"\1", _SPACES.sub(" ", _COMMENT.sub("", css)))
    return re.sub(r":\s+", ":", css).replace(";}", "}").strip()


def _only_asked(css: str, asked: frozenset[str]) -> str:
    return _NAMED.sub(lambda one: one[0] if one[1] in asked else "", css)


def _read(css: str) -> Iterator[Rule | Group]:
    at = 0
    while at < len(css):
        end = next((place for place in range(at, len(css)) if css[place] in "{;"), len(css))
        prelude = css[at:end].strip()
        if css[end : end + 1] != "{":
            if prelude:
                yield Rule((Selector(prelude, frozenset(), frozenset()),), "")
            at = end + 1
            continue
        close = _closing(css, end)
        inner = css[end + 1 : close]
        if prelude.startswith(_GROUPS):
            yield Group(prelude, tuple(_read(inner)))
        elif prelude.startswith("@"):
            yield Rule((Selector(prelude, frozenset(), frozenset()),), inner)
        else:
            yield Rule(tuple(_selector(one) for one in _apart(prelude)), inner)
        at = close + 1


def _closing(css: str, opening: int) -> int:
    depth = 0
    for place in range(opening, len(css)):
        depth += (css[place] == "{") - (css[place] == "}")
        if not depth:
            return place
    raise ValueError("A block of the style sheet is never closed.")


def _apart(prelude: str) -> Iterator[str]:
    """Return the selectors between commas; a comma in brackets is none."""
    depth, begun = 0, 0
    for place, sign in enumerate(prelude):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and not depth:
            yield prelude[begun:place]
            begun = place + 1
    yield prelude[begun:]


def _selector(text: str) -> Selector:
    bare = text
    while (less := _BRACKETS.sub("", bare)) != bare:
        bare = less
    return Selector(text, frozenset(_CLASS.findall(bare)), frozenset(_ELEMENT.findall(bare)))


def _each(rules: Iterable[Rule | Group], what: str) -> Iterator[str]:
    for one in rules:
        if isinstance(one, Group):
            yield from _each(one.inner, what)
        else:
            for selector in one.selectors:
                yield from getattr(selector, what)


def _written(rules: Iterable[Rule | Group], classes: frozenset[str], elements: frozenset[str]) -> str:
    parts = []
    for one in rules:
        if isinstance(one, Group):
            if inner := _written(one.inner, classes, elements):
                parts.append(f"{one.prelude}{{{inner}}}")
            continue
        kept = [each.text for each in one.selectors if each.classes <= classes and each.elements <= elements]
        if kept:
            parts.append(f"{','.join(kept)}{{{one.body}}}" if one.body else f"{kept[0]};")
    return "".join(parts)
