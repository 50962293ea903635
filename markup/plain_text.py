"""Text without markup: tidied when it comes in, judged blank or not, shortened for lists."""

from __future__ import annotations

import html
import re
import unicodedata

from markup import characters, rich_text

_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
_MANY_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n){2,}")
_TAG = re.compile(r"<(/?(?:p|br|li|h[1-6]|blockquote|pre|td|th|tr|hr)\b)?[^>]*>")
_ORDINARY_SPACES = re.compile(r"[ \t\n\u3000]+")

# An address of a page or of a person; for a first contribution, where none is welcome. Bare names of sites count only
# where nobody can mean a sentence that lacks its space ("fin.de phrase").
_LINK = re.compile(
    r"://"
    r"|\bwww\.\w"
    r"|[\w.+-]@[\w-]+\.\w"
    r"|\b[a-z0-9-]+\.(?:com|org|info|io|ru|xyz|gg|me|ly)\b(?!\.\w*@)"
    r"|\b[a-z0-9-]{2,}\.[a-z]{2,12}/[\w?#]"
    r"|\]\(\s*(?:mailto|tel|javascript|data):",
    re.IGNORECASE,
)
# What none of them can do without, found so much sooner.
_OF_LINKS = re.compile(r"\.\w|:")


def tidy(text: str) -> str:
    """Return what somebody typed, ready to be kept: composed (NFC), without shapeless characters or trailing spaces.

    Lines stay lines, at most two blank ones in a row; spaces at the beginning of a line and no-break spaces stay.
    Doing it twice changes nothing.
    """
    text = _TRAILING.sub("", characters.cleaned(text))
    text = _MANY_BLANK_LINES.sub("\n\n\n", text)
    lines = text.split("\n")
    while lines and is_blank(lines[0]):
        del lines[0]
    while lines and is_blank(lines[-1]):
        lines.pop()
    return "\n".join(lines).rstrip()


def tidy_line(text: str) -> str:
    """Return `text` tidied as one line, for titles and names: every run of ordinary spaces is one space."""
    return _ORDINARY_SPACES.sub(" ", characters.cleaned(text)).strip()


def is_blank(text: str) -> bool:
    """Return whether nothing of `text` can be seen: only spaces, invisible signs, or nothing at all."""
    return not any(characters.has_shape(sign) for sign in text)


def excerpt(source: str, length: int) -> str:
    """Return the beginning of a Markdown source as one plain line of at most `length` characters, cut between words.

    Raises ValueError for a length below two.
    """
    if length < 2:
        raise ValueError("An excerpt has at least two characters.")
    # Markup is longer than its words: a generous piece of the source holds all that an excerpt can show.
    line = tidy_line(rich_text.words(source[: 20 * length + 2_000]))
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    if not line[length - 1].isspace():
        head, space, _ = cut.rpartition(" ")
        # A single endless word is cut where it must be.
        cut = head if space and len(head) * 2 > length else cut
    while cut and unicodedata.combining(line[len(cut)]):
        cut = cut[:-1]
    return cut.rstrip(" \u00a0\u202f,;:.…–—-") + "…"


def of_html(stored: str) -> str:
    """Return the words of HTML that this storey sanitised, as one plain line."""
    bare = _TAG.sub(lambda tag: " " if tag[1] else "", stored)
    return " ".join(html.unescape(bare).split())


def links_in(text: str) -> bool:
    """Return whether `text` holds a link, the name of a site or an e-mail address, however wide its letters."""
    plain = unicodedata.normalize("NFKC", characters.cleaned(text))
    return bool(_OF_LINKS.search(plain)) and bool(_LINK.search(plain))
