"""Markdown as people type it, rendered once to HTML that may be shown to anyone: the one door to both sanitisers.

Markdown-it renders (raw HTML is escaped), bleach filters and makes links of bare addresses, nh3 has the last word.
bleach has announced its end of maintenance; should it err one day, nh3 and the pages' CSP still stand. Text without
any markup takes a short way of its own, which gives the same HTML.
"""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit

import nh3
from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from markdown_it import MarkdownIt
from markdown_it.token import Token

from markup import callings, characters

RECIPE = 1
"""Raised whenever the same source gives other HTML; rows keep the number they were rendered with."""

MAX_CHARACTERS = 20_000
MAX_DEPTH = 20
"""How deep quotes, lists and emphasis may lie in one another; deeper text is shown as it was typed."""

# `b` marks a name that is called; nobody can type it.
TAGS = frozenset({"p", "br", "em", "strong", "b", "s", "ul", "ol", "li", "blockquote", "pre", "code", "a"})
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = frozenset({"http", "https"})
REL = "nofollow ugc noopener noreferrer"

# An address may be linked when every reader of addresses agrees on its host: plain letters, no user part, no backslash.
_HOST = r"[a-z0-9](?:[a-z0-9-]{0,62}\.)*[a-z0-9-]{0,62}[a-z0-9]"
_ADDRESS = re.compile(rf"https?://{_HOST}\.?(?::\d{{1,5}})?(?:[/?#][^\s<>\"\\^`{{|}}]*)?", re.IGNORECASE)
# A bare address ends before the punctuation of the sentence around it.
_BARE = re.compile(r"\bhttps?://[^\s<>\"\\^`{|}«»“”\u2026]*[^\s<>\"\\^`{|}«»“”\u2026.,;:!?'’*\]]", re.IGNORECASE)
# What could mean something in Markdown, anywhere or at the beginning of a line; or turn into an entity.
_MARKUP = re.compile(r"[\\`*_~\[\]<>&\t]|://|^ |^#{1,6}(?:\s|$)|^[+=-]|^\d{1,9}[.)]", re.MULTILINE)
_EDGES = re.compile(r"(?m)^[^\S\n]|[^\S\n]$")
_BLANK_LINES = re.compile(r"\n{2,}")


class TooLongError(ValueError):
    """The source is longer than MAX_CHARACTERS."""


@dataclass(frozen=True)
class Rendered:
    """HTML that may be shown as it is, and the recipe that made it."""

    html: str
    recipe: int


def render(source: str, *, called: Collection[str] = ()) -> Rendered:
    """Return `source` (Markdown) as sanitised HTML with the recipe's number. Raises TooLongError.

    Where it calls one of the names `called` (see `names_called`), the call is marked.
    """
    if len(source) > MAX_CHARACTERS:
        raise TooLongError(f"A text has at most {MAX_CHARACTERS} characters.")
    source = characters.cleaned(source)
    if not called and _has_no_markup(source):
        return Rendered(_short_way(source), RECIPE)
    return Rendered(_long_way(source, called), RECIPE)


def names_called(source: str, names: Collection[str]) -> frozenset[str]:
    """Return those of `names` that the author of `source` calls: an @ and the name, outside quotations and code."""
    found: set[str] = set()
    tokens = _markdown().parse(characters.cleaned(source[:MAX_CHARACTERS]))
    for child in () if _is_too_deep(tokens) else _own_texts(tokens):
        found.update(name for _begin, _end, name in callings.places_in(child.content, names))
    return frozenset(found)


def words(source: str) -> str:
    """Return what a reader of the rendered `source` would read, paragraphs and lines parted by newlines."""
    source = characters.cleaned(source[:MAX_CHARACTERS])
    tokens = _markdown().parse(source)
    if _is_too_deep(tokens):
        return source
    parts: list[str] = []
    for token in tokens:
        if token.type == "inline":
            children = token.children or []
            parts.extend("\n" if child.type in {"softbreak", "hardbreak"} else child.content for child in children)
            parts.append("\n")
        elif token.type in {"fence", "code_block"}:
            parts.append(token.content)
    return "".join(parts).strip()


def _has_no_markup(source: str) -> bool:
    return not _MARKUP.search(source) and not _EDGES.search(source)


def _short_way(source: str) -> str:
    """Return the HTML of a text without markup: paragraphs and line breaks."""
    paragraphs = [part for part in _BLANK_LINES.split(source.strip("\n")) if part]
    return "".join(f"<p>{_escaped(part)}</p>\n" for part in paragraphs)


def _as_typed(source: str) -> str:
    """Return a text with its markup shown, for what is too deep to be rendered."""
    lines = "\n".join(line.strip() for line in source.split("\n"))
    return _short_way(lines)


def _escaped(text: str) -> str:
    # As nh3 writes it: quotes stay, a no-break space is named.
    return html.escape(text, quote=False).replace("\u00a0", "&nbsp;").replace("\n", "<br>\n")


def _long_way(source: str, called: Collection[str] = ()) -> str:
    tokens = _markdown().parse(source)
    if _is_too_deep(tokens):
        return _as_typed(source)
    if called:
        _mark_calls(tokens, called)
    markdown = _markdown()
    rendered = markdown.renderer.render(tokens, markdown.options, {})
    return _last_gate().clean(_first_gate().clean(rendered))


def _is_too_deep(tokens: list[Token]) -> bool:
    """Return whether anything lies at MAX_DEPTH or deeper, where the parser would begin to leave words out."""
    return any(
        token.level >= MAX_DEPTH - 1 or any(child.level >= MAX_DEPTH for child in token.children or [])
        for token in tokens
    )


class _Markdown(MarkdownIt):
    """The parser, with our own mind about addresses."""

    def validateLink(self, url: str) -> bool:  # noqa: N802
        """Return whether `url` may be linked at all; otherwise its Markdown is shown as typed."""
        return _may_be_linked(url)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        """Show an address as it is, never decoded into letters that look like others."""
        return link


@cache
def _markdown() -> MarkdownIt:
    """Return the parser, built once: what a plain letter needs, and nothing that hides what was typed."""
    markdown = _Markdown("commonmark", {"html": False, "breaks": True, "xhtmlOut": False, "maxNesting": MAX_DEPTH})
    markdown.enable("strikethrough")
    # Images fetch from elsewhere; definitions vanish from the text; a line of dashes or an indent is rarely meant.
    markdown.disable(["image", "html_block", "html_inline", "entity", "reference", "hr", "lheading", "code"])
    markdown.core.ruler.push("calm_headings", _calm_headings)
    markdown.core.ruler.push("honest_links", _honest_links)
    return markdown


def _may_be_linked(address: str) -> bool:
    return bool(_ADDRESS.fullmatch(address))


def _calm_headings(state: Any) -> None:
    """A heading inside a post is a paragraph in strong letters: the page's own headings keep their order."""
    for index, token in enumerate(state.tokens):
        if token.type == "heading_open":
            inline = state.tokens[index + 1]
            inline.children = _strong(inline.children or [])
        if token.type in {"heading_open", "heading_close"}:
            token.type = token.type.replace("heading", "paragraph")
            token.tag, token.markup = "p", ""


def _strong(children: list[Token]) -> list[Token]:
    for child in children:
        child.level += 1
    return [Token("strong_open", "strong", 1), *children, Token("strong_close", "strong", -1)] if children else []


def _honest_links(state: Any) -> None:
    """After the words of a link stands the host it leads to, unless the words are the address itself."""
    for token in state.tokens:
        if token.type != "inline" or not token.children:
            continue
        children: list[Token] = []
        opened, shown = None, ""
        for child in token.children:
            if child.type == "link_open":
                opened, shown = child, ""
            elif child.type == "link_close" and opened is not None:
                address = str(opened.attrGet("href") or "")
                if shown.strip() != address:
                    host = Token("text", "", 0, level=child.level + 1)
                    host.content = f" ({urlsplit(address).netloc.lower()})" if shown.strip() else address
                    children.append(host)
                opened = None
            else:
                shown += child.content
            children.append(child)
        token.children = children


def _own_texts(tokens: list[Token]) -> Iterator[Token]:
    """Yield the texts that the author says themselves: neither quoted, nor the words of a link, nor code."""
    quotes = 0
    for token in tokens:
        quotes += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        links = 0
        for child in () if quotes else token.children or ():
            links += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            if child.type == "text" and not links:
                yield child


def _mark_calls(tokens: list[Token], called: Collection[str]) -> None:
    """Put signs around the calls in the author's own texts."""
    own = {id(child) for child in _own_texts(tokens)}
    for token in tokens:
        if any(id(child) in own for child in token.children or ()):
            token.children = [
                piece
                for child in token.children or ()
                for piece in (_pieces_of(child, called) if id(child) in own else [child])
            ]


def _pieces_of(text: Token, called: Collection[str]) -> Iterator[Token]:
    at = 0
    for begin, end, _name in callings.places_in(text.content, called):
        yield _text(text, at, begin)
        yield Token("call_open", "b", 1)
        yield _text(text, begin, end)
        yield Token("call_close", "b", -1)
        at = end
    yield _text(text, at, len(text.content))


def _text(whole: Token, begin: int, end: int) -> Token:
    piece = Token("text", "", 0, level=whole.level)
    piece.content = whole.content[begin:end]
    return piece


def _may_stay(tag: str, name: str, value: str) -> bool:
    """Return whether bleach may keep an attribute: an address on a link, a plain number on a numbered list."""
    if (tag, name) == ("a", "href"):
        return _may_be_linked(value)
    return (tag, name) == ("ol", "start") and value.isascii() and value.isdigit() and len(value) <= 9


def _when_whole(attributes: dict[Any, Any], is_new: bool = False) -> dict[Any, Any] | None:
    """Make a link of a bare address only where every reader of addresses agrees on its host."""
    return attributes if _may_be_linked(attributes.get((None, "href"), "")) else None


class _Links(LinkifyFilter):
    """bleach's own filter, without two habits that alter what was typed."""

    def extract_entities(self, token: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Leave the text alone: the sanitiser before has read the entities, a second reading would undo an escape."""
        yield token

    def strip_non_url_bits(self, fragment: str) -> tuple[str, str, str]:
        """Return the address, and the brackets at its end that were opened before it."""
        end = len(fragment)
        surplus = fragment.count(")") - fragment.count("(")
        while surplus > 0 and fragment[end - 1] == ")":
            end -= 1
            surplus -= 1
        return fragment[:end], "", fragment[end:]


class _Gates(threading.local):
    """bleach's cleaner holds a parser with a state of its own: each thread has one."""

    first: Cleaner | None = None


_gates = _Gates()


def _first_gate() -> Cleaner:
    if _gates.first is None:
        links = partial(_Links, callbacks=[_when_whole], skip_tags={"pre", "code"}, parse_email=False, url_re=_BARE)
        _gates.first = Cleaner(
            tags=TAGS, attributes=_may_stay, protocols=SCHEMES, strip=True, strip_comments=True, filters=[links]
        )
    return _gates.first


@cache
def _last_gate() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        link_rel=REL,
        strip_comments=True,
    )
